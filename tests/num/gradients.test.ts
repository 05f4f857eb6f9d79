/**
 * Every gradient against central differences in float64, and every second gradient against central
 * differences of the first.
 *
 * A step of 1e-5 leaves an error of about 1e-10 by truncation and 1e-11 by rounding for values near 1;
 * the tolerance of 1e-7 allows for the steepest of the functions.
 */
import { describe, expect, test } from 'vitest';
import { scratch } from '#num/arena';
import { concat, gather, indexSelect, segmentSum, stack } from '#num/indexing';
import { createRng } from '#num/random';
import { lstm } from '#num/recurrent';
import { gelu, logSumExp, softplus } from '#num/special';
import { grad, indexTable, noGrad, ones, tensor, type Shape, type Tensor } from '#num/tensor';

const STEP = 1e-5;
const TOLERANCE = 1e-7;

interface Case {
  readonly inputs: readonly Shape[];
  /** what the inputs are drawn from; -2 to 2 if absent */
  readonly from?: readonly [low: number, high: number];
  readonly apply: (...inputs: Tensor[]) => Tensor;
}

const float64 = (values: number[], shape: Shape) => tensor(values, shape, { dtype: 'float64' });
const table = () => indexTable([3, -1, 0, 3, 1, -1], [2, 3]);

