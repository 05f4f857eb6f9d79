/** Tables of indices in Wasm memory, for `Tensor.take`. */
import { currentArena } from './memory.ts';
import { format, sizeOf, type Shape } from './shape.ts';
import { memory } from './wasm.ts';

export interface IndexTable {
  readonly shape: Shape;
  readonly size: number;
  /** The largest index; -1 if there is none. */
  readonly largest: number;
  /** Where the entries are, each an index plus one. */
  readonly pointer: number;
}

/**
 * A table of indices into an axis; -1 stands for "nothing there".
 *
 * @throws RangeError if the indices do not fill the shape or are no integers from -1
 */
export function indexTable(indices: ArrayLike<number>, shape: Shape): IndexTable {
  const size = sizeOf(shape);
  if (indices.length !== size) {
    throw new RangeError(`indexTable: ${indices.length} indices do not fill ${format(shape)}`);
  }
  const pointer = currentArena().allocate(4 * size);
  const entries = new Int32Array(memory.buffer, pointer, size);
  let largest = -1;
  for (let i = 0; i < size; i++) {
    const index = indices[i];
    if (!Number.isInteger(index) || index < -1) {
      throw new RangeError(`indexTable: indices must be integers from -1, got ${index} at ${i}`);
    }
    entries[i] = index + 1;
    largest = Math.max(largest, index);
  }
  return { shape, size, largest, pointer };
}
