/** What can be run: capacities of four memories, the kernel's estimates, the collision, and five memories at work. */
import {
  at,
  denseUpdate,
  dot,
  estimate,
  exactMse,
  featureWeights,
  gaussianFeatures,
  hebb,
  measuredError,
  memories,
  mixture,
  modernEnergy,
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
  type FeatureKind,
  type Memories,
  type Patterns,
} from '#cells/performer-hopfield';
import { exp } from '#num/math';
import type { Rng } from '#num/random';
import { defineRun, type Answer, type Frames } from '#demo/run';
import { GLYPHS, glyphs, SIDE } from './glyphs.ts';

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

export type CapacityFrame = {
  readonly progress: number;
  /** pattern numbers measured so far */
  readonly N: Int32Array;
  /** shares of wrong units, in percent: with a zero diagonal, and with the diagonal kept */
  readonly zero: Float64Array;
  readonly kept: Float64Array;
  /** the same by the Gaussian law, at more points */
  readonly lawN: Float64Array;
  readonly lawZero: Float64Array;
  readonly lawKept: Float64Array;
};

/** Loads N / d at which the capacity is measured. */
const LOADS = [0.05, 0.1, 0.14, 0.2, 0.25, 0.3, 0.35, 0.4];

export const capacity = defineRun({
  title: 'Store more and more patterns',
  parameters: {
    d: { kind: 'number', label: 'Units d', value: 400, min: 100, max: 600, step: 20 },
    trials: { kind: 'number', label: 'Matrices for each N', value: 3, min: 1, max: 20, step: 1 },
  },
  *frames({ d, trials }, rng): Generator<CapacityFrame> {
    const lawN = Float64Array.from({ length: 40 }, (_, k) => (d * (k + 1)) / 100);
    const law = (kept: boolean) => lawN.map((N) => 100 * oneStepError(d, Math.max(2, N), kept));
    const [lawZero, lawKept] = [law(false), law(true)];
    const [N, zero, kept]: [number[], number[], number[]] = [[], [], []];
    for (const [index, load] of LOADS.entries()) {
      N.push(Math.round(load * d));
      const stored = Array.from({ length: trials }, () => signs(N.at(-1)!, d, rng));
      zero.push(100 * mean(stored.map((X) => measuredError(X))));
      kept.push(100 * mean(stored.map((X) => measuredError(X, true))));
      yield {
        progress: (index + 1) / LOADS.length,
        N: Int32Array.from(N),
        zero: Float64Array.from(zero),
        kept: Float64Array.from(kept),
        lawN,
        lawZero,
        lawKept,
      };
    }
  },
});

export type SettlingFrame = {
  readonly progress: number;
  readonly loads: Float64Array;
  /** mean overlap with the pattern at rest */
  readonly overlap: Float64Array;
};

/** What iterating adds: resting states of networks of 500 units, below and above the critical load. */
export const settling = defineRun({
  title: 'Let a classical network settle',
  parameters: {},
  *frames(_values, rng): Generator<SettlingFrame> {
    const d = 500;
    const loads = [0.1, 0.138, 0.18];
    const overlap: number[] = [];
    for (const [index, load] of loads.entries()) {
      const found: number[] = [];
      for (let matrix = 0; matrix < 3; matrix++) {
        const X = signs(Math.round(load * d), d, rng);
        const W = hebb(X);
        for (let i = 0; i < 8; i++) found.push(dot(at(X, i), settle(W, at(X, i))) / d);
      }
      overlap.push(mean(found));
      yield {
        progress: (index + 1) / loads.length,
        loads: Float64Array.from(loads.slice(0, index + 1)),
        overlap: Float64Array.from(overlap),
      };
    }
  },
});

export type SparseFrame = {
  readonly progress: number;
  readonly p: Float64Array;
  /** the greatest number of patterns with at most `tolerance` of the active units wrong */
  readonly N: Int32Array;
};

const ACTIVITIES = [0.5, 0.35, 0.2, 0.14, 0.1, 0.07, 0.05, 0.035, 0.025];

