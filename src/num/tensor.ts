/**
 * Tensors with NumPy's and PyTorch's names and semantics, and gradients.
 *
 * An operation settles its result's shape, launches the kernel that fills it, and remembers one rule
 * per input from which `backward` and `grad` derive gradients. The rules are operations themselves.
 */
import type { IndexTable } from './index-table.ts';
import * as launch from './launch.ts';
import { currentArena } from './memory.ts';
import { NdArray } from './nd-array.ts';
import type { Rng } from './random.ts';
import * as shapes from './shape.ts';
import { emit, gradients, isTracking, noGrad, withTracking, type Origin } from './tape.ts';
import { kernels, type DType } from './wasm.ts';

export { indexTable, type IndexTable } from './index-table.ts';
export { noGrad } from './tape.ts';
export type { Shape } from './shape.ts';
export type { DType } from './wasm.ts';

type Shape = shapes.Shape;
export type Rule = (gradient: Tensor) => Tensor;

export interface TensorOptions {
  /** float32 if absent */
  readonly dtype?: DType;
  /** whether `backward` computes its gradient; false if absent */
  readonly requiresGrad?: boolean;
}

let count = 0;

export class Tensor extends NdArray {
  readonly requiresGrad: boolean;
  /** What it was made of; null for a leaf and for what needs no gradient. */
  readonly origin: Origin<Tensor> | null;
  /** Orders tensors by their making. */
  readonly id = count++;

  #grad: Tensor | null = null;
  #gradStore: Tensor | null = null;

  /** Use `tensor`, `zeros`, `ones`, `full` or an operation. */
  constructor(
    shape: Shape,
    dtype: DType,
    { requiresGrad = false, origin = null }: Partial<Pick<Tensor, 'requiresGrad' | 'origin'>> = {},
    arena = currentArena(),
    on?: Tensor,
  ) {
    super(shape, dtype, arena, on);
    this.requiresGrad = requiresGrad || origin !== null;
    this.origin = origin;
  }

  // Elementwise

  /** Sum. @throws RangeError if the shapes do not broadcast, TypeError if the dtypes differ */
  add(other: Tensor | number): Tensor {
    const b = this.#operand(other);
    return this.#combine('add', b, [(g) => g.#sumTo(this.shape), (g) => g.#sumTo(b.shape)]);
  }

  /** Difference. @throws RangeError if the shapes do not broadcast, TypeError if the dtypes differ */
  sub(other: Tensor | number): Tensor {
    const b = this.#operand(other);
    return this.#combine('sub', b, [(g) => g.#sumTo(this.shape), (g) => g.#sumTo(b.shape).neg()]);
  }

