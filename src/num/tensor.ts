/**
 * Tensors with NumPy's and PyTorch's names and semantics, on Wasm memory, with gradients.
 *
 * A tensor is a shape and an address; its elements lie in rows without gaps. An operation allocates
 * its result in the current arena, emits one kernel call that fills it, and remembers one rule per
 * input from which `backward` and `grad` derive gradients.
 */
import type { IndexTable } from './index-table.ts';
import { currentArena, type Arena } from './memory.ts';
import type { Rng } from './random.ts';
import * as shapes from './shape.ts';
import { emit, gradients, isRecording, isTracking, withTracking, type Origin } from './tape.ts';
import { kernels, memory, type DType } from './wasm.ts';

export { indexTable, type IndexTable } from './index-table.ts';
export { noGrad } from './tape.ts';
export type { Shape } from './shape.ts';
export type { DType } from './wasm.ts';

type Shape = shapes.Shape;
type Rule = (gradient: Tensor) => Tensor;
type Values = Float32Array | Float64Array;

export interface TensorOptions {
  readonly dtype?: DType;
  readonly requiresGrad?: boolean;
}

type UnaryKernel = 'neg' | 'sqrt' | 'exp' | 'log' | 'tanh' | 'sigmoid' | 'relu';
type BinaryKernel = 'add' | 'sub' | 'mul' | 'div' | 'equal' | 'tanhGradient' | 'reluGradient';

let count = 0;

export class Tensor {
  readonly shape: Shape;
  readonly size: number;
  readonly dtype: DType;
  /** How it was made, unless it is a leaf or needs no gradient. */
  readonly origin: Origin<Tensor> | null;
  readonly requiresGrad: boolean;
  /** Orders tensors by their making. */
  readonly id = count++;

  readonly #arena: Arena;
  readonly #pointer: number;
  #view: Values | null = null;
  #grad: Tensor | null = null;
  #gradStore: Tensor | null = null;

  /** Use `tensor`, `zeros`, `ones`, `full` or an operation. */
  constructor(
    shape: Shape,
    dtype: DType,
    from: {
      requiresGrad?: boolean;
      origin?: Origin<Tensor> | null;
      arena?: Arena;
      pointer?: number;
    } = {},
  ) {
    this.shape = shape;
    this.size = shapes.sizeOf(shape);
    this.dtype = dtype;
    this.origin = from.origin ?? null;
    this.requiresGrad = from.requiresGrad ?? this.origin !== null;
    this.#arena = from.arena ?? currentArena();
    this.#pointer = from.pointer ?? this.#arena.allocate(this.size * bytesOf(dtype));
  }

  /**
   * Where the elements are.
   *
   * @throws Error if their memory was freed
   */
  get pointer(): number {
    if (!this.#arena.alive) {
      throw new Error(
        `the memory of a tensor of shape ${shapes.format(this.shape)} was freed when its scratch or arena ended`,
      );
    }
    return this.#pointer;
  }

