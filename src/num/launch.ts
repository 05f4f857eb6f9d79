/**
 * From arrays to kernel calls: each function works out sizes and strides once and emits a call that
 * fills `out`, whose shape the caller has settled. Gradients are not known here.
 */
import type { IndexTable } from './index-table.ts';
import { Arena, currentArena } from './memory.ts';
import { bytesOf, type NdArray } from './nd-array.ts';
import { watched } from './non-finite.ts';
import { around, loops, offsets, sizeOf, type Loop } from './shape.ts';
import { emit } from './tape.ts';
import { kernels } from './wasm.ts';

/** Kernels from one array to one of the same shape. */
export type Unary =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'sqrt'
  | 'exp'
  | 'log'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'sigmoid'
  | 'relu'
  | 'erf'
  | 'gelu';
/** Kernels of two arrays that broadcast. */
export type Binary =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'minimum'
  | 'maximum'
  | 'equal'
  | 'greater'
  | 'greaterEqual'
  | 'heaviside'
  | 'keep'
  | 'drop'
  | 'tanhGradient'
  | 'reluGradient'
  | 'geluGradient';

export function map(name: Unary, out: NdArray, a: NdArray): void {
  const kernel = kernels[out.dtype][name];
  const [to, from, n] = [out.pointer, a.pointer, out.size];
  run(name, out, [a], () => kernel(to, from, n));
}

export function combine(name: Binary, out: NdArray, a: NdArray, b: NdArray): void {
  if (out.size === 0) return;
  const walk = loops(out.shape, a.shape, b.shape);
  const columns = walk.at(-1)!;
  const rows = walk.at(-2) ?? { size: 1, a: 0, b: 0 };
  const kernel = kernels[out.dtype][name];
  each(name, walk.slice(0, -2), [out, rows.size * columns.size], [a, 1], [b, 1], (to, p, q) =>
    kernel(to, p, q, rows.size, columns.size, rows.a, columns.a, rows.b, columns.b),
  );
}

/** out: a to the power of p */
export function power(out: NdArray, a: NdArray, p: number): void {
  const { power } = kernels[out.dtype];
  const [to, from, n] = [out.pointer, a.pointer, out.size];
  run('pow', out, [a], () => power(to, from, n, p));
}

/** out: a, but no less than low and no more than high */
export function clamp(out: NdArray, a: NdArray, low: number, high: number): void {
  const { clamp } = kernels[out.dtype];
  const [to, from, n] = [out.pointer, a.pointer, out.size];
  run('clamp', out, [a], () => clamp(to, from, n, low, high));
}

const ROOM = 256 * (2048 + 4 * 8); // what `matmulPacked` asks for, in float64
let room = 0; // its address, once it is needed; every product packs there

