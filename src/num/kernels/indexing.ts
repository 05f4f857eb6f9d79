/** Rows picked by offsets that may change from call to call, strided copies, and running sums. */
import { at, lanes } from './vector';

/** out (m, inner): the rows that begin at the m offsets, in elements of a */
export function gather<T>(out: usize, a: usize, offsets: usize, m: i32, inner: i32): void {
  const row = at<T>(0, inner);
  for (let i = 0; i < m; i++, out += row, offsets += 4) {
    const from = at<T>(a, load<i32>(offsets));
    if (inner == 1) store<T>(out, load<T>(from));
    else memory.copy(out, from, row);
  }
}

/** Adds the rows of a (m, inner) to those of out that begin at the m offsets, in order. */
export function scatterAdd<T>(out: usize, a: usize, offsets: usize, m: i32, inner: i32): void {
  for (let i = 0; i < m; i++, offsets += 4) {
    let to = at<T>(out, load<i32>(offsets));
    const end = at<T>(to, inner);
    const whole = at<T>(to, inner & -lanes<T>());
    for (; to < whole; to += 16, a += 16) {
      v128.store(to, v128.add<T>(v128.load(to), v128.load(a)));
    }
    for (; to < end; to += sizeof<T>(), a += sizeof<T>()) {
      store<T>(to, load<T>(to) + load<T>(a));
    }
  }
}

/** Copies `rows` rows of n elements, which begin every outRow and every aRow elements. */
export function copyRows<T>(
  out: usize,
  a: usize,
  rows: i32,
  n: i32,
  outRow: i32,
  aRow: i32,
): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(at<T>(out, row * outRow), at<T>(a, row * aRow), at<T>(0, n));
  }
}

/** out (outer, n, inner): sums of a up to and with each element of the middle axis */
export function cumsum<T>(out: usize, a: usize, outer: i32, n: i32, inner: i32): void {
  scan<T>(out, a, outer, n, inner, 0, 1);
}

/** out (outer, n, inner): sums of a from each element of the middle axis on */
export function cumsumReverse<T>(out: usize, a: usize, outer: i32, n: i32, inner: i32): void {
  scan<T>(out, a, outer, n, inner, n - 1, -1);
}

@inline
function scan<T>(out: usize, a: usize, outer: i32, n: i32, inner: i32, from: i32, by: i32): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let sum = <T>0;
      let k = from * inner + i;
      for (let j = 0; j < n; j++, k += by * inner) {
        sum += load<T>(at<T>(a, k));
        store<T>(at<T>(out, k), sum);
      }
    }
    out = at<T>(out, n * inner);
    a = at<T>(a, n * inner);
  }
}