  /** The elements, row by row: a view of the memory itself, to be read before the next step. */
  get data(): Values {
    const pointer = this.pointer;
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
      throw new RangeError(`item: needs one element, got shape ${shapes.format(this.shape)}`);
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
      throw new RangeError(`set: ${values.length} values do not fill ${shapes.format(this.shape)}`);
    }
    this.data.set(values);
    return this;
  }

  /** What `backward` added up since it was last null; of the leaves that require it. */
  get grad(): Tensor | null {
    return this.#grad;
  }

  set grad(gradient: Tensor | null) {
    emit(() => {
      this.#grad = gradient;
    });
  }

  // Elementwise, of one argument

  neg(): Tensor {
    return this.#map('neg', (g) => g.neg());
  }

  square(): Tensor {
    return this.#combine('mul', this, [(g) => g.mul(this.mul(2))], [this]);
  }

  sqrt(): Tensor {
    return this.#map('sqrt', (g, y) => g.div(y.mul(2)));
  }

  exp(): Tensor {
    return this.#map('exp', (g, y) => g.mul(y));
  }

  log(): Tensor {
    return this.#map('log', (g) => g.div(this));
  }

  tanh(): Tensor {
    return this.#map('tanh', (g, y) => g.#tanhGradient(y));
  }

  sigmoid(): Tensor {
    return this.#map('sigmoid', (g, y) => g.mul(y).mul(y.neg().add(1)));
  }

  relu(): Tensor {
    return this.#map('relu', (g, y) => g.#reluGradient(y));
  }

  // Elementwise, of two arguments, broadcast

  /** @throws RangeError if the shapes do not broadcast, TypeError if the dtypes differ */
  add(other: Tensor | number): Tensor {
    const b = this.#operand(other);
    return this.#combine('add', b, [(g) => g.#sumTo(this.shape), (g) => g.#sumTo(b.shape)]);
  }

  /** @throws RangeError if the shapes do not broadcast, TypeError if the dtypes differ */
  sub(other: Tensor | number): Tensor {
    const b = this.#operand(other);
    return this.#combine('sub', b, [(g) => g.#sumTo(this.shape), (g) => g.#sumTo(b.shape).neg()]);
  }

  /** @throws RangeError if the shapes do not broadcast, TypeError if the dtypes differ */
  mul(other: Tensor | number): Tensor {
    const b = this.#operand(other);
    return this.#combine('mul', b, [
      (g) => g.mul(b).#sumTo(this.shape),
      (g) => g.mul(this).#sumTo(b.shape),
    ]);
  }

  /** @throws RangeError if the shapes do not broadcast, TypeError if the dtypes differ */
  div(other: Tensor | number): Tensor {
    const b = this.#operand(other);
    return this.#combine('div', b, [
      (g) => g.div(b).#sumTo(this.shape),
      (g) => g.mul(this).div(b.square()).#sumTo(b.shape).neg(),
    ]);
  }

  // Products

  /**
   * (…, M, N) from (…, M, K) and (…, K, N); the axes in front broadcast.
   *
   * @throws RangeError if the shapes do not agree, TypeError if the dtypes differ
   */
  matmul(other: Tensor): Tensor {
    return this.#product(other, false, false);
  }

  // Shape

  /**
   * The same elements in another shape; one -1 takes what is left.
   *
   * @throws RangeError if they do not fit
   */
  reshape(shape: Shape): Tensor {
    return new Tensor(shapes.completeShape(shape, this.shape), this.dtype, {
      arena: this.#arena,
      pointer: this.pointer,
      origin: originOf([this], [(g) => g.reshape(this.shape)]),
    });
  }

  /** Exchanges two axes; -1 is the last. @throws RangeError if there is no such axis */
  transpose(axisA: number, axisB: number): Tensor {
    const one = shapes.axisOf('transpose', axisA, this.shape);
    const other = shapes.axisOf('transpose', axisB, this.shape);
    if (one === other) return this;
    const [i, j] = [Math.min(one, other), Math.max(one, other)];
    const shape = this.shape.with(i, this.shape[j]).with(j, this.shape[i]);
    const [outer, p, rest] = shapes.around(this.shape, i, i + 1);
    const [, q, inner] = shapes.around(this.shape, j, j + 1);
    const middle = shapes.sizeOf(this.shape.slice(i + 1, j));
    const out = this.#result(shape, [this], [(g) => g.transpose(i, j)]);
    const { exchange } = kernels[this.dtype];
    const [to, from] = [out.pointer, this.pointer];
    if (rest > 0) emit(() => exchange(to, from, outer, p, middle, q, inner));
    return out;
  }

  // Reductions

  /** Sum of all elements, or along one axis. @throws RangeError if there is no such axis */
  sum(axis?: number, { keepdims = false } = {}): Tensor {
    const { kept, dropped, from, to } = this.#reduced('sum', axis);
    return this.#sumOver(from, to, keepdims ? kept : dropped);
  }

  /** Mean of all elements, or along one axis. @throws RangeError if there is no such axis */
  mean(axis?: number, options: { keepdims?: boolean } = {}): Tensor {
    const total = this.sum(axis, options);
    return total.div(this.size / total.size);
  }

  /**
   * Largest of all elements, or along one axis; elements that are equal share the gradient.
   *
   * @throws RangeError if there is no such axis, or no element on it
   */
  max(axis?: number, { keepdims = false } = {}): Tensor {
    const { kept, dropped, from, to } = this.#reduced('max', axis);
    const [outer, n, inner] = shapes.around(this.shape, from, to);
    if (n === 0) throw new RangeError(`max: no elements in ${shapes.format(this.shape)}`);
    const out: Tensor = this.#result(
      keepdims ? kept : dropped,
      [this],
      [
        (g) => {
          const winners = this.#combine('equal', out.reshape(kept), []);
          const shares = winners.div(winners.sum(axis, { keepdims: true }));
          return shares.mul(g.reshape(kept));
        },
      ],
    );
    const { max } = kernels[this.dtype];
    const [to_, a] = [out.pointer, this.pointer];
    emit(() => max(to_, a, outer, n, inner));
    return out;
  }

  /** Logarithm of the softmax along `axis`. @throws RangeError if there is no such axis */
  logSoftmax(axis = -1): Tensor {
    return this.#alongRows('logSoftmax', axis, (g, y) =>
      g.sub(y.exp().mul(g.sum(-1, { keepdims: true }))),
    );
  }

  /** Exponentials along `axis`, scaled to sum 1. @throws RangeError if there is no such axis */
  softmax(axis = -1): Tensor {
    return this.#alongRows('softmax', axis, (g, y) =>
      y.mul(g.sub(g.mul(y).sum(-1, { keepdims: true }))),
    );
  }

  // Selection

  /**
   * (…, ...S) from (…, N) and a table of shape S: gathers along the last axis.
   *
   * @param fill what the index -1 reads; it gets no gradient
   * @throws RangeError if an index lies outside the axis
   */
  take(table: IndexTable, fill = 0): Tensor {
    const n = this.shape.at(-1) ?? 0;
    if (this.shape.length === 0 || table.largest >= n) {
      throw new RangeError(
        `take: index ${table.largest} is outside the last axis of ${shapes.format(this.shape)}`,
      );
    }
    const leading = this.shape.slice(0, -1);
    const rows = shapes.sizeOf(leading);
    const out = this.#result(
      [...leading, ...table.shape],
      [this],
      [(g) => g.#put(table, this.shape)],
    );
    const slots = currentArena().allocate((n + 1) * bytesOf(this.dtype));
    const { take } = kernels[this.dtype];
    const [to, a, entries, m] = [out.pointer, this.pointer, table.pointer, table.size];
    emit(() => take(to, a, entries, slots, rows, n, m, fill));
    return out;
  }

  /** The adjoint of `take`: adds this (…, ...S) up into zeros of `shape` (…, N). */
  #put(table: IndexTable, shape: Shape): Tensor {
    const n = shape[shape.length - 1];
    const rows = shapes.sizeOf(shape.slice(0, -1));
    const out = this.#result(shape, [this], [(g) => g.take(table)]);
    const slots = currentArena().allocate((n + 1) * bytesOf(this.dtype));
    const { put } = kernels[this.dtype];
    const [to, a, entries, m] = [out.pointer, this.pointer, table.pointer, table.size];
    emit(() => put(to, a, entries, slots, rows, n, m));
    return out;
  }

  /**
   * Each element 0 with probability `rate`, else divided by 1 - rate; drawn anew in every replay.
   *
   * @throws RangeError unless 0 <= rate < 1
   */
  dropout(rate: number, rng: Rng): Tensor {
    if (!(rate >= 0 && rate < 1)) {
      throw new RangeError(`dropout: rate must be from 0 to below 1, got ${rate}`);
    }
    const mask = new Tensor(this.shape, this.dtype);
    const kept = 1 / (1 - rate);
    emit(() => {
      const { data } = mask;
      for (let i = 0; i < data.length; i++) data[i] = rng.uniform() < rate ? 0 : kept;
    });
    return this.mul(mask);
  }

  // Gradients

  /**
   * Adds the gradient of this number to `grad` of every leaf that it was made of.
   *
   * @throws RangeError if this is not one number, Error if it was made of no leaf that requires one
   */
  backward(): void {
    const found = withTracking(false, () => gradients(this, seedOf('backward', this)));
    for (const [leaf, gradient] of found) if (leaf.origin === null) leaf.#accumulate(gradient);
  }

  // The sum outlives the step's own arena, and keeps its address from replay to replay.
  #accumulate(gradient: Tensor): void {
    this.#gradStore ??= new Tensor(this.shape, this.dtype, { arena: this.#arena });
    const { copy, add } = kernels[this.dtype];
    const [store, from, n] = [this.#gradStore, gradient.pointer, this.size];
    emit(() => {
      if (this.#grad === null) {
        copy(store.pointer, from, n);
        this.#grad = store;
      } else {
        const sum = this.#grad.pointer;
        add(sum, sum, from, 1, n, 0, 1, 0, 1);
      }
    });
  }

  // How operations are made

  /** An empty tensor with this dtype that was made of `inputs`. */
  #result(shape: Shape, inputs: readonly Tensor[], rules: readonly Rule[]): Tensor {
    return new Tensor(shape, this.dtype, { origin: originOf(inputs, rules) });
  }

  #map(name: UnaryKernel, rule: (gradient: Tensor, result: Tensor) => Tensor): Tensor {
    const out: Tensor = this.#result(this.shape, [this], [(g) => rule(g, out)]);
    const kernel = kernels[this.dtype][name];
    const [to, a, n] = [out.pointer, this.pointer, this.size];
    emit(() => kernel(to, a, n));
    return out;
  }

  #combine(
    name: BinaryKernel,
    b: Tensor,
    rules: readonly Rule[],
    inputs: readonly Tensor[] = [this, b],
  ): Tensor {
    const shape = shapes.broadcast(name, this.shape, b.shape);
    const out = this.#result(shape, rules.length > 0 ? inputs : [], rules);
    if (out.size === 0) return out;
    const walk = shapes.loops(shape, this.shape, b.shape);
    const columns = walk.at(-1)!;
    const rows = walk.at(-2) ?? { size: 1, a: 0, b: 0 };
    const kernel = kernels[this.dtype][name];
    const run = (to: number, a: number, b: number): void =>
      kernel(to, a, b, rows.size, columns.size, rows.a, columns.a, rows.b, columns.b);
    this.#emitEach(run, out, b, walk.slice(0, -2), rows.size * columns.size);
    return out;
  }

  /** Emits `run` for the addresses of each turn of `outer`, a turn filling `size` elements of out. */
  #emitEach(
    run: (out: number, a: number, b: number) => void,
    out: Tensor,
    b: Tensor,
    outer: readonly shapes.Loop[],
    size: number,
    aSize = 1,
    bSize = 1,
  ): void {
    const [to, p, q] = [out.pointer, this.pointer, b.pointer];
    if (outer.length === 0) return emit(() => run(to, p, q));
    const starts = shapes.offsets(outer);
    const bytes = bytesOf(this.dtype);
    emit(() => {
      for (let i = 0; i < starts.length; i += 2) {
        run(
          to + (i / 2) * size * bytes,
          p + starts[i] * aSize * bytes,
          q + starts[i + 1] * bSize * bytes,
        );
      }
    });
  }

  #operand(other: Tensor | number): Tensor {
    return typeof other === 'number' ? tensor([other], [], { dtype: this.dtype }) : other;
  }

  /** This gradient through y = tanh(x). */
  #tanhGradient(y: Tensor): Tensor {
    return this.#combine('tanhGradient', y, [
      (g) => g.#tanhGradient(y),
      (g) => g.mul(this).mul(y).mul(-2),
    ]);
  }

  /** This gradient through y = relu(x). */
  #reluGradient(y: Tensor): Tensor {
    return this.#combine('reluGradient', y, [(g) => g.#reluGradient(y)], [this]);
  }

  /** Matrix product of this or its transpose with other or its transpose; not of both transposes. */
  #product(other: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
    const [a, b] = [this.shape, other.shape];
    if (a.length < 2 || b.length < 2) {
      throw new RangeError(
        `matmul: both sides need two axes or more, got ${shapes.format(a)} and ${shapes.format(b)}`,
      );
    }
    const [m, k] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
    const [inner, n] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
    if (k !== inner) {
      throw new RangeError(
        `matmul: inner sizes must agree, got ${shapes.format(a)} and ${shapes.format(b)}`,
      );
    }
    const batches = [a.slice(0, -2), b.slice(0, -2)];
    const batch = shapes.broadcast('matmul', batches[0], batches[1]);
    const gradientA: Rule = transposeB
      ? (g) => g.#product(other, false, false)
      : transposeA
        ? (g) => other.#product(g, false, true)
        : (g) => g.#product(other, false, true);
    const gradientB: Rule = transposeB
      ? (g) => g.#product(this, true, false)
      : transposeA
        ? (g) => this.#product(g, false, false)
        : (g) => this.#product(g, true, false);
    const out = this.#result(
      [...batch, m, n],
      [this, other],
      [(g) => gradientA(g).#sumTo(a), (g) => gradientB(g).#sumTo(b)],
    );
    if (out.size === 0) return out;

    const walk = shapes.loops(batch, batches[0], batches[1]);
    const { size, a: aStep, b: bStep } = walk.at(-1)!;
    const [aSize, bSize] = [m * k, k * n];
    const { matmul, matmulTransposed } = kernels[this.dtype];
    const [row, column] = transposeA ? [1, m] : [k, 1];
    const run = transposeB
      ? (to: number, p: number, q: number): void =>
          matmulTransposed(to, p, q, size, m, k, n, aStep * aSize, bStep * bSize)
      : (to: number, p: number, q: number): void =>
          matmul(to, p, q, size, m, k, n, aStep * aSize, bStep * bSize, row, column);
    this.#emitEach(run, out, other, walk.slice(0, -1), size * m * n, aSize, bSize);
    return out;
  }

  /** The axes that a reduction takes together, and its result's shape with and without them. */
  #reduced(name: string, axis: number | undefined) {
    if (axis === undefined) {
      return { kept: this.shape.map(() => 1), dropped: [], from: 0, to: this.shape.length };
    }
    const at = shapes.axisOf(name, axis, this.shape);
    return {
      kept: this.shape.with(at, 1),
      dropped: this.shape.toSpliced(at, 1),
      from: at,
      to: at + 1,
    };
  }

  /** Sums over the axes `from` to `to` - 1. */
  #sumOver(from: number, to: number, shape: Shape): Tensor {
    const [outer, n, inner] = shapes.around(this.shape, from, to);
    const out = this.#result(shape, [this], [(g) => g.#repeat(outer, n, inner, this.shape)]);
    const { sum } = kernels[this.dtype];
    const [address, a] = [out.pointer, this.pointer];
    emit(() => sum(address, a, outer, n, inner));
    return out;
  }

  /** This (outer, inner) as (outer, n, inner): the adjoint of a sum. */
  #repeat(outer: number, n: number, inner: number, shape: Shape): Tensor {
    const { repeat } = kernels[this.dtype];
    const out = this.#result(
      shape,
      [this],
      [(g) => g.reshape([outer, n, inner]).#sumOver(1, 2, this.shape)],
    );
    const [to, a] = [out.pointer, this.pointer];
    emit(() => repeat(to, a, outer, n, inner));
    return out;
  }

  /** The adjoint of broadcasting: sums over the axes along which `shape` was repeated. */
  #sumTo(shape: Shape): Tensor {
    if (shapes.sameShape(this.shape, shape)) return this;
    const front = this.shape.length - shape.length;
    const kept = this.shape.map((_, axis) => shape[axis - front] ?? 1);
    let result: Tensor = this;
    for (let to = kept.length; to > 0; to--) {
      let from = to;
      while (from > 0 && kept[from - 1] === 1) from--;
      if (shapes.sizeOf(this.shape.slice(from, to)) !== 1) {
        result = result.#sumOver(from, to, [...result.shape.slice(0, from), ...kept.slice(from)]);
      }
      to = from;
    }
    return result.reshape(shape);
  }

  #alongRows(
    name: 'softmax' | 'logSoftmax',
    axis: number,
    rule: (gradient: Tensor, result: Tensor) => Tensor,
  ): Tensor {
    const last = this.shape.length - 1;
    const at = shapes.axisOf(name, axis, this.shape);
    if (at !== last)
      return this.transpose(at, last).#alongRows(name, last, rule).transpose(at, last);
    const out: Tensor = this.#result(this.shape, [this], [(g) => rule(g, out)]);
    const kernel = kernels[this.dtype][name];
    const [to, a, rows, n] = [
      out.pointer,
      this.pointer,
      this.size / this.shape[last],
      this.shape[last],
    ];
    if (this.size > 0) emit(() => kernel(to, a, rows, n));
    return out;
  }
}

