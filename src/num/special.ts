/** Functions of a tensor that are made of others, without the overflow that their formulas have. */
import { fusedRules } from './autodiff.ts';
import * as launch from './launch.ts';
import { noGrad } from './tape.ts';
import { derived, Tensor } from './tensor.ts';

/** log(1 + e^x), element by element, within 2e-7 for float32. */
export function softplus(x: Tensor): Tensor {
  const out = derived(x.shape, [x], [(g) => g.mul(x.sigmoid())]);
  const [ramp, rest] = noGrad(() => [x.relu(), x.abs().neg().exp().add(1).log()]);
  launch.combine('add', out, ramp, rest);
  return out;
}

/**
 * Gaussian error linear unit, x times the probability that a standard normal number is below x.
 *
 * @param approximate 'tanh' for the approximation that GPT-2 was trained with
 * @see Hendrycks & Gimpel 2016
 */
export function gelu(
  x: Tensor,
  { approximate = 'none' }: { approximate?: 'none' | 'tanh' } = {},
): Tensor {
  if (approximate === 'tanh') {
    const inner = x
      .square()
      .mul(x)
      .mul(0.044715)
      .add(x)
      .mul(Math.sqrt(2 / Math.PI));
    return inner.tanh().add(1).mul(x).mul(0.5);
  }
  const gradient = (g: Tensor): Tensor[] => {
    const result = new Tensor(x.shape, x.dtype);
    launch.combine('geluGradient', result, g, x);
    return [result];
  };
  const composite = (point: Tensor) => point.mul(Math.SQRT1_2).erf().add(1).mul(point).mul(0.5);
  const out = derived(x.shape, [x], fusedRules([x], gradient, composite));
  launch.map('gelu', out, x);
  return out;
}

/** Logarithm of the sum of exponentials along an axis. @throws RangeError if there is no such axis */
export function logSumExp(x: Tensor, axis = -1, { keepdims = false } = {}): Tensor {
  const largest = x.stopGradient().max(axis, { keepdims: true });
  const shift = largest.where(largest.abs().less(Infinity), 0); // of -Infinity alone, -Infinity
  const sum = x.sub(shift).exp().sum(axis, { keepdims });
  return sum.log().add(shift.reshape(sum.shape));
}
