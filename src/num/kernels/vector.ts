/**
 * What every kernel stands on: loads of a part of a vector, sums across lanes, lane-wise functions.
 *
 * Only operations whose bits the Wasm specification fixes are used: no relaxed SIMD, no fused
 * multiply-add. `T` is f32 (four lanes) or f64 (two).
 */
import { exp64, log64, tanh64 } from './scalar';

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
@inline
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
