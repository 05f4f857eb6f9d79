/** Kernels that move elements and compute nothing: copies, repeats, exchanged axes. */
import { at, lanes } from './vector';

export function fill<T>(out: usize, value: T, n: i32): void {
  const end = at<T>(out, n);
  const whole = at<T>(out, n & -lanes<T>());
  const vector = v128.splat<T>(value);
  for (; out < whole; out += 16) v128.store(out, vector);
  for (; out < end; out += sizeof<T>()) store<T>(out, value);
}

export function copy<T>(out: usize, a: usize, n: i32): void {
  memory.copy(out, a, at<T>(0, n));
}

/** out (outer, n, inner): a (outer, inner) repeated n times along the middle axis */
export function repeat<T>(out: usize, a: usize, outer: i32, n: i32, inner: i32): void {
  const row = at<T>(0, inner);
  for (let o = 0; o < outer; o++, a += row) {
    if (inner == 1) {
      fill<T>(out, load<T>(a), n);
      out = at<T>(out, n);
    } else {
      for (let j = 0; j < n; j++, out += row) memory.copy(out, a, row);
    }
  }
}

/** out (outer, q, middle, p, inner): a (outer, p, middle, q, inner) with the axes p and q exchanged */
export function exchange<T>(
  out: usize,
  a: usize,
  outer: i32,
  p: i32,
  middle: i32,
  q: i32,
  inner: i32,
): void {
  const row = at<T>(0, inner);
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < q; j++) {
      for (let m = 0; m < middle; m++) {
        let from = at<T>(a, (m * q + j) * inner);
        for (let i = 0; i < p; i++, out += row, from += row * q * middle) {
          if (inner == 1) store<T>(out, load<T>(from));
          else memory.copy(out, from, row);
        }
      }
    }
    a += row * p * middle * q;
  }
}