  /** Product. @throws RangeError if the shapes do not broadcast, TypeError if the dtypes differ */
  mul(other: Tensor | number): Tensor {
    const b = this.#operand(other);
    return this.#combine('mul', b, [
      (g) => g.mul(b).#sumTo(this.shape),
      (g) => g.mul(this).#sumTo(b.shape),
    ]);
  }

  /** Quotient. @throws RangeError if the shapes do not broadcast, TypeError if the dtypes differ */
  div(other: Tensor | number): Tensor {
    const b = this.#operand(other);
    return this.#combine('div', b, [
      (g) => g.div(b).#sumTo(this.shape),
      (g) => g.mul(this).div(b.square()).#sumTo(b.shape).neg(),
    ]);
  }

  /** Minus each element. */
  neg(): Tensor {
    return this.#map('neg', (g) => g.neg());
  }

  /** Each element times itself. */
  square(): Tensor {
    const out = derived(this.shape, [this], [(g) => g.mul(this.mul(2))]);
    launch.combine('mul', out, this, this);
    return out;
  }

  /**
   * The power with a constant exponent; a fraction of a negative number is NaN.
   *
   * Whole exponents up to 64 are products, others e^(exponent log x), both computed in float64.
   */
  pow(exponent: number): Tensor {
    const out = derived(
      this.shape,
      [this],
      [(g) => (exponent === 0 ? g.mul(0) : g.mul(this.pow(exponent - 1).mul(exponent)))],
    );
    launch.power(out, this, exponent);
    return out;
  }

  /** Absolute value; its gradient at 0 is 0. */
  abs(): Tensor {
    return this.#map('abs', (g) => g.mul(this.sign()));
  }

  /** -1, 0 or 1; its gradient is 0. */
  sign(): Tensor {
    return this.#constant('sign');
  }

  /** Square root, correctly rounded; NaN below 0. */
  sqrt(): Tensor {
    return this.#map('sqrt', (g, y) => g.div(y.mul(2)));
  }

  /** e^x, within 1 ulp. */
  exp(): Tensor {
    return this.#map('exp', (g, y) => g.mul(y));
  }

  /** Natural logarithm, within 1 ulp; -Infinity at 0, NaN below. */
  log(): Tensor {
    return this.#map('log', (g) => g.div(this));
  }

  /** Sine of radians, within 2 ulp; NaN where |x| > 1647099. */
  sin(): Tensor {
    return this.#map('sin', (g) => g.mul(this.cos()));
  }

  /** Cosine of radians, within 2 ulp; NaN where |x| > 1647099. */
  cos(): Tensor {
    return this.#map('cos', (g) => g.mul(this.sin()).neg());
  }

  /** Hyperbolic tangent, within 7 ulp; 2 for float64. */
  tanh(): Tensor {
    return this.#map('tanh', (g, y) => g.#throughTanh(y));
  }

  /** 1 / (1 + e^-x), within 3 ulp. */
  sigmoid(): Tensor {
    return this.#map('sigmoid', (g, y) => g.mul(y).mul(y.neg().add(1)));
  }

  /** x where it is above 0, else 0; its gradient at 0 is 0. */
  relu(): Tensor {
    return this.#map('relu', (g, y) => g.#throughRelu(y));
  }

  /** Error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x; within 8 ulp. */
  erf(): Tensor {
    return this.#map('erf', (g) =>
      g.mul(
        this.square()
          .neg()
          .exp()
          .mul(2 / Math.sqrt(Math.PI)),
      ),
    );
  }

  /**
   * The lesser of each pair; where they are equal, each gets half of the gradient.
   *
   * @throws RangeError if the shapes do not broadcast, TypeError if the dtypes differ
   */
  minimum(other: Tensor | number): Tensor {
    const b = this.#operand(other);
    return this.#combine('minimum', b, [
      (g) => g.mul(b.#compared('heaviside', this)).#sumTo(this.shape),
      (g) => g.mul(this.#compared('heaviside', b)).#sumTo(b.shape),
    ]);
  }

  /**
   * The greater of each pair; where they are equal, each gets half of the gradient.
   *
   * @throws RangeError if the shapes do not broadcast, TypeError if the dtypes differ
   */
  maximum(other: Tensor | number): Tensor {
    const b = this.#operand(other);
    return this.#combine('maximum', b, [
      (g) => g.mul(this.#compared('heaviside', b)).#sumTo(this.shape),
      (g) => g.mul(b.#compared('heaviside', this)).#sumTo(b.shape),
    ]);
  }

  /**
   * Each element, but `low` where it is below and `high` where it is above.
   *
   * The gradient passes from low to high, both included. -Infinity or Infinity leave a side open.
   *
   * @throws RangeError unless low <= high
   */
  clamp(low: number, high: number): Tensor {
    if (!(low <= high)) throw new RangeError(`clamp: low must be <= high, got ${low} and ${high}`);
    const inside = () => this.greaterEqual(low).mul(this.lessEqual(high));
    const out = derived(this.shape, [this], [(g) => g.mul(inside())]);
    launch.clamp(out, this, low, high);
    return out;
  }

  // Comparisons: 1 where they hold, else 0; without gradients

  /** Whether a = b. @throws RangeError if the shapes do not broadcast */
  equal(other: Tensor | number): Tensor {
    return this.#compared('equal', this.#operand(other));
  }

  /** Whether a != b, which a NaN is. @throws RangeError if the shapes do not broadcast */
  notEqual(other: Tensor | number): Tensor {
    return noGrad(() => this.equal(other).neg().add(1));
  }

  /** Whether a > b. @throws RangeError if the shapes do not broadcast */
  greater(other: Tensor | number): Tensor {
    return this.#compared('greater', this.#operand(other));
  }

  /** Whether a >= b. @throws RangeError if the shapes do not broadcast */
  greaterEqual(other: Tensor | number): Tensor {
    return this.#compared('greaterEqual', this.#operand(other));
  }

  /** Whether a < b. @throws RangeError if the shapes do not broadcast */
  less(other: Tensor | number): Tensor {
    return this.#operand(other).#compared('greater', this);
  }

  /** Whether a <= b. @throws RangeError if the shapes do not broadcast */
  lessEqual(other: Tensor | number): Tensor {
    return this.#operand(other).#compared('greaterEqual', this);
  }

  /**
   * These elements where `condition` is not 0, those of `other` elsewhere.
   *
   * What is not chosen gets no gradient, even if it is NaN.
   *
   * @throws RangeError if the shapes do not broadcast
   */
  where(condition: Tensor, other: Tensor | number): Tensor {
    const chosen = this.#selected('keep', condition);
    return chosen.add(this.#operand(other).#selected('drop', condition));
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
    const origin = originOf([this], [(g) => g.reshape(this.shape)]);
    const complete = shapes.completeShape(shape, this.shape);
    return new Tensor(complete, this.dtype, { origin }, this.arena, this);
  }

  /** Exchanges two axes; -1 is the last. @throws RangeError if there is no such axis */
  transpose(axisA: number, axisB: number): Tensor {
    const axes = [axisA, axisB].map((axis) => shapes.axisOf('transpose', axis, this.shape));
    const [i, j] = [Math.min(...axes), Math.max(...axes)];
    if (i === j) return this;
    const shape = this.shape.with(i, this.shape[j]).with(j, this.shape[i]);
    const out = derived(shape, [this], [(g) => g.transpose(i, j)]);
    launch.exchange(out, this, i, j);
    return out;
  }

  /**
   * The axes in another order: axis i of the result is axis `axes[i]` of this.
   *
   * @throws RangeError unless each axis occurs once
   */
  permute(axes: readonly number[]): Tensor {
    const order = axes.map((axis) => shapes.axisOf('permute', axis, this.shape));
    if (order.length !== this.shape.length || new Set(order).size !== order.length) {
      throw new RangeError(
        `permute: needs each axis of ${shapes.format(this.shape)} once, got ${shapes.format(axes)}`,
      );
    }
    const now = this.shape.map((_, axis) => axis);
    let result: Tensor = this;
    order.forEach((axis, i) => {
      const j = now.indexOf(axis);
      [now[i], now[j]] = [now[j], now[i]];
      result = result.transpose(i, j);
    });
    return result;
  }

  /**
   * (…, ...S) from (…, N) and a table of shape S: gathers along the last axis.
   *
   * @param fill what the index -1 reads; it gets no gradient
   * @throws RangeError if an index lies outside the axis
   */
  take(table: IndexTable, fill = 0): Tensor {
    if (this.shape.length === 0 || table.largest >= this.shape.at(-1)!) {
      throw new RangeError(
        `take: index ${table.largest} is outside the last axis of ${shapes.format(this.shape)}`,
      );
    }
    const shape = [...this.shape.slice(0, -1), ...table.shape];
    const out = derived(shape, [this], [(g) => g.#put(table, this.shape)]);
    launch.take(out, this, table, fill);
    return out;
  }

  /**
   * The elements repeated along axes of 1 and along new axes in front.
   *
   * @throws RangeError if the shape does not broadcast to `shape`
   */
  broadcastTo(shape: Shape): Tensor {
    if (!shapes.sameShape(shapes.broadcast('broadcastTo', this.shape, shape), shape)) {
      throw new RangeError(
        `broadcastTo: ${shapes.format(this.shape)} does not broadcast to ${shapes.format(shape)}`,
      );
    }
    const padded = [...shape.slice(this.shape.length).map(() => 1), ...this.shape];
    let result: Tensor = this.reshape(padded);
    shape.forEach((n, axis) => {
      if (result.shape[axis] === n) return;
      const target = result.shape.with(axis, n);
      result = result.#repeat(shapes.around(target, axis, axis + 1), target);
    });
    return result;
  }

  /**
   * `length` elements along an axis, from `start` on.
   *
   * @throws RangeError if there is no such axis or not as many elements
   */
  narrow(axis: number, start: number, length: number): Tensor {
    const at = shapes.axisOf('narrow', axis, this.shape);
    const n = this.shape[at];
    const valid = Number.isInteger(start) && Number.isInteger(length) && start >= 0 && length >= 0;
    if (!valid || start + length > n) {
      throw new RangeError(
        `narrow: no ${length} elements from ${start} on axis ${axis} of ${shapes.format(this.shape)}`,
      );
    }
    const out = derived(
      this.shape.with(at, length),
      [this],
      [(g) => g.#widened(at, start, this.shape)],
    );
    const [rows, , inner] = shapes.around(this.shape, at, at + 1);
    launch.copyRows(out, this, {
      rows,
      n: length * inner,
      outStart: 0,
      outRow: length * inner,
      aStart: start * inner,
      aRow: n * inner,
    });
    return out;
  }

  // Reductions

  /** Sum of all elements, or along one axis. @throws RangeError if there is no such axis */
  sum(axis?: number, { keepdims = false } = {}): Tensor {
    const { from, to, kept, dropped } = this.#reduced('sum', axis);
    return this.#sumOver(from, to, keepdims ? kept : dropped);
  }

  /** Mean of all elements, or along one axis. @throws RangeError if there is no such axis */
  mean(axis?: number, options: { keepdims?: boolean } = {}): Tensor {
    const total = this.sum(axis, options);
    return total.div(this.size / total.size);
  }

  /**
   * Variance of all elements, or along one axis: squared deviations over n - `correction`.
   *
   * @param correction 1 for the unbiased estimate, as in PyTorch; 0 for NumPy's
   * @throws RangeError if there is no such axis
   */
  variance(axis?: number, { correction = 1, keepdims = false } = {}): Tensor {
    const total = this.sub(this.mean(axis, { keepdims: true }))
      .square()
      .sum(axis, { keepdims });
    return total.div(this.size / total.size - correction);
  }

  /** Square root of the variance. @throws RangeError if there is no such axis */
  std(axis?: number, options: { correction?: number; keepdims?: boolean } = {}): Tensor {
    return this.variance(axis, options).sqrt();
  }

  /** Sums up to and with each element of an axis. @throws RangeError if there is no such axis */
  cumsum(axis: number): Tensor {
    return this.#scanned('cumsum', axis);
  }

  /**
   * Where the largest element of each row of the last axis is, the first among equals; plain data.
   *
   * @throws RangeError if there is no element on it
   */
  argmax(): Int32Array<ArrayBuffer> {
    const n = this.shape.at(-1) ?? 1;
    if (n === 0) throw new RangeError(`argmax: no elements in ${shapes.format(this.shape)}`);
    const { data } = this;
    return Int32Array.from({ length: this.size / n }, (_, row) => {
      let best = 0;
      for (let i = 1; i < n; i++) if (data[row * n + i] > data[row * n + best]) best = i;
      return best;
    });
  }

  /**
   * Largest of all elements, or along one axis; elements that are equal share the gradient.
   *
   * @throws RangeError if there is no such axis, or no element on it
   */
  max(axis?: number, { keepdims = false } = {}): Tensor {
    const { from, to, kept, dropped } = this.#reduced('max', axis);
    const parts = shapes.around(this.shape, from, to);
    if (parts[1] === 0) throw new RangeError(`max: no elements in ${shapes.format(this.shape)}`);
    const out: Tensor = derived(
      keepdims ? kept : dropped,
      [this],
      [
        (g) => {
          const winners = new Tensor(this.shape, this.dtype);
          launch.combine('equal', winners, this, out.reshape(kept));
          return winners.div(winners.sum(axis, { keepdims: true })).mul(g.reshape(kept));
        },
      ],
    );
    launch.reduce('max', out, this, parts);
    return out;
  }

  /** Exponentials along `axis`, scaled to sum 1. @throws RangeError if there is no such axis */
  softmax(axis = -1): Tensor {
    return this.#eachRow('softmax', axis, (g, y) =>
      y.mul(g.sub(g.mul(y).sum(-1, { keepdims: true }))),
    );
  }

  /** Logarithm of the softmax along `axis`. @throws RangeError if there is no such axis */
  logSoftmax(axis = -1): Tensor {
    return this.#eachRow('logSoftmax', axis, (g, y) =>
      g.sub(y.exp().mul(g.sum(-1, { keepdims: true }))),
    );
  }

  // Gradients

  /** The same elements as a constant, through which no gradient passes: PyTorch's `detach`. */
  stopGradient(): Tensor {
    return new Tensor(this.shape, this.dtype, {}, this.arena, this);
  }

  /**
   * Adds the gradient of this number to `grad` of every leaf that it was made of.
   *
   * @throws RangeError if this is not one number, Error if it was made of no leaf that requires one
   */
  backward(): void {
    const found = withTracking(false, () => gradients(this, seedOf('backward', this)));
    for (const [leaf, gradient] of found) if (leaf.origin === null) leaf.#accumulate(gradient);
  }

  /** What `backward` has added up since it was null; of leaves that require a gradient. */
  get grad(): Tensor | null {
    return this.#grad;
  }

  set grad(gradient: Tensor | null) {
    emit(() => {
      this.#grad = gradient;
    });
  }

  // The sum outlives a step's own arena, and keeps its address from replay to replay.
  #accumulate(gradient: Tensor): void {
    this.#gradStore ??= new Tensor(this.shape, this.dtype, {}, this.arena);
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

  // What the operations are made of

  #map(name: launch.Unary, rule: (gradient: Tensor, result: Tensor) => Tensor): Tensor {
    const out: Tensor = derived(this.shape, [this], [(g) => rule(g, out)]);
    launch.map(name, out, this);
    return out;
  }

  /** An elementwise function whose gradient is 0 wherever it has one. */
  #constant(name: launch.Unary): Tensor {
    const out = new Tensor(this.shape, this.dtype);
    launch.map(name, out, this);
    return out;
  }

  #compared(name: 'equal' | 'greater' | 'greaterEqual' | 'heaviside', b: Tensor): Tensor {
    return noGrad(() => this.#combine(name, b, []));
  }

  #selected(name: 'keep' | 'drop', condition: Tensor): Tensor {
    this.#checkDType('where', condition);
    const shape = shapes.broadcast('where', this.shape, condition.shape);
    const rule: Rule = (g) => g.#selected(name, condition).#sumTo(this.shape);
    const out = derived(shape, [this], [rule]);
    launch.combine(name, out, this, condition);
    return out;
  }

  #scanned(name: 'cumsum' | 'cumsumReverse', axis: number): Tensor {
    const at = shapes.axisOf('cumsum', axis, this.shape);
    const adjoint = name === 'cumsum' ? 'cumsumReverse' : 'cumsum';
    const out = derived(this.shape, [this], [(g) => g.#scanned(adjoint, at)]);
    launch.scan(name, out, this, shapes.around(this.shape, at, at + 1));
    return out;
  }

  /** The adjoint of `narrow`: this in zeros of `shape`, from `start` on along an axis. */
  #widened(axis: number, start: number, shape: Shape): Tensor {
    const length = this.shape[axis];
    const out = derived(shape, [this], [(g) => g.narrow(axis, start, length)]);
    const [rows, n, inner] = shapes.around(shape, axis, axis + 1);
    launch.fill(out, 0);
    launch.copyRows(out, this, {
      rows,
      n: length * inner,
      outStart: start * inner,
      outRow: n * inner,
      aStart: 0,
      aRow: length * inner,
    });
    return out;
  }

  #combine(name: launch.Binary, b: Tensor, rules: readonly Rule[]): Tensor {
    this.#checkDType(name, b);
    const out = derived(shapes.broadcast(name, this.shape, b.shape), [this, b], rules);
    launch.combine(name, out, this, b);
    return out;
  }

  #eachRow(
    name: 'softmax' | 'logSoftmax',
    axis: number,
    rule: (gradient: Tensor, result: Tensor) => Tensor,
  ): Tensor {
    const last = this.shape.length - 1;
    const at = shapes.axisOf(name, axis, this.shape);
    if (at !== last) return this.transpose(at, last).#eachRow(name, -1, rule).transpose(at, last);
    const out: Tensor = derived(this.shape, [this], [(g) => rule(g, out)]);
    launch.eachRow(name, out, this);
    return out;
  }

  /** The product of this and other, of which one may be taken transposed. */
  #product(other: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
    this.#checkDType('matmul', other);
    const shape = shapes.productShape(
      transposeA ? shapes.transposed(this.shape) : this.shape,
      transposeB ? shapes.transposed(other.shape) : other.shape,
    );
    // of C = A B: dA = dC B^T and dB = A^T dC; the others follow by transposing what is transposed
    const [ruleA, ruleB]: [Rule, Rule] = transposeA
      ? [(g) => other.#product(g, false, true), (g) => this.#product(g, false, false)]
      : transposeB
        ? [(g) => g.#product(other, false, false), (g) => g.#product(this, true, false)]
        : [(g) => g.#product(other, false, true), (g) => this.#product(g, true, false)];
    const out = derived(
      shape,
      [this, other],
      [(g) => ruleA(g).#sumTo(this.shape), (g) => ruleB(g).#sumTo(other.shape)],
    );
    launch.multiply(out, this, other, transposeA, transposeB);
    return out;
  }

  /** Sums over the axes `from` to `to` - 1. */
  #sumOver(from: number, to: number, shape: Shape): Tensor {
    const parts = shapes.around(this.shape, from, to);
    const out = derived(shape, [this], [(g) => g.#repeat(parts, this.shape)]);
    launch.reduce('sum', out, this, parts);
    return out;
  }

  /** The adjoint of `sumOver`: this (outer, inner) as (outer, n, inner). */
  #repeat(parts: readonly [number, number, number], shape: Shape): Tensor {
    const out = derived(shape, [this], [(g) => g.reshape(parts).#sumOver(1, 2, this.shape)]);
    launch.repeat(out, this, parts);
    return out;
  }

  /** The adjoint of broadcasting: sums over the axes along which `shape` was repeated. */
  #sumTo(shape: Shape): Tensor {
    if (shapes.sameShape(this.shape, shape)) return this;
    const kept = this.shape.map((_, axis) => shape.at(axis - this.shape.length) ?? 1);
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

  /** The adjoint of `take`: adds this (…, ...S) up in zeros of `shape` (…, N). */
  #put(table: IndexTable, shape: Shape): Tensor {
    const out = derived(shape, [this], [(g) => g.take(table)]);
    launch.put(out, this, table);
    return out;
  }

  /** This gradient through y = tanh(x). */
  #throughTanh(y: Tensor): Tensor {
    return this.#combine('tanhGradient', y, [
      (g) => g.#throughTanh(y),
      (g) => g.mul(this).mul(y).mul(-2),
    ]);
  }

  /** This gradient through y = relu(x). */
  #throughRelu(y: Tensor): Tensor {
    const out = derived(this.shape, [this], [(g) => g.#throughRelu(y)]);
    launch.combine('reluGradient', out, this, y);
    return out;
  }

  #operand(other: Tensor | number): Tensor {
    return typeof other === 'number' ? tensor([other], [], { dtype: this.dtype }) : other;
  }

  #checkDType(operation: string, { dtype }: Tensor): void {
    if (dtype !== this.dtype) {
      throw new TypeError(`${operation}: dtypes must agree, got ${this.dtype} and ${dtype}`);
    }
  }

  /** Which axes a reduction takes together, and its shape with and without them. */
  #reduced(operation: string, axis: number | undefined) {
    if (axis === undefined) {
      return { from: 0, to: this.shape.length, kept: this.shape.map(() => 1), dropped: [] };
    }
    const from = shapes.axisOf(operation, axis, this.shape);
    const [kept, dropped] = [this.shape.with(from, 1), this.shape.toSpliced(from, 1)];
    return { from, to: from + 1, kept, dropped };
  }
}

