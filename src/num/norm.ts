/** Normalisation: rows of mean 0 and variance 1, then a learned scale and shift. */
import { fusedRules } from './autodiff.ts';
import * as launch from './launch.ts';
import { format, sameShape } from './shape.ts';
import { emit, noGrad } from './tape.ts';
import { derived, ones, Tensor, zeros } from './tensor.ts';
import { kernels, type DType } from './wasm.ts';

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
  const n = x.shape.at(-1) ?? 0;
  if (!sameShape(weight.shape, [n]) || !sameShape(bias.shape, [n])) {
    throw new RangeError(
      `layerNorm: weight and bias must be (${n}), got ${format(weight.shape)} and ${format(bias.shape)}`,
    );
  }
  return normalise(x, eps).mul(weight).add(bias);
}

export interface BatchNorm {
  /**
   * Normalises each channel of x (B, C, …) over the batch and all axes behind the channels.
   *
   * In training by the statistics of x, which move the running ones; else by the running ones.
   *
   * @throws RangeError unless x has C channels and, in training, two elements of each
   */
  (x: Tensor, options: { training: boolean }): Tensor;
  /** weight and bias, (C) each */
  readonly parameters: readonly Tensor[];
  /** (C), the average of the means so far; it has no gradient */
  readonly runningMean: Tensor;
  /** (C), the average of the unbiased variances so far; it has no gradient */
  readonly runningVariance: Tensor;
}

export interface BatchNormOptions {
  /** added to variances; 1e-5 if absent */
  readonly eps?: number;
  /** 0.1 if absent */
  readonly momentum?: number;
  readonly dtype?: DType;
}

/**
 * Batch normalisation of C channels.
 *
 * @param momentum what the statistics of a batch count in the running ones
 * @see Ioffe & Szegedy 2015; torch.nn.BatchNorm2d
 */
export function batchNorm(
  C: number,
  { eps = 1e-5, momentum = 0.1, dtype = 'float32' }: BatchNormOptions = {},
): BatchNorm {
  const weight = ones([C], { dtype, requiresGrad: true });
  const bias = zeros([C], { dtype, requiresGrad: true });
  const [runningMean, runningVariance] = [zeros([C], { dtype }), ones([C], { dtype })];

  const apply = (x: Tensor, { training }: { training: boolean }): Tensor => {
    if (x.shape.length < 2 || x.shape[1] !== C) {
      throw new RangeError(`batchNorm: needs (B, ${C}, …), got ${format(x.shape)}`);
    }
    const channels = [C, ...x.shape.slice(2).map(() => 1)];
    const along = (values: Tensor) => values.reshape(channels);
    if (!training) {
      const scale = along(weight.div(runningVariance.add(eps).sqrt()));
      return x.sub(along(runningMean)).mul(scale).add(along(bias));
    }
    const swapped = x.transpose(0, 1);
    const rows = swapped.reshape([C, -1]);
    if (rows.shape[1] < 2) {
      throw new RangeError(`batchNorm: needs two elements a channel, got ${format(x.shape)}`);
    }
    noGrad(() => {
      blend(runningMean, rows.mean(1), momentum);
      blend(runningVariance, rows.variance(1), momentum);
    });
    const normal = normalise(rows, eps).reshape(swapped.shape).transpose(0, 1);
    return normal.mul(along(weight)).add(along(bias));
  };
  return Object.assign(apply, { parameters: [weight, bias], runningMean, runningVariance });
}

/** Moves `average` towards `now` by the share `momentum`, in place, and in every replay. */
function blend(average: Tensor, now: Tensor, momentum: number): void {
  const moved = average.mul(1 - momentum).add(now.mul(momentum));
  const { copy } = kernels[average.dtype];
  const [to, from, n] = [average.pointer, moved.pointer, average.size];
  emit(() => copy(to, from, n));
}
