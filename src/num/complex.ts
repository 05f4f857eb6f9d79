/**
 * Complex numbers: a tensor (2, ...S) holds the real parts in front of the imaginary ones.
 *
 * Sums, differences and products with real numbers are those of tensors. Gradients are of real and
 * imaginary parts, as of any two numbers.
 */
import { stack } from './indexing.ts';
import * as launch from './launch.ts';
import * as shapes from './shape.ts';
import { spectral } from './spectral-wasm.ts';
import { derived, tensor, type Shape, type Tensor } from './tensor.ts';

/**
 * (2, ...S) from real and imaginary parts of shape S.
 *
 * @throws RangeError if the shapes differ, TypeError if the dtypes do
 */
export function complex(re: Tensor, im: Tensor): Tensor {
  return stack([re, im]);
}

/** (...S), the real parts of (2, ...S). @throws RangeError if z is not complex */
export function real(z: Tensor): Tensor {
  return part('real', z, 0);
}

/** (...S), the imaginary parts of (2, ...S). @throws RangeError if z is not complex */
export function imaginary(z: Tensor): Tensor {
  return part('imaginary', z, 1);
}

/** (2, ...S) with the signs of the imaginary parts changed. @throws RangeError if z is not complex */
export function conjugate(z: Tensor): Tensor {
  checkComplex('conjugate', z);
  const shape = z.shape.map((_, axis) => (axis === 0 ? 2 : 1));
  return z.mul(tensor([1, -1], shape, { dtype: z.dtype }));
}

/**
 * (2, ...S), products of complex numbers (2, ...A) and (2, ...B), where A and B broadcast to S.
 *
 * Each part is within 1 ulp of the larger of its two products, which may cancel.
 *
 * @throws RangeError if they are not complex or do not broadcast, TypeError if the dtypes differ
 */
export function complexMul(a: Tensor, b: Tensor): Tensor {
  return product(...aligned('complexMul', [a, b], 0), 1);
}

/** a b of one shape, or with -1 a times the conjugate of b. */
function product(a: Tensor, b: Tensor, sign: 1 | -1): Tensor {
  const out = derived(
    a.shape,
    [a, b],
    [
      (g) => product(g, b, sign === 1 ? -1 : 1),
      (g) => (sign === 1 ? product(g, a, -1) : product(a, g, -1)),
    ],
  );
  const { complexMul } = spectral[a.dtype];
  const [to, p, q] = [planesOf(out), planesOf(a), planesOf(b)];
  const n = a.size / 2;
  launch.run('complexMul', out, [a, b], () => complexMul(...to, ...p, ...q, n, sign));
  return out;
}

/** @throws RangeError unless z is (2, ...S) */
export function checkComplex(operation: string, { shape }: Tensor): void {
  if (shape[0] === 2) return;
  throw new RangeError(
    `${operation}: a complex tensor must be (2, …), got ${shapes.format(shape)}`,
  );
}

/** Where the real and the imaginary parts of a complex tensor begin. */
export function planesOf({ pointer, size, dtype }: Tensor): [re: number, im: number] {
  return [pointer, pointer + (size / 2) * (dtype === 'float32' ? 4 : 8)];
}

/**
 * Complex tensors whose axes broadcast, but for the last `own` of each.
 *
 * @throws RangeError if one is not complex or they do not broadcast, TypeError if the dtypes differ
 */
export function aligned<T extends readonly Tensor[]>(
  operation: string,
  tensors: readonly [...T],
  own: number,
): T {
  const [{ dtype }] = tensors;
  let common: Shape = [];
  for (const z of tensors) {
    checkComplex(operation, z);
    if (z.dtype !== dtype) {
      throw new TypeError(`${operation}: dtypes must agree, got ${dtype} and ${z.dtype}`);
    }
    if (z.shape.length < 1 + own) {
      throw new RangeError(`${operation}: ${shapes.format(z.shape)} has too few axes`);
    }
    common = shapes.broadcast(operation, common, z.shape.slice(1, z.shape.length - own));
  }
  return tensors.map((z) => {
    const at = z.shape.length - own;
    const [batch, last] = [z.shape.slice(1, at), z.shape.slice(at)];
    const missing = common.slice(batch.length).map(() => 1);
    return z.reshape([2, ...missing, ...batch, ...last]).broadcastTo([2, ...common, ...last]);
  }) as readonly Tensor[] as T;
}

function part(operation: string, z: Tensor, at: 0 | 1): Tensor {
  checkComplex(operation, z);
  return z.narrow(0, at, 1).reshape(z.shape.slice(1));
}
