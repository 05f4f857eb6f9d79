/** What can be run: one descent, the phase diagram, the game, the law, the ball, and the examples of the text. */
import {
  begin,
  beta2At,
  createOrder,
  crossings,
  cycleOf,
  deepest,
  descend,
  drift,
  endOf,
  lawOf,
  open,
  parabolas,
  restingPlace,
  sampledThreshold,
  scriptCycle,
  slope,
  smallestFailing,
  threshold,
  walled,
  type Order,
  type Problem,
  type Rule,
  type Settings,
  type Start,
} from '#cells/adam-convergence';
import { exp, log } from '#num/math';
import { createRng, type Rng } from '#num/random';
import { defineRun } from '#demo/run';

/** A generator's seed, so that several computations can see the same draws. */
const seedOf = (rng: Rng) => rng.integer(2 ** 31);

const beta1 = (value: number) =>
  ({ kind: 'number', label: 'β₁', value, min: 0, max: 0.99, step: 0.01 }) as const;
const forget = (value: number) =>
  ({
    kind: 'number',
    label: '1 − β₂',
    value,
    min: 0.0001,
    max: 1,
    step: 0.0001,
    scale: 'log',
  }) as const;
const cycleLength = (value: number, max: number) =>
  ({ kind: 'number', label: 'n', value, min: 3, max, step: 1 }) as const;

/** Cycles after which to look: ever rarer, about `perDecade` in each factor of ten, the last one included. */
function looks(cycles: number, perDecade: number): number[] {
  const all = [1];
  while (all.at(-1)! < cycles) {
    const next = Math.max(all.at(-1)! + 1, Math.round(all.at(-1)! * (1 + 2.3 / perDecade)));
    all.push(Math.min(cycles, next));
  }
  return all;
}

/** Where x is at the end of some cycles. */
export type Path = {
  readonly steps: Int32Array;
  readonly x: Float32Array;
};

export type WalkFrame = {
  readonly progress: number;
  readonly path: Path;
  /** of the cyclic order, at 0 */
  readonly drift: number;
  /** within one cycle, in units of eta: after 0, 1, …, n steps, once with v as it is, once with its mean */
  readonly within: Float32Array;
  readonly withMean: Float32Array;
};

export const walk = defineRun({
  title: 'Walk',
  parameters: {
    problem: {
      kind: 'choice',
      label: 'Problem',
      value: 'walled',
      options: { walled: 'walls at ±1', open: 'no walls' },
    },
    n: cycleLength(10, 100),
    beta1: beta1(0),
    forget: forget(0.1),
    order: {
      kind: 'choice',
      label: 'Order',
      value: 'cyclic',
      options: { cyclic: 'cyclic', shuffled: 'shuffled', drawn: 'drawn' },
    },
    rule: {
      kind: 'choice',
      label: 'Rule',
      value: 'adam',
      options: { adam: 'Adam', amsgrad: 'AMSGrad', sgd: 'SGD' },
    },
    start: {
      kind: 'choice',
      label: 'Moments start',
      value: 'corrected',
      options: { corrected: 'at 0, corrected', warm: 'at their mean', zero: 'at 0' },
    },
    cycles: {
      kind: 'number',
      label: 'Cycles',
      value: 3000,
      min: 10,
      max: 100_000,
      step: 10,
      scale: 'log',
    },
  },
  *frames(values, rng): Generator<WalkFrame> {
    const { n, cycles } = values;
    const problem = values.problem === 'walled' ? walled(n) : open(n);
    const settings: Settings = {
      rule: values.rule as Rule,
      beta1: values.beta1,
      beta2: 1 - values.forget,
      lr: 0.5,
      decays: true,
    };
    const gradients = cycleOf(problem);
    const settled = oneCycle(gradients, settings);
    const state = begin(problem, 0, values.start as Start);
    const next = createOrder(values.order as Order, n, rng);
    const steps = [0];
    const x = [0];
    let done = 0;
    for (const cycle of looks(cycles, 30)) {
      descend(problem, settings, state, next, (cycle - done) * n);
      done = cycle;
      steps.push(state.k);
      x.push(state.x);
      yield {
        progress: cycle / cycles,
        path: { steps: Int32Array.from(steps), x: Float32Array.from(x) },
        drift: drift(gradients, settings.beta1, settings.beta2),
        ...settled,
      };
    }
  },
});

