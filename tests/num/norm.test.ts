/** Batch norm's running statistics, and what norms refuse. */
import { expect, test } from 'vitest';
import { compile, scratch } from '#num/arena';
import { normal } from '#num/init';
import { batchNorm, layerNorm, normalise } from '#num/norm';
import { createRng } from '#num/random';
import { ones, tensor, zeros, type Tensor } from '#num/tensor';

test('batch norm brings channels to mean 0 and variance 1, and remembers what they were', () => {
  scratch(() => {
    const layer = batchNorm(2, { momentum: 0.25 });
    const x = tensor([1, 3, 10, 30, 5, 7, 20, 40], [2, 2, 2]); // channels 1 3 5 7 and 10 30 20 40
    const y = layer(x, { training: true });
    const channels = y.transpose(0, 1).reshape([2, 4]);
    for (const mean of channels.mean(1).data) expect(mean).toBeCloseTo(0, 6);
    for (const spread of channels.variance(1, { correction: 0 }).data) {
      expect(spread).toBeCloseTo(1, 4);
    }
    expect([...layer.runningMean.data]).toEqual([1, 6.25]);
    const [first, second] = layer.runningVariance.data;
    expect(first).toBeCloseTo(0.75 + 0.25 * (20 / 3), 5);
    expect(second).toBeCloseTo(0.75 + 0.25 * (500 / 3), 4);
  });
});

test('evaluation uses the running statistics and leaves them alone', () => {
  scratch(() => {
    const layer = batchNorm(2, { eps: 0 });
    layer.runningMean.data.set([1, 2]);
    layer.runningVariance.data.set([4, 9]);
    layer.parameters[0].data.set([2, 3]);
    layer.parameters[1].data.set([0.5, -0.5]);
    expect([...layer(tensor([3, 8], [1, 2]), { training: false }).data]).toEqual([2.5, 5.5]);
    expect([...layer.runningMean.data, ...layer.runningVariance.data]).toEqual([1, 2, 4, 9]);
  });
});

test('the running statistics move in every replay', () => {
  scratch(() => {
    const layers = [batchNorm(3), batchNorm(3)];
    const x = normal([8, 3], 1, 2, createRng(1), { requiresGrad: false });
    const step = compile(() => layers[0](x, { training: true }));
    for (let i = 0; i < 4; i++) {
      step();
      layers[1](x, { training: true });
    }
    const [compiled, made] = layers.map(({ runningMean, runningVariance }) => [
      ...runningMean.data,
      ...runningVariance.data,
    ]);
    expect(compiled).toEqual(made);
    expect(compiled[0]).not.toBe(0);
  });
});

test.each<[() => Tensor, string]>([
  [() => normalise(zeros([2, 0])), 'normalise: no elements in rows of (2, 0)'],
  [
    () => layerNorm(zeros([2, 3]), ones([2]), zeros([3])),
    'layerNorm: weight and bias must be (3), got (2) and (3)',
  ],
  [() => batchNorm(3)(zeros([2, 4]), { training: true }), 'batchNorm: needs (B, 3, …), got (2, 4)'],
  [
    () => batchNorm(3)(zeros([1, 3]), { training: true }),
    'batchNorm: needs two elements a channel, got (1, 3)',
  ],
])('refuses what does not fit %#', (operation, message) => {
  expect(() => scratch(operation)).toThrow(message);
});
