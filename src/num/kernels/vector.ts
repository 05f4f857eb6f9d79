/**
 * What every kernel stands on: loads of a part of a vector, sums across lanes, lane-wise functions.
 *
 * Only operations whose bits the Wasm specification fixes are used: no relaxed SIMD, no fused
 * multiply-add. `T` is f32 (four lanes) or f64 (two).
 */
import { erf64, exp64, log64, quarterWave64, tanh64 } from './scalar';

@inline
export function lanes<T>(): i32 {
  return 16 / sizeof<T>();
}

/** Address of element `i`. */
@inline
export function at<T>(base: usize, i: i32): usize {
  return base + (<usize>i) * sizeof<T>();
}

/** The first `count` < lanes elements at `address`, zeros behind them. */
@inline
export function loadFirst<T>(address: usize, count: i32): v128 {
  if (sizeof<T>() == 8) return v128.load64_zero(address);
  if (count == 1) return v128.load32_zero(address);
  const pair = v128.load64_zero(address);
  return count == 2 ? pair : v128.load_lane<u32>(address + 8, pair, 2);
}

/** Sum of the lanes: (0 + 2) + (1 + 3), or 0 + 1. */
@inline
export function laneSum<T>(v: v128): T {
  if (sizeof<T>() == 8) {
    return <T>(f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1));
  }
  const half = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return <T>(f32x4.extract_lane(half, 0) + f32x4.extract_lane(half, 1));
}

@inline
export function firstLane<T>(v: v128): T {
  return v128.extract_lane<T>(v, 0);
}

/** A whole vector, or one number of what is left behind the last. */
@inline
export function read<T>(address: usize, whole: bool): v128 {
  return whole ? v128.load(address) : v128.load_splat<T>(address);
}

/** Stores a whole vector, or its first number; returns how many numbers that is. */
@inline
export function write<T>(address: usize, value: v128, whole: bool): i32 {
  if (whole) v128.store(address, value);
  else store<T>(address, firstLane<T>(value));
  return whole ? lanes<T>() : 1;
}

/** e^x within 1 ulp for f32: 2^k e^r with |r| <= ln 2 / 2, and a polynomial for e^r (Cephes expf). */
@inline
export function exp<T>(x: v128): v128 {
  if (sizeof<T>() == 8) {
    return f64x2.replace_lane(
      f64x2.splat(exp64(f64x2.extract_lane(x, 0))),
      1,
      exp64(f64x2.extract_lane(x, 1)),
    );
  }
  // pmin and pmax keep a NaN in their first operand
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(-2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), r), f32x4.splat(1));
  // two factors, so that the largest results and the subnormal ones need no branch
  const whole = i32x4.trunc_sat_f32x4_s(k);
  const half = i32x4.shr_s(whole, 1);
  const bias = i32x4.splat(127);
  y = f32x4.mul(y, i32x4.shl(i32x4.add(half, bias), 23));
  return f32x4.mul(y, i32x4.shl(i32x4.add(i32x4.sub(whole, half), bias), 23));
}

/** Natural logarithm, within 1 ulp for f32; -Infinity at 0, NaN below (Cephes logf). */
export function log<T>(x: v128): v128 {
  if (sizeof<T>() == 8) {
    return f64x2.replace_lane(
      f64x2.splat(log64(f64x2.extract_lane(x, 0))),
      1,
      log64(f64x2.extract_lane(x, 1)),
    );
  }
  const subnormal = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const bits = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, subnormal);
  // x = 2^k (1 + f) with sqrt(1/2) < 1 + f < sqrt(2)
  const lifted = i32x4.add(bits, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const whole = i32x4.sub(
    i32x4.sub(i32x4.shr_s(lifted, 23), i32x4.splat(127)),
    v128.and(subnormal, i32x4.splat(23)),
  );
  const k = f32x4.convert_i32x4_s(whole);
  const f = f32x4.sub(
    i32x4.add(v128.and(lifted, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3)),
    f32x4.splat(1),
  );
  const z = f32x4.mul(f, f);
  let y = f32x4.splat(7.0376836292e-2);
  y = f32x4.add(f32x4.mul(y, f), f32x4.splat(-1.1514610310e-1));
  y = f32x4.add(f32x4.mul(y, f), f32x4.splat(1.1676998740e-1));
  y = f32x4.add(f32x4.mul(y, f), f32x4.splat(-1.2420140846e-1));
  y = f32x4.add(f32x4.mul(y, f), f32x4.splat(1.4249322787e-1));
  y = f32x4.add(f32x4.mul(y, f), f32x4.splat(-1.6668057665e-1));
  y = f32x4.add(f32x4.mul(y, f), f32x4.splat(2.0000714765e-1));
  y = f32x4.add(f32x4.mul(y, f), f32x4.splat(-2.4999993993e-1));
  y = f32x4.add(f32x4.mul(y, f), f32x4.splat(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, f), z);
  y = f32x4.add(y, f32x4.mul(k, f32x4.splat(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  y = f32x4.add(f32x4.add(f, y), f32x4.mul(k, f32x4.splat(0.693359375)));
  const zero = f32x4.splat(0);
  const infinite = f32x4.splat(f32.POSITIVE_INFINITY);
  y = v128.bitselect(y, infinite, f32x4.lt(x, infinite));
  y = v128.bitselect(y, f32x4.splat(f32.NEGATIVE_INFINITY), f32x4.ne(x, zero));
  return v128.bitselect(y, f32x4.splat(f32.NaN), f32x4.ge(x, zero));
}

/** Hyperbolic tangent, within 7 ulp for f32: an odd rational function on [-7.9, 7.9] (Eigen's). */
@inline
export function tanh<T>(x: v128): v128 {
  if (sizeof<T>() == 8) {
    return f64x2.replace_lane(
      f64x2.splat(tanh64(f64x2.extract_lane(x, 0))),
      1,
      tanh64(f64x2.extract_lane(x, 1)),
    );
  }
  const c = f32x4.pmax(
    f32x4.pmin(x, f32x4.splat(7.90531110763549805)),
    f32x4.splat(-7.90531110763549805),
  );
  const z = f32x4.mul(c, c);
  let p = f32x4.splat(-2.76076847742355e-16);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.00018790482477e-13));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-8.60467152213735e-11));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(5.12229709037114e-8));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.48572235717979e-5));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(6.37261928875436e-4));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(4.89352455891786e-3));
  let q = f32x4.splat(1.19825839466702e-6);
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(1.18534705686654e-4));
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(2.26843463243900e-3));
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(4.89352518554385e-3));
  const y = f32x4.div(f32x4.mul(c, p), q);
  return v128.bitselect(x, y, f32x4.lt(f32x4.abs(x), f32x4.splat(4e-4)));
}

