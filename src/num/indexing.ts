/**
 * Elements picked by indices that may change from replay to replay, and tensors put together.
 *
 * An index is a tensor of whole numbers (exact in float32 below 2^24) or an Int32Array. A compiled step
 * reads it again in every replay: set the tensor, or write into the same array. For indices that never
 * change `Tensor.take` is faster.
 */
import * as launch from './launch.ts';
import { currentArena } from './memory.ts';
import * as shapes from './shape.ts';
import { emit } from './tape.ts';
import { derived, type Shape, type Tensor } from './tensor.ts';
import { kernels, memory } from './wasm.ts';

export type Indices = Tensor | Int32Array;

/**
 * Picks elements along an axis, for each row its own.
 *
 * Where `indices` has the shape of `x` but for that axis, the result has the shape of `indices`, as in
 * PyTorch. Where it lacks the axis, or is an Int32Array, it picks one element a row and the axis is
 * dropped: (B) from log-probabilities (B, A) and actions (B).
 *
 * @throws RangeError if the shapes do not agree or an index is no whole number on the axis
 */
export function gather(x: Tensor, axis: number, indices: Indices): Tensor {
  const at = shapes.axisOf('gather', axis, x.shape);
  const dropped = x.shape.toSpliced(at, 1);
  const shape = indices instanceof Int32Array ? dropped : indices.shape;
  const size = indices instanceof Int32Array ? indices.length : indices.size;
  const kept = shape.length === x.shape.length;
  if (
    !shapes.sameShape(kept ? shape.toSpliced(at, 1) : shape, dropped) ||
    size !== shapes.sizeOf(shape)
  ) {
    const given = indices instanceof Int32Array ? [size] : shape;
    throw new RangeError(
      `gather: indices must match ${shapes.format(x.shape)} but for axis ${axis}, got ${shapes.format(given)}`,
    );
  }
  const [, n, inner] = shapes.around(x.shape, at, at + 1);
  const picked = kept ? shape[at] : 1;
  const starts = Int32Array.from(
    { length: size },
    (_, i) => Math.floor(i / (picked * inner)) * n * inner + (i % inner),
  );
  const offsets = follow('gather', indices, starts, n, inner);
  return gathered(x, { offsets, count: size, inner: 1 }, shape);
}

/**
 * Whole slices along an axis: (…, ...S, …) from indices of shape S; rows of an embedding for axis 0.
 *
 * @throws RangeError if there is no such axis or an index is no whole number on it
 */
export function indexSelect(x: Tensor, axis: number, indices: Indices): Tensor {
  const at = shapes.axisOf('indexSelect', axis, x.shape);
  const [outer, n, inner] = shapes.around(x.shape, at, at + 1);
  const chosen = indices instanceof Int32Array ? [indices.length] : indices.shape;
  const size = shapes.sizeOf(chosen);
  const starts = Int32Array.from(
    { length: outer * size },
    (_, i) => Math.floor(i / size) * n * inner,
  );
  const offsets = follow('indexSelect', indices, starts, n, inner);
  const shape = [...x.shape.slice(0, at), ...chosen, ...x.shape.slice(at + 1)];
  return gathered(x, { offsets, count: outer * size, inner }, shape);
}

/**
 * Adds up the rows that belong together: (N, …) from x (E, …) and the segment of each row.
 *
 * A segment without rows is 0. The order of the rows is the order of addition.
 *
 * @throws RangeError unless there is one whole number below `segments` for each row
 */
export function segmentSum(x: Tensor, indices: Indices, segments: number): Tensor {
  const rows = x.shape[0];
  const size = indices instanceof Int32Array ? indices.length : indices.size;
  if (size !== rows) {
    throw new RangeError(
      `segmentSum: needs one index for each row of ${shapes.format(x.shape)}, got ${size}`,
    );
  }
  const inner = shapes.sizeOf(x.shape.slice(1));
  const offsets = follow('segmentSum', indices, new Int32Array(rows), segments, inner);
  return scattered(x, { offsets, count: rows, inner }, [segments, ...x.shape.slice(1)]);
}