function bytesOf(dtype: DType): number {
  return dtype === 'float32' ? 4 : 8;
}

function originOf(inputs: readonly Tensor[], rules: readonly Rule[]): Origin<Tensor> | null {
  for (const { dtype } of inputs) {
    if (dtype !== inputs[0].dtype) {
      throw new TypeError(`dtypes must agree, got ${inputs[0].dtype} and ${dtype}`);
    }
  }
  return isTracking() && inputs.some((input) => input.requiresGrad) ? { inputs, rules } : null;
}

/** The gradient of a number with respect to itself. */
function seedOf(operation: string, loss: Tensor): Tensor {
  if (loss.size !== 1) {
    throw new RangeError(`${operation}: needs one number, got shape ${shapes.format(loss.shape)}`);
  }
  if (!loss.requiresGrad) {
    throw new Error(`${operation}: the number was made of no tensor that requires a gradient`);
  }
  return tensor([1], loss.shape, { dtype: loss.dtype });
}

/**
 * A tensor of `values`, row by row; without a shape, of one axis.
 *
 * @throws RangeError if the values do not fill the shape
 */
export function tensor(
  values: ArrayLike<number>,
  shape: Shape = [values.length],
  { dtype = 'float32', requiresGrad = false }: TensorOptions = {},
): Tensor {
  if (values.length !== shapes.sizeOf(shape)) {
    throw new RangeError(`tensor: ${values.length} values do not fill ${shapes.format(shape)}`);
  }
  const result = new Tensor(shape, dtype, { requiresGrad });
  result.data.set(values);
  return result;
}

