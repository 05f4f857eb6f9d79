/** Every differentiable operation once, on inputs small enough for central differences. */
import { complexMul, conjugate, imaginary, real } from '#num/complex';
import { averagePool2d, conv2d, maxPool2d } from '#num/conv';
import { fft, fftConvolve, ifft, irfft, rfft } from '#num/fft';
import { concat, gather, indexSelect, segmentSum, stack } from '#num/indexing';
import { batchNorm, layerNorm } from '#num/norm';
import { createRng } from '#num/random';
import { gru, lstm } from '#num/recurrent';
import { gelu, logSumExp, softplus } from '#num/special';
import { cauchy, vandermonde } from '#num/state-space';
import { indexTable, tensor, type DType, type Shape, type Tensor } from '#num/tensor';

export interface Operation {
  readonly inputs: readonly Shape[];
  /** what the inputs are drawn from; -2 to 2 if absent */
  readonly from?: readonly [low: number, high: number];
  readonly apply: (...inputs: Tensor[]) => Tensor;
}

/** Numbers beside x, of its type. */
const like = ({ dtype }: Tensor, values: number[], shape: Shape): Tensor =>
  tensor(values, shape, { dtype });
const table = () => indexTable([3, -1, 0, 3, 1, -1], [2, 3]);

export const operations: Record<string, Operation> = {
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
    apply: (x) => gather(x, -1, like(x, [3, 0, 3, 1, 1, 1], [2, 3])).square(),
  },
  'gather along the first axis': {
    inputs: [[3, 2]],
    apply: (x) => gather(x, 0, like(x, [2, 0, 2, 1], [2, 2])).square(),
  },
  'gather, one a row': { inputs: [[3, 4]], apply: (x) => gather(x, 1, Int32Array.of(1, 3, 0)) },
  'indexSelect of rows': {
    inputs: [[3, 2]],
    apply: (x) => indexSelect(x, 0, Int32Array.of(2, 2, 0)),
  },
  'indexSelect in the middle': {
    inputs: [[2, 3, 2]],
    apply: (x) => indexSelect(x, 1, like(x, [1, 1, 0, 2], [2, 2])).square(),
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
  layerNorm: {
    inputs: [[3, 5], [5], [5]],
    apply: (x, weight, bias) => layerNorm(x, weight, bias),
  },
  lstm: {
    inputs: [[3, 2, 2], [2, 12], [3, 12], [12], [2, 3], [2, 3]],
    from: [-1, 1],
    apply: (x, inputWeights, hiddenWeights, biases, h, c) => {
      const starts = like(x, [0, 0, 0, 1, 0, 0], [3, 2]);
      const out = lstm(x, { inputWeights, hiddenWeights, biases }, { h, c }, starts);
      return concat([out.states, out.h.reshape([1, 2, 3]), out.c.reshape([1, 2, 3])]);
    },
  },
  conv2d: {
    inputs: [[2, 2, 4, 3], [3, 2, 2, 3], [3]],
    from: [-1, 1],
    apply: (x, weight, bias) => conv2d(x, weight, bias, { stride: 2, padding: 1 }),
  },
  maxPool2d: { inputs: [[1, 2, 4, 5]], apply: (x) => maxPool2d(x, 3, { stride: 2, padding: 1 }) },
  averagePool2d: { inputs: [[1, 2, 4, 5]], apply: (x) => averagePool2d(x, 2) },
  'batchNorm, training': {
    inputs: [[2, 3, 2]],
    apply: (x) => batchNorm(3, { dtype: x.dtype })(x, { training: true }),
  },
  'batchNorm, evaluation': {
    inputs: [[2, 3, 2]],
    apply: (x) => {
      const layer = batchNorm(3, { dtype: x.dtype });
      layer(like(x, [1, 2, 4, 0, 3, 5], [2, 3]), { training: true });
      return layer(x, { training: false });
    },
  },
  gru: {
    inputs: [[3, 2, 2], [2, 9], [3, 9], [9], [9], [2, 3]],
    from: [-1, 1],
    apply: (x, inputWeights, hiddenWeights, inputBiases, hiddenBiases, h) => {
      const starts = like(x, [0, 0, 0, 1, 0, 0], [3, 2]);
      const weights = { inputWeights, hiddenWeights, inputBiases, hiddenBiases };
      const out = gru(x, weights, h, starts);
      return concat([out.states, out.h.reshape([1, 2, 3])]);
    },
  },
  complexMul: {
    inputs: [
      [2, 3, 2],
      [2, 2],
    ],
    apply: (a, b) => complexMul(a, conjugate(b)),
  },
  'real and imaginary': { inputs: [[2, 3]], apply: (z) => real(z).mul(imaginary(z)) },
  fft: { inputs: [[2, 2, 8]], from: [-0.5, 0.5], apply: (z) => fft(z) },
  'fft of 16': { inputs: [[2, 16]], from: [-0.5, 0.5], apply: (z) => fft(z) },
  ifft: { inputs: [[2, 2, 4]], apply: (z) => ifft(z) },
  'rfft, padded': { inputs: [[2, 5]], from: [-0.5, 0.5], apply: (x) => rfft(x, 8) },
  'irfft, cut': { inputs: [[2, 2, 5]], apply: (z) => irfft(z, 7) },
  fftConvolve: {
    inputs: [
      [2, 2, 5],
      [2, 5],
    ],
    from: [-1, 1],
    apply: (u, k) => fftConvolve(u, k),
  },
  cauchy: {
    inputs: [
      [2, 2, 3],
      [2, 5],
      [2, 2, 3],
    ],
    from: [-1, 1],
    apply: (v, x, p) => cauchy(v, x.add(2), p.sub(1)),
  },
  vandermonde: {
    inputs: [
      [2, 2, 3],
      [2, 3],
    ],
    from: [-0.7, 0.7],
    apply: (v, p) => vandermonde(v, p, 5),
  },
  'a network used twice': {
    inputs: [
      [3, 4],
      [4, 2],
    ],
    apply: (x, w) => x.matmul(w).tanh().matmul(w.transpose(0, 1)).sigmoid().sub(x).square(),
  },
};

/** Inputs of an operation, the same for each call. */
export function inputsOf(
  { inputs, from: [low, high] = [-2, 2] }: Operation,
  dtype: DType = 'float64',
): Tensor[] {
  const rng = createRng(11);
  return inputs.map((shape) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const values = Float64Array.from({ length: size }, () => rng.uniform(low, high));
    return tensor(values, shape, { dtype, requiresGrad: true });
  });
}

/** A number that depends on each element of `x` in its own way. */
export function mix(x: Tensor): Tensor {
  const rng = createRng(13);
  const weights = Float64Array.from({ length: x.size }, () => rng.uniform(0.5, 1.5));
  return x.mul(tensor(weights, x.shape, { dtype: x.dtype })).sum();
}
