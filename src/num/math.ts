/**
 * exp, log, tanh, sin, cos and erf with the same bits on every machine.
 *
 * ECMAScript leaves the last bits of Math.exp and its kin to the engine. These use only what IEEE 754
 * rounds correctly (+ - * /, floor), so a result that depends on them can be pinned.
 *
 * @see fdlibm (Sun Microsystems 1993) for exp, log, sin, cos; Cephes (Moshier 1989) for tanh
 */

const LN2_HIGH = 6.9314718036912381649e-1; // ln 2 = high + low; k * high is exact for |k| < 2048
const LN2_LOW = 1.90821492927058770002e-10;
const LOG2_E = 1.442695040888963387;

const PI_2_HIGH = 1.57079632673412561417; // pi / 2 in three parts; the first two have 33 bits each
const PI_2_MIDDLE = 6.0771005063039659766e-11;
const PI_2_LOW = 2.02226624879595063154e-21;
const LARGEST_ANGLE = 1647099; // 2^20 pi / 2: up to here n * PI_2_HIGH is exact

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** 2^k for -1022 <= k <= 1023, exactly. */
function powerOfTwo(k: number): number {
  float[0] = 1;
  words[high] = (k + 1023) << 20;
  return float[0];
}

/** e^x, within 1 ulp; 0 below -745.14, Infinity above 709.78. */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * LOG2_E + 0.5);
  const rest = x - k * LN2_HIGH;
  const correction = k * LN2_LOW;
  const r = rest - correction;
  const s = r * r;
  const c =
    r -
    s *
      (1.66666666666666019037e-1 +
        s *
          (-2.77777777770155933842e-3 +
            s *
              (6.61375632143793436117e-5 +
                s * (-1.6533902205465251539e-6 + s * 4.13813679705723846039e-8))));
  const y = 1 - (correction - (r * c) / (2 - c) - rest);
  const half = Math.floor(k / 2); // two factors, so that subnormal results round once
  return y * powerOfTwo(half) * powerOfTwo(k - half);
}

/** Natural logarithm, within 1 ulp; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  if (x === Infinity) return x;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984; // 2^54 lifts a subnormal into the normal range
    k = -54;
  }
  // x = 2^k (1 + f) with sqrt(1/2) < 1 + f < sqrt(2)
  float[0] = x;
  const lifted = words[high] + (0x3ff00000 - 0x3fe6a09e);
  k += (lifted >>> 20) - 1023;
  words[high] = (lifted & 0xfffff) + 0x3fe6a09e;
  const f = float[0] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even =
    w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return s * (half + (odd + even)) + k * LN2_LOW - half + f + k * LN2_HIGH;
}

/** Hyperbolic tangent, within 2 ulp. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size > 22) return x > 0 ? 1 : -1;
  if (size >= 0.625) {
    const y = 1 - 2 / (exp(2 * size) + 1);
    return x > 0 ? y : -y;
  }
  const z = x * x;
  const p =
    (-9.64399179425052238628e-1 * z - 9.92877231001918586564e1) * z - 1.61468768441708447952e3;
  const q =
    ((z + 1.12811678491632931402e2) * z + 2.23548839060100448583e3) * z + 4.84406305325125486048e3;
  return x + x * z * (p / q);
}

/**
 * Sine, within 1 ulp.
 *
 * @throws RangeError if |x| > 1647099, where the argument reduction would lose digits
 */
export function sin(x: number): number {
  return quarterWave('sin', x, 0);
}

/**
 * Cosine, within 1 ulp.
 *
 * @throws RangeError if |x| > 1647099, where the argument reduction would lose digits
 */
export function cos(x: number): number {
  return quarterWave('cos', x, 1);
}

/** sin(x + quarters pi / 2): x is reduced to |r| <= pi / 4, where two polynomials do. */
function quarterWave(name: string, x: number, quarters: number): number {
  if (Math.abs(x) > LARGEST_ANGLE) {
    throw new RangeError(`${name}: |x| must be at most ${LARGEST_ANGLE}, got ${x}`);
  }
  const n = Math.floor(x * 6.36619772367581382433e-1 + 0.5);
  const first = x - n * PI_2_HIGH;
  const second = first - n * PI_2_MIDDLE;
  const lost = n * PI_2_LOW - (first - second - n * PI_2_MIDDLE);
  const r = second - lost;
  const low = second - r - lost;
  const quadrant = n + quarters;
  const y = quadrant & 1 ? cosine(r, low) : sine(r, low);
  return quadrant & 2 ? -y : y;
}

/** sin(r + low) for |r| <= pi / 4 */
function sine(r: number, low: number): number {
  const z = r * r;
  const cube = z * r;
  const tail =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z *
          (2.75573137070700676789e-6 +
            z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return r - (z * (0.5 * low - cube * tail) - low - cube * -1.66666666666666324348e-1);
}

/** cos(r + low) for |r| <= pi / 4 */
function cosine(r: number, low: number): number {
  const z = r * r;
  const tail =
    z *
    (4.16666666666666019037e-2 +
      z *
        (-1.38888888888741095749e-3 +
          z *
            (2.48015872894767294178e-5 +
              z *
                (-2.75573143513906633035e-7 +
                  z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * tail - r * low));
}

/**
 * Error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x, within 8 ulp.
 *
 * @see Abramowitz & Stegun 1964, 7.1.6: a series of terms of one sign, so that no digits cancel
 */
export function erf(x: number): number {
  if (!(Math.abs(x) < 6)) return x !== x ? x : x > 0 ? 1 : -1;
  const z = 2 * x * x;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= z / odd;
    sum += term;
  }
  return 1.1283791670955126 * exp(-x * x) * sum;
}
