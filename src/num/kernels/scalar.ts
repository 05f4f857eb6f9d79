/** exp, log, tanh, sin, cos and erf of one float64: bit for bit those of `math.ts`, where the ideas are explained. */

const LN2_HIGH: f64 = 6.9314718036912381649e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

@inline
function powerOfTwo(k: f64): f64 {
  return reinterpret<f64>((<i64>k + 1023) << 52);
}

export function exp64(x: f64): f64 {
  if (x != x) return x;
  if (x > 709.782712893384) return f64.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const k = floor<f64>(x * 1.4426950408889634 + 0.5);
  const rest = x - k * LN2_HIGH;
  const correction = k * LN2_LOW;
  const r = rest - correction;
  const s = r * r;
  let p: f64 = 4.13813679705723846039e-8;
  p = -1.6533902205465251539e-6 + s * p;
  p = 6.61375632143793436117e-5 + s * p;
  p = -2.77777777770155933842e-3 + s * p;
  p = 1.66666666666666019037e-1 + s * p;
  const c = r - s * p;
  const y = 1 - (correction - (r * c) / (2 - c) - rest);
  const half = floor<f64>(k / 2);
  return y * powerOfTwo(half) * powerOfTwo(k - half);
}

export function log64(x: f64): f64 {
  if (x == 0) return f64.NEGATIVE_INFINITY;
  if (!(x > 0)) return f64.NaN;
  if (x == f64.POSITIVE_INFINITY) return x;
  let exponent: f64 = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    exponent = -54;
  }
  const lifted = reinterpret<u64>(x) + ((<u64>(0x3ff00000 - 0x3fe6a09e)) << 32);
  const k = exponent + <f64>(<i64>(lifted >> 52) - 1023);
  const f = reinterpret<f64>((lifted & 0xfffffffffffff) + ((<u64>0x3fe6a09e) << 32)) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  let even: f64 = 1.531383769920937332e-1;
  even = 2.222219843214978396e-1 + w * even;
  even = w * (3.999999999940941908e-1 + w * even);
  let odd: f64 = 1.479819860511658591e-1;
  odd = 1.818357216161805012e-1 + w * odd;
  odd = 2.857142874366239149e-1 + w * odd;
  odd = z * (6.66666666666673513e-1 + w * odd);
  const half = 0.5 * f * f;
  return s * (half + (odd + even)) + k * LN2_LOW - half + f + k * LN2_HIGH;
}

export function tanh64(x: f64): f64 {
  const size = abs<f64>(x);
  if (size > 22) return x > 0 ? 1 : -1;
  if (size >= 0.625) {
    const y = 1 - 2 / (exp64(2 * size) + 1);
    return x > 0 ? y : -y;
  }
  const z = x * x;
  const p =
    (-9.64399179425052238628e-1 * z - 9.92877231001918586564e1) * z - 1.61468768441708447952e3;
  const q =
    ((z + 1.12811678491632931402e2) * z + 2.23548839060100448583e3) * z + 4.84406305325125486048e3;
  return x + x * z * (p / q);
}

/** sin(x + quarters pi / 2); NaN for |x| > 1647099 */
export function quarterWave64(x: f64, quarters: i32): f64 {
  if (!(abs<f64>(x) <= 1647099)) return f64.NaN;
  const n = floor<f64>(x * 6.36619772367581382433e-1 + 0.5);
  const first = x - n * 1.57079632673412561417;
  const second = first - n * 6.0771005063039659766e-11;
  const lost = n * 2.02226624879595063154e-21 - (first - second - n * 6.0771005063039659766e-11);
  const r = second - lost;
  const low = second - r - lost;
  const quadrant = <i32>n + quarters;
  const y = quadrant & 1 ? cosine(r, low) : sine(r, low);
  return quadrant & 2 ? -y : y;
}

function sine(r: f64, low: f64): f64 {
  const z = r * r;
  const cube = z * r;
  let p: f64 = 1.58969099521155010221e-10;
  p = -2.50507602534068634195e-8 + z * p;
  p = 2.75573137070700676789e-6 + z * p;
  p = -1.98412698298579493134e-4 + z * p;
  p = 8.33333333332248946124e-3 + z * p;
  return r - (z * (0.5 * low - cube * p) - low - cube * -1.66666666666666324348e-1);
}

function cosine(r: f64, low: f64): f64 {
  const z = r * r;
  let p: f64 = -1.13596475577881948265e-11;
  p = 2.0875723212981748279e-9 + z * p;
  p = -2.75573143513906633035e-7 + z * p;
  p = 2.48015872894767294178e-5 + z * p;
  p = -1.38888888888741095749e-3 + z * p;
  p = 4.16666666666666019037e-2 + z * p;
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * (z * p) - r * low));
}

export function erf64(x: f64): f64 {
  if (!(abs<f64>(x) < 6)) return x != x ? x : x > 0 ? 1 : -1;
  const z = 2 * x * x;
  let term = x;
  let sum = x;
  for (let odd: f64 = 3; abs<f64>(term) > 1e-17 * abs<f64>(sum); odd += 2) {
    term *= z / odd;
    sum += term;
  }
  return 1.1283791670955126 * exp64(-x * x) * sum;
}
