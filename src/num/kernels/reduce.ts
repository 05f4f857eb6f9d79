/**
 * Sums and maxima along one axis, in an order that depends on the sizes alone.
 *
 * An array of any shape is (outer, n, inner) around the reduced axis of n.
 */
import { at, firstLane, lanes, laneSum, loadFirst } from './vector';

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

/** Sum or maximum of n contiguous elements; four accumulators hide the latency of an addition. */
@inline
function along<T>(op: i32, a: usize, n: i32): T {
  const start = op == SUM ? v128.splat<T>(0) : v128.splat<T>(<T>-Infinity);
  let s0 = start;
  let s1 = start;
  let s2 = start;
  let s3 = start;
  let i = 0;
  for (; i + 4 * lanes<T>() <= n; i += 4 * lanes<T>(), a += 64) {
    s0 = combine<T>(op, s0, v128.load(a));
    s1 = combine<T>(op, s1, v128.load(a, 16));
    s2 = combine<T>(op, s2, v128.load(a, 32));
    s3 = combine<T>(op, s3, v128.load(a, 48));
  }
  for (; i + lanes<T>() <= n; i += lanes<T>(), a += 16) s0 = combine<T>(op, s0, v128.load(a));
  if (op == SUM) {
    if (i < n) s1 = v128.add<T>(s1, loadFirst<T>(a, n - i));
  } else {
    for (; i < n; i++, a += sizeof<T>()) s1 = v128.max<T>(s1, v128.load_splat<T>(a));
  }
  const all = combine<T>(op, combine<T>(op, s0, s1), combine<T>(op, s2, s3));
  return op == SUM ? laneSum<T>(all) : laneMax<T>(all);
}

@inline
function reduce<T>(op: i32, out: usize, a: usize, outer: i32, n: i32, inner: i32): void {
  if (inner == 1) {
    for (let o = 0; o < outer; o++) store<T>(at<T>(out, o), along<T>(op, at<T>(a, o * n), n));
    return;
  }
  const stride = at<T>(0, inner);
  for (let o = 0; o < outer; o++) {
    let i = 0;
    for (; i + lanes<T>() <= inner; i += lanes<T>()) {
      let from = at<T>(a, i);
      let total = op == SUM ? v128.splat<T>(0) : v128.splat<T>(<T>-Infinity);
      for (let j = 0; j < n; j++, from += stride) total = combine<T>(op, total, v128.load(from));
      v128.store(at<T>(out, i), total);
    }
    for (; i < inner; i++) {
      let from = at<T>(a, i);
      let total = op == SUM ? v128.splat<T>(0) : v128.splat<T>(<T>-Infinity);
      for (let j = 0; j < n; j++, from += stride) {
        total = combine<T>(op, total, v128.load_splat<T>(from));
      }
      store<T>(at<T>(out, i), firstLane<T>(total));
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
