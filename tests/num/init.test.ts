/** What the initialisers promise about the matrices that they draw. */
import { describe, expect, test } from 'vitest';
import { scratch } from '#num/arena';
import { kaimingNormal, kaimingUniform, orthogonal, xavierNormal, xavierUniform } from '#num/init';
import { createRng } from '#num/random';
import type { Tensor } from '#num/tensor';

const float64 = { dtype: 'float64', requiresGrad: false } as const;

describe('orthogonal', () => {
  test.each([
    [7, 4],
    [4, 7],
    [5, 5],
    [1, 3],
  ] as const)('(%d, %d) has orthonormal columns, or rows if it has fewer', (n, m) => {
    scratch(() => {
      const w = orthogonal([n, m], createRng(1), { gain: 3, ...float64 });
      expect(w.shape).toEqual([n, m]);
      const t = w.transpose(0, 1);
      const gram = n < m ? w.matmul(t) : t.matmul(w);
      const k = Math.min(n, m);
      gram.data.forEach((x, i) => expect(x).toBeCloseTo(i % (k + 1) === 0 ? 9 : 0, 12));
    });
  });

  test('prefers no direction: each element has mean 0 and variance 1 / n', () => {
    scratch(() => {
      const rng = createRng(2);
      const firsts = Array.from({ length: 5000 }, () =>
        scratch(() => orthogonal([3, 3], rng, float64).data[0]),
      );
      const mean = firsts.reduce((sum, x) => sum + x, 0) / 5000;
      const square = firsts.reduce((sum, x) => sum + x * x, 0) / 5000;
      // the first coordinate on a sphere is uniform: variance 1/3, of its square 4/45
      expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 3 / 5000));
      expect(Math.abs(square - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / 5000));
    });
  });
});

// 40,000 elements: five standard errors of a standard deviation are 5 / sqrt(80,000), less if uniform
test.each<[string, () => Tensor, number, number]>([
  [
    'xavierUniform',
    () => xavierUniform([100, 400], createRng(1)),
    Math.sqrt(2 / 500),
    Math.sqrt(3),
  ],
  ['xavierNormal', () => xavierNormal([100, 400], createRng(1)), Math.sqrt(2 / 500), 6],
  [
    'kaimingUniform',
    () => kaimingUniform([100, 400], 100, createRng(1)),
    Math.sqrt(0.02),
    Math.sqrt(3),
  ],
  ['kaimingNormal', () => kaimingNormal([100, 400], 100, createRng(1)), Math.sqrt(0.02), 6],
])('%s has its standard deviation and range', (_, make, std, range) => {
  scratch(() => {
    const w = make();
    expect(w.requiresGrad).toBe(true);
    expect(Math.abs(w.std().item() / std - 1)).toBeLessThan(5 / Math.sqrt(80_000));
    expect(w.abs().max().item()).toBeLessThanOrEqual(range * std * (1 + 1e-6));
  });
});
