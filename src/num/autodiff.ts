/**
 * Products with a Jacobian, which is never built: from the left (`vjp`), from the right (`jvp`).
 *
 * The gradient of an operation is made of operations, so the second product needs no rules of its own:
 * u^T J is linear in u, and its gradient with respect to u along v is J v.
 */
import { format, sameShape } from './shape.ts';
import { gradients, isTracking, withTracking, type Origin } from './tape.ts';
import { grad, Tensor, zeros, type Rule } from './tensor.ts';

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
  const points = inputs.map(input);
  const output = f(...points);
  const { shape, dtype } = output;
  const u = zeros(shape, { dtype, requiresGrad: true });
  const pulled = vjp(output, points, u, { createGraph: true });
  const along = pulled.map((g, i) => g.mul(tangents[i]).sum());
  const total = along.reduce((sum, part) => sum.add(part));
  const tangent = total.requiresGrad ? grad(total, [u], { createGraph: true })[0] : null;
  return { output, tangent: tangent ?? zeros(shape, { dtype }) };
}

/**
 * Rules of an operation whose gradients one call of `gradient` computes together with kernels.
 *
 * Those kernels have no rules themselves. Where a gradient will be differentiated again, `composite`
 * says the same operation in others that have.
 *
 * @param gradient from the gradient of the result to those of all inputs
 */
export function fusedRules(
  inputs: readonly Tensor[],
  gradient: (g: Tensor) => readonly Tensor[],
  composite: (...inputs: Tensor[]) => Tensor,
): Rule[] {
  let given: Tensor | null = null;
  let parts: readonly Tensor[] = [];
  return inputs.map((_, i) => (g) => {
    if (g !== given) {
      given = g;
      if (isTracking()) {
        const points = inputs.map(input);
        parts = vjp(composite(...points), points, g, { createGraph: true });
      } else parts = gradient(g);
    }
    return parts[i];
  });
}

/** x as an input of its own: a derivative with respect to it leaves out what x was made of. */
function input(x: Tensor): Tensor {
  const origin: Origin<Tensor> | null =
    isTracking() && x.requiresGrad ? { inputs: [x], rules: [(g) => g] } : null;
  return new Tensor(x.shape, x.dtype, { requiresGrad: true, origin }, x.arena, x);
}
