/** Numbers in a shape, in Wasm memory: row by row, without gaps. */
import { currentArena, type Arena } from './memory.ts';
import { format, sizeOf, type Shape } from './shape.ts';
import { isRecording } from './tape.ts';
import { memory, type DType } from './wasm.ts';

export class NdArray {
  readonly shape: Shape;
  readonly size: number;
  readonly dtype: DType;
  /** The arena that its memory belongs to. */
  readonly arena: Arena;

  readonly #pointer: number;
  #view: Float32Array | Float64Array | null = null;

  /** A new array with anything in it, or one on the memory of `on`. */
  constructor(shape: Shape, dtype: DType, arena: Arena = currentArena(), on?: NdArray) {
    this.shape = shape;
    this.size = sizeOf(shape);
    this.dtype = dtype;
    this.arena = on?.arena ?? arena;
    this.#pointer = on?.pointer ?? arena.allocate(this.size * bytesOf(dtype));
  }

  /**
   * Address of the first element.
   *
   * @throws Error if the memory was freed
   */
  get pointer(): number {
    if (!this.arena.alive) this.arena.refuse(`a tensor of shape ${format(this.shape)}`);
    return this.#pointer;
  }

  /**
   * The elements, row by row: a view of the memory itself, to be read before the next step.
   *
   * @throws Error if the memory was freed
   */
  get data(): Float32Array | Float64Array {
    const { pointer } = this;
    if (this.#view?.buffer !== memory.buffer) {
      const View = this.dtype === 'float32' ? Float32Array : Float64Array;
      this.#view = new View(memory.buffer, pointer, this.size);
    }
    return this.#view;
  }

  /**
   * The only element.
   *
   * @throws RangeError if there are more or none
   */
  item(): number {
    if (this.size !== 1) {
      throw new RangeError(`item: needs one element, got shape ${format(this.shape)}`);
    }
    return this.data[0];
  }

  /**
   * Copies `values` in: the way to feed a compiled step.
   *
   * @throws RangeError if the number of values differs
   * @throws Error inside a step that is being recorded, where it would happen only once
   */
  set(values: ArrayLike<number>): this {
    if (isRecording()) throw new Error('set: call it before the compiled step, not inside');
    if (values.length !== this.size) {
      throw new RangeError(`set: ${values.length} values do not fill ${format(this.shape)}`);
    }
    this.data.set(values);
    return this;
  }
}

export function bytesOf(dtype: DType): number {
  return dtype === 'float32' ? 4 : 8;
}