/** A tensor with `value` everywhere. */
export function full(
  shape: Shape,
  value: number,
  { dtype = 'float32', requiresGrad = false }: TensorOptions = {},
): Tensor {
  const result = new Tensor(shape, dtype, { requiresGrad });
  const { fill } = kernels[dtype];
  const [to, n] = [result.pointer, result.size];
  emit(() => fill(to, value, n));
  return result;
}

export function zeros(shape: Shape, options?: TensorOptions): Tensor {
  return full(shape, 0, options);
}

export function ones(shape: Shape, options?: TensorOptions): Tensor {
  return full(shape, 1, options);
}

/**
 * The gradients of `loss` with respect to each of `inputs`; `grad` of no tensor changes.
 *
 * With `createGraph` they can be differentiated again.
 *
 * @throws RangeError if the loss is not one number, Error if it does not depend on one of the inputs
 */
export function grad(
  loss: Tensor,
  inputs: readonly Tensor[],
  { createGraph = false } = {},
): Tensor[] {
  const found = withTracking(createGraph, () => gradients(loss, seedOf('grad', loss)));
  return inputs.map((input, i) => {
    const gradient = found.get(input);
    if (!gradient) {
      throw new Error(
        `grad: the loss does not depend on input ${i} of shape ${shapes.format(input.shape)}`,
      );
    }
    return gradient;
  });
}