export const sparseCapacity = defineRun({
  title: 'Make the patterns sparser',
  parameters: {
    d: { kind: 'number', label: 'Units d', value: 400, min: 100, max: 600, step: 20 },
    tolerance: {
      kind: 'number',
      label: 'Wrong units, of the active',
      unit: '%',
      value: 5,
      min: 1,
      max: 20,
      step: 1,
    },
  },
  *frames({ d, tolerance }, rng): Generator<SparseFrame> {
    const N: number[] = [];
    for (const [index, p] of ACTIVITIES.entries()) {
      const most = d;
      const pool = sparse(most, d, p, rng);
      const error = (count: number) =>
        sparseError({ N: count, d, values: pool.values.subarray(0, count * d) }, p);
      let [low, high] = [2, most];
      while (high - low > Math.max(1, low / 40)) {
        const middle = (low + high) >> 1;
        if (100 * error(middle) <= tolerance) low = middle;
        else high = middle;
      }
      N.push(low);
      yield {
        progress: (index + 1) / ACTIVITIES.length,
        p: Float64Array.from(ACTIVITIES.slice(0, index + 1)),
        N: Int32Array.from(N),
      };
    }
  },
});

export type ExponentialFrame = {
  readonly progress: number;
  /** percent of patterns that one update returns without an error */
  readonly stored: number;
  readonly beyond: number;
  readonly flippedFew: number;
  readonly flippedMany: number;
  /** percent of queries that one step of the softmax memory moves closer to their pattern */
  readonly closer: readonly number[];
  /** greatest change of the energy in an update */
  readonly rise: number;
  /** tokens at which softmax attention and 256 features take as many multiplications */
  readonly crossing: number;
};

/** What the text says of the exponential memories. */
export const exponential = defineRun({
  title: 'Count what exponential memories hold',
  parameters: {},
  *frames(_values, rng): Generator<ExponentialFrame> {
    const d = 20;
    const perfect = (N: number, flips: number, tested: number) => {
      const X = signs(N, d, rng);
      let returned = 0;
      for (let i = 0; i < tested; i++) {
        const x = at(X, i % N);
        const query = x.slice();
        for (const l of rng.permutation(d).subarray(0, flips)) query[l] = -query[l];
        if (denseUpdate(X, query).every((value, l) => value === x[l])) returned += 1;
      }
      return (100 * returned) / tested;
    };
    const stored = perfect(2 ** 10, 0, 300);
    const beyond = perfect(2 ** 15, 0, 100);
    const flippedFew = perfect(2 ** 5, 2, 300);
    const flippedMany = perfect(2 ** 10, 2, 300);
    const partial = { stored, beyond, flippedFew, flippedMany };

    const X = unit(patterns(10_000, 32, () => rng.normal()));
    const closer: number[] = [];
    let rise = -Infinity;
    for (const beta of [8, 16, 32]) {
      let better = 0;
      for (let i = 0; i < 50; i++) {
        const x = at(X, i);
        const xi = x.map((value) => value + rng.normal(0, 0.3 / Math.sqrt(32)));
        const next = mixture(X, softmaxWeights(X, xi, beta));
        if (distance(next, x) < distance(xi, x)) better += 1;
        rise = Math.max(rise, modernEnergy(X, next, beta) - modernEnergy(X, xi, beta));
      }
      closer.push(2 * better);
    }
    yield { progress: 1, ...partial, closer, rise, crossing: crossingOf(256, 32) };
  },
});

function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, l) => sum + (value - b[l]) ** 2, 0));
}

/** The number of tokens L at which 2 L^2 d = 4 L m d. */
function crossingOf(m: number, d: number): number {
  let L = 1;
  while (2 * L * L * d < 4 * L * m * d) L += 1;
  return L;
}

const KINDS = ['positive', 'hyperbolic', 'trigonometric'] as const satisfies FeatureKind[];

export type KernelFrame = {
  readonly progress: number;
  readonly draws: number;
  /** angles between x and y, in degrees */
  readonly angles: Float64Array;
  /** root of the mean squared error over the kernel, exact for independent directions and measured, by kind */
  readonly exact: readonly Float64Array[];
  readonly measured: readonly Float64Array[];
  /** the positive estimate's mean over the kernel, by angle */
  readonly mean: Float64Array;
  /** the bound for orthogonal directions in place of `exact[0]`, where m <= d */
  readonly bound: Float64Array;
};

const ANGLES = Float64Array.from({ length: 13 }, (_, k) => 15 * k);
const DIMENSIONS = 16;

type Draw = 'independent' | 'orthogonal' | 'unsigned';

const directions: Readonly<Record<Draw, (m: number, rng: Rng) => Patterns>> = {
  independent: (m, rng) => gaussianFeatures(m, DIMENSIONS, rng),
  orthogonal: (m, rng) => orthogonalFeatures(m, DIMENSIONS, rng),
  unsigned: (m, rng) => orthogonalFeatures(m, DIMENSIONS, rng, false),
};

