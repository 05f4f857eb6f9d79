/** Softmax and its logarithm over rows; the row's maximum is subtracted, so that nothing overflows. */
import { at, exp, firstLane, lanes, log } from './vector';

/** out = e^(a - shift); returns the sum, added up in order */
function exponentials<T>(out: usize, a: usize, n: i32, shift: v128): T {
  let vector = v128.splat<T>(0);
  let i = 0;
  for (; i + lanes<T>() <= n; i += lanes<T>()) {
    const e = exp<T>(v128.sub<T>(v128.load(at<T>(a, i)), shift));
    v128.store(at<T>(out, i), e);
    vector = v128.add<T>(vector, e);
  }
  let total = v128.extract_lane<T>(vector, 0) + v128.extract_lane<T>(vector, 1);
  if (sizeof<T>() == 4) {
    total += v128.extract_lane<T>(vector, <u8>(sizeof<T>() == 4 ? 2 : 0));
    total += v128.extract_lane<T>(vector, <u8>(sizeof<T>() == 4 ? 3 : 0));
  }
  for (; i < n; i++) {
    const e = firstLane<T>(exp<T>(v128.sub<T>(v128.load_splat<T>(at<T>(a, i)), shift)));
    store<T>(at<T>(out, i), e);
    total += e;
  }
  return total;
}

@inline
function rowMax<T>(a: usize, n: i32): T {
  let largest = load<T>(a);
  for (let i = 1; i < n; i++) largest = max<T>(largest, load<T>(at<T>(a, i)));
  return largest;
}

/** out, a (rows, n) */
export function softmax<T>(out: usize, a: usize, rows: i32, n: i32): void {
  for (let row = 0; row < rows; row++) {
    const total = exponentials<T>(out, a, n, v128.splat<T>(rowMax<T>(a, n)));
    for (let i = 0; i < n; i++) store<T>(at<T>(out, i), load<T>(at<T>(out, i)) / total);
    out = at<T>(out, n);
    a = at<T>(a, n);
  }
}

/** out, a (rows, n) */
export function logSoftmax<T>(out: usize, a: usize, rows: i32, n: i32): void {
  for (let row = 0; row < rows; row++) {
    const largest = rowMax<T>(a, n);
    const total = exponentials<T>(out, a, n, v128.splat<T>(largest));
    const shift = firstLane<T>(log<T>(v128.splat<T>(total)));
    for (let i = 0; i < n; i++) {
      store<T>(at<T>(out, i), load<T>(at<T>(a, i)) - largest - shift);
    }
    out = at<T>(out, n);
    a = at<T>(a, n);
  }
}
