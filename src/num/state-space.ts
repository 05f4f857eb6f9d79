/** Sums over the poles and the modes of a state space model. Complex tensors are those of `complex.ts`, (2, …). */
import { aligned, checkComplex, complex, complexMul, conjugate, planesOf } from './complex.ts';
import { concat } from './indexing.ts';
import * as launch from './launch.ts';
import { format } from './shape.ts';
import { spectral } from './spectral-wasm.ts';
import { derived, ones, zeros, type Tensor } from './tensor.ts';

/**
 * The sum over n of v_n / (x_l - p_n) for every l: a product with a Cauchy matrix, which is never built.
 *
 * Terms are added in the order of n, each within 4 epsilon of its absolute value; in float32 |x - p| must lie between 1e-18
 * and 1e18. It has gradients of any order with respect to all three.
 *
 * @param v (2, …, N) residues
 * @param x (2, …, L) points
 * @param p (2, …, N) poles; the axes in front of the last broadcast
 * @returns (2, …, L)
 * @throws RangeError if the shapes do not agree, TypeError if the dtypes differ
 * @see Gu, Goel & Ré 2022, Efficiently modeling long sequences with structured state spaces
 */
export function cauchy(v: Tensor, x: Tensor, p: Tensor): Tensor {
  if (v.shape.at(-1) !== p.shape.at(-1)) {
    throw new RangeError(
      `cauchy: v and p must agree on the last axis, got ${format(v.shape)} and ${format(p.shape)}`,
    );
  }
  return sums(...aligned('cauchy', [v, x, p], 1), 1);
}

/**
 * The sum over n of v_n p_n^l for l = 0 to L - 1: a product with a Vandermonde matrix.
 *
 * The powers, (2, …, N, L), are made by doubling; that of l is within some 2 l epsilon, which is what
 * the rounding of p costs too. It has gradients of any order with respect to both.
 *
 * @param v (2, …, N)
 * @param p (2, …, N); the axes in front of the last broadcast
 * @returns (2, …, L)
 * @throws RangeError if the shapes do not agree or L is no whole number from 1, TypeError if the dtypes
 *   differ
 * @see Gu, Gupta, Goel & Ré 2022, On the parameterization and initialization of diagonal state space models
 */
export function vandermonde(v: Tensor, p: Tensor, L: number): Tensor {
  checkComplex('vandermonde', v);
  checkComplex('vandermonde', p);
  if (v.shape.at(-1) !== p.shape.at(-1)) {
    throw new RangeError(
      `vandermonde: v and p must agree on the last axis, got ${format(v.shape)} and ${format(p.shape)}`,
    );
  }
  if (!(Number.isInteger(L) && L >= 1)) {
    throw new RangeError(`vandermonde: L must be a whole number from 1, got ${L}`);
  }
  const column = (z: Tensor) => z.reshape([...z.shape, 1]);
  let step = column(p);
  let powers = complex(
    ones(step.shape.slice(1), { dtype: p.dtype }),
    zeros(step.shape.slice(1), { dtype: p.dtype }),
  );
  for (let length = 1; length < L; length *= 2) {
    powers = concat([powers, complexMul(powers, step)], -1);
    step = complexMul(step, step);
  }
  return complexMul(column(v), powers.narrow(-1, 0, L)).sum(-2);
}

/** The sums over v_n / (x_l - p_n)^power. */
function sums(v: Tensor, x: Tensor, p: Tensor, power: number): Tensor {
  const sign = power % 2 === 0 ? 1 : -1;
  // conj(x - p) = -(conj(p) - conj(x)): the adjoint is a sum of the same form over the points
  const adjoint = (g: Tensor, power: number) => sums(g, conjugate(p), conjugate(x), power);
  const out = derived(
    [...v.shape.slice(0, -1), x.shape.at(-1)!],
    [v, x, p],
    [
      (g) => adjoint(g, power).mul(sign),
      (g) => complexMul(g, conjugate(sums(v, x, p, power + 1))).mul(-power),
      (g) => complexMul(adjoint(g, power + 1), conjugate(v)).mul(-sign * power),
    ],
  );
  const { cauchy } = spectral[v.dtype];
  const [to, residues, points, poles] = [out, v, x, p].map(planesOf);
  const [L, N] = [x.shape.at(-1)!, p.shape.at(-1)!];
  const rows = v.shape.slice(1, -1).reduce((product, n) => product * n, 1);
  launch.run('cauchy', out, [v, x, p], () =>
    cauchy(
      to[0],
      to[1],
      residues[0],
      residues[1],
      points[0],
      points[1],
      poles[0],
      poles[1],
      rows,
      L,
      N,
      power,
    ),
  );
  return out;
}