/** The path through one settled cycle of Adam with a constant step size of 1, and that with a constant v. */
function oneCycle(gradients: Float64Array, { beta1, beta2 }: Settings) {
  const n = gradients.length;
  const free: Problem = {
    n,
    gradient: (loss) => gradients[loss],
    low: -Infinity,
    high: Infinity,
    minimiser: -1,
  };
  const settings: Settings = { rule: 'adam', beta1, beta2, lr: 1, decays: false };
  const state = begin(free, 0, 'warm');
  const next = createOrder('cyclic', n, createRng(0));
  const settling = Math.ceil(20 / Math.min(1 - beta2, 1 - beta1) / n);
  descend(free, settings, state, next, settling * n);
  const from = state.x;
  const within = [0];
  const withMean = [0];
  const root = Math.sqrt(gradients.reduce((sum, g) => sum + (g * g) / n, 0));
  descend(free, settings, state, next, n, () => {
    within.push(state.x - from);
    withMean.push(withMean.at(-1)! - state.m / root);
  });
  return { within: Float32Array.from(within), withMean: Float32Array.from(withMean) };
}

/** Columns and rows of the phase diagram, and the level at its upper edge. */
const SIDE = 64;
const TOP = 4;

export type PhaseFrame = {
  readonly progress: number;
  /** columns, over beta1 from 0 to 1 */
  readonly columns: number;
  /** rows in all, over the level from 0 to `top` */
  readonly rows: number;
  readonly top: number;
  /** rows done so far: x at the end, 0 for -1 to 200 for +1 */
  readonly ends: Uint8Array;
  /** share of the cells done in which x ended on the side of -D */
  readonly agreement: number;
  /** the line D = 0: beta1, and 1 - beta2 */
  readonly line: { readonly beta1: Float32Array; readonly forget: Float32Array };
  /** D at the reader's own betas */
  readonly drift: number;
};

export const phase = defineRun({
  title: 'The phase diagram, one run a cell',
  parameters: {
    n: cycleLength(10, 50),
    cycles: {
      kind: 'number',
      label: 'Cycles in each run',
      value: 3000,
      min: 100,
      max: 10_000,
      step: 100,
      scale: 'log',
    },
    beta1: beta1(0.9),
    forget: forget(0.001),
  },
  *frames({ n, cycles, beta1, forget }): Generator<PhaseFrame> {
    const gradients = cycleOf(walled(n));
    const fixed = {
      columns: SIDE,
      rows: SIDE,
      top: TOP,
      line: boundary(n),
      drift: drift(gradients, beta1, 1 - forget),
    };
    const ends: number[] = [];
    let agree = 0;
    for (let row = 0; row < SIDE; row++) {
      const beta2 = beta2At((TOP * (row + 0.5)) / SIDE);
      for (let column = 0; column < SIDE; column++) {
        const own = (column + 0.5) / SIDE;
        const x = endOf(n, own, beta2, 0.5, cycles);
        ends.push(Math.round(100 * (x + 1)));
        if (x < 0 === drift(gradients, own, beta2) > 0) agree += 1;
      }
      yield {
        progress: (row + 1) / SIDE,
        ends: Uint8Array.from(ends),
        agreement: agree / ends.length,
        ...fixed,
      };
    }
  },
});

/**
 * The line D = 0 in the plane of beta1 and 1 - beta2. It leaves beta1 = 0 along the thresholds, turns
 * where they meet the lower sign changes, and comes back along these.
 */
