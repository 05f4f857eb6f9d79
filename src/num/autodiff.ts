/**
 * Products with a Jacobian, which is never built: from the left (`vjp`), from the right (`jvp`).
 *
 * The gradient of an operation is made of operations, so the second product needs no rules of its own:
 * u^T J is linear in u, and its gradient with respect to u along v is J v.
 */
import { format, sameShape } from './shape.ts';
import { gradients, withTracking } from './tape.ts';
import { grad, Tensor, zeros } from './tensor.ts';

/**
 * u^T J: the gradients of the sum of `output` times `u` with respect to each of `inputs`.
 *
 * An input that the output does not depend on has zeros. With `createGraph` the results can be
 * differentiated again, with respect to `u` too.
 *
 * @throws RangeError if the shapes of `output` and `u` differ
 */
export function vjp(
  output: Tensor,
  inputs: readonly Tensor[],
  u: Tensor,
  { createGraph = false } = {},
): Tensor[] {
  if (!sameShape(output.shape, u.shape)) {
    throw new RangeError(
      `vjp: needs the shape of the output, ${format(output.shape)}, got ${format(u.shape)}`,
    );
  }
  const found = withTracking(createGraph, () => gradients(output, u, inputs));
  return inputs.map((x) => found.get(x) ?? zeros(x.shape, { dtype: x.dtype }));
}

/**
 * J v: how `f(...inputs)` changes when the inputs move along `tangents`, to first order.
 *
 * It costs about three evaluations of f. What f makes of the inputs must be one tensor.
 *
 * @returns the output, and the tangent, of the same shape; both can be differentiated
 * @throws RangeError if the shapes of an input and its tangent differ
 * @see Townsend 2017, A new trick for calculating Jacobian vector products
 */
export function jvp(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  tangents: readonly Tensor[],
): { output: Tensor; tangent: Tensor } {
  inputs.forEach((x, i) => {
    const v = tangents.at(i);
    if (v && sameShape(x.shape, v.shape)) return;
    throw new RangeError(
      `jvp: input ${i} needs a tangent of its shape, ${format(x.shape)}, got ${v ? format(v.shape) : 'none'}`,
    );
  });
  const points = inputs.map((x) => (x.requiresGrad ? x : leafOn(x)));
  const output = f(...points);
  const { shape, dtype } = output;
  const u = zeros(shape, { dtype, requiresGrad: true });
  const pulled = vjp(output, points, u, { createGraph: true });
  const along = pulled.map((g, i) => g.mul(tangents[i]).sum());
  const total = along.reduce((sum, part) => sum.add(part));
  const tangent = total.requiresGrad ? grad(total, [u], { createGraph: true })[0] : null;
  return { output, tangent: tangent ?? zeros(shape, { dtype }) };
}

/** The numbers of x as a leaf, whose gradient can be asked for. */
function leafOn(x: Tensor): Tensor {
  return new Tensor(x.shape, x.dtype, { requiresGrad: true }, x.arena, x);
}