const cases: Record<string, Case> = {
  neg: { inputs: [[3]], apply: (x) => x.neg() },
  square: { inputs: [[2, 3]], apply: (x) => x.square() },
  sqrt: { inputs: [[3]], from: [0.5, 2], apply: (x) => x.sqrt() },
  exp: { inputs: [[3]], apply: (x) => x.exp() },
  log: { inputs: [[3]], from: [0.5, 2], apply: (x) => x.log() },
  tanh: { inputs: [[5]], apply: (x) => x.tanh() },
  sigmoid: { inputs: [[5]], apply: (x) => x.sigmoid() },
  abs: { inputs: [[5]], apply: (x) => x.abs().mul(x) },
  'pow, whole': { inputs: [[5]], apply: (x) => x.pow(3) },
  'pow, negative': { inputs: [[3]], from: [0.5, 2], apply: (x) => x.pow(-2) },
  'pow, fraction': { inputs: [[3]], from: [0.5, 2], apply: (x) => x.pow(1.5) },
  sin: { inputs: [[5]], apply: (x) => x.sin() },
  cos: { inputs: [[5]], apply: (x) => x.cos() },
  erf: { inputs: [[5]], apply: (x) => x.erf() },
  'minimum, broadcast': { inputs: [[4], [3, 1]], apply: (a, b) => a.minimum(b).mul(a) },
  'maximum, broadcast': { inputs: [[4], [3, 1]], apply: (a, b) => a.maximum(b).mul(b) },
  clamp: { inputs: [[9]], apply: (x) => x.clamp(-1, 0.5).mul(x) },
  'where, broadcast': {
    inputs: [[4], [3, 1]],
    apply: (a, b) => a.where(a.greater(b), b).square(),
  },
  softplus: { inputs: [[5]], apply: (x) => softplus(x) },
  gelu: { inputs: [[5]], apply: (x) => gelu(x) },
  'gelu by tanh': { inputs: [[5]], apply: (x) => gelu(x, { approximate: 'tanh' }) },
  logSumExp: { inputs: [[2, 3, 2]], apply: (x) => logSumExp(x, 1) },
  relu: { inputs: [[7]], apply: (x) => x.relu().mul(x) },
  'add, broadcast both ways': {
    inputs: [
      [2, 1, 3],
      [4, 1],
    ],
    apply: (a, b) => a.add(b).mul(a),
  },
  'sub, broadcast': { inputs: [[3], [2, 3]], apply: (a, b) => a.sub(b).square() },
  'mul, broadcast': {
    inputs: [
      [2, 3, 2],
      [3, 1],
    ],
    apply: (a, b) => a.mul(b),
  },
  'div, broadcast': { inputs: [[2, 1], [3]], from: [0.5, 2], apply: (a, b) => a.div(b) },
  'operations with numbers': {
    inputs: [[3]],
    apply: (x) => x.mul(3).sub(1).div(2).add(x).square(),
  },
  matmul: {
    inputs: [
      [3, 4],
      [4, 5],
    ],
    apply: (a, b) => a.matmul(b),
  },
  'matmul of one row': {
    inputs: [
      [1, 5],
      [5, 9],
    ],
    apply: (a, b) => a.matmul(b).square(),
  },
  'matmul over a batch': {
    inputs: [
      [2, 3, 4],
      [2, 4, 2],
    ],
    apply: (a, b) => a.matmul(b),
  },
  'matmul, left repeated': {
    inputs: [
      [3, 4],
      [2, 4, 5],
    ],
    apply: (a, b) => a.matmul(b),
  },
  'matmul, right repeated': {
    inputs: [
      [2, 3, 4],
      [4, 5],
    ],
    apply: (a, b) => a.matmul(b),
  },
  'matmul, batches broadcast': {
    inputs: [
      [3, 1, 2, 4],
      [2, 4, 2],
    ],
    apply: (a, b) => a.matmul(b),
  },
  'x x^T': { inputs: [[3, 4]], apply: (x) => x.matmul(x.transpose(0, 1)) },
  reshape: { inputs: [[2, 6]], apply: (x) => x.reshape([3, -1]).square() },
  'transpose of the outer axes': { inputs: [[2, 3, 4]], apply: (x) => x.transpose(0, 1).square() },
  'transpose of the end axes': { inputs: [[2, 3, 4]], apply: (x) => x.transpose(0, -1).square() },
  sum: { inputs: [[2, 3]], apply: (x) => x.square().sum() },
  'sum along the first axis': { inputs: [[2, 3]], apply: (x) => x.square().sum(0) },
  'sum that keeps its axis': {
    inputs: [[2, 3, 2]],
    apply: (x) => x.div(x.square().sum(1, { keepdims: true })),
  },
  mean: { inputs: [[2, 3]], apply: (x) => x.square().mean() },
  'mean along the last axis': { inputs: [[2, 3]], apply: (x) => x.square().mean(-1) },
  max: { inputs: [[2, 3]], apply: (x) => x.max().square() },
  'max along an axis': { inputs: [[2, 3, 2]], apply: (x) => x.max(1).square() },
  variance: { inputs: [[2, 3]], apply: (x) => x.variance() },
  'variance along an axis': { inputs: [[4, 3]], apply: (x) => x.variance(0, { correction: 0 }) },
  std: { inputs: [[2, 5]], apply: (x) => x.std(-1, { keepdims: true }) },
  'cumsum along an axis': { inputs: [[2, 3, 2]], apply: (x) => x.cumsum(1).square() },
  logSoftmax: { inputs: [[2, 4]], apply: (x) => x.logSoftmax() },
  'logSoftmax along the first axis': { inputs: [[3, 2]], apply: (x) => x.logSoftmax(0) },
  softmax: { inputs: [[2, 4]], apply: (x) => x.softmax() },
  take: { inputs: [[2, 4]], apply: (x) => x.take(table(), -1).square() },
  broadcastTo: { inputs: [[3, 1]], apply: (x) => x.broadcastTo([2, 3, 4]).mul(x) },
  narrow: { inputs: [[2, 5, 2]], apply: (x) => x.narrow(1, 1, 3).square() },
  'gather along the last axis': {
    inputs: [[2, 4]],
    apply: (x) => gather(x, -1, float64([3, 0, 3, 1, 1, 1], [2, 3])).square(),
  },
  'gather along the first axis': {
    inputs: [[3, 2]],
    apply: (x) => gather(x, 0, float64([2, 0, 2, 1], [2, 2])).square(),
  },
  'gather, one a row': { inputs: [[3, 4]], apply: (x) => gather(x, 1, Int32Array.of(1, 3, 0)) },
  'indexSelect of rows': {
    inputs: [[3, 2]],
    apply: (x) => indexSelect(x, 0, Int32Array.of(2, 2, 0)),
  },
  'indexSelect in the middle': {
    inputs: [[2, 3, 2]],
    apply: (x) => indexSelect(x, 1, float64([1, 1, 0, 2], [2, 2])).square(),
  },
  segmentSum: { inputs: [[4, 2]], apply: (x) => segmentSum(x, Int32Array.of(1, 0, 1, 3), 5) },
  concat: {
    inputs: [
      [2, 1, 2],
      [2, 3, 2],
    ],
    apply: (a, b) => concat([a, b, a], 1).square(),
  },
  stack: { inputs: [[2, 3], [3]], apply: (a, b) => stack([a, a.mul(b)], 1).square() },
  dropout: { inputs: [[4, 5]], apply: (x) => x.dropout(0.4, createRng(7)).square() },
  lstm: {
    inputs: [[3, 2, 2], [2, 12], [3, 12], [12], [2, 3], [2, 3]],
    from: [-1, 1],
    apply: (x, inputWeights, hiddenWeights, biases, h, c) => {
      const starts = float64([0, 0, 0, 1, 0, 0], [3, 2]);
      const out = lstm(x, { inputWeights, hiddenWeights, biases }, { h, c }, starts);
      return concat([out.states, out.h.reshape([1, 2, 3]), out.c.reshape([1, 2, 3])]);
    },
  },
  'a network used twice': {
    inputs: [
      [3, 4],
      [4, 2],
    ],
    apply: (x, w) => x.matmul(w).tanh().matmul(w.transpose(0, 1)).sigmoid().sub(x).square(),
  },
};