export const kernel = defineRun({
  title: 'Estimate the kernel',
  parameters: {
    length: {
      kind: 'number',
      label: 'Length of x and y',
      value: 0.8,
      min: 0.1,
      max: 2,
      step: 0.1,
    },
    m: { kind: 'number', label: 'Features m', value: 16, min: 1, max: 64, step: 1 },
    draw: {
      kind: 'choice',
      label: 'Directions',
      value: 'independent',
      options: {
        independent: 'independent',
        orthogonal: 'orthogonal',
        unsigned: 'orthogonal, signs forgotten',
      },
    },
    draws: {
      kind: 'number',
      label: 'Draws',
      value: 4000,
      min: 100,
      max: 100_000,
      step: 100,
      scale: 'log',
    },
  },
  *frames({ length, m, draw, draws }, rng): Generator<KernelFrame> {
    const square = length * length;
    const products = ANGLES.map((angle) => square * cosineOf(angle));
    const truth = products.map((xy) => exp(xy));
    const ends = patterns(ANGLES.length + 1, DIMENSIONS, () => 0);
    at(ends, 0)[0] = length;
    products.forEach((xy, k) => {
      at(ends, k + 1)[0] = xy / length;
      at(ends, k + 1)[1] = Math.sqrt(Math.max(0, square - (xy / length) ** 2));
    });
    const exact = KINDS.map((kind) =>
      products.map((xy, k) => Math.sqrt(exactMse(kind, square, square, xy, m)) / truth[k]),
    );
    const bound = products.map((xy, k) => {
      const gain = ((2 * (m - 1)) / (m * (DIMENSIONS + 2))) * (truth[k] - exp(-square)) ** 2;
      const mse = exactMse('positive', square, square, xy, m) - gain;
      return Math.sqrt(Math.max(0, mse)) / truth[k];
    });
    const squares = KINDS.map(() => new Float64Array(ANGLES.length));
    const sums = new Float64Array(ANGLES.length);
    const batches = 20;
    for (let done = 0, batch = 1; batch <= batches; batch++) {
      for (; done < Math.round((draws * batch) / batches); done++) {
        const projected = project(ends, directions[draw](m, rng));
        const x = at(projected, 0);
        for (let k = 0; k < ANGLES.length; k++) {
          const y = at(projected, k + 1);
          KINDS.forEach((kind, index) => {
            const value = estimate(kind, x, y, square, square);
            squares[index][k] += (value - truth[k]) ** 2;
            if (index === 0) sums[k] += value;
          });
        }
      }
      yield {
        progress: batch / batches,
        draws: done,
        angles: ANGLES,
        exact,
        measured: squares.map((sum) => sum.map((value, k) => Math.sqrt(value / done) / truth[k])),
        mean: sums.map((sum, k) => sum / done / truth[k]),
        bound,
      };
    }
  },
});

/** Cosine of a multiple of 15 degrees. */
function cosineOf(angle: number): number {
  if (angle > 90) return -cosineOf(180 - angle);
  const exactly: Readonly<Record<number, number>> = {
    0: 1,
    15: (Math.sqrt(6) + Math.sqrt(2)) / 4,
    30: Math.sqrt(3) / 2,
    45: Math.SQRT1_2,
    60: 0.5,
    75: (Math.sqrt(6) - Math.sqrt(2)) / 4,
    90: 0,
  };
  return exactly[angle];
}

export type ApproximationFrame = {
  readonly progress: number;
  readonly m: Int32Array;
  /** relative error of the attention output, averaged over the draws */
  readonly independent: Float64Array;
  readonly orthogonal: Float64Array;
  /** slope of log error over log m, of independent directions; null before there are two points */
  readonly slope: number | null;
  /** greatest relative difference between (Q'K'^T)V and Q'(K'^T V), for up to 64 features */
  readonly association: number;
};

const COUNTS = [16, 32, 64, 128, 256, 512, 1024];