function boundary(n: number): PhaseFrame['line'] {
  const gradients = cycleOf(walled(n));
  const there: [number, number][] = [];
  const back: [number, number][] = [];
  for (let index = 0; index < 256; index++) {
    const beta1 = index / 256;
    const f = (level: number) => drift(gradients, beta1, beta2At(level));
    for (const { level, rising } of crossings(f, deepest(n))) {
      (rising ? there : back).push([beta1, 1 - beta2At(level)]);
    }
  }
  const line = [...there, ...back.reverse()];
  return {
    beta1: Float32Array.from(line, ([own]) => own),
    forget: Float32Array.from(line, ([, own]) => own),
  };
}

/** One board of the game: the problem and the betas at last, and how Adam fares. */
export type Board = {
  readonly n: number;
  readonly forget: number;
  readonly drift: number;
  readonly path: Path;
};

export type SwapFrame = {
  readonly progress: number;
  /** you fix beta2, the opponent n; null if no n was found */
  readonly first: Board | null;
  /** you fix n, the opponent beta2 */
  readonly second: Board | null;
};

/** The longest cycle that the opponent tries. */
const LONGEST = 1000;

export const swap = defineRun({
  title: 'Whoever moves second wins',
  parameters: {
    forget: { ...forget(0.001), label: 'Board 1: your 1 − β₂' },
    n: { ...cycleLength(40, 200), label: 'Board 2: your n' },
    beta1: { ...beta1(0), label: 'β₁ on both boards' },
  },
  *frames({ forget, n, beta1 }, rng): Generator<SwapFrame> {
    let first: Board | null = null;
    const least = smallestFailing(beta1, 1 - forget, LONGEST);
    if (least !== null) {
      for (const [share, path] of play(2 * least, beta1, 1 - forget, rng)) {
        const gradients = cycleOf(walled(2 * least));
        first = { n: 2 * least, forget, drift: drift(gradients, beta1, 1 - forget), path };
        yield { progress: share / 2, first, second: null };
      }
    }
    const gradients = cycleOf(walled(n));
    const chosen = (1 - threshold(gradients, beta1)) / 4;
    for (const [share, path] of play(n, beta1, 1 - chosen, rng)) {
      const second = { n, forget: chosen, drift: drift(gradients, beta1, 1 - chosen), path };
      yield { progress: 0.5 + share / 2, first, second };
    }
  },
});

/** A descent between the walls until it has settled at one, and the share of it that is done. */
function* play(
  n: number,
  beta1: number,
  beta2: number,
  rng: Rng,
): Generator<[share: number, path: Path]> {
  const problem = walled(n);
  const settings: Settings = { rule: 'adam', beta1, beta2, lr: 1, decays: true };
  const state = begin(problem, 0, 'warm');
  const next = createOrder('cyclic', n, rng);
  const steps = [0];
  const x = [0];
  const all = looks(Math.ceil(20_000_000 / n), 30);
  let done = 0;
  let arrived = 0;
  for (const [index, cycle] of all.entries()) {
    descend(problem, settings, state, next, (cycle - done) * n);
    done = cycle;
    steps.push(state.k);
    x.push(state.x);
    if (Math.abs(state.x) > 0.95) arrived += 1;
    const share = arrived > 5 ? 1 : (index + 1) / all.length;
    yield [share, { steps: Int32Array.from(steps), x: Float32Array.from(x) }];
    if (share === 1) return;
  }
}

/** Cycle lengths of the law's curves, of its slope, and of its samples. */
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 70, 100, 150, 200, 300, 400, 500,
];
const SAMPLED = [5, 10, 20, 50];
const MOMENTA = [0, 0.5, 0.9];

export type LawFrame = {
  readonly progress: number;
  /** 1 - beta2* of the cyclic order for each beta1, at the lengths that have a threshold */
  readonly curves: readonly {
    readonly beta1: number;
    readonly n: Float64Array;
    readonly forget: Float64Array;
  }[];
  /** 1 - beta2* of RMSprop in the two random orders, as far as sampled */
  readonly shuffled: { readonly n: Float64Array; readonly forget: Float64Array };
  readonly drawn: { readonly n: Float64Array; readonly forget: Float64Array };
  /** of the curve at beta1 = 0 from n = 10 on */
  readonly slope: number;
};