/** out (…, m, n) = a (…, m, k) times b (…, k, n), of which one may lie transposed. */
export function multiply(
  out: NdArray,
  a: NdArray,
  b: NdArray,
  transposeA: boolean,
  transposeB: boolean,
): void {
  if (out.size === 0) return;
  const [m, n] = out.shape.slice(-2);
  const k = a.shape.at(transposeA ? -2 : -1)!;
  const walk = loops(out.shape.slice(0, -2), a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batch = walk.at(-1)!;
  const [aStep, bStep] = [batch.a * m * k, batch.b * k * n];
  const { matmul, matmulPacked, matmulTransposed } = kernels[out.dtype];
  const packed = m >= 16 && n >= 32 && batch.size * m * k * n >= 2 ** 17; // pays from here on
  if (packed) room ||= new Arena().allocate(ROOM);
  const call = (to: number, p: number, q: number): void => {
    if (n === 1 && transposeA) matmul(to, q, p, batch.size, 1, k, m, bStep, aStep, k, 1);
    else if ((n === 1 && !transposeB) || (transposeB && k > 1)) {
      matmulTransposed(to, p, q, batch.size, m, k, n, aStep, bStep);
    } else {
      const [row, column] = transposeA ? [1, m] : [k, 1];
      if (packed) matmulPacked(to, p, q, room, batch.size, m, k, n, aStep, bStep, row, column);
      else matmul(to, p, q, batch.size, m, k, n, aStep, bStep, row, column);
    }
  };
  each('matmul', walk.slice(0, -1), [out, batch.size * m * n], [a, m * k], [b, k * n], call);
}

/** out (outer, inner): a (outer, n, inner) reduced over n */
export function reduce(
  name: 'sum' | 'max',
  out: NdArray,
  a: NdArray,
  [outer, n, inner]: readonly [number, number, number],
): void {
  const kernel = kernels[out.dtype][name];
  const [to, from] = [out.pointer, a.pointer];
  run(name, out, [a], () => kernel(to, from, outer, n, inner));
}

/** out, a (outer, n, inner): running sums over n */
export function scan(
  name: 'cumsum' | 'cumsumReverse',
  out: NdArray,
  a: NdArray,
  [outer, n, inner]: readonly [number, number, number],
): void {
  const kernel = kernels[out.dtype][name];
  const [to, from] = [out.pointer, a.pointer];
  run('cumsum', out, [a], () => kernel(to, from, outer, n, inner));
}

/** out (outer, n, inner): a (outer, inner) repeated n times */
export function repeat(
  out: NdArray,
  a: NdArray,
  [outer, n, inner]: readonly [number, number, number],
): void {
  const { repeat } = kernels[out.dtype];
  const [to, from] = [out.pointer, a.pointer];
  run('repeat', out, [a], () => repeat(to, from, outer, n, inner));
}

/** out: a with its axes i < j exchanged */
export function exchange(out: NdArray, a: NdArray, i: number, j: number): void {
  if (out.size === 0) return;
  const [outer, p] = around(a.shape, i, i + 1);
  const [, middle] = around(a.shape, i + 1, j);
  const [, q, inner] = around(a.shape, j, j + 1);
  const { exchange } = kernels[out.dtype];
  const [to, from] = [out.pointer, a.pointer];
  run('transpose', out, [a], () => exchange(to, from, outer, p, middle, q, inner));
}

/** out, a (…, n): each row on its own */
export function eachRow(name: 'softmax' | 'logSoftmax', out: NdArray, a: NdArray): void {
  if (out.size === 0) return;
  const kernel = kernels[out.dtype][name];
  const [to, from, n] = [out.pointer, a.pointer, out.shape.at(-1)!];
  const rows = out.size / n;
  run(name, out, [a], () => kernel(to, from, rows, n));
}

/**
 * Rows of n elements, which begin every `outRow` elements from `outStart` in out, from those that begin
 * every `aRow` elements from `aStart` in a.
 */
export function copyRows(
  out: NdArray,
  a: NdArray,
  layout: {
    rows: number;
    n: number;
    outStart: number;
    outRow: number;
    aStart: number;
    aRow: number;
  },
): void {
  const { rows, n, outRow, aRow } = layout;
  const { copyRows } = kernels[out.dtype];
  const bytes = bytesOf(out.dtype);
  const [to, from] = [out.pointer + layout.outStart * bytes, a.pointer + layout.aStart * bytes];
  run('copy', out, [a], () => copyRows(to, from, rows, n, outRow, aRow));
}

/** out (…, ...S): a (…, n) at the indices of the table */
export function take(out: NdArray, a: NdArray, table: IndexTable, fill: number): void {
  const n = a.shape.at(-1)!;
  const rows = sizeOf(a.shape.slice(0, -1));
  const slots = currentArena().allocate((n + 1) * bytesOf(out.dtype));
  const { take } = kernels[out.dtype];
  const [to, from, entries, m] = [out.pointer, a.pointer, table.pointer, table.size];
  run('take', out, [a], () => take(to, from, entries, slots, rows, n, m, fill));
}

/** out (…, n): zeros, to which a (…, ...S) is added at the indices of the table */
export function put(out: NdArray, a: NdArray, table: IndexTable): void {
  const n = out.shape.at(-1)!;
  const rows = sizeOf(out.shape.slice(0, -1));
  const { put } = kernels[out.dtype];
  const [to, from, inverse, m] = [out.pointer, a.pointer, table.inverse(n), table.size];
  run('put', out, [a], () => put(to, from, inverse, rows, n, m));
}

export function fill(out: NdArray, value: number): void {
  const { fill } = kernels[out.dtype];
  const [to, n] = [out.pointer, out.size];
  emit(() => fill(to, value, n));
}

/** Emits `kernel`, which fills `out` from `inputs`, under the name that messages give it. */
export function run(
  name: string,
  out: NdArray,
  inputs: readonly NdArray[],
  kernel: () => void,
): void {
  emit(watched(name, out, inputs, kernel));
}

/** An array, and how many elements one turn of the outer loops advances it by. */
type Strided = readonly [array: NdArray, unit: number];

/** Emits `call` with the addresses of every turn of the loops `outer`. */
function each(
  name: string,
  outer: readonly Loop[],
  [out, outUnit]: Strided,
  [a, aUnit]: Strided,
  [b, bUnit]: Strided,
  call: (out: number, a: number, b: number) => void,
): void {
  const [to, p, q] = [out.pointer, a.pointer, b.pointer];
  if (outer.length === 0) return run(name, out, [a, b], () => call(to, p, q));
  const starts = offsets(outer);
  const bytes = bytesOf(out.dtype);
  run(name, out, [a, b], () => {
    for (let i = 0; i < starts.length; i += 2) {
      call(
        to + (i / 2) * outUnit * bytes,
        p + starts[i] * aUnit * bytes,
        q + starts[i + 1] * bUnit * bytes,
      );
    }
  });
}
