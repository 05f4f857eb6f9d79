/** Shapes: what fits together, what comes out, and how to walk it in few loops. */

export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  return shape.reduce((size, n) => size * n, 1);
}

/** `(3, 4)` */
export function format(shape: Shape): string {
  return `(${shape.join(', ')})`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, axis) => n === b[axis]);
}

/** The shape that both broadcast to, aligned at the last axis, where an axis of 1 repeats; or null. */
function joined(a: Shape, b: Shape): Shape | null {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = -rank; axis < 0; axis++) {
    const [n, m] = [a.at(axis) ?? 1, b.at(axis) ?? 1];
    if (n !== m && n !== 1 && m !== 1) return null;
    shape.push(n === 1 ? m : n);
  }
  return shape;
}

/**
 * The shape that both broadcast to.
 *
 * @throws RangeError naming `operation` and both shapes
 */
export function broadcast(operation: string, a: Shape, b: Shape): Shape {
  const shape = joined(a, b);
  if (shape) return shape;
  throw new RangeError(`${operation}: shapes must broadcast, got ${format(a)} and ${format(b)}`);
}

/**
 * The shape (…, M, N) of the product of (…, M, K) and (…, K, N).
 *
 * @throws RangeError naming both shapes
 */
export function productShape(a: Shape, b: Shape): Shape {
  const refuse = (must: string): never => {
    throw new RangeError(`matmul: ${must}, got ${format(a)} and ${format(b)}`);
  };
  if (a.length < 2 || b.length < 2) return refuse('both sides need two axes or more');
  if (a.at(-1) !== b.at(-2)) return refuse('inner sizes must agree');
  const batch = joined(a.slice(0, -2), b.slice(0, -2)) ?? refuse('batches must broadcast');
  return [...batch, a.at(-2)!, b.at(-1)!];
}

/** `shape` with its last two axes exchanged. */
export function transposed(shape: Shape): Shape {
  return [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
}

/**
 * `axis` counted from the front; -1 is the last.
 *
 * @throws RangeError naming `operation`, the axis and the shape
 */
export function axisOf(operation: string, axis: number, shape: Shape): number {
  const fromFront = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || fromFront < 0 || fromFront >= shape.length) {
    throw new RangeError(`${operation}: no axis ${axis} in shape ${format(shape)}`);
  }
  return fromFront;
}

/**
 * `shape` with a -1 replaced by the size that is left for it.
 *
 * @throws RangeError if that does not hold `size` elements
 */
export function completeShape(shape: Shape, from: Shape): Shape {
  const size = sizeOf(from);
  const known = sizeOf(shape.filter((n) => n !== -1));
  const complete = shape.map((n) => (n === -1 ? size / known : n));
  const valid = complete.every((n) => Number.isInteger(n) && n >= 0) && sizeOf(complete) === size;
  if (!valid || shape.filter((n) => n === -1).length > 1) {
    throw new RangeError(`reshape: ${format(from)} does not fit into ${format(shape)}`);
  }
  return complete;
}

/** An array seen as (outer, n, inner) around its axes `from` to `to` - 1, taken together. */
export function around(shape: Shape, from: number, to: number): [number, number, number] {
  return [sizeOf(shape.slice(0, from)), sizeOf(shape.slice(from, to)), sizeOf(shape.slice(to))];
}

/** One loop over two arrays that are broadcast together; strides count elements, 0 repeats. */
export interface Loop {
  readonly size: number;
  readonly a: number;
  readonly b: number;
}

/** As few nested loops, outermost first and at least one, as walk a and b broadcast to `out`. */
export function loops(out: Shape, a: Shape, b: Shape): Loop[] {
  const found: Loop[] = [];
  let aStride = 1;
  let bStride = 1;
  for (let axis = out.length - 1; axis >= 0; axis--) {
    const size = out[axis];
    const n = a.at(axis - out.length) ?? 1;
    const m = b.at(axis - out.length) ?? 1;
    const loop = { size, a: n === 1 ? 0 : aStride, b: m === 1 ? 0 : bStride };
    aStride *= n;
    bStride *= m;
    if (size === 1) continue;
    const inner = found[0];
    if (inner && loop.a === inner.a * inner.size && loop.b === inner.b * inner.size) {
      found[0] = { size: size * inner.size, a: inner.a, b: inner.b };
    } else {
      found.unshift(loop);
    }
  }
  return found.length > 0 ? found : [{ size: 1, a: 1, b: 1 }];
}

/** Where each turn of the nested loops `outer` starts in a and b, in elements: a, b, a, b, ... */
export function offsets(outer: readonly Loop[]): Int32Array {
  let starts: [number, number][] = [[0, 0]];
  for (const { size, a, b } of outer) {
    starts = starts.flatMap(([p, q]) =>
      Array.from({ length: size }, (_, i): [number, number] => [p + i * a, q + i * b]),
    );
  }
  return Int32Array.from(starts.flat());
}