/**
 * The tensors one after another along an axis; the other axes agree.
 *
 * @throws RangeError if they do not, or there is no tensor or no such axis
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  if (tensors.length === 0) throw new RangeError('concat: needs a tensor');
  const [{ shape: first }] = tensors;
  const at = shapes.axisOf('concat', axis, first);
  for (const { shape } of tensors) {
    if (shape.length === first.length && shapes.sameShape(shape.with(at, 0), first.with(at, 0))) {
      continue;
    }
    throw new RangeError(
      `concat: shapes must agree but for axis ${axis}, got ${shapes.format(first)} and ${shapes.format(shape)}`,
    );
  }
  const lengths = tensors.map(({ shape }) => shape[at]);
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, n) => sum + n, 0));
  const total = starts.at(-1)! + lengths.at(-1)!;
  const out = derived(
    first.with(at, total),
    tensors,
    lengths.map((length, i) => (g) => g.narrow(at, starts[i], length)),
  );
  const [rows, , inner] = shapes.around(out.shape, at, at + 1);
  tensors.forEach((part, i) => {
    const n = lengths[i] * inner;
    launch.copyRows(out, part, {
      rows,
      n,
      outStart: starts[i] * inner,
      outRow: total * inner,
      aStart: 0,
      aRow: n,
    });
  });
  return out;
}

/**
 * Tensors of one shape along a new axis.
 *
 * @throws RangeError if the shapes differ, or there is no tensor or no such axis
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  if (tensors.length === 0) throw new RangeError('stack: needs a tensor');
  const [{ shape: first }] = tensors;
  const at = shapes.axisOf('stack', axis, [...first, 1]);
  for (const { shape } of tensors) {
    if (shapes.sameShape(shape, first)) continue;
    throw new RangeError(
      `stack: shapes must agree, got ${shapes.format(first)} and ${shapes.format(shape)}`,
    );
  }
  return concat(
    tensors.map((x) => x.reshape(x.shape.toSpliced(at, 0, 1))),
    at,
  );
}

/** `count` rows of `inner` elements, and where their offsets into a tensor are. */
interface Rows {
  readonly offsets: number;
  readonly count: number;
  readonly inner: number;
}

function gathered(x: Tensor, rows: Rows, shape: Shape): Tensor {
  const out = derived(shape, [x], [(g) => scattered(g, rows, x.shape)]);
  const { gather } = kernels[x.dtype];
  const [to, from] = [out.pointer, x.pointer];
  launch.run('gather', out, [x], () => gather(to, from, rows.offsets, rows.count, rows.inner));
  return out;
}

/** The adjoint of `gathered`: the rows of x added to zeros of `shape`. */
function scattered(x: Tensor, rows: Rows, shape: Shape): Tensor {
  const out = derived(shape, [x], [(g) => gathered(g, rows, x.shape)]);
  const { fill, scatterAdd } = kernels[x.dtype];
  const [to, from, n] = [out.pointer, x.pointer, out.size];
  launch.run('scatter', out, [x], () => {
    fill(to, 0, n);
    scatterAdd(to, from, rows.offsets, rows.count, rows.inner);
  });
  return out;
}

/**
 * Emits the offsets of rows from indices: start + index * stride, in elements. Indices are used again
 * from their first when there are more starts.
 *
 * @returns where the offsets are
 */
function follow(
  operation: string,
  indices: Indices,
  starts: Int32Array,
  n: number,
  stride: number,
): number {
  const pointer = currentArena().allocate(starts.byteLength);
  const size = indices instanceof Int32Array ? indices.length : indices.size;
  emit(() => {
    const values = indices instanceof Int32Array ? indices : indices.data;
    const offsets = new Int32Array(memory.buffer, pointer, starts.length);
    for (let i = 0; i < starts.length; i++) {
      const index = values[i % size];
      if (!(index >= 0 && index < n && Number.isInteger(index))) {
        throw new RangeError(
          `${operation}: indices must be whole numbers from 0 to ${n - 1}, got ${index} at ${i % size}`,
        );
      }
      offsets[i] = starts[i] + index * stride;
    }
  });
  return pointer;
}
