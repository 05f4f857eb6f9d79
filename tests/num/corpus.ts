/**
 * What `#num` computes on fixed inputs, as one digest an entry: equal digests mean equal bits.
 *
 * Every operation with its gradients and second gradients in both types, then sizes that fill vectors
 * and leave a rest behind them. No entry holds a NaN, whose bits Wasm leaves to the engine.
 */
import { createDigest } from '#demo/digest';
import { compile, scratch } from '#num/arena';
import { fft, fftConvolve } from '#num/fft';
import { normal, orthogonal, uniform } from '#num/init';
import { cholesky, det, eigenvalues, eigh, qr, solve, svd } from '#num/linalg';
import * as math from '#num/math';
import { adagrad, adam, adamW, clipGradNorm, rmsProp, sgd, type Optimizer } from '#num/optim';
import { createRng } from '#num/random';
import { cauchy } from '#num/state-space';
import { grad, type DType, type Tensor } from '#num/tensor';
import { inputsOf, mix, operations } from './operations.ts';

type Values = ArrayLike<number>;

const TYPES: readonly DType[] = ['float32', 'float64'];
const N = 1003; // fills every vector, group of vectors and rest

/** What is computed, by name. */
function entries(): [name: string, compute: () => Values[]][] {
  const draw = (dtype: DType, low: number, high: number, ...shape: number[]) =>
    uniform(shape, low, high, createRng(17), { dtype });
  const unary: Record<string, [low: number, high: number, f: (x: Tensor) => Tensor]> = {
    exp: [-80, 80, (x) => x.exp()],
    log: [0, 1e30, (x) => x.log()],
    sqrt: [0, 1e30, (x) => x.sqrt()],
    sin: [-1e6, 1e6, (x) => x.sin()],
    cos: [-1e3, 1e3, (x) => x.cos()],
    tanh: [-9, 9, (x) => x.tanh()],
    erf: [-5, 5, (x) => x.erf()],
    sigmoid: [-80, 80, (x) => x.sigmoid()],
    pow: [0, 10, (x) => x.pow(2.7)],
    softmax: [-9, 9, (x) => x.reshape([17, 59]).softmax()],
    logSoftmax: [-9, 9, (x) => x.reshape([17, 59]).logSoftmax()],
    sum: [-1, 1, (x) => x.sum()],
    'sum of columns': [-1, 1, (x) => x.reshape([17, 59]).sum(0)],
    std: [-1, 1, (x) => x.reshape([17, 59]).std(-1)],
    'x^T x': [
      -1,
      1,
      (x) =>
        x
          .reshape([59, 17])
          .transpose(0, 1)
          .matmul(x.reshape([59, 17])),
    ],
    'x x^T': [-1, 1, (x) => x.reshape([17, 59]).matmul(x.reshape([17, 59]).transpose(0, 1))],
  };
  const optimizers: Record<string, (weights: Tensor[]) => Optimizer> = {
    sgd: (w) => sgd(w, { lr: 0.1 }),
    momentum: (w) => sgd(w, { lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
    adam: (w) => adam(w, { lr: 0.01, weightDecay: 0.01 }),
    adamW: (w) => adamW(w, { lr: 0.01 }),
    rmsProp: (w) => rmsProp(w, { lr: 0.01 }),
    adagrad: (w) => adagrad(w, { lr: 0.1 }),
  };

  return TYPES.flatMap((dtype): [string, () => Values[]][] => [
    ...Object.entries(operations).map(([name, operation]): [string, () => Values[]] => [
      `${name}, ${dtype}`,
      () => {
        const inputs = inputsOf(operation, dtype);
        const result = operation.apply(...inputs);
        const plain = grad(mix(result), inputs);
        const first = grad(mix(result.square()), inputs, { createGraph: true });
        const total = first.map(mix).reduce((sum, part) => sum.add(part));
        return [result, ...plain, ...first, ...grad(total, inputs)].map(({ data }) => data);
      },
    ]),
    ...Object.entries(unary).map(([name, [low, high, f]]): [string, () => Values[]] => [
      `${name} of ${N}, ${dtype}`,
      () => {
        const x = draw(dtype, low, high, N);
        const y = f(x);
        y.sum().backward();
        return [y.data, x.grad!.data];
      },
    ]),
    ...Object.entries(optimizers).map(([name, make]): [string, () => Values[]] => [
      `${name}, ${dtype}`,
      () => {
        const [x, w1, w2] = [
          draw(dtype, -1, 1, 9, 13),
          draw(dtype, -1, 1, 13, 21),
          draw(dtype, -1, 1, 21, 1),
        ];
        const optimizer = make([w1, w2]);
        const step = compile(() => {
          const loss = x.matmul(w1).tanh().matmul(w2).sub(1).square().mean();
          optimizer.zeroGrad();
          loss.backward();
          clipGradNorm([w1, w2], 0.5);
          optimizer.step();
          return loss;
        });
        for (let i = 0; i < 50; i++) step();
        return [w1.data, w2.data];
      },
    ]),
    [
      `products in strips, ${dtype}`,
      () => {
        const [a, b] = [draw(dtype, -1, 1, 33, 300), draw(dtype, -1, 1, 300, 530)];
        const product = a.matmul(b);
        product.square().sum().backward();
        return [product, a.grad!, b.grad!].map(({ data }) => data);
      },
    ],
    [
      `spectra, ${dtype}`,
      () => {
        const [u, k, z] = [[3, N], [N], [2, 512]].map((shape) => draw(dtype, -1, 1, ...shape));
        const [v, x, p] = [
          [2, 7],
          [2, 203],
          [2, 7],
        ].map((shape) => draw(dtype, 1, 2, ...shape));
        const results = [fftConvolve(u, k), fft(z), cauchy(v, x.add(2), p)];
        for (const result of results) result.square().mean().backward();
        const leaves = [u, k, z, v, x, p].map(({ grad }) => grad!);
        return [...results, ...leaves].map(({ data }) => data);
      },
    ],
    [
      `linalg, ${dtype}`,
      () => {
        const a = normal([7, 7], 0, 1, createRng(19), { dtype });
        const b = a.matmul(a.transpose(0, 1)).add(1);
        const [s, e, o] = [svd(a), eigh(b), eigenvalues(a)];
        const results = [s.U, s.S, s.Vt, e.values, e.vectors, o.real, o.imaginary];
        return [...results, qr(a).Q, cholesky(b), solve(a, b), det(a)].map(({ data }) => data);
      },
    ],
    [`orthogonal, ${dtype}`, () => [orthogonal([9, 5], createRng(23), { dtype }).data]],
  ]);
}

/** Scalars and random numbers, which use no tensor. */
function scalars(): [name: string, compute: () => Values[]][] {
  const rng = createRng(29);
  const numbers = (low: number, high: number) =>
    Float64Array.from({ length: N }, () => rng.uniform(low, high));
  return [
    [
      'math',
      () => [
        numbers(-700, 700).map(math.exp),
        numbers(0, 1e300).map(math.log),
        numbers(-9, 9).map(math.tanh),
        numbers(-1e6, 1e6).map(math.sin),
        numbers(-1e3, 1e3).map(math.cos),
        numbers(-5, 5).map(math.erf),
      ],
    ],
    [
      'random',
      () => [
        Float64Array.from({ length: N }, () => rng.normal()),
        Float64Array.from({ length: N }, () => rng.gumbel()),
        Float64Array.from({ length: N }, () => rng.exponential()),
        Float64Array.from({ length: N }, () => rng.categorical([0.1, 0.2, 0.3])),
        rng.permutation(N),
        rng.choice(N, 10),
        Float64Array.from({ length: N }, () => rng.split().uniform()),
      ],
    ],
  ];
}

/** The digest of each entry. */
export function corpus(): Record<string, string> {
  return Object.fromEntries(
    [...entries(), ...scalars()].map(([name, compute]) => {
      const values = scratch(() => compute().map((part) => Float64Array.from(part)));
      if (values.some((part) => part.some((x) => x !== x))) throw new Error(`${name}: holds a NaN`);
      const digest = createDigest();
      digest.add({ progress: 1, values });
      return [name, digest.hex()];
    }),
  );
}
