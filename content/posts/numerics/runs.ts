/** What can be run: the check of a gradient, and steps made anew beside steps replayed. */
import {
  byDifferences,
  byTape,
  cast,
  createData,
  createNetwork,
  relativeError,
  stepsAnew,
  stepsReplayed,
  type Network,
} from '#cells/numerics';
import { inArena } from '#num/arena';
import { exp, log } from '#num/math';
import { createRng } from '#num/random';
import { zeros, type DType } from '#num/tensor';
import { defineRun } from '#demo/run';

const POINTS = 32;
const hidden = {
  kind: 'number',
  label: 'Hidden units',
  value: 16,
  min: 2,
  max: 64,
  step: 1,
} as const;

/** Steps 10^-1, 10^-1.25, …, 10^-12. */
const EXPONENTS = Array.from({ length: 45 }, (_, i) => -1 - i / 4);

const inType = ({ W1, b, W2 }: Network, dtype: DType): Network => ({
  W1: cast(W1, dtype),
  b: cast(b, dtype),
  W2: cast(W2, dtype),
});

export type CheckFrame = {
  readonly progress: number;
  readonly steps: Float64Array;
  /** relative errors of central differences in both types, at each step */
  readonly float32: Float64Array;
  readonly float64: Float64Array;
  /** relative error of the tape in float32 */
  readonly tape: number;
};

export const check = defineRun({
  title: 'Differences against the tape',
  parameters: { hidden },
  frames: ({ hidden }, rng) =>
    inArena(function* (): Generator<CheckFrame> {
      const single = createNetwork(hidden, rng);
      const data = createData(POINTS, rng);
      const double = inType(single, 'float64');
      const [x, y] = [cast(data.x, 'float64'), cast(data.y, 'float64')];
      const exact = byTape(double, x, y);
      const tape = relativeError(byTape(single, data.x, data.y), exact);
      const [steps, float32, float64]: number[][] = [[], [], []];
      for (const exponent of EXPONENTS) {
        const step = exp(exponent * log(10));
        steps.push(step);
        float32.push(relativeError(byDifferences(single, data.x, data.y, step), exact));
        float64.push(relativeError(byDifferences(double, x, y, step), exact));
        yield {
          progress: steps.length / EXPONENTS.length,
          steps: Float64Array.from(steps),
          float32: Float64Array.from(float32),
          float64: Float64Array.from(float64),
          tape,
        };
      }
    }),
});

export type StepsFrame = {
  readonly progress: number;
  readonly steps: Float64Array;
  /** loss after each step, from steps made anew */
  readonly loss: Float64Array;
  /** tensors made so far */
  readonly anew: Float64Array;
  readonly replayed: Float64Array;
  /** largest difference of the losses so far */
  readonly difference: number;
};

/** How many tensors `body` makes. */
function made(body: () => void): number {
  const before = zeros([]).id;
  body();
  return zeros([]).id - before - 1;
}

export const steps = defineRun({
  title: 'Steps made anew, and replayed',
  parameters: {
    hidden,
    lr: {
      kind: 'number',
      label: 'Learning rate',
      value: 0.1,
      min: 0.001,
      max: 1,
      step: 0.001,
      scale: 'log',
    },
    count: { kind: 'number', label: 'Steps', value: 2000, min: 50, max: 20_000, step: 50 },
  },
  frames: ({ hidden, lr, count }, rng) =>
    inArena(function* (): Generator<StepsFrame> {
      const seed = rng.integer(2 ** 31);
      const { x, y } = createData(POINTS, rng);
      const anew = stepsAnew(createNetwork(hidden, createRng(seed)), x, y, lr);
      const replayed = stepsReplayed(createNetwork(hidden, createRng(seed)), x, y, lr);
      const taken: number[] = [];
      const losses: number[] = [];
      const counts: { anew: number[]; replayed: number[] } = { anew: [], replayed: [] };
      let [byAnew, byReplay, difference] = [0, 0, 0];
      for (let step = 1; step <= count; step++) {
        let [first, second] = [0, 0];
        byAnew += made(() => (first = anew()));
        byReplay += made(() => (second = replayed()));
        difference = Math.max(difference, Math.abs(first - second));
        if (step !== 1 && step % (count / 50) !== 0) continue;
        taken.push(step);
        losses.push(first);
        counts.anew.push(byAnew);
        counts.replayed.push(byReplay);
        yield {
          progress: step / count,
          steps: Float64Array.from(taken),
          loss: Float64Array.from(losses),
          anew: Float64Array.from(counts.anew),
          replayed: Float64Array.from(counts.replayed),
          difference,
        };
      }
    }),
});