export const law = defineRun({
  title: 'The threshold against n',
  parameters: {
    cycles: {
      kind: 'number',
      label: 'Cycles to sample each drift',
      value: 20_000,
      min: 1000,
      max: 200_000,
      step: 1000,
      scale: 'log',
    },
  },
  *frames({ cycles }, rng): Generator<LawFrame> {
    const curves: LawFrame['curves'][number][] = [];
    const sampled = { shuffled: [] as number[], drawn: [] as number[] };
    const total = MOMENTA.length + 2 * SAMPLED.length;
    const frame = (): LawFrame => {
      const { n, forget } = curves[0];
      const far = Array.from(n.keys()).filter((index) => n[index] >= 10);
      const of = (order: 'shuffled' | 'drawn') => ({
        n: Float64Array.from(SAMPLED.slice(0, sampled[order].length)),
        forget: Float64Array.from(sampled[order]),
      });
      return {
        progress: (curves.length + sampled.shuffled.length + sampled.drawn.length) / total,
        curves: [...curves],
        shuffled: of('shuffled'),
        drawn: of('drawn'),
        slope: slope(
          far.map((index) => n[index]),
          far.map((index) => forget[index]),
        ),
      };
    };
    for (const beta1 of MOMENTA) {
      const found = LENGTHS.map((n) => [n, threshold(cycleOf(walled(n)), beta1)] as const).filter(
        ([, beta2]) => beta2 > 0,
      );
      curves.push({
        beta1,
        n: Float64Array.from(found, ([n]) => n),
        forget: Float64Array.from(found, ([, beta2]) => 1 - beta2),
      });
      yield frame();
    }
    for (const n of SAMPLED) {
      for (const order of ['shuffled', 'drawn'] as const) {
        const seed = seedOf(rng);
        sampled[order].push(1 - sampledThreshold(n, order, cycles, () => createRng(seed)));
        yield frame();
      }
    }
  },
});

/** 1 - beta2 at which the ball is measured. */
const RADII = [0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001];

export type NoiseFrame = {
  readonly progress: number;
  readonly forget: Float64Array;
  /** where the drift vanishes, all of them; null where it nowhere does */
  readonly predicted: readonly (number | null)[];
  /** where x settles, as far as computed; of Adam, AMSGrad and SGD */
  readonly adam: Float64Array;
  readonly amsgrad: Float64Array;
  readonly sgd: Float64Array;
};

export const noise = defineRun({
  title: 'The ball around the minimiser',
  parameters: {
    delta: { kind: 'number', label: 'Noise δ', value: 1, min: 0.1, max: 10, step: 0.1 },
    beta1: beta1(0),
  },
  *frames({ delta, beta1 }, rng): Generator<NoiseFrame> {
    const problem = parabolas(delta);
    const forget = Float64Array.from(RADII);
    const predicted = RADII.map((rho) => restingPlace(delta, beta1, 1 - rho));
    const ends = { adam: [] as number[], amsgrad: [] as number[], sgd: [] as number[] };
    for (const [index, rho] of RADII.entries()) {
      for (const rule of ['adam', 'amsgrad', 'sgd'] as const) {
        const lr = rule === 'sgd' ? 0.1 : delta;
        const settings = { rule, beta1, beta2: 1 - rho, lr, decays: true };
        ends[rule].push(settle(problem, settings, rng));
      }
      yield {
        progress: (index + 1) / RADII.length,
        forget,
        predicted,
        adam: Float64Array.from(ends.adam),
        amsgrad: Float64Array.from(ends.amsgrad),
        sgd: Float64Array.from(ends.sgd),
      };
    }
  },
});

/**
 * Where x settles: the sum of the gradients met in a cycle, averaged over 100 cycles after a million
 * steps. For the parabolas that sum is x, without what x moves within the cycle.
 */
function settle(problem: Problem, settings: Settings, rng: Rng): number {
  const state = begin(problem, 0, 'warm');
  const next = createOrder('cyclic', problem.n, rng);
  descend(problem, settings, state, next, 1_000_000);
  let sum = 0;
  descend(problem, settings, state, next, 100 * problem.n, (g) => (sum += g));
  return sum / 100;
}