function originOf(inputs: readonly Tensor[], rules: readonly Rule[]): Origin<Tensor> | null {
  return isTracking() && inputs.some((input) => input.requiresGrad) ? { inputs, rules } : null;
}

/**
 * A tensor that an operation is about to fill, with one rule for the gradient of each input.
 *
 * Operations outside this file begin with it and go on with a call of `launch.run`.
 */
export function derived(shape: Shape, inputs: readonly Tensor[], rules: readonly Rule[]): Tensor {
  return new Tensor(shape, inputs[0].dtype, { origin: originOf(inputs, rules) });
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
  launch.fill(result, value);
  return result;
}

/** A tensor with 0 everywhere. */
export function zeros(shape: Shape, options?: TensorOptions): Tensor {
  return full(shape, 0, options);
}

/** A tensor with 1 everywhere. */
export function ones(shape: Shape, options?: TensorOptions): Tensor {
  return full(shape, 1, options);
}

/**
 * The gradients of `loss` with respect to each of `inputs`; nobody's `grad` changes.
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
  const found = withTracking(createGraph, () => gradients(loss, seedOf('grad', loss), inputs));
  return inputs.map((input, i) => {
    const gradient = found.get(input);
    if (gradient) return gradient;
    throw new Error(
      `grad: the loss does not depend on input ${i} of shape ${shapes.format(input.shape)}`,
    );
  });
}
