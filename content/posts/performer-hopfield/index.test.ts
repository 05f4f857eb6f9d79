import { describe, expect, test } from 'vitest';
import {
  at,
  denseUpdate,
  dot,
  estimate,
  exactMse,
  featureWeights,
  fields,
  gaussianFeatures,
  hebb,
  memories,
  mixture,
  modernEnergy,
  normalCdf,
  oneStepError,
  orthogonalFeatures,
  patterns,
  project,
  reluWeights,
  settle,
  signs,
  softmaxWeights,
  sparse,
  sparseError,
  unit,
} from '#cells/performer-hopfield';
import { exp } from '#num/math';
import { createRng } from '#num/random';
import { defaults, start } from '#demo/run';
import { glyphs, GLYPHS } from './glyphs.ts';
import { collision, memory } from './runs.ts';

const energy = (W: Float64Array, xi: Float64Array) => -0.5 * dot(xi, fields(W, xi));

describe('the classical memory', () => {
  test('one pattern is returned from any state that resembles it', () => {
    const X = signs(1, 40, createRng(1));
    const W = hebb(X);
    const query = at(X, 0).slice();
    for (let l = 0; l < 15; l++) query[l] = -query[l];
    expect([...settle(W, query)]).toEqual([...at(X, 0)]);
  });

  test('the matrix is the sum of outer products, with or without its diagonal', () => {
    const X = { N: 2, d: 2, values: Float64Array.of(1, -1, 1, 1) };
    expect([...hebb(X, true)]).toEqual([2, 0, 0, 2]);
    expect([...hebb(X)]).toEqual([0, 0, 0, 0]);
  });

  test('the energy never rises while it settles', () => {
    const rng = createRng(2);
    const W = hebb(signs(30, 60, rng));
    let xi = at(signs(1, 60, rng), 0);
    for (let sweep = 0; sweep < 10; sweep++) {
      const next = settle(W, xi, 1);
      expect(energy(W, next)).toBeLessThanOrEqual(energy(W, xi) + 1e-9);
      xi = next;
    }
  });

  test('the law of one step for d = 400: 0.35%, 1.23%, 3.35%, and with the diagonal less', () => {
    // scipy.stats.norm.cdf(-(399 / (N - 1)) ** 0.5)
    expect(oneStepError(400, 56)).toBeCloseTo(0.0035, 4);
    expect(oneStepError(400, 80)).toBeCloseTo(0.0123, 4);
    expect(oneStepError(400, 120)).toBeCloseTo(0.0335, 4);
    expect(oneStepError(400, 120, true)).toBeCloseTo(0.0086, 4);
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(-1.959963984540054)).toBeCloseTo(0.025, 12);
  });
});

describe('exponential memories', () => {
  test('the table gives what the energy gives, unit by unit', () => {
    const rng = createRng(3);
    const X = signs(12, 9, rng);
    const xi = at(signs(1, 9, rng), 0);
    const lower = Array.from(xi, (_, l) => {
      const energyWith = (sign: number) => {
        const state = xi.slice();
        state[l] = sign;
        let sum = 0;
        for (let i = 0; i < X.N; i++) sum -= exp(dot(at(X, i), state));
        return sum;
      };
      return energyWith(1) <= energyWith(-1) ? 1 : -1;
    });
    expect([...denseUpdate(X, xi)]).toEqual(lower);
  });

  test('weights are a softmax, and one update never raises the energy', () => {
    const rng = createRng(4);
    const X = unit(patterns(50, 8, () => rng.normal()));
    for (const beta of [0.5, 4, 40]) {
      for (let trial = 0; trial < 20; trial++) {
        const xi = Float64Array.from({ length: 8 }, () => rng.normal());
        const weights = softmaxWeights(X, xi, beta);
        expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
        const ratio = exp(beta * (dot(at(X, 0), xi) - dot(at(X, 1), xi)));
        expect(weights[0] / weights[1] / ratio).toBeCloseTo(1, 9);
        const change = modernEnergy(X, mixture(X, weights), beta) - modernEnergy(X, xi, beta);
        expect(change).toBeLessThanOrEqual(1e-9);
      }
    }
  });
});

