/** Tables of indices in Wasm memory, for `Tensor.take`. */
import { currentArena, type Arena } from './memory.ts';
import { format, sizeOf, type Shape } from './shape.ts';
import { memory } from './wasm.ts';

const OFFSET = 4; // the kernels count in bytes of float32

export class IndexTable {
  readonly shape: Shape;
  readonly size: number;
  /** The largest index; -1 if there is none. */
  readonly largest: number;
  readonly #indices: Int32Array;
  readonly #arena: Arena;
  readonly #pointer: number;
  readonly #inverses = new Map<number, number>();

  /** Use `indexTable`. */
  constructor(indices: Int32Array, shape: Shape) {
    this.shape = shape;
    this.size = indices.length;
    this.largest = indices.reduce((largest, index) => Math.max(largest, index), -1);
    this.#indices = indices;
    this.#arena = currentArena();
    this.#pointer = this.#place(indices.map((index) => (index + 1) * OFFSET));
  }

  /**
   * Where the offsets are, one for each index; offset 0 is the fill value's.
   *
   * @throws Error if the memory was freed
   */
  get pointer(): number {
    if (!this.#arena.alive) this.#arena.refuse(`an index table of shape ${format(this.shape)}`);
    return this.#pointer;
  }

  /** Where the inverse for an axis of n is. */
  inverse(n: number): number {
    let pointer = this.#inverses.get(n);
    if (pointer === undefined) {
      pointer = this.#place(invert(this.#indices, n));
      this.#inverses.set(n, pointer);
    }
    return pointer;
  }

  #place(values: Int32Array): number {
    const pointer = this.#arena.allocate(values.byteLength);
    new Int32Array(memory.buffer, pointer, values.length).set(values);
    return pointer;
  }
}

/** For each element of an axis of n, where its index occurs, laid out as the kernel `put` reads it. */
export function invert(indices: Int32Array, n: number): Int32Array {
  const sources = Array.from({ length: n }, (): number[] => []);
  indices.forEach((index, i) => {
    if (index >= 0) sources[index].push(i);
  });
  const byLength = Map.groupBy(sources.keys(), (target) => sources[target].length);
  const inverse: number[] = [];
  for (const [length, targets] of byLength) {
    const singles = targets.length % 4;
    inverse.push(length, (targets.length - singles) / 4, singles);
    for (let from = 0; from < targets.length;) {
      const group = targets.slice(from, from + (from < targets.length - singles ? 4 : 1));
      inverse.push(...group.map((target) => target * OFFSET));
      for (let place = 0; place < length; place++) {
        inverse.push(...group.map((target) => sources[target][place] * OFFSET));
      }
      from += group.length;
    }
  }
  return Int32Array.from([...inverse, -1]);
}

/**
 * A table of indices into an axis; -1 stands for "nothing there".
 *
 * @throws RangeError if the indices do not fill the shape or are no integers from -1
 */
export function indexTable(indices: ArrayLike<number>, shape: Shape): IndexTable {
  if (indices.length !== sizeOf(shape)) {
    throw new RangeError(`indexTable: ${indices.length} indices do not fill ${format(shape)}`);
  }
  for (let i = 0; i < indices.length; i++) {
    if (!Number.isInteger(indices[i]) || indices[i] < -1) {
      throw new RangeError(
        `indexTable: indices must be integers from -1, got ${indices[i]} at ${i}`,
      );
    }
  }
  return new IndexTable(Int32Array.from(indices), shape);
}
