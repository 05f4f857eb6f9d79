/**
 * Matrix products over a batch, in tiles of the output that stay in registers.
 *
 * Every output element is summed in one fixed order whatever tile it falls into: `matmul` adds over k
 * in sequence, `matmulTransposed` keeps one partial sum per lane. So where a tile does not fit at the
 * edge, it is moved back over its neighbour and computes the same bits again.
 */
import { at, lanes, laneSum, loadFirst } from './vector';

@inline
function multiplyAdd<T>(sum: v128, a: v128, b: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(a, b));
}

/** 4 rows by 2 vectors of out; all strides in bytes, from here to `panel` */
@inline
function tile4x2<T>(out: usize, a: usize, b: usize, k: i32, outRow: usize, aRow: usize, aColumn: usize): void {
  let c00 = v128.splat<T>(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const a2 = 2 * aRow;
  const a3 = 3 * aRow;
  for (let i = 0; i < k; i++, a += aColumn, b += outRow) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(c00, x, b0);
    c01 = multiplyAdd<T>(c01, x, b1);
    x = v128.load_splat<T>(a + aRow);
    c10 = multiplyAdd<T>(c10, x, b0);
    c11 = multiplyAdd<T>(c11, x, b1);
    x = v128.load_splat<T>(a + a2);
    c20 = multiplyAdd<T>(c20, x, b0);
    c21 = multiplyAdd<T>(c21, x, b1);
    x = v128.load_splat<T>(a + a3);
    c30 = multiplyAdd<T>(c30, x, b0);
    c31 = multiplyAdd<T>(c31, x, b1);
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  out += outRow;
  v128.store(out, c10);
  v128.store(out, c11, 16);
  out += outRow;
  v128.store(out, c20);
  v128.store(out, c21, 16);
  out += outRow;
  v128.store(out, c30);
  v128.store(out, c31, 16);
}

@inline
function tile4x1<T>(out: usize, a: usize, b: usize, k: i32, outRow: usize, aRow: usize, aColumn: usize): void {
  let c0 = v128.splat<T>(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  for (let i = 0; i < k; i++, a += aColumn, b += outRow) {
    const b0 = v128.load(b);
    c0 = multiplyAdd<T>(c0, v128.load_splat<T>(a), b0);
    c1 = multiplyAdd<T>(c1, v128.load_splat<T>(a + aRow), b0);
    c2 = multiplyAdd<T>(c2, v128.load_splat<T>(a + 2 * aRow), b0);
    c3 = multiplyAdd<T>(c3, v128.load_splat<T>(a + 3 * aRow), b0);
  }
  v128.store(out, c0);
  v128.store(out + outRow, c1);
  v128.store(out + 2 * outRow, c2);
  v128.store(out + 3 * outRow, c3);
}

@inline
function tile1x4<T>(out: usize, a: usize, b: usize, k: i32, outRow: usize, aColumn: usize): void {
  let c0 = v128.splat<T>(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  for (let i = 0; i < k; i++, a += aColumn, b += outRow) {
    const x = v128.load_splat<T>(a);
    c0 = multiplyAdd<T>(c0, x, v128.load(b));
    c1 = multiplyAdd<T>(c1, x, v128.load(b, 16));
    c2 = multiplyAdd<T>(c2, x, v128.load(b, 32));
    c3 = multiplyAdd<T>(c3, x, v128.load(b, 48));
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
  v128.store(out, c2, 32);
  v128.store(out, c3, 48);
}

@inline
function tile1x1<T>(out: usize, a: usize, b: usize, k: i32, outRow: usize, aColumn: usize): void {
  let c = v128.splat<T>(0);
  for (let i = 0; i < k; i++, a += aColumn, b += outRow) {
    c = multiplyAdd<T>(c, v128.load_splat<T>(a), v128.load(b));
  }
  v128.store(out, c);
}

/** `height` rows (4 or 1) of out, in the widest tiles that fit into n columns */
@inline
function panel<T>(
  height: i32,
  out: usize,
  a: usize,
  b: usize,
  k: i32,
  n: i32,
  outRow: usize,
  aRow: usize,
  aColumn: usize,
): void {
  const wide = (height == 4 ? 2 : 4) * lanes<T>();
  let j = 0;
  if (height == 4) {
    for (; j + wide <= n; j += wide) {
      tile4x2<T>(at<T>(out, j), a, at<T>(b, j), k, outRow, aRow, aColumn);
    }
    for (; j < n; j += lanes<T>()) {
      const start = min(j, n - lanes<T>());
      tile4x1<T>(at<T>(out, start), a, at<T>(b, start), k, outRow, aRow, aColumn);
    }
  } else {
    for (; n >= wide && j < n; j += wide) {
      const start = min(j, n - wide);
      tile1x4<T>(at<T>(out, start), a, at<T>(b, start), k, outRow, aColumn);
    }
    for (; j < n; j += lanes<T>()) {
      const start = min(j, n - lanes<T>());
      tile1x1<T>(at<T>(out, start), a, at<T>(b, start), k, outRow, aColumn);
    }
  }
}

/** 4 rows of out: a function of its own, since several call it. */
function panel4<T>(
  out: usize,
  a: usize,
  b: usize,
  k: i32,
  n: i32,
  outRow: usize,
  aRow: usize,
  aColumn: usize,
): void {
  panel<T>(4, out, a, b, k, n, outRow, aRow, aColumn);
}

/** Fewer columns than a vector has lanes. */
@inline
function narrow<T>(
  out: usize,
  a: usize,
  b: usize,
  m: i32,
  k: i32,
  n: i32,
  aRow: usize,
  aColumn: usize,
): void {
  for (let i = 0; i < m; i++, a += aRow) {
    for (let j = 0; j < n; j++, out += sizeof<T>()) {
      let total = <T>0;
      let p = a;
      let q = at<T>(b, j);
      for (let l = 0; l < k; l++, p += aColumn, q += at<T>(0, n)) total += load<T>(p) * load<T>(q);
      store<T>(out, total);
    }
  }
}

/**
 * out (batch, m, n) = a b with b (batch, k, n) in rows and a (batch, m, k) in any order.
 *
 * Strides count elements: `aRow` from row to row of a, `aColumn` from column to column (1 and m for a
 * transposed a), `aBatch` and `bBatch` from matrix to matrix (0 repeats one).
 */
export function matmul<T>(
  out: usize,
  a: usize,
  b: usize,
  batch: i32,
  m: i32,
  k: i32,
  n: i32,
  aBatch: i32,
  bBatch: i32,
  aRow: i32,
  aColumn: i32,
): void {
  const outRow = at<T>(0, n);
  const row = at<T>(0, aRow);
  const column = at<T>(0, aColumn);
  for (let i = 0; i < batch; i++) {
    if (n < lanes<T>()) {
      narrow<T>(out, a, b, m, k, n, row, column);
    } else if (m < 4) {
      for (let r = 0; r < m; r++) {
        panel<T>(1, out + <usize>r * outRow, a + <usize>r * row, b, k, n, outRow, row, column);
      }
    } else {
      for (let r = 0; r < m; r += 4) {
        const start = <usize>min(r, m - 4);
        panel4<T>(out + start * outRow, a + start * row, b, k, n, outRow, row, column);
      }
    }
    out += outRow * m;
    a = at<T>(a, aBatch);
    b = at<T>(b, bBatch);
  }
}

const DEPTH = 256; // rows of b in strips at a time: one strip of a and one of b fill half of a small L1
const WIDTH = 2048; // bytes of each such row: all strips of b fill half of a common L2

/** 4 rows by 2 vectors of out from packed strips; adds to out unless `first` */
@inline
function tilePacked<T>(out: usize, a: usize, b: usize, k: i32, outRow: usize, first: bool): void {
  const out1 = out + outRow;
  const out2 = out1 + outRow;
  const out3 = out2 + outRow;
  let c00 = v128.splat<T>(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  if (!first) {
    c00 = v128.load(out);
    c01 = v128.load(out, 16);
    c10 = v128.load(out1);
    c11 = v128.load(out1, 16);
    c20 = v128.load(out2);
    c21 = v128.load(out2, 16);
    c30 = v128.load(out3);
    c31 = v128.load(out3, 16);
  }
  for (const end = b + ((<usize>k) << 5); b < end; a += 4 * sizeof<T>(), b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(c00, x, b0);
    c01 = multiplyAdd<T>(c01, x, b1);
    x = v128.load_splat<T>(a, sizeof<T>());
    c10 = multiplyAdd<T>(c10, x, b0);
    c11 = multiplyAdd<T>(c11, x, b1);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = multiplyAdd<T>(c20, x, b0);
    c21 = multiplyAdd<T>(c21, x, b1);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = multiplyAdd<T>(c30, x, b0);
    c31 = multiplyAdd<T>(c31, x, b1);
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out1, c10);
  v128.store(out1, c11, 16);
  v128.store(out2, c20);
  v128.store(out2, c21, 16);
  v128.store(out3, c30);
  v128.store(out3, c31, 16);
}

/** Strips of 2 vectors of columns, each k by 2 vectors without gaps, from rows of b */
@inline
function packColumns<T>(to: usize, b: usize, k: i32, n: i32, row: usize): void {
  for (let j = 0; j < n; j += 2 * lanes<T>(), b += 32) {
    let from = b;
    for (let i = 0; i < k; i++, from += row, to += 32) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    }
  }
}

/** 4 rows of a, side by side for each of k columns */
@inline
function packRows<T>(to: usize, a: usize, k: i32, row: usize, column: usize): void {
  for (let i = 0; i < k; i++, a += column, to += 4 * sizeof<T>()) {
    store<T>(to, load<T>(a));
    store<T>(to, load<T>(a + row), sizeof<T>());
    store<T>(to, load<T>(a + 2 * row), 2 * sizeof<T>());
    store<T>(to, load<T>(a + 3 * row), 3 * sizeof<T>());
  }
}

/**
 * `matmul` for m >= 4 and n >= a vector, whose operands are copied first into strips in the order of
 * their use. It gives the same bits: a sum that stands in out after some of k goes on from there.
 *
 * @param room for the strips: DEPTH (WIDTH + 4 sizeof<T>()) bytes
 * @see Goto & van de Geijn 2008, Anatomy of high-performance matrix multiplication
 */
export function matmulPacked<T>(
  out: usize,
  a: usize,
  b: usize,
  room: usize,
  batch: i32,
  m: i32,
  k: i32,
  n: i32,
  aBatch: i32,
  bBatch: i32,
  aRow: i32,
  aColumn: i32,
): void {
  const outRow = at<T>(0, n);
  const row = at<T>(0, aRow);
  const column = at<T>(0, aColumn);
  const strip = 2 * lanes<T>();
  const width = WIDTH / sizeof<T>();
  const rows = m & -4;
  const columns = n & -strip;
  const ofA = room + DEPTH * WIDTH;
  for (let i = 0; i < batch; i++) {
    let l = 0;
    do {
      const depth = min(k - l, DEPTH);
      const bytes = (<usize>depth) << 5; // of a strip of b
      for (let j = 0; j < columns; j += width) {
        const breadth = min(columns - j, width);
        packColumns<T>(room, at<T>(b + <usize>l * outRow, j), depth, breadth, outRow);
        for (let r = 0; r < rows; r += 4) {
          packRows<T>(ofA, a + <usize>r * row + <usize>l * column, depth, row, column);
          let to = at<T>(out + <usize>r * outRow, j);
          let ofB = room;
          for (let s = 0; s < breadth; s += strip, to += 32, ofB += bytes) {
            tilePacked<T>(to, ofA, ofB, depth, outRow, l == 0);
          }
        }
      }
      l += DEPTH;
    } while (l < k);
    const rest = min(columns, n - lanes<T>());
    for (let r = 0; r < rows && columns < n; r += 4) {
      const to = at<T>(out + <usize>r * outRow, rest);
      panel4<T>(to, a + <usize>r * row, at<T>(b, rest), k, n - rest, outRow, row, column);
    }
    if (rows < m) {
      const start = <usize>(m - 4);
      panel4<T>(out + start * outRow, a + start * row, b, k, n, outRow, row, column);
    }
    out += outRow * m;
    a = at<T>(a, aBatch);
    b = at<T>(b, bBatch);
  }
}

/** Stores the lane sums of four accumulators side by side. */
@inline
function storeSums<T>(out: usize, c0: v128, c1: v128, c2: v128, c3: v128): void {
  if (sizeof<T>() == 8) {
    v128.store(out, f64x2.add(v128.shuffle<f64>(c0, c1, 0, 2), v128.shuffle<f64>(c0, c1, 1, 3)));
    v128.store(out, f64x2.add(v128.shuffle<f64>(c2, c3, 0, 2), v128.shuffle<f64>(c2, c3, 1, 3)), 16);
  } else {
    const s01 = f32x4.add(
      v128.shuffle<f32>(c0, c1, 0, 1, 4, 5),
      v128.shuffle<f32>(c0, c1, 2, 3, 6, 7),
    );
    const s23 = f32x4.add(
      v128.shuffle<f32>(c2, c3, 0, 1, 4, 5),
      v128.shuffle<f32>(c2, c3, 2, 3, 6, 7),
    );
    const even = v128.shuffle<f32>(s01, s23, 0, 2, 4, 6);
    v128.store(out, f32x4.add(even, v128.shuffle<f32>(s01, s23, 1, 3, 5, 7)));
  }
}

/** `height` rows (2 or 1) of a times 4 rows of b */
@inline
function dots<T>(height: i32, out: usize, a: usize, b: usize, k: i32, outRow: usize): void {
  let c0 = v128.splat<T>(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let d0 = c0;
  let d1 = c0;
  let d2 = c0;
  let d3 = c0;
  const row = at<T>(0, k);
  let i = 0;
  for (; i + lanes<T>() <= k; i += lanes<T>(), a += 16, b += 16) {
    const x = v128.load(a);
    const y = height == 2 ? v128.load(a + row) : x;
    let w = v128.load(b);
    c0 = multiplyAdd<T>(c0, x, w);
    if (height == 2) d0 = multiplyAdd<T>(d0, y, w);
    w = v128.load(b + row);
    c1 = multiplyAdd<T>(c1, x, w);
    if (height == 2) d1 = multiplyAdd<T>(d1, y, w);
    w = v128.load(b + 2 * row);
    c2 = multiplyAdd<T>(c2, x, w);
    if (height == 2) d2 = multiplyAdd<T>(d2, y, w);
    w = v128.load(b + 3 * row);
    c3 = multiplyAdd<T>(c3, x, w);
    if (height == 2) d3 = multiplyAdd<T>(d3, y, w);
  }
  if (i < k) {
    const x = loadFirst<T>(a, k - i);
    const y = height == 2 ? loadFirst<T>(a + row, k - i) : x;
    let w = loadFirst<T>(b, k - i);
    c0 = multiplyAdd<T>(c0, x, w);
    if (height == 2) d0 = multiplyAdd<T>(d0, y, w);
    w = loadFirst<T>(b + row, k - i);
    c1 = multiplyAdd<T>(c1, x, w);
    if (height == 2) d1 = multiplyAdd<T>(d1, y, w);
    w = loadFirst<T>(b + 2 * row, k - i);
    c2 = multiplyAdd<T>(c2, x, w);
    if (height == 2) d2 = multiplyAdd<T>(d2, y, w);
    w = loadFirst<T>(b + 3 * row, k - i);
    c3 = multiplyAdd<T>(c3, x, w);
    if (height == 2) d3 = multiplyAdd<T>(d3, y, w);
  }
  storeSums<T>(out, c0, c1, c2, c3);
  if (height == 2) storeSums<T>(out + outRow, d0, d1, d2, d3);
}

/** One row of a times one row of b. */
@inline
function dot<T>(a: usize, b: usize, k: i32): T {
  let total = v128.splat<T>(0);
  let i = 0;
  for (; i + lanes<T>() <= k; i += lanes<T>(), a += 16, b += 16) {
    total = multiplyAdd<T>(total, v128.load(a), v128.load(b));
  }
  if (i < k) total = multiplyAdd<T>(total, loadFirst<T>(a, k - i), loadFirst<T>(b, k - i));
  return laneSum<T>(total);
}

/** out (batch, m, n) = a b^T with a (batch, m, k) and b (batch, n, k), both in rows */
export function matmulTransposed<T>(
  out: usize,
  a: usize,
  b: usize,
  batch: i32,
  m: i32,
  k: i32,
  n: i32,
  aBatch: i32,
  bBatch: i32,
): void {
  const outRow = at<T>(0, n);
  for (let i = 0; i < batch; i++) {
    for (let r = 0; r < m; ) {
      const height = m - r >= 2 ? 2 : 1;
      const outAt = out + <usize>r * outRow;
      const aAt = at<T>(a, r * k);
      if (n < 4) {
        for (let j = 0; j < n; j++) {
          store<T>(at<T>(outAt, j), dot<T>(aAt, at<T>(b, j * k), k));
          if (height == 2) store<T>(at<T>(outAt, n + j), dot<T>(at<T>(aAt, k), at<T>(b, j * k), k));
        }
      } else if (height == 2) {
        for (let j = 0; j < n; j += 4) {
          const start = min(j, n - 4);
          dots<T>(2, at<T>(outAt, start), aAt, at<T>(b, start * k), k, outRow);
        }
      } else {
        for (let j = 0; j < n; j += 4) {
          const start = min(j, n - 4);
          dots<T>(1, at<T>(outAt, start), aAt, at<T>(b, start * k), k, outRow);
        }
      }
      r += height;
    }
    out += outRow * m;
    a = at<T>(a, aBatch);
    b = at<T>(b, bBatch);
  }
}