describe('random features', () => {
  const lengths = (X: { N: number; d: number; values: Float64Array }) =>
    Float64Array.from({ length: X.N }, (_, i) => dot(at(X, i), at(X, i)));

  test('for opposed vectors positive features have no error, trigonometric ones much', () => {
    expect(exactMse('positive', 4, 4, -4, 1)).toBe(0);
    expect(exactMse('trigonometric', 4, 4, -4, 16)).toBeCloseTo(93.15, 1);
    const x = Float64Array.of(1.5, -0.3);
    const y = x.map((value) => -value);
    expect(estimate('positive', x, y, 4, 4)).toBeCloseTo(exp(-4), 12);
  });

  test('the exact errors are those of 50,000 draws, where the tails are light', () => {
    const rng = createRng(5);
    const m = 4;
    const [xx, yy, xy] = [0.25, 0.25, 0.1];
    const truth = exp(xy);
    const kinds = ['positive', 'hyperbolic', 'trigonometric'] as const;
    const squares = [0, 0, 0];
    const draws = 50_000;
    for (let k = 0; k < draws; k++) {
      const along = Float64Array.from({ length: m }, () => rng.normal());
      const across = Float64Array.from({ length: m }, () => rng.normal());
      const x = along.map((value) => 0.5 * value);
      const y = along.map((value, i) => 0.2 * value + Math.sqrt(0.21) * across[i]);
      kinds.forEach((kind, index) => {
        squares[index] += (estimate(kind, x, y, xx, yy) - truth) ** 2;
      });
    }
    kinds.forEach((kind, index) => {
      expect(squares[index] / draws / exactMse(kind, xx, yy, xy, m)).toBeCloseTo(1, 1);
    });
  });

  test('orthogonal directions are orthogonal, and unsigned ones have a sign of their own', () => {
    const rng = createRng(6);
    const Omega = orthogonalFeatures(24, 16, rng);
    for (let i = 0; i < 16; i++) {
      for (let j = 0; j < i; j++) expect(dot(at(Omega, i), at(Omega, j))).toBeCloseTo(0, 10);
    }
    let positive = 0;
    for (let k = 0; k < 200; k++) if (orthogonalFeatures(4, 4, rng).values[0] > 0) positive += 1;
    expect(positive).toBeGreaterThan(70);
    expect(positive).toBeLessThan(130);
    for (let k = 0; k < 50; k++) {
      expect(orthogonalFeatures(4, 4, rng, false).values[0]).toBeLessThan(0);
    }
  });

  test('with many features the weights are the softmax', () => {
    const rng = createRng(7);
    const X = unit(patterns(6, 8, () => rng.normal()));
    const Omega = gaussianFeatures(40_000, 8, rng);
    const xi = at(X, 2);
    const q = project({ N: 1, d: 8, values: xi }, Omega).values;
    const [few, many] = featureWeights(q, project(X, Omega), lengths(X), 0.5, [4, 40_000]);
    const exact = softmaxWeights(X, xi, 0.5);
    many.forEach((weight, i) => expect(weight).toBeCloseTo(exact[i], 2));
    expect(few.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  test('taking constants out of the exponents changes no weight', () => {
    const rng = createRng(8);
    const X = unit(patterns(5, 8, () => rng.normal()));
    const Omega = gaussianFeatures(32, 8, rng);
    const xi = at(X, 0);
    const q = project({ N: 1, d: 8, values: xi }, Omega).values;
    const keys = project(X, Omega);
    const phi = (values: Float64Array) => values.map((value) => exp(2 * value - 2));
    const plain = Array.from({ length: 5 }, (_, j) => dot(phi(q), phi(at(keys, j))));
    const total = plain.reduce((a, b) => a + b, 0);
    featureWeights(q, keys, lengths(X), 4)[0].forEach((weight, j) => {
      expect(weight).toBeCloseTo(plain[j] / total, 12);
    });
  });

  test('scaling keys and query changes no weight of ReLU features', () => {
    const rng = createRng(9);
    const X = unit(patterns(5, 8, () => rng.normal()));
    const Omega = gaussianFeatures(64, 8, rng);
    const q = project({ N: 1, d: 8, values: at(X, 1) }, Omega).values;
    const keys = project(X, Omega);
    const [weights] = reluWeights(q, keys);
    const [scaled] = reluWeights(
      q.map((value) => 5 * value),
      { ...keys, values: keys.values.map((value) => 5 * value) },
    );
    scaled.forEach((weight, j) => expect(weight).toBeCloseTo(weights[j], 12));
  });
});

test('ten sparse patterns are held without an error, and four hundred are not', () => {
  const rng = createRng(11);
  expect(sparseError(sparse(10, 400, 0.1, rng), 0.1)).toBe(0);
  expect(sparseError(sparse(400, 400, 0.1, rng), 0.1)).toBeGreaterThan(0.2);
});

test('all glyphs differ, and the softmax returns a stored letter that lost six pixels', () => {
  const values = glyphs(GLYPHS);
  const texts = Array.from({ length: GLYPHS }, (_, i) =>
    values.subarray(64 * i, 64 * (i + 1)).join(),
  );
  expect(new Set(texts).size).toBe(GLYPHS);
  const X = { N: 4, d: 64, values: glyphs(4) };
  const all = memories(X, 25, 256, createRng(10));
  const query = at(X, 2).map((value, l) => (l % 11 === 0 ? -value : value));
  expect(all.softmax(query).every((value, l) => value * at(X, 2)[l] > 0)).toBe(true);
  for (const recall of Object.values(all)) {
    const answer = recall(query);
    expect(answer.length).toBe(64);
    expect(answer.every(Number.isFinite)).toBe(true);
  }
});

/** The last frame of a run. */
function last<F>(frames: Iterable<F>): F {
  let frame: F | undefined;
  for (const next of frames) frame = next;
  return frame!;
}

test('the map: soft weights are found and agree, sharp ones neither, whatever features there are', () => {
  const values = { ...defaults(collision.parameters), trials: 10 };
  const { found, apart, relu, m, betas } = last(start(collision, values, 1, {}));
  const cell = (row: number, column: number) => row * m.length + column;
  const top = betas.length - 1;
  expect(found[cell(0, 8)]).toBe(100); // beta 1, 4,096 features
  expect(apart[cell(0, 8)]).toBeLessThan(0.05);
  expect(apart[cell(top, 0)]).toBeGreaterThan(0.4); // beta 64, 16 features
  expect(found[cell(top, 0)]).toBeLessThan(60);
  expect(relu[8]).toBe(100);
});

test('five memories: the softmax restores damaged letters, the classical matrix does not', () => {
  const frame = last(start(memory, defaults(memory.parameters), 1, {}));
  const [classical, , softmax] = frame.exact;
  expect(softmax / frame.tested).toBeGreaterThan(0.95);
  expect(classical / frame.tested).toBeLessThan(0.1);
});