const inputsOf = ({ inputs, from: [low, high] = [-2, 2] }: Case): Tensor[] => {
  const rng = createRng(11);
  return inputs.map((shape) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const values = Float64Array.from({ length: size }, () => rng.uniform(low, high));
    return tensor(values, shape, { dtype: 'float64', requiresGrad: true });
  });
};

/** A number that depends on each element of `x` in its own way. */
function mix(x: Tensor): Tensor {
  const rng = createRng(13);
  const weights = Float64Array.from({ length: x.size }, () => rng.uniform(0.5, 1.5));
  return x.mul(tensor(weights, x.shape, { dtype: 'float64' })).sum();
}

/** d value / d each element of each input, by central differences. */
function differences(inputs: readonly Tensor[], value: () => number): number[][] {
  return inputs.map(({ data }) =>
    Array.from(data, (x, i) => {
      data[i] = x + STEP;
      const above = value();
      data[i] = x - STEP;
      const below = value();
      data[i] = x;
      return (above - below) / (2 * STEP);
    }),
  );
}

function expectClose(actual: readonly Tensor[], expected: readonly number[][]): void {
  expected.forEach((values, input) =>
    values.forEach((value, i) => {
      const error = Math.abs(actual[input].data[i] - value) / Math.max(1, Math.abs(value));
      if (!(error <= TOLERANCE)) {
        throw new Error(`input ${input} at ${i}: ${actual[input].data[i]} instead of ${value}`);
      }
    }),
  );
}

describe.each(Object.entries(cases))('%s', (_, entry) => {
  test('has the gradient of its differences', () => {
    scratch(() => {
      const inputs = inputsOf(entry);
      const value = () => scratch(() => noGrad(() => mix(entry.apply(...inputs)).item()));
      expectClose(grad(mix(entry.apply(...inputs)), inputs), differences(inputs, value));
    });
  });

  test('has the second gradient of the differences of the first', () => {
    scratch(() => {
      const inputs = inputsOf(entry);
      // squared first, so that linear functions have a second gradient too
      const first = () => {
        const loss = mix(entry.apply(...inputs).square());
        const gradients = grad(loss, inputs, { createGraph: true });
        return gradients.map(mix).reduce((sum, part) => sum.add(part));
      };
      expectClose(
        grad(first(), inputs),
        differences(inputs, () => scratch(() => first().item())),
      );
    });
  });
});

test('a third gradient: x^4 at 2 has 24 x', () => {
  scratch(() => {
    const x = tensor([2], [1], { dtype: 'float64', requiresGrad: true });
    let y = x.square().square();
    for (let i = 0; i < 3; i++) [y] = grad(y, [x], { createGraph: true });
    expect(y.item()).toBe(48);
  });
});

test('equal maxima share the gradient', () => {
  scratch(() => {
    const x = tensor([3, 1, 3], [3], { requiresGrad: true });
    expect([...grad(x.max(), [x])[0].data]).toEqual([0.5, 0, 0.5]);
  });
});

test('backward adds up until the gradient is forgotten', () => {
  scratch(() => {
    const x = ones([2], { requiresGrad: true });
    x.mul(3).sum().backward();
    x.mul(4).sum().backward();
    expect([...x.grad!.data]).toEqual([7, 7]);
    x.grad = null;
    x.sum().backward();
    expect([...x.grad!.data]).toEqual([1, 1]);
  });
});

test('grad leaves grad alone, and noGrad remembers nothing', () => {
  scratch(() => {
    const x = ones([2], { requiresGrad: true });
    const [gradient] = grad(x.square().sum(), [x]);
    expect(x.grad).toBeNull();
    expect(gradient.requiresGrad).toBe(false);
    expect(noGrad(() => x.square()).requiresGrad).toBe(false);
  });
});

test('errors say what a gradient needs', () => {
  scratch(() => {
    const x = ones([2, 3], { requiresGrad: true });
    const other = ones([4], { requiresGrad: true });
    expect(() => x.backward()).toThrow('backward: needs one number, got shape (2, 3)');
    expect(() => ones([1]).backward()).toThrow(
      'backward: the number was made of no tensor that requires a gradient',
    );
    expect(() => grad(x.sum(), [x, other])).toThrow(
      'grad: the loss does not depend on input 1 of shape (4)',
    );
  });
});
