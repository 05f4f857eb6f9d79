/**
 * Gather and scatter along the last axis by a table of indices.
 *
 * A table entry is an index plus one: entry 0 reads the fill value and swallows what is scattered to
 * it. `slots` has room for n + 1 elements, so that the inner loops need no branch.
 */
import { at } from './vector';

@inline
function entry<T>(table: usize, i: i32): usize {
  return at<T>(0, load<i32>(table + (<usize>i << 2)));
}

/** out (rows, m): a (rows, n) at the m entries of the table */
export function take<T>(
  out: usize,
  a: usize,
  table: usize,
  slots: usize,
  rows: i32,
  n: i32,
  m: i32,
  fill: T,
): void {
  const size = sizeof<T>();
  store<T>(slots, fill);
  for (let row = 0; row < rows; row++) {
    memory.copy(slots + size, a, at<T>(0, n));
    let i = 0;
    for (; i + 4 <= m; i += 4, out += 4 * size) {
      store<T>(out, load<T>(slots + entry<T>(table, i)));
      store<T>(out + size, load<T>(slots + entry<T>(table, i + 1)));
      store<T>(out + 2 * size, load<T>(slots + entry<T>(table, i + 2)));
      store<T>(out + 3 * size, load<T>(slots + entry<T>(table, i + 3)));
    }
    for (; i < m; i++, out += size) store<T>(out, load<T>(slots + entry<T>(table, i)));
    a = at<T>(a, n);
  }
}

/** out (rows, n): where the table has an index several times, the values of a (rows, m) add up in order */
export function put<T>(
  out: usize,
  a: usize,
  table: usize,
  slots: usize,
  rows: i32,
  n: i32,
  m: i32,
): void {
  for (let row = 0; row < rows; row++) {
    memory.fill(slots, 0, at<T>(0, n + 1));
    for (let i = 0; i < m; i++, a += sizeof<T>()) {
      const slot = slots + entry<T>(table, i);
      store<T>(slot, load<T>(slot) + load<T>(a));
    }
    memory.copy(out, slots + sizeof<T>(), at<T>(0, n));
    out = at<T>(out, n);
  }
}
