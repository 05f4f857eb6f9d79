/** Normalisation: rows of mean 0 and variance 1, then a learned scale and shift. */
import { fusedRules } from './autodiff.ts';
import * as launch from './launch.ts';
import { format } from './shape.ts';
import { derived, Tensor } from './tensor.ts';
import { kernels } from './wasm.ts';

/**
 * Each row of the last axis less its mean, over the root of its (biased) variance + eps.
 *
 * For batch statistics, bring the axes that are averaged to the end first.
 *
 * @param x (…, N)
 * @returns (…, N)
 * @throws RangeError if there is no element on the axis
 */
export function normalise(x: Tensor, eps = 1e-5): Tensor {
  const n = x.shape.at(-1) ?? 0;
  if (n === 0) throw new RangeError(`normalise: no elements in rows of ${format(x.shape)}`);
  const rows = x.size / n;
  const { normalise, normaliseGradient } = kernels[x.dtype];
  const scales = new Tensor([rows], x.dtype);
  const gradient = (g: Tensor): Tensor[] => {
    const result = new Tensor(x.shape, x.dtype);
    launch.run('normaliseGradient', result, [g, out], () =>
      normaliseGradient(result.pointer, g.pointer, out.pointer, scales.pointer, rows, n),
    );
    return [result];
  };
  const composite = (point: Tensor): Tensor => {
    const centred = point.sub(point.mean(-1, { keepdims: true }));
    return centred.div(centred.square().mean(-1, { keepdims: true }).add(eps).sqrt());
  };
  const out: Tensor = derived(x.shape, [x], fusedRules([x], gradient, composite));
  launch.run('normalise', out, [x], () =>
    normalise(out.pointer, scales.pointer, x.pointer, rows, n, eps),
  );
  return out;
}

/**
 * Layer normalisation: each row normalised, times `weight`, plus `bias`.
 *
 * @param x (…, N)
 * @param weight (N)
 * @param bias (N)
 * @returns (…, N)
 * @throws RangeError if the shapes do not agree or there is no element on the axis
 * @see Ba, Kiros & Hinton 2016; torch.nn.functional.layer_norm
 */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor, eps = 1e-5): Tensor {
  return normalise(x, eps).mul(weight).add(bias);
}