export const approximation = defineRun({
  title: 'Approximate attention',
  parameters: {
    tokens: { kind: 'number', label: 'Tokens', value: 64, min: 8, max: 128, step: 8 },
    length: {
      kind: 'number',
      label: 'Length of queries and keys',
      value: 1,
      min: 0.5,
      max: 3,
      step: 0.25,
    },
    draws: { kind: 'number', label: 'Draws of features', value: 20, min: 1, max: 100, step: 1 },
  },
  *frames({ tokens, length, draws }, rng): Generator<ApproximationFrame> {
    const d = 16;
    const draw = () => patterns(tokens, d, () => rng.normal());
    const scaled = ({ N, values }: Patterns) => ({ N, d, values: values.map((x) => length * x) });
    const [Q, K, V] = [scaled(unit(draw())), scaled(unit(draw())), draw()];
    const lengths = Float64Array.from({ length: tokens }, (_, j) => dot(at(K, j), at(K, j)));
    const exact = outputs(V, tokens, (i) => softmaxWeights(K, at(Q, i), 1));
    const done: number[] = [];
    const errors = { independent: [] as number[], orthogonal: [] as number[] };
    let association = 0;
    for (const [index, m] of COUNTS.entries()) {
      for (const how of ['independent', 'orthogonal'] as const) {
        const each: number[] = [];
        for (let k = 0; k < draws; k++) {
          const Omega = directions[how](m, rng);
          const [keys, queries] = [project(K, Omega), project(Q, Omega)];
          const found = throughMatrix(queries, keys, lengths, V);
          each.push(relativeError(found, exact));
          if (k > 0 || m > 64) continue;
          const weights = (i: number) => featureWeights(at(queries, i), keys, lengths, 1)[0];
          const difference = relativeError(outputs(V, tokens, weights), found);
          association = Math.max(association, difference);
        }
        errors[how].push(mean(each));
      }
      done.push(m);
      yield {
        progress: (index + 1) / COUNTS.length,
        m: Int32Array.from(done),
        independent: Float64Array.from(errors.independent),
        orthogonal: Float64Array.from(errors.orthogonal),
        slope: done.length > 1 ? slopeOf(done, errors.independent) : null,
        association,
      };
    }
  },
});

/** A mixture of the values for each query, one after the other. */
function outputs(V: Patterns, queries: number, weights: (i: number) => Float64Array): Float64Array {
  const all = new Float64Array(queries * V.d);
  for (let i = 0; i < queries; i++) all.set(mixture(V, weights(i)), i * V.d);
  return all;
}

/** Linear attention as the Performer computes it: keys and values first become one matrix. */
function throughMatrix(
  queries: Patterns,
  keys: Patterns,
  lengths: Float64Array,
  V: Patterns,
): Float64Array {
  const m = keys.d;
  const top = keys.values.reduce((most, value) => Math.max(most, value), -Infinity);
  const M = new Float64Array(m * V.d);
  const n = new Float64Array(m);
  for (let j = 0; j < keys.N; j++) {
    at(keys, j).forEach((value, i) => {
      const feature = exp(value - lengths[j] / 2 - top);
      n[i] += feature;
      for (let l = 0; l < V.d; l++) M[i * V.d + l] += feature * at(V, j)[l];
    });
  }
  const all = new Float64Array(queries.N * V.d);
  for (let row = 0; row < queries.N; row++) {
    const q = at(queries, row);
    const most = q.reduce((a, b) => Math.max(a, b), -Infinity);
    const feature = q.map((value) => exp(value - most));
    const denominator = dot(feature, n);
    feature.forEach((value, i) => {
      for (let l = 0; l < V.d; l++) {
        all[row * V.d + l] += (value * M[i * V.d + l]) / denominator;
      }
    });
  }
  return all;
}

function relativeError(found: Float64Array, exact: Float64Array): number {
  return distance(found, exact) / Math.sqrt(dot(exact, exact));
}

/** Slope of the least-squares line through (log2 m, log2 error); m are powers of two. */
function slopeOf(m: readonly number[], errors: readonly number[]): number {
  const x = m.map((_, index) => index);
  const y = errors.map((error) => Math.log2(error));
  const [mx, my] = [mean(x), mean(y)];
  const over = x.reduce((sum, value, k) => sum + (value - mx) * (y[k] - my), 0);
  return over / x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
}

/** Random unit patterns, and queries that keep half of one and say nothing of the rest. */
function halves(N: number, d: number, rng: Rng): { X: Patterns; query(i: number): Float64Array } {
  const X = unit(signs(N, d, rng));
  return {
    X,
    query: (i) => {
      const xi = at(X, i).slice();
      for (const l of rng.permutation(d).subarray(0, d / 2)) xi[l] = 0;
      return xi;
    },
  };
}

