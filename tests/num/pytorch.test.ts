/**
 * Values, gradients, second gradients and optimiser steps as PyTorch computes them in float64.
 *
 * Both round each operation, in other orders: 1e-12 is some thousand roundings of numbers near 1.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile, scratch } from '#num/arena';
import { averagePool2d, conv2d, maxPool2d } from '#num/conv';
import { fft, ifft, irfft, rfft } from '#num/fft';
import { concat, gather, indexSelect, stack } from '#num/indexing';
import { batchNorm, layerNorm } from '#num/norm';
import { adagrad, adam, adamW, clipGradNorm, rmsProp, sgd, type Optimizer } from '#num/optim';
import { gru, lstm } from '#num/recurrent';
import { gelu, logSumExp, softplus } from '#num/special';
import { cauchy } from '#num/state-space';
import { grad, indexTable, tensor, type Tensor } from '#num/tensor';

const TOLERANCE = 1e-12;

interface Golden {
  readonly shape: number[];
  readonly values: number[];
}

const golden = JSON.parse(
  readFileSync(new URL('pytorch-golden.json', import.meta.url), 'utf8'),
) as {
  cases: Record<string, { inputs: Golden[]; output: Golden; first: Golden[]; second: Golden[] }>;
  training: Record<string, { inputs: Golden[]; steps: number[][] }>;
};

const operations: Record<string, (...inputs: Tensor[]) => Tensor> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  abs: (x) => x.abs(),
  pow: (x) => x.pow(-1.5),
  'pow of whole': (x) => x.pow(3),
  sin: (x) => x.sin(),
  cos: (x) => x.cos(),
  erf: (x) => x.erf(),
  minimum: (a, b) => a.minimum(b),
  maximum: (a, b) => a.maximum(b),
  clamp: (x) => x.clamp(-1, 0.5),
  where: (a, b) => a.where(a.greater(b), b.square()),
  softplus: (x) => softplus(x),
  gelu: (x) => gelu(x),
  logSumExp: (x) => logSumExp(x, 0),
  variance: (x) => x.variance(0),
  std: (x) => x.std(1, { correction: 0 }),
  cumsum: (x) => x.cumsum(1),
  gather: (x) => gather(x, 1, float64({ shape: [2, 2], values: [2, 0, 1, 1] }, false)),
  indexSelect: (x) => indexSelect(x, 0, float64({ shape: [2, 2], values: [2, 2, 0, 1] }, false)),
  concat: (a, b) => concat([a, b], 1),
  stack: (a, b) => stack([a, b], -1),
  layerNorm: (x, weight, bias) => layerNorm(x, weight, bias),
  lstm: (x, inputWeights, hiddenWeights, biases, h, c) => {
    const out = lstm(x, { inputWeights, hiddenWeights, biases }, { h, c });
    return concat([out.states, out.c.reshape([1, 2, 2])]);
  },
  gru: (x, inputWeights, hiddenWeights, inputBiases, hiddenBiases, h) =>
    gru(x, { inputWeights, hiddenWeights, inputBiases, hiddenBiases }, h).states,
  fft: (z) => fft(z),
  ifft: (z) => ifft(z),
  rfft: (x) => rfft(x, 8),
  irfft: (z) => irfft(z),
  cauchy: (v, x, p) => cauchy(v, x, p),
  conv2d: (x, weight, bias) => conv2d(x, weight, bias, { stride: 2, padding: 1 }),
  maxPool2d: (x) => maxPool2d(x, 3, { stride: 2, padding: 1 }),
  averagePool2d: (x) => averagePool2d(x, 2, { padding: 1 }),
  batchNorm: (x) => batchNorm(2, { dtype: 'float64' })(x, { training: true }),
  exp: (x) => x.exp(),
  log: (x) => x.log(),
  sqrt: (x) => x.sqrt(),
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  relu: (x) => x.relu(),
  matmul: (a, b) => a.matmul(b),
  transpose: (x) => x.transpose(0, -1),
  sum: (x) => x.sum(1),
  mean: (x) => x.mean(-1, { keepdims: true }),
  max: (x) => x.max(1),
  softmax: (x) => x.softmax(0),
  logSoftmax: (x) => x.logSoftmax(),
  take: (x) => x.take(indexTable([3, 0, 0, 2], [4])),
};

function float64({ shape, values }: Golden, requiresGrad = true): Tensor {
  return tensor(values, shape, { dtype: 'float64', requiresGrad });
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    if (!(Math.abs(actual[i] - value) <= TOLERANCE * Math.max(1, Math.abs(value)))) {
      throw new Error(`at ${i}: ${actual[i]} instead of ${value}`);
    }
  });
}

describe.each(Object.entries(golden.cases))('%s', (name, { inputs, output, first, second }) => {
  test('has the values, gradients and second gradients of PyTorch', () => {
    scratch(() => {
      const given = inputs.map((input) => float64(input));
      const result = operations[name](...given);
      expect(result.shape).toEqual(output.shape);
      expectClose(result.data, output.values);

      const weights = Array.from({ length: result.size }, (_, i) => (i + 1) / 4);
      const loss = result
        .square()
        .mul(float64({ ...output, values: weights }, false))
        .sum();
      const gradients = grad(loss, given, { createGraph: true });
      gradients.forEach((gradient, i) => expectClose(gradient.data, first[i].values));

      const squares = gradients.map((gradient) => gradient.square().sum());
      const total = squares.reduce((sum, square) => sum.add(square));
      grad(total, given).forEach((gradient, i) => expectClose(gradient.data, second[i].values));
    });
  });
});

function clipped(weights: Tensor[], maxNorm: number): Optimizer {
  const optimizer = sgd(weights, { lr: 0.1 });
  const { step } = optimizer;
  optimizer.step = () => {
    clipGradNorm(weights, maxNorm);
    step();
  };
  return optimizer;
}

test.each<[string, (weights: Tensor[]) => Optimizer]>([
  ['sgd', (weights) => sgd(weights, { lr: 0.1 })],
  ['momentum', (weights) => sgd(weights, { lr: 0.1, momentum: 0.9, weightDecay: 0.05 })],
  ['nesterov', (weights) => sgd(weights, { lr: 0.1, momentum: 0.9, nesterov: true })],
  ['clipped', (weights) => clipped(weights, 0.5)],
  ['adam', (weights) => adam(weights, { lr: 0.1, eps: 1e-5 })],
  [
    'adam with decay',
    (weights) => adam(weights, { lr: 0.1, betas: [0.5, 0.9], weightDecay: 0.05 }),
  ],
  ['rmsProp', (weights) => rmsProp(weights, { lr: 0.1, alpha: 0.9 })],
  ['adagrad', (weights) => adagrad(weights, { lr: 0.1 })],
  ['adamW', (weights) => adamW(weights, { lr: 0.1, weightDecay: 0.05 })],
])('%s takes the steps of PyTorch', (name, make) => {
  scratch(() => {
    const { inputs, steps } = golden.training[name];
    const [x, target] = inputs.slice(0, 2).map((input) => float64(input, false));
    const [w1, w2] = inputs.slice(2).map((input) => float64(input));
    const optimizer = make([w1, w2]);
    const step = compile(() => {
      const loss = x.matmul(w1).tanh().matmul(w2).sub(target).square().mean();
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      return loss;
    });
    for (const expected of steps) expectClose([step().item(), ...w1.data, ...w2.data], expected);
  });
});
