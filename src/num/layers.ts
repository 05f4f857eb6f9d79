/**
 * Layers: functions that carry their parameters, for optimisers to take.
 *
 * `const fc = linear(64, 10, rng)` is called as `fc(x)`, and `fc.parameters` are its weights and biases.
 */
import { uniform, normal, xavierUniform } from './init.ts';
import { indexSelect, type Indices } from './indexing.ts';
import type { Rng } from './random.ts';
import { format } from './shape.ts';
import { zeros, type Tensor } from './tensor.ts';

export interface Layer<Inputs extends readonly unknown[] = [x: Tensor]> {
  (...inputs: Inputs): Tensor;
  readonly parameters: readonly Tensor[];
}

/**
 * (…, M) from (…, N): x W + b, with W (N, M) and b (M) uniform in plus or minus 1 / sqrt(N).
 *
 * @see torch.nn.Linear, whose weights lie transposed
 */
export function linear(n: number, m: number, rng: Rng, { bias = true } = {}): Layer {
  const bound = 1 / Math.sqrt(n);
  const W = uniform([n, m], -bound, bound, rng);
  if (!bias) return Object.assign((x: Tensor) => rowsTimes(x, W), { parameters: [W] });
  const b = uniform([m], -bound, bound, rng);
  return Object.assign((x: Tensor) => rowsTimes(x, W).add(b), { parameters: [W, b] });
}

/**
 * (...S, D) from indices of shape S: rows of a table (N, D) of standard normal numbers.
 *
 * @see torch.nn.Embedding
 */
export function embedding(n: number, d: number, rng: Rng): Layer<[indices: Indices]> {
  const table = normal([n, d], 0, 1, rng);
  return Object.assign((indices: Indices) => indexSelect(table, 0, indices), {
    parameters: [table],
  });
}

/**
 * Scaled dot-product attention: softmax(q k^T / sqrt(D)) v.
 *
 * @param q (…, T, D)
 * @param k (…, S, D)
 * @param v (…, S, E)
 * @param mask broadcasts to (…, T, S): 1 where a query may look, else 0; everywhere if absent
 * @returns (…, T, E); NaN for a query that may look nowhere
 * @throws RangeError if the shapes do not agree
 * @see Vaswani et al. 2017, equation 1
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, mask?: Tensor): Tensor {
  const scores = q.matmul(k.transpose(-2, -1)).div(Math.sqrt(q.shape.at(-1)!));
  const seen = mask ? scores.where(mask, -Infinity) : scores;
  return seen.softmax().matmul(v);
}

/**
 * Attention in several subspaces at once, each of D / heads features.
 *
 * It is called with x (B, T, D), with what x looks at, (B, S, D) or x itself if absent, and with a mask
 * that broadcasts to (B, heads, T, S).
 *
 * @returns (B, T, D)
 * @throws RangeError unless the heads divide D
 * @see Vaswani et al. 2017, section 3.2.2; torch.nn.MultiheadAttention
 */
export function multiHeadAttention(
  d: number,
  heads: number,
  rng: Rng,
): Layer<[x: Tensor, memory?: Tensor, mask?: Tensor]> {
  if (d % heads !== 0) {
    throw new RangeError(`multiHeadAttention: heads must divide ${d}, got ${heads}`);
  }
  const [Wq, Wk, Wv, Wo] = [0, 1, 2, 3].map(() => xavierUniform([d, d], rng));
  const [bq, bk, bv, bo] = [0, 1, 2, 3].map(() => zeros([d], { requiresGrad: true }));
  const apply = (x: Tensor, memory = x, mask?: Tensor): Tensor => {
    if (x.shape.length !== 3 || memory.shape.length !== 3) {
      const given = `${format(x.shape)} and ${format(memory.shape)}`;
      throw new RangeError(`multiHeadAttention: needs (B, T, ${d}) twice, got ${given}`);
    }
    const split = (y: Tensor) =>
      y.reshape([y.shape[0], y.shape[1], heads, d / heads]).transpose(1, 2);
    const q = split(rowsTimes(x, Wq).add(bq));
    const k = split(rowsTimes(memory, Wk).add(bk));
    const v = split(rowsTimes(memory, Wv).add(bv));
    const mixed = attention(q, k, v, mask).transpose(1, 2).reshape(x.shape);
    return rowsTimes(mixed, Wo).add(bo);
  };
  return Object.assign(apply, { parameters: [Wq, Wk, Wv, Wo, bq, bk, bv, bo] });
}

/** x W for x (…, N), as one product of all rows. */
function rowsTimes(x: Tensor, W: Tensor): Tensor {
  if (x.shape.length === 2) return x.matmul(W);
  const rows = x.reshape([-1, x.shape.at(-1) ?? 1]);
  return rows.matmul(W).reshape([...x.shape.slice(0, -1), W.shape[1]]);
}
