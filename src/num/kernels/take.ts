/**
 * Gather and scatter along the last axis by a table of indices.
 *
 * Tables hold offsets of float32 elements in bytes; those of float64 are twice as long. Neither inner
 * loop has a branch: `take` reads the fill value from a slot in front of the row, and `put` follows
 * the table's inverse, in which each element of the result lists what it is the sum of.
 */
import { at, lanes } from './vector';

@inline
function offset<T>(address: usize): usize {
  return (<usize>load<i32>(address)) << (sizeof<T>() == 8 ? 1 : 0);
}

/**
 * out (rows, m): a (rows, n) at the m offsets of the table
 *
 * @param table offsets into the row with `fill` in front of it
 * @param slots room for n + 1 elements
 */
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
    let entry = table;
    let i = 0;
    for (; i + lanes<T>() <= m; i += lanes<T>(), out += 16, entry += 4 * lanes<T>()) {
      let v = v128.load_splat<T>(slots + offset<T>(entry));
      v = v128.load_lane<T>(slots + offset<T>(entry + 4), v, 1);
      if (sizeof<T>() == 4) {
        v = v128.load_lane<u32>(slots + offset<T>(entry + 8), v, 2);
        v = v128.load_lane<u32>(slots + offset<T>(entry + 12), v, 3);
      }
      v128.store(out, v);
    }
    for (; i < m; i++, out += size, entry += 4) store<T>(out, load<T>(slots + offset<T>(entry)));
    a = at<T>(a, n);
  }
}

/**
 * out (rows, n): each element the sum of those of a (rows, m) that the inverse lists for it, in order
 *
 * @param inverse sections for each length of list, a -1 behind the last: the length, the number of
 *   groups of four elements, the number of single ones; then for each group four offsets into out
 *   and, for each place in the list, four into a; then for each single element the same by ones
 */
export function put<T>(out: usize, a: usize, inverse: usize, rows: i32, n: i32, m: i32): void {
  for (let row = 0; row < rows; row++) {
    let p = inverse;
    for (let length = load<i32>(p); length >= 0; length = load<i32>(p)) {
      let groups = load<i32>(p, 4);
      let singles = load<i32>(p, 8);
      p += 12;
      for (; groups > 0; groups--) {
        const targets = p;
        let s0 = <T>0;
        let s1 = <T>0;
        let s2 = <T>0;
        let s3 = <T>0;
        p += 16;
        for (const end = p + (<usize>length << 4); p < end; p += 16) {
          s0 += load<T>(a + offset<T>(p));
          s1 += load<T>(a + offset<T>(p + 4));
          s2 += load<T>(a + offset<T>(p + 8));
          s3 += load<T>(a + offset<T>(p + 12));
        }
        store<T>(out + offset<T>(targets), s0);
        store<T>(out + offset<T>(targets + 4), s1);
        store<T>(out + offset<T>(targets + 8), s2);
        store<T>(out + offset<T>(targets + 12), s3);
      }
      for (; singles > 0; singles--) {
        const target = p;
        let sum = <T>0;
        p += 4;
        for (const end = p + (<usize>length << 2); p < end; p += 4) {
          sum += load<T>(a + offset<T>(p));
        }
        store<T>(out + offset<T>(target), sum);
      }
    }
    out = at<T>(out, n);
    a = at<T>(a, m);
  }
}