const largest = (values: Float64Array) =>
  values.reduce((best, value, i) => (value > values[best] ? i : best), 0);

export type CollisionFrame = {
  readonly progress: number;
  /** inverse temperatures and feature counts of the map's rows and columns */
  readonly betas: Float64Array;
  readonly m: Int32Array;
  /** percent of queries whose pattern has the largest weight, row after row; rows done so far */
  readonly found: Float64Array;
  /** half the sum of absolute differences from the softmax's weights, on average */
  readonly apart: Float64Array;
  /** percent of queries that ReLU features find, by m */
  readonly relu: Float64Array;
  readonly trials: number;
};

const BETAS = Float64Array.from({ length: 13 }, (_, k) => Math.sqrt(2) ** k);
const FEATURES = Int32Array.from({ length: 9 }, (_, k) => 16 * 2 ** k);
const STORED = 24;

export const collision = defineRun({
  title: 'Sharpness against features',
  parameters: {
    trials: { kind: 'number', label: 'Queries a cell', value: 40, min: 10, max: 400, step: 10 },
    draw: {
      kind: 'choice',
      label: 'Directions',
      value: 'independent',
      options: { independent: 'independent', orthogonal: 'orthogonal' },
    },
    show: {
      kind: 'choice',
      label: 'Shown',
      value: 'found',
      options: { found: 'pattern found', apart: 'distance from the softmax' },
    },
  },
  *frames({ trials, draw }, rng): Generator<CollisionFrame> {
    const d = 64;
    const most = FEATURES.at(-1)!;
    const cells = BETAS.length * FEATURES.length;
    const found = new Float64Array(cells);
    const apart = new Float64Array(cells);
    const relu = new Float64Array(FEATURES.length);
    const lengths = new Float64Array(STORED).fill(1);
    for (let trial = 0; trial < trials; trial++) {
      const { X, query } = halves(STORED, d, rng);
      const xi = query(0);
      const Omega =
        draw === 'orthogonal' ? orthogonalFeatures(most, d, rng) : gaussianFeatures(most, d, rng);
      const keys = project(X, Omega);
      const q = project({ N: 1, d, values: xi }, Omega).values;
      BETAS.forEach((beta, row) => {
        const exact = softmaxWeights(X, xi, beta);
        featureWeights(q, keys, lengths, beta, FEATURES).forEach((weights, column) => {
          const cell = row * FEATURES.length + column;
          if (largest(weights) === 0) found[cell] += 100 / trials;
          apart[cell] +=
            weights.reduce((sum, weight, i) => sum + Math.abs(weight - exact[i]), 0) / 2 / trials;
        });
      });
      reluWeights(q, keys, FEATURES).forEach((weights, column) => {
        if (largest(weights) === 0) relu[column] += 100 / trials;
      });
      // The map holds sums over all trials; shown is their mean so far.
      const share = trials / (trial + 1);
      yield {
        progress: (trial + 1) / trials,
        betas: BETAS,
        m: FEATURES,
        found: found.map((value) => value * share),
        apart: apart.map((value) => value * share),
        relu: relu.map((value) => value * share),
        trials: trial + 1,
      };
    }
  },
});

export type TradeFrame = {
  readonly progress: number;
  /** percent of queries found by positive features, by ReLU features and by the exact softmax */
  readonly found: number;
  readonly relu: number;
  readonly softmax: number;
  /** weight that the exact softmax gives the pattern, in percent */
  readonly own: number;
};

/** One cell of the map with more queries, for the claims. */
export const trade = defineRun({
  title: 'One sharpness, one number of features',
  parameters: {
    beta: { kind: 'number', label: 'β', value: 4, min: 1, max: 64, step: 1, scale: 'log' },
    m: { kind: 'number', label: 'Features m', value: 256, min: 16, max: 4096, step: 16 },
    trials: { kind: 'number', label: 'Queries', value: 200, min: 10, max: 1000, step: 10 },
  },
  *frames({ beta, m, trials }, rng): Generator<TradeFrame> {
    const d = 64;
    const lengths = new Float64Array(STORED).fill(1);
    let [found, relu, softmax, own] = [0, 0, 0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const { X, query } = halves(STORED, d, rng);
      const xi = query(0);
      const Omega = gaussianFeatures(m, d, rng);
      const keys = project(X, Omega);
      const q = project({ N: 1, d, values: xi }, Omega).values;
      const exact = softmaxWeights(X, xi, beta);
      found += largest(featureWeights(q, keys, lengths, beta)[0]) === 0 ? 1 : 0;
      relu += largest(reluWeights(q, keys)[0]) === 0 ? 1 : 0;
      softmax += largest(exact) === 0 ? 1 : 0;
      own += exact[0];
    }
    const percent = (value: number) => (100 * value) / trials;
    yield {
      progress: 1,
      found: percent(found),
      relu: percent(relu),
      softmax: percent(softmax),
      own: percent(own),
    };
  },
});

