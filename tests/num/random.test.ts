import { describe, expect, test } from 'vitest';
import { createRng } from '#num/random';

const N = 100_000;

/** Mean, variance, skewness and kurtosis. */
function moments(draw: () => number): number[] {
  const values = Array.from({ length: N }, draw);
  const mean = values.reduce((sum, x) => sum + x, 0) / N;
  const central = (k: number) => values.reduce((sum, x) => sum + (x - mean) ** k, 0) / N;
  const variance = central(2);
  return [mean, variance, central(3) / variance ** 1.5, central(4) / variance ** 2];
}

/** Chi-squared of counts that should be equal. */
function chiSquared(counts: readonly number[]): number {
  const expected = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
}

describe('determinism', () => {
  test('the sequence of a seed is pinned', () => {
    const rng = createRng(1989);
    expect([rng.integer(2 ** 32), rng.integer(10), rng.uniform(), rng.normal()]).toEqual([
      2169406278, 2, 0.42703653606985004, -2.751915589285116,
    ]);
  });

  test('the same seed gives the same, another seed something else', () => {
    const draws = (seed: number) => {
      const rng = createRng(seed);
      return Array.from({ length: 20 }, () => rng.integer(1000));
    };
    expect(draws(3)).toEqual(draws(3));
    for (const other of [4, -3, 3 + 2 ** 32]) expect(draws(other)).not.toEqual(draws(3));
  });

  test('a seed is a safe integer', () => {
    expect(() => createRng(0.5)).toThrow('createRng: seed must be an integer, got 0.5');
  });
});

// Each bound is five standard errors of N draws.
describe('distributions', () => {
  test('uniform has the moments of a uniform distribution', () => {
    const rng = createRng(1);
    const [mean, variance, skewness, kurtosis] = moments(() => rng.uniform(-1, 1));
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 3 / N));
    expect(Math.abs(variance - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / N));
    expect(Math.abs(skewness)).toBeLessThan(0.03);
    expect(Math.abs(kurtosis - 1.8)).toBeLessThan(0.03);
  });

  test('normal has the moments of a normal distribution', () => {
    const rng = createRng(2);
    const [mean, variance, skewness, kurtosis] = moments(() => rng.normal());
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / N));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / N));
    expect(Math.abs(skewness)).toBeLessThan(5 * Math.sqrt(6 / N));
    expect(Math.abs(kurtosis - 3)).toBeLessThan(5 * Math.sqrt(24 / N));
  });

  test('normal shifts and scales', () => {
    const [one, two] = [createRng(3), createRng(3)];
    for (let i = 0; i < 4; i++) expect(one.normal(2, 3)).toBeCloseTo(2 + 3 * two.normal(), 14);
  });

  test('uniform stays in [low, high) and fills it evenly', () => {
    const rng = createRng(4);
    const counts = new Array<number>(100).fill(0);
    for (let i = 0; i < N; i++) counts[Math.floor(rng.uniform(0, 100))]++;
    // 99 degrees of freedom: mean 99, standard deviation 14.1
    expect(chiSquared(counts)).toBeLessThan(99 + 5 * 14.1);
  });

  test('integer gives each of 0 to n - 1 equally often', () => {
    const rng = createRng(5);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < N; i++) counts[rng.integer(7)]++;
    expect(chiSquared(counts)).toBeLessThan(6 + 5 * Math.sqrt(12));
  });

  test('neighbouring draws are independent', () => {
    const rng = createRng(6);
    const counts = new Array<number>(256).fill(0);
    for (let i = 0; i < N; i++) counts[rng.integer(16) * 16 + rng.integer(16)]++;
    expect(chiSquared(counts)).toBeLessThan(255 + 5 * Math.sqrt(510));
  });

  test('each permutation of three is equally likely', () => {
    const rng = createRng(7);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = rng.permutation(3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect(chiSquared([...counts.values()])).toBeLessThan(5 + 5 * Math.sqrt(10));
  });

  test('a permutation holds each index once', () => {
    expect([...createRng(8).permutation(1000)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
    expect(createRng(8).permutation(0)).toHaveLength(0);
  });

  test('the first draws of neighbouring seeds are independent', () => {
    const counts = new Array<number>(100).fill(0);
    for (let seed = 0; seed < 20_000; seed++) counts[createRng(seed).integer(100)]++;
    expect(chiSquared(counts)).toBeLessThan(99 + 5 * 14.1);
  });
});

describe('split', () => {
  test('gives sequences that do not follow each other', () => {
    const parent = createRng(9);
    const [left, right] = [parent.split(), parent.split()];
    const rngs = [parent, left, right, left.split()];
    const draws = rngs.map((rng) => Array.from({ length: N }, () => rng.uniform(-1, 1)));
    for (const [i, a] of draws.entries()) {
      for (const b of draws.slice(i + 1)) {
        const correlation = (3 * a.reduce((sum, x, n) => sum + x * b[n], 0)) / N;
        expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(N));
      }
    }
  });

  test('leaves a child as it was when the parent draws more', () => {
    const [one, two] = [createRng(10), createRng(10)];
    const [child, same] = [one.split(), two.split()];
    one.uniform();
    expect(child.uniform()).toBe(same.uniform());
  });
});

test('categorical draws in proportion to the weights', () => {
  const rng = createRng(6);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < N; i++) counts[rng.categorical([1, 0, 5, 2])]++;
  expect(counts[1]).toBe(0);
  [1 / 8, 0, 5 / 8, 2 / 8].forEach((p, i) =>
    expect(Math.abs(counts[i] / N - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / N)),
  );
  expect(() => rng.categorical([1, -1])).toThrow('categorical: weights must be >= 0, got -1 at 1');
  const message = 'categorical: the sum of weights must be > 0 and finite, got';
  expect(() => rng.categorical([0, 0])).toThrow(`${message} 0`);
  expect(() => rng.categorical([])).toThrow(`${message} 0`);
  expect(() => rng.categorical([Infinity])).toThrow(`${message} Infinity`);
});

test('choice draws different ones, all equally likely', () => {
  const rng = createRng(7);
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++) {
    const chosen = rng.choice(5, 3);
    expect(new Set(chosen).size).toBe(3);
    for (const k of chosen) counts[k]++;
  }
  expect(chiSquared(counts)).toBeLessThan(18.5); // 4 degrees of freedom, p = 0.001
  expect(rng.choice(4, 4).toSorted()).toEqual(Int32Array.of(0, 1, 2, 3));
  expect(() => rng.choice(2, 3)).toThrow('choice: k must be an integer from 0 to 2, got 3');
});

test('exponential and gumbel have the moments of their distributions', () => {
  const rng = createRng(8);
  const [mean, variance] = moments(() => rng.exponential(2));
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 4 / N));
  expect(Math.abs(variance - 1 / 4)).toBeLessThan(5 * Math.sqrt(8 / 16 / N));
  const [location, spread] = moments(() => rng.gumbel());
  expect(Math.abs(location - 0.5772156649)).toBeLessThan(5 * Math.sqrt(Math.PI ** 2 / 6 / N));
  // kurtosis 5.4, so the variance of squared deviations is 4.4 variance^2
  expect(Math.abs(spread - Math.PI ** 2 / 6)).toBeLessThan(5 * 1.645 * Math.sqrt(4.4 / N));
});

test('integer names what it accepts', () => {
  const rng = createRng(1);
  for (const n of [0, -1, 1.5, 2 ** 33, NaN]) {
    expect(() => rng.integer(n)).toThrow(`integer: n must be an integer from 1 to 2^32, got ${n}`);
  }
});
