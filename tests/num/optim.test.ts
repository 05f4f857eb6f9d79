/** Clipping of gradients; pytorch.test.ts has the steps of the optimisers. */
import { expect, test } from 'vitest';
import { compile, scratch } from '#num/arena';
import { clipGradNorm } from '#num/optim';
import { tensor, type Tensor } from '#num/tensor';

test('clipGradNorm scales only what is too long, in replays too', () => {
  scratch(() => {
    const x = tensor([3, 4]);
    const [a, b] = [1, 1].map((w) => tensor([w], [1], { requiresGrad: true }));
    let norm!: Tensor;
    const next = compile(() => {
      const loss = a
        .mul(x.narrow(0, 0, 1))
        .add(b.mul(x.narrow(0, 1, 1)))
        .sum();
      [a.grad, b.grad] = [null, null];
      loss.backward();
      norm = clipGradNorm([a, b], 1);
      return loss;
    });
    next();
    expect(norm.item()).toBe(5);
    expect(a.grad!.item()).toBeCloseTo(0.6, 6);
    expect(b.grad!.item()).toBeCloseTo(0.8, 6);
    x.set([0.3, -0.4]);
    next();
    expect(norm.item()).toBeCloseTo(0.5, 6);
    expect([a.grad!.item(), b.grad!.item()]).toEqual([Math.fround(0.3), Math.fround(-0.4)]);
  });
});

test('clipGradNorm needs a gradient', () => {
  const w = tensor([1], [1], { requiresGrad: true });
  expect(() => clipGradNorm([w], 1)).toThrow('clipGradNorm: no parameter has a gradient');
});