/** The memories in the order in which they are shown. */
const NAMES = ['classical', 'sparse', 'softmax', 'performer', 'relu'] as const;

export type MemoryFrame = {
  readonly progress: number;
  readonly tested: number;
  /** by memory: queries returned without a wrong pixel, and wrong pixels on average */
  readonly exact: Int32Array;
  readonly wrong: Float64Array;
  /** 64 values each, -1 to 1: the pattern asked for, the query, and what each memory returned */
  readonly pattern: Float32Array;
  readonly query: Float32Array;
  readonly returned: Float32Array;
  /** the stored patterns, 64 signs each */
  readonly stored: Float32Array;
};

const PIXELS = SIDE * SIDE;

export const memory = defineRun({
  title: 'Five memories',
  parameters: {
    stored: {
      kind: 'choice',
      label: 'Patterns',
      value: 'letters',
      options: { letters: 'letters and digits', random: 'random' },
    },
    N: { kind: 'number', label: 'Stored', value: 12, min: 2, max: GLYPHS, step: 1 },
    damage: {
      kind: 'choice',
      label: 'Damage',
      value: 'flips',
      options: { flips: 'flipped pixels', lower: 'lower half lost' },
    },
    flips: { kind: 'number', label: 'Flipped', unit: 'pixels', value: 6, min: 0, max: 32, step: 1 },
    beta: { kind: 'number', label: 'β', value: 25, min: 1, max: 64, step: 1, scale: 'log' },
    m: {
      kind: 'number',
      label: 'Features m',
      value: 256,
      min: 16,
      max: 2048,
      step: 16,
      scale: 'log',
    },
  },
  *frames({ stored, N, damage, flips, beta, m }, rng): Frames<MemoryFrame> {
    const X: Patterns =
      stored === 'letters' ? { N, d: PIXELS, values: glyphs(N) } : signs(N, PIXELS, rng.split());
    // Kept for the reader's own patterns, after the run has ended.
    const all = memories(X, beta, m, rng.split());
    const damaged = (x: Float64Array) => {
      const query = x.slice();
      if (damage === 'lower') query.fill(0, PIXELS / 2);
      else for (const l of rng.permutation(PIXELS).subarray(0, flips)) query[l] = -query[l];
      return query;
    };
    const exact = new Int32Array(NAMES.length);
    const wrong = new Float64Array(NAMES.length);
    const rounds = 4;
    for (let tested = 1; tested <= rounds * N; tested++) {
      const x = at(X, (tested - 1) % N);
      const query = damaged(x);
      const answers = recalled(all, query);
      answers.forEach((answer, index) => {
        const misses = answer.reduce((sum, value, l) => sum + (value * x[l] > 0 ? 0 : 1), 0);
        if (misses === 0) exact[index] += 1;
        wrong[index] += misses;
      });
      yield {
        progress: tested / (rounds * N),
        tested,
        exact: exact.slice(),
        wrong: wrong.map((sum) => sum / tested),
        pattern: Float32Array.from(x),
        query: Float32Array.from(query),
        returned: pictures(answers),
        stored: Float32Array.from(X.values),
      };
    }
    return answerOf(all);
  },
});

/** What each memory makes of a query, in the order of NAMES. */
function recalled(all: Memories, query: Float64Array): Float64Array[] {
  return NAMES.map((name) => all[name](query));
}

/** Values from -1 to 1 for each memory: a matrix's fields as signs, mixtures as they are. */
function pictures(answers: readonly Float64Array[]): Float32Array {
  return Float32Array.from(
    answers.flatMap((answer, index) =>
      Array.from(answer, (value) => (index < 2 ? Math.sign(value) : value)),
    ),
  );
}

/** What the five memories make of a reader's pattern: 64 signs. */
export type Returned = Float32Array;

function answerOf(all: Memories): Answer {
  return (asked) => pictures(recalled(all, Float64Array.from(asked as Float32Array)));
}