export type ExamplesFrame = {
  readonly progress: number;
  /** beta2* by beta1 and n */
  readonly threshold: { readonly [name: string]: number };
  readonly drift: number;
  readonly lowerRoot: number;
  /** greatest n up to which there is no threshold at beta1 = 0.9 */
  readonly noThreshold: number;
  readonly momentumLaw: number;
  readonly defaultFails: number;
  readonly bound: number;
  readonly period3: number;
  readonly period3End: number;
  readonly period50End: number;
  readonly script: number;
  readonly figure1Adam: number;
  readonly figure1Amsgrad: number;
  readonly openHalf: number;
  readonly open99: number;
  /** thousands of steps until x is within 0.1 of -2 */
  readonly farAdam: number;
  readonly farAmsgrad: number;
  readonly cifar: number;
};

/** The numbers of the text that no demo shows. */
export const examples = defineRun({
  title: 'The examples of the text',
  parameters: {},
  *frames(_, rng): Generator<ExamplesFrame> {
    const family = (n: number) => cycleOf(walled(n));
    const figure1: Problem = { ...walled(101), gradient: (loss) => (loss === 0 ? 1010 : -10) };
    const end = (problem: Problem, settings: Partial<Settings>, steps: number) => {
      const state = begin(problem, 0, 'warm');
      const all: Settings = {
        rule: 'adam',
        beta1: 0,
        beta2: 0.5,
        lr: 0.5,
        decays: true,
        ...settings,
      };
      descend(problem, all, state, createOrder('cyclic', problem.n, rng), steps);
      return state.x;
    };
    const firstNear = (rule: Rule) => {
      const problem = open(10);
      const settings: Settings = { rule, beta1: 0, beta2: 0.99, lr: 0.5, decays: true };
      const state = begin(problem, -10, 'warm');
      const next = createOrder('cyclic', problem.n, rng);
      while (Math.abs(state.x - problem.minimiser) > 0.1) {
        descend(problem, settings, state, next, problem.n);
      }
      return state.k / 1000;
    };
    const period3 = crossings((level) => drift(cycleOf(walled(3, 50)), 0, beta2At(level)), 2);
    const island = crossings((level) => drift(family(10), 0.9, beta2At(level)), deepest(10));
    let noThreshold = 3;
    while (threshold(family(noThreshold + 1), 0.9) === 0) noThreshold += 1;
    yield {
      progress: 1,
      threshold: Object.fromEntries(
        [
          [0, 3],
          [0, 5],
          [0, 10],
          [0, 20],
          [0, 50],
          [0, 100],
          [0.9, 10],
          [0.9, 20],
          [0.9, 50],
          [0.9, 100],
        ].map(([own, n]) => [`${own} ${n}`, threshold(family(n), own)]),
      ),
      drift: drift(cycleOf(figure1), 0.9, 0.99),
      lowerRoot: beta2At(island[0].level),
      noThreshold,
      momentumLaw: 1 - lawOf(50, 0.9),
      defaultFails: smallestFailing(0.9, 0.999, 1000)!,
      bound: Math.min(exp((-4 / 48) * log(50)), 1 - (9 / 100) ** 2),
      period3: beta2At(period3[0].level),
      period3End: end(walled(3, 50), {}, 100_000),
      period50End: end(walled(50, 50), {}, 100_000),
      script: threshold(scriptCycle(10), 0),
      figure1Adam: end(figure1, { beta1: 0.9, beta2: 0.99 }, 1_000_000),
      figure1Amsgrad: end(figure1, { rule: 'amsgrad', beta1: 0.9, beta2: 0.99 }, 1_000_000),
      openHalf: end(open(10), {}, 20_000),
      open99: end(open(10), { beta2: 0.99 }, 20_000),
      farAdam: firstNear('adam'),
      farAmsgrad: firstNear('amsgrad'),
      cifar: 1e7 / Math.sqrt(50_000 / 128) ** 5,
    };
  },
});
