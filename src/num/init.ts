/** Parameters at the start of training. */
import type { Rng } from './random.ts';
import type { Shape } from './shape.ts';
import { emit } from './tape.ts';
import { Tensor, type TensorOptions } from './tensor.ts';

/** Every element uniform in [low, high); drawn anew when a compiled step is replayed. */
export function uniform(
  shape: Shape,
  low: number,
  high: number,
  rng: Rng,
  options?: TensorOptions,
): Tensor {
  return drawn(shape, () => rng.uniform(low, high), options);
}

/** Every element normally distributed; drawn anew when a compiled step is replayed. */
export function normal(
  shape: Shape,
  mean: number,
  std: number,
  rng: Rng,
  options?: TensorOptions,
): Tensor {
  return drawn(shape, () => rng.normal(mean, std), options);
}

/**
 * Uniform in plus or minus gain sqrt(6 / (n + m)), for weights (n, m).
 *
 * @see Glorot & Bengio 2010, equation 16; torch.nn.init.xavier_uniform_
 */
export function xavierUniform(
  shape: readonly [n: number, m: number],
  rng: Rng,
  { gain = 1, ...options }: TensorOptions & { gain?: number } = {},
): Tensor {
  const bound = gain * Math.sqrt(6 / (shape[0] + shape[1]));
  return uniform(shape, -bound, bound, rng, options);
}

/**
 * Normal with standard deviation gain sqrt(2 / (n + m)), for weights (n, m).
 *
 * @see Glorot & Bengio 2010; torch.nn.init.xavier_normal_
 */
export function xavierNormal(
  shape: readonly [n: number, m: number],
  rng: Rng,
  { gain = 1, ...options }: TensorOptions & { gain?: number } = {},
): Tensor {
  return normal(shape, 0, gain * Math.sqrt(2 / (shape[0] + shape[1])), rng, options);
}

/**
 * Uniform in plus or minus gain sqrt(3 / fanIn), where each output is a sum over `fanIn` inputs.
 *
 * @param gain sqrt(2), for ReLU, if absent
 * @see He et al. 2015; torch.nn.init.kaiming_uniform_
 */
export function kaimingUniform(
  shape: Shape,
  fanIn: number,
  rng: Rng,
  { gain = Math.SQRT2, ...options }: TensorOptions & { gain?: number } = {},
): Tensor {
  const bound = gain * Math.sqrt(3 / fanIn);
  return uniform(shape, -bound, bound, rng, options);
}

/**
 * Normal with standard deviation gain / sqrt(fanIn), where each output is a sum over `fanIn` inputs.
 *
 * @param gain sqrt(2), for ReLU, if absent
 * @see He et al. 2015; torch.nn.init.kaiming_normal_
 */
export function kaimingNormal(
  shape: Shape,
  fanIn: number,
  rng: Rng,
  { gain = Math.SQRT2, ...options }: TensorOptions & { gain?: number } = {},
): Tensor {
  return normal(shape, 0, gain / Math.sqrt(fanIn), rng, options);
}

/**
 * `gain` times a matrix with orthonormal columns, or rows if it has fewer, all equally likely.
 *
 * It is the Q of a Gaussian matrix whose R has a positive diagonal.
 *
 * @see Saxe, McClelland & Ganguli 2014; torch.nn.init.orthogonal_
 */
export function orthogonal(
  [n, m]: readonly [n: number, m: number],
  rng: Rng,
  { gain = 1, dtype = 'float32', requiresGrad = true }: TensorOptions & { gain?: number } = {},
): Tensor {
  const result = new Tensor([n, m], dtype, { requiresGrad });
  const [longer, shorter] = [Math.max(n, m), Math.min(n, m)];
  emit(() => {
    const vectors = Array.from({ length: shorter }, () =>
      Float64Array.from({ length: longer }, () => rng.normal()),
    );
    orthonormalise(vectors);
    const { data } = result;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < m; j++) {
        data[i * m + j] = gain * (n < m ? vectors[i][j] : vectors[j][i]);
      }
    }
  });
  return result;
}

/** Gram and Schmidt's procedure, twice, so that the rounding of the first pass is corrected. */
function orthonormalise(vectors: readonly Float64Array[]): void {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  vectors.forEach((v, k) => {
    for (let pass = 0; pass < 2; pass++) {
      for (const u of vectors.slice(0, k)) {
        const along = dot(u, v);
        for (let i = 0; i < v.length; i++) v[i] -= along * u[i];
      }
    }
    const norm = Math.sqrt(dot(v, v));
    for (let i = 0; i < v.length; i++) v[i] /= norm;
  });
}

function drawn(
  shape: Shape,
  draw: () => number,
  { dtype = 'float32', requiresGrad = true }: TensorOptions = {},
): Tensor {
  const result = new Tensor(shape, dtype, { requiresGrad });
  emit(() => {
    const { data } = result;
    for (let i = 0; i < data.length; i++) data[i] = draw();
  });
  return result;
}
