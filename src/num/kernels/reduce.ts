/**
 * Sums and maxima along one axis, in an order that depends on the sizes alone.
 *
 * An array of any shape is (outer, n, inner) around the reduced axis of n.
 */
import { at, firstLane, lanes, laneSum, loadFirst, read, write } from './vector';

const SUM = 0;
const MAX = 1;

@inline
function combine<T>(op: i32, a: v128, b: v128): v128 {
  if (op == SUM) return v128.add<T>(a, b);
  return v128.max<T>(a, b);
}

@inline
function laneMax<T>(v: v128): T {
  let largest = v128.max<T>(v, v128.shuffle<u64>(v, v, 1, 0));
  if (sizeof<T>() == 4) {
    largest = v128.max<T>(largest, v128.shuffle<u32>(largest, largest, 1, 0, 3, 2));
  }
  return firstLane<T>(largest);
}

/** Sum of n contiguous elements; four accumulators hide the latency of an addition. */
@inline
function sumAlong<T>(a: usize, n: i32): T {
  let s0 = v128.splat<T>(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let i = 0;
  for (; i + 4 * lanes<T>() <= n; i += 4 * lanes<T>(), a += 64) {
    s0 = v128.add<T>(s0, v128.load(a));
    s1 = v128.add<T>(s1, v128.load(a, 16));
    s2 = v128.add<T>(s2, v128.load(a, 32));
    s3 = v128.add<T>(s3, v128.load(a, 48));
  }
  for (; i + lanes<T>() <= n; i += lanes<T>(), a += 16) s0 = v128.add<T>(s0, v128.load(a));
  if (i < n) s1 = v128.add<T>(s1, loadFirst<T>(a, n - i));
  return laneSum<T>(v128.add<T>(v128.add<T>(s0, s1), v128.add<T>(s2, s3)));
}

/** Maximum of n contiguous elements. */
@inline
function maxAlong<T>(a: usize, n: i32): T {
  let largest = v128.splat<T>(<T>-Infinity);
  for (let i = 0; i < n; ) {
    const whole = i + lanes<T>() <= n;
    largest = v128.max<T>(largest, read<T>(a, whole));
    const by = whole ? lanes<T>() : 1;
    i += by;
    a = at<T>(a, by);
  }
  return laneMax<T>(largest);
}

@inline
function reduce<T>(op: i32, out: usize, a: usize, outer: i32, n: i32, inner: i32): void {
  if (inner == 1) {
    for (let o = 0; o < outer; o++) {
      const row = at<T>(a, o * n);
      store<T>(at<T>(out, o), op == SUM ? sumAlong<T>(row, n) : maxAlong<T>(row, n));
    }
    return;
  }
  const stride = at<T>(0, inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; ) {
      const whole = i + lanes<T>() <= inner;
      let from = at<T>(a, i);
      let total = op == SUM ? v128.splat<T>(0) : v128.splat<T>(<T>-Infinity);
      for (let j = 0; j < n; j++, from += stride) total = combine<T>(op, total, read<T>(from, whole));
      i += write<T>(at<T>(out, i), total, whole);
    }
    out += stride;
    a += stride * n;
  }
}

/** out (outer, inner): sums over the middle axis of a (outer, n, inner); 0 for n = 0 */
export function sum<T>(out: usize, a: usize, outer: i32, n: i32, inner: i32): void {
  reduce<T>(SUM, out, a, outer, n, inner);
}

/** out (outer, inner): maxima over the middle axis of a (outer, n, inner), NaN if one is NaN */
export function max<T>(out: usize, a: usize, outer: i32, n: i32, inner: i32): void {
  reduce<T>(MAX, out, a, outer, n, inner);
}