/** Sine, within 2 ulp for f32; NaN for |x| > 1647099. */
@inline
export function sin<T>(x: v128): v128 {
  return quarterWave<T>(x, 0);
}

/** Cosine, within 2 ulp for f32; NaN for |x| > 1647099. */
@inline
export function cos<T>(x: v128): v128 {
  return quarterWave<T>(x, 1);
}

/** x - n pi / 2 for two float32 values, in float64, so that no digits of large angles are lost. */
@inline
function remainder(x: v128, n: v128): v128 {
  const first = f64x2.sub(x, f64x2.mul(n, f64x2.splat(1.57079632673412561417)));
  return f64x2.sub(first, f64x2.mul(n, f64x2.splat(6.0771005063039659766e-11)));
}

/** sin(x + quarters pi / 2): reduced to |r| <= pi / 4, where two polynomials do (Cephes sinf). */
function quarterWave<T>(x: v128, quarters: i32): v128 {
  if (sizeof<T>() == 8) {
    return f64x2.replace_lane(
      f64x2.splat(quarterWave64(f64x2.extract_lane(x, 0), quarters)),
      1,
      quarterWave64(f64x2.extract_lane(x, 1), quarters),
    );
  }
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 0));
  const scale = f64x2.splat(6.36619772367581382433e-1);
  const nLow = f64x2.nearest(f64x2.mul(low, scale));
  const nHigh = f64x2.nearest(f64x2.mul(high, scale));
  const r = v128.shuffle<u64>(
    f32x4.demote_f64x2_zero(remainder(low, nLow)),
    f32x4.demote_f64x2_zero(remainder(high, nHigh)),
    0,
    2,
  );
  const n = v128.shuffle<u64>(
    i32x4.trunc_sat_f64x2_s_zero(nLow),
    i32x4.trunc_sat_f64x2_s_zero(nHigh),
    0,
    2,
  );
  const z = f32x4.mul(r, r);
  let s = f32x4.splat(-1.9515295891e-4);
  s = f32x4.add(f32x4.mul(s, z), f32x4.splat(8.3321608736e-3));
  s = f32x4.add(f32x4.mul(s, z), f32x4.splat(-1.6666654611e-1));
  s = f32x4.add(f32x4.mul(f32x4.mul(s, z), r), r);
  let c = f32x4.splat(2.443315711809948e-5);
  c = f32x4.add(f32x4.mul(c, z), f32x4.splat(-1.388731625493765e-3));
  c = f32x4.add(f32x4.mul(c, z), f32x4.splat(4.166664568298827e-2));
  c = f32x4.sub(f32x4.mul(f32x4.mul(c, z), z), f32x4.mul(z, f32x4.splat(0.5)));
  c = f32x4.add(c, f32x4.splat(1));
  const quadrant = i32x4.add(n, i32x4.splat(quarters));
  const odd = i32x4.shr_s(i32x4.shl(quadrant, 31), 31);
  const sign = i32x4.shl(v128.and(quadrant, i32x4.splat(2)), 30);
  const y = v128.xor(v128.bitselect(c, s, odd), sign);
  const inRange = f32x4.le(f32x4.abs(x), f32x4.splat(1647099));
  return v128.bitselect(y, f32x4.splat(f32.NaN), inRange);
}

/** Error function, within 7 ulp for f32: an odd rational function on [-4, 4] (Eigen's). */
@inline
export function erf<T>(x: v128): v128 {
  if (sizeof<T>() == 8) {
    return f64x2.replace_lane(
      f64x2.splat(erf64(f64x2.extract_lane(x, 0))),
      1,
      erf64(f64x2.extract_lane(x, 1)),
    );
  }
  const c = f32x4.pmax(f32x4.pmin(x, f32x4.splat(4)), f32x4.splat(-4));
  const z = f32x4.mul(c, c);
  let p = f32x4.splat(-2.72614225801306e-10);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.77068142495902e-8));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-2.10102402082508e-6));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.69250639462346e-5));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-7.34990630326855e-4));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-2.95459980854025e-3));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.60960333262415e-2));
  let q = f32x4.splat(-1.45660718464996e-5);
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(-2.13374055278905e-4));
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(-1.68282697438203e-3));
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(-7.37332916720468e-3));
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(-1.42647390514189e-2));
  const y = f32x4.div(f32x4.mul(c, p), q);
  return f32x4.pmax(f32x4.pmin(y, f32x4.splat(1)), f32x4.splat(-1));
}
