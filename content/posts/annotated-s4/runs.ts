/** What can be run: a spring, the kernel's routes, memories, timings, training, and reading digits. */
import {
  accuracy,
  asConvolution,
  asRecurrence,
  centred,
  convolve,
  convolveDirectly,
  createNetwork,
  denominatorAtOne,
  discretize,
  guesses,
  hippo,
  hippoDplr,
  hippoFromOne,
  impulseResponse,
  kernelByCauchy,
  kernelByCauchy32,
  kernelByConversion,
  kernelByRecurrence,
  kernelByRecurrence32,
  kernelByVandermonde,
  lowRank,
  memory,
  norm,
  parametersOf,
  part,
  pushes,
  readDigits,
  recall,
  recipe,
  reconstruct,
  s4dLin,
  s4dReal,
  scan,
  setWeights,
  signal,
  small,
  softmax,
  spring as springSystem,
  statesOf,
  toeplitz,
  train as trainNetwork,
  truncated,
  warpedLegendre,
  weightsOf,
  type Complexes,
  type Digits,
  type Dplr,
  type Matrix,
  type Memory,
  type Network,
  type Vector,
} from '#cells/annotated-s4';
import { inArena, scratch } from '#num/arena';
import { createRng, type Rng } from '#num/random';
import { tensor } from '#num/tensor';
import { defineRun, type Answer, type Frames } from '#demo/run';

const digits8 = {
  digits: new URL('../../../.data/annotated-s4/digits-8.deflate', import.meta.url),
};
const digits16 = {
  training: new URL('../../../.data/annotated-s4/digits-16-train.deflate', import.meta.url),
  test: new URL('../../../.data/annotated-s4/digits-16-test.deflate', import.meta.url),
};

const weights = new URL('../../../.data/annotated-s4/weights.deflate', import.meta.url);

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

function furthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);
}

/** The largest difference over the largest value of `b`. */
function relative(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, largest] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs(a[i] - b[i]));
    largest = Math.max(largest, Math.abs(b[i]));
  }
  return difference / largest;
}

function gaussian(length: number, rng: Rng): Vector {
  return Float64Array.from({ length }, () => rng.normal());
}

export type SpringFrame = {
  readonly progress: number;
  /** seconds */
  readonly t: Float32Array;
  readonly force: Float32Array;
  /** position of the mass, by the recurrence */
  readonly recurrence: Float32Array;
  /** and by convolution with the kernel */
  readonly convolution: Float32Array;
  readonly kernel: Float32Array;
  /** largest difference of the two, over the largest position */
  readonly difference: number;
};

/** Steps and length of the published example: 100 in one second; a power of two for the transform. */
const SPRING_STEPS = 128;

export const spring = defineRun({
  title: 'Push a mass on a spring',
  parameters: {
    k: { kind: 'number', label: 'Spring k', value: 40, min: 1, max: 200, step: 1 },
    b: { kind: 'number', label: 'Friction b', value: 5, min: 0, max: 30, step: 0.5 },
    m: { kind: 'number', label: 'Mass m', value: 1, min: 0.2, max: 5, step: 0.1 },
  },
  *frames({ k, b, m }): Frames<SpringFrame> {
    const system = discretize(springSystem(k, b, m), 1 / 100);
    const t = Float64Array.from({ length: SPRING_STEPS }, (_, step) => step / 100);
    const force = t.map(pushes);
    const kernel = kernelByRecurrence(system, SPRING_STEPS);
    const recurrence = scan(system, force);
    const convolution = convolve(kernel, force);
    yield {
      progress: 1,
      t: Float32Array.from(t),
      force: Float32Array.from(force),
      recurrence: Float32Array.from(recurrence),
      convolution: Float32Array.from(convolution),
      kernel: Float32Array.from(kernel),
      difference: relative(convolution, recurrence),
    };
  },
});

/** Points of a curve that a frame carries. */
const DRAWN = 64;

function thinned(values: Vector): Float32Array {
  const stride = Math.max(1, values.length / DRAWN);
  return Float32Array.from({ length: values.length / stride }, (_, i) => values[i * stride]);
}

export type RoutesFrame = {
  readonly progress: number;
  /** steps at which the curves are drawn */
  readonly l: Float32Array;
  readonly recurrence: Float32Array;
  readonly cauchy: Float32Array;
  readonly conversion: Float32Array;
  /** |difference| from the recurrence in float64 over the largest |K|, at each l */
  readonly cauchyError: Float32Array;
  readonly otherError: Float32Array;
  /** the largest of those, over all l */
  readonly largestCauchyError: number;
  readonly largestOtherError: number;
  /** real multiply-adds of each route */
  readonly operations: Operations;
};

export type Operations = {
  readonly recurrence: number;
  readonly cauchy: number;
  readonly conversion: number;
};

/** Real multiply-adds for a kernel: a complex product is 4, and 1 / (g - Lambda) with two scaled rows 8. */
function operationsFor(N: number, L: number): Operations {
  return {
    recurrence: L * (N * N + N),
    cauchy: (L / 2) * N * (8 + 16) + 2 * L * Math.log2(L),
    conversion: L * N * 32,
  };
}

interface Prepared {
  readonly dplr: Dplr;
  readonly discrete: ReturnType<typeof discretize>;
  /** C (I - A^L) */
  readonly C: Vector;
}

function prepare(N: number, L: number, step: number, rng: Rng): Prepared {
  const discrete = discretize({ ...hippo(N), C: gaussian(N, rng) }, step);
  return { dplr: hippoDplr(N), discrete, C: truncated(discrete, L) };
}

export const routes = defineRun({
  title: 'One kernel, three routes',
  parameters: {
    N: { kind: 'number', label: 'State size N', value: 64, min: 4, max: 128, step: 4 },
    L: {
      kind: 'choice',
      label: 'Length L',
      value: '1024',
      options: { 16: '16', 64: '64', 256: '256', 1024: '1024', 4096: '4096' },
    },
    step: {
      kind: 'number',
      label: 'Step Δ',
      value: 0.01,
      min: 0.0005,
      max: 0.5,
      step: 0.0005,
      scale: 'log',
    },
    precision: {
      kind: 'choice',
      label: 'Arithmetic',
      value: 'float64',
      options: { float64: 'float64', float32: 'float32' },
    },
  },
  *frames({ N, L: length, step, precision }, rng): Frames<RoutesFrame> {
    const L = Number(length);
    const { dplr, discrete, C } = prepare(N, L, step, rng);
    const recurrence = kernelByRecurrence(discrete, L);
    const single = precision === 'float32';
    const cauchy = single ? kernelByCauchy32(dplr, C, step, L) : kernelByCauchy(dplr, C, step, L);
    const other = single ? kernelByRecurrence32(discrete, L) : kernelByConversion(dplr, C, step, L);
    const largest = recurrence.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const errors = (K: Vector) => K.map((value, l) => Math.abs(value - recurrence[l]) / largest);
    yield {
      progress: 1,
      l: thinned(Float64Array.from({ length: L }, (_, l) => l)),
      recurrence: thinned(recurrence),
      cauchy: thinned(cauchy),
      conversion: thinned(other),
      cauchyError: thinned(errors(cauchy)),
      otherError: thinned(errors(other)),
      largestCauchyError: relative(cauchy, recurrence),
      largestOtherError: relative(other, recurrence),
      operations: operationsFor(N, L),
    };
  },
});

const DELAYS = [1, 5, 10, 25, 50, 75, 100, 150, 200, 300];

export type MemoriesFrame = {
  readonly progress: number;
  readonly delays: Int32Array;
  /** R^2 at each delay, for each system done so far */
  readonly recall: { readonly [kind: string]: Float64Array };
  /** seconds since an impulse, and what the first states of HiPPO answer */
  readonly t: Float32Array;
  readonly answers: readonly Float32Array[];
  /** how far these are from the closed form, over its largest value: what the step costs */
  readonly difference: number;
  /** an input, and what the last state of HiPPO says that it was, at every second step into the past */
  readonly past: Float32Array;
  readonly remembered: Float32Array;
};

const kinds: readonly Memory[] = ['hippo', 's4d', 'skew', 'real'];
const ANSWERS = 4;
const WINDOW = 300;

export const memories = defineRun({
  title: 'What is left of the past',
  parameters: {
    N: { kind: 'number', label: 'State size N', value: 32, min: 4, max: 64, step: 4 },
    step: {
      kind: 'number',
      label: 'Step Δ',
      value: 0.01,
      min: 0.002,
      max: 0.1,
      step: 0.001,
      scale: 'log',
    },
    ridge: {
      kind: 'choice',
      label: 'Noise on the state, share of its variance',
      value: '1e-6',
      options: { '1e-2': '10⁻²', '1e-4': '10⁻⁴', '1e-6': '10⁻⁶', '1e-9': '10⁻⁹', '1e-12': '10⁻¹²' },
    },
    speed: {
      kind: 'number',
      label: 'Speed of the random skew',
      value: 1,
      min: 0.05,
      max: 1,
      step: 0.05,
    },
    length: {
      kind: 'number',
      label: 'Steps to fit on',
      value: 6000,
      min: 1000,
      max: 10000,
      step: 1000,
    },
  },
  *frames({ N, step, ridge, speed, length }, rng): Frames<MemoriesFrame> {
    const seen = rng.split();
    const system = memory('hippo', N, step, speed, rng);
    const impulse = new Float64Array(WINDOW);
    impulse[0] = 1 / step;
    const states = statesOf(system, impulse);
    const shown = Math.min(ANSWERS, N);
    // a sample of the bilinear rule lies half a step after its time
    const closed = states.map((_, k) => warpedLegendre(N, (k + 0.5) * step));
    const u = signal(2 * WINDOW, seen);
    const last = statesOf(system, u).at(-1)!;
    const pictures = {
      t: Float32Array.from({ length: WINDOW / 4 }, (_, k) => (4 * k + 0.5) * step),
      answers: Array.from({ length: shown }, (_, n) =>
        Float32Array.from({ length: WINDOW / 4 }, (_, k) => states[4 * k][n]),
      ),
      difference: relative(
        states.flatMap((x) => [...x.subarray(0, shown)]),
        closed.flatMap((x) => [...x.subarray(0, shown)]),
      ),
      past: Float32Array.from({ length: WINDOW / 2 }, (_, k) => u[u.length - 1 - 2 * k]),
      remembered: Float32Array.from({ length: WINDOW / 2 }, (_, k) =>
        reconstruct(last, (2 * k + 0.5) * step),
      ),
    };
    const done: Record<string, Float64Array> = {};
    const draws = kinds.map(() => rng.split());
    for (const [index, kind] of kinds.entries()) {
      const memoryOf = memory(kind, N, step, speed, draws[index].split());
      done[kind] = recall(memoryOf, DELAYS, length, Number(ridge), draws[index]);
      yield {
        progress: (index + 1) / kinds.length,
        delays: Int32Array.from(DELAYS),
        recall: { ...done },
        ...pictures,
      };
    }
  },
});

const methods = ['direct', 'fft', 'recurrence', 'cauchy', 'vandermonde'] as const;
type Method = (typeof methods)[number];

interface Case {
  readonly method: Method;
  /** L of a convolution, N of a kernel of 1,024 steps */
  readonly size: number;
  /** real multiply-adds of one call */
  readonly operations: number;
  readonly call: () => Vector;
}

export type CrossoversFrame = {
  readonly progress: number;
  /** which method each case is of, its size, its operations, and how often a measurement calls it */
  readonly methods: Uint8Array;
  readonly sizes: Int32Array;
  readonly operations: Float64Array;
  readonly calls: Int32Array;
  /** that which was measured from the frame before to this one; -1 in the first frame */
  readonly measured: number;
  /** adds something of every result, so that no call can be left out */
  readonly checksum: number;
};

/** Times the same kernels and convolutions in rounds; the frames' clock tells how long each took. */
const ROUNDS = 5;
const KERNEL_LENGTH = 1024;
const AT_LEAST = 2e6; // multiply-adds a measurement, so that a clock's resolution does not show

export const crossovers = defineRun({
  title: 'Where the lines cross, on this machine',
  parameters: {},
  timed: true,
  *frames(_, rng): Frames<CrossoversFrame> {
    const cases = [
      ...[64, 128, 256, 512, 1024, 2048, 4096, 8192].flatMap((L) => convolutionCases(L, rng)),
      ...[4, 8, 16, 32, 64, 128].flatMap((N) => kernelCases(N, rng)),
    ];
    const calls = cases.map(({ operations }) => Math.ceil(AT_LEAST / operations));
    const plan = {
      methods: Uint8Array.from(cases, ({ method }) => methods.indexOf(method)),
      sizes: Int32Array.from(cases, ({ size }) => size),
      operations: Float64Array.from(cases, ({ operations }) => operations),
      calls: Int32Array.from(calls),
    };
    const all = ROUNDS * cases.length + 1;
    let checksum = 0;
    yield { progress: 1 / all, ...plan, measured: -1, checksum };
    for (let round = 0; round < ROUNDS; round++) {
      for (const [measured, { call }] of cases.entries()) {
        for (let again = 0; again < calls[measured]; again++) checksum += call()[1];
        yield {
          progress: (round * cases.length + measured + 2) / all,
          ...plan,
          measured,
          checksum,
        };
      }
    }
  },
});

function convolutionCases(L: number, rng: Rng): Case[] {
  const [K, u] = [gaussian(L, rng), gaussian(L, rng)];
  // two complex transforms of 2 L: a butterfly has 4 multiply-adds
  const fft = 2 * 4 * L * Math.log2(2 * L);
  return [
    {
      method: 'direct',
      size: L,
      operations: (L * (L + 1)) / 2,
      call: () => convolveDirectly(K, u),
    },
    { method: 'fft', size: L, operations: fft, call: () => convolve(K, u) },
  ];
}

function kernelCases(N: number, rng: Rng): Case[] {
  const [L, step] = [KERNEL_LENGTH, 1 / KERNEL_LENGTH];
  const { dplr, discrete, C } = prepare(N, L, step, rng);
  const modes = s4dLin(N);
  const weights: Complexes = { re: gaussian(N / 2, rng), im: gaussian(N / 2, rng) };
  const { recurrence, cauchy } = operationsFor(N, L);
  return [
    {
      method: 'recurrence',
      size: N,
      operations: recurrence,
      call: () => kernelByRecurrence(discrete, L),
    },
    { method: 'cauchy', size: N, operations: cauchy, call: () => kernelByCauchy(dplr, C, step, L) },
    {
      method: 'vandermonde',
      size: N,
      operations: L * (N / 2) * 5,
      call: () => kernelByVandermonde(modes, weights, step, L),
    },
  ];
}

export type TrainFrame = {
  readonly progress: number;
  /** steps done */
  readonly step: number;
  /** mean cross-entropy of each ten steps */
  readonly loss: Float32Array;
  /** steps after which the test digits were read, and the share read rightly */
  readonly scoredAt: Int32Array;
  readonly accuracy: Float64Array;
  readonly parameters: number;
  /** largest difference from the shipped weights, after the last step of a run that they are from; else -1 */
  readonly distance: number;
};

const starts = { lin: s4dLin, real: s4dReal };

export const train = defineRun({
  title: 'Train it here, on 8 × 8 pixels',
  parameters: {
    modes: {
      kind: 'choice',
      label: 'Modes at the start',
      value: 'lin',
      options: { lin: 'S4D-Lin', real: 'real' },
    },
    steps: { kind: 'number', label: 'Steps', value: 500, min: 100, max: 2000, step: 100 },
  },
  data: digits8,
  frames({ modes, steps }, rng, bytes) {
    const all = readDigits(bytes.digits, 8);
    const [training, test] = [part(all, 0, 8000), part(all, 8000, 10_000)];
    return trainFrames({ ...small, modes: starts[modes] }, training, test, steps, rng);
  },
});

export const trainFull = defineRun({
  title: 'Train it on 16 × 16 pixels',
  parameters: {
    steps: { kind: 'number', label: 'Steps', value: 1600, min: 100, max: 4000, step: 100 },
  },
  data: { ...digits16, weights },
  frames({ steps }, rng, bytes) {
    const [training, test] = [readDigits(bytes.training, 16), readDigits(bytes.test, 16)];
    return trainFrames(small, training, test, steps, rng, floats(bytes.weights));
  },
});

/** A run's last weights are its answer to any question. */
function trainFrames(
  size: typeof small,
  training: Digits,
  test: Digits,
  steps: number,
  rng: Rng,
  shipped: Float32Array | null = null,
): Frames<TrainFrame> {
  return inArena(function* (): Frames<TrainFrame> {
    const network = createNetwork(size, rng.split());
    const { dynamics, others } = parametersOf(network);
    const parameters = [...dynamics, ...others].reduce((sum, one) => sum + one.size, 0);
    const loss: number[] = [];
    const scoredAt: number[] = [];
    const accuracies: number[] = [];
    let [step, sum] = [0, 0];
    for (const value of trainNetwork(network, training, { ...recipe, steps }, rng.split())) {
      step += 1;
      sum += value / 10;
      if (step % 10 !== 0) continue;
      loss.push(sum);
      sum = 0;
      if (step % SCORE_EVERY === 0) {
        scoredAt.push(step);
        accuracies.push(accuracy(guesses(network, test), test));
      }
      yield {
        progress: step / steps,
        step,
        loss: Float32Array.from(loss),
        scoredAt: Int32Array.from(scoredAt),
        accuracy: Float64Array.from(accuracies),
        parameters,
        distance: shipped && step === steps ? furthest(weightsOf(network), shipped) : -1,
      };
    }
    const trained = weightsOf(network);
    return () => trained;
  });
}

const SCORE_EVERY = 100;

export type ReadFrame = {
  readonly progress: number;
  readonly testCount: number;
  /** test digits read so far by the convolution, and how many wrongly */
  readonly read: number;
  readonly misread: number;
  /** digits read both ways, how many guesses differ, and the largest difference of a logit */
  readonly compared: number;
  readonly guessesThatDiffer: number;
  readonly largestDifference: number;
  /** a test digit, and what the recurrence believes after each pixel */
  readonly example: Reading;
};

/** What a reader can have read: a test digit by its number, or the inks of a square drawing, 0 to 255. */
export type Question = number | Uint8Array;

/** What the network saw and said. */
export type Reading = {
  /** 256 greys, 255 for full ink */
  readonly pixels: Uint8Array;
  /** of a test digit; null for a drawing */
  readonly label: number | null;
  /** probabilities after the last pixel */
  readonly outputs: readonly number[];
  /** (128, 10) probabilities after every second pixel, 255 for certainty */
  readonly beliefs: Uint8Array;
};

const COMPARED = 100;

export const read = defineRun({
  title: 'Read digits, all at once and pixel by pixel',
  parameters: {},
  data: {
    weights,
    test: digits16.test,
  },
  frames: (_, rng, bytes) =>
    inArena(function* (): Frames<ReadFrame> {
      const test = readDigits(bytes.test, 16);
      const shipped = floats(bytes.weights);
      const network = createNetwork(small, rng);
      setWeights(network, shipped);
      const testCount = test.labels.length;
      const example = readingOf(network, test, 0);
      const seen = { compared: 0, guessesThatDiffer: 0, largestDifference: 0 };
      let [done, misread] = [0, 0];
      for (let from = 0; from < testCount; from += 500) {
        const chunk = part(test, from, from + 500);
        misread += Math.round(500 * (1 - accuracy(guesses(network, chunk), chunk)));
        done += 500;
        const share = (0.8 * done) / testCount;
        yield { progress: share, testCount, read: done, misread, ...seen, example };
      }
      const table = toeplitz(test.length);
      for (let digit = 0; digit < COMPARED; digit++) {
        const { images } = part(test, digit, digit + 1);
        const slow = asRecurrence(network, images).at(-1)!;
        const fast = scratch(() => [
          ...asConvolution(network, tensor(images, [test.length, 1]), table).data,
        ]);
        const largest = (logits: ArrayLike<number>) =>
          Array.from(logits).indexOf(Math.max(...Array.from(logits)));
        seen.compared += 1;
        if (largest(slow) !== largest(fast)) seen.guessesThatDiffer += 1;
        fast.forEach((logit, c) => {
          seen.largestDifference = Math.max(seen.largestDifference, Math.abs(logit - slow[c]));
        });
        if (digit % 10 === 9) {
          const progress = digit + 1 === COMPARED ? 1 : 0.8 + (0.2 * (digit + 1)) / COMPARED;
          yield { progress, testCount, read: done, misread, ...seen, example };
        }
      }
      return reader(shipped, test);
    }),
});

/** Reads one image pixel by pixel. */
function readingOf(network: Network, test: Digits, question: Question): Reading {
  const drawn = typeof question !== 'number';
  const image = drawn
    ? centred(
        Float32Array.from(question, (ink) => ink / 255),
        Math.sqrt(question.length),
      )
    : part(test, question, question + 1).images;
  const beliefs = asRecurrence(network, image).map(softmax);
  return {
    pixels: Uint8Array.from(image, (ink) => Math.round(255 * ink)),
    label: drawn ? null : test.labels[question],
    outputs: [...beliefs.at(-1)!],
    beliefs: Uint8Array.from(
      beliefs
        .filter((_, pixel) => pixel % 2 === 1)
        .flatMap((row) => Array.from(row, (belief) => Math.round(255 * belief))),
    ),
  };
}

function reader(shipped: Float32Array, test: Digits): Answer {
  return (asked) =>
    scratch(() => {
      const network = createNetwork(small, createRng(0)); // its weights are replaced
      setWeights(network, shipped);
      return readingOf(network, test, asked as Question);
    });
}

export type IdentitiesFrame = {
  readonly progress: number;
  /** largest relative difference from the recurrence, over sizes and steps */
  readonly cauchy: number;
  readonly conversion: number;
  readonly cauchy32: number;
  readonly recurrence32: number;
  /** || A - V (Lambda - P P*) V* || at N = 64, Frobenius, and the same over || A || */
  readonly nplr: number;
  /** || V* V - I ||, Frobenius */
  readonly unitary: number;
  /** largest relative difference of e^(A t) B from the closed form */
  readonly closedForm: number;
  /** the same for the listing of 2022, which counts from 1 */
  readonly closedFormFromOne: number;
  /** largest relative difference of the outputs by convolution and by recurrence */
  readonly outputs: number;
  /** of the kernel with the printed signs, for A = Lambda + p q* with q = -P */
  readonly printedSigns: number;
  /** |1 - k_PP| at w = 1, by which the printed signs divide for A = Lambda - p p* */
  readonly printedDenominator: number;
};

/** The sizes and steps on which the routes must agree. */
const GRID: readonly (readonly [N: number, L: number])[] = [
  [8, 16],
  [16, 256],
  [64, 1024],
  [64, 4096],
];

/** What needs no training: identities in float64, and how far printed formulas are from them. */
export const identities = defineRun({
  title: 'Check every identity',
  parameters: {},
  *frames(_, rng): Frames<IdentitiesFrame> {
    const worst = {
      cauchy: 0,
      conversion: 0,
      cauchy32: 0,
      recurrence32: 0,
      printedSigns: Infinity,
    };
    for (const [N, L] of GRID) {
      for (const step of [1 / L, 0.01, 0.1]) {
        const { dplr, discrete, C } = prepare(N, L, step, rng);
        const K = kernelByRecurrence(discrete, L);
        const most = (a: number, by: Vector) => Math.max(a, relative(by, K));
        worst.cauchy = most(worst.cauchy, kernelByCauchy(dplr, C, step, L));
        worst.conversion = most(worst.conversion, kernelByConversion(dplr, C, step, L));
        worst.cauchy32 = most(worst.cauchy32, kernelByCauchy32(dplr, C, step, L));
        worst.recurrence32 = most(worst.recurrence32, kernelByRecurrence32(discrete, L));
        const printed = kernelByCauchy(dplr, C, step, L, { outer: 1, inner: 1 });
        worst.printedSigns = Math.min(worst.printedSigns, relative(printed, K));
      }
    }
    const { A, B } = hippo(16);
    const fromOne = hippoFromOne(16);
    const from = (system: typeof fromOne) =>
      Math.max(
        ...[0.1, 0.5, 1, 3].map((t) =>
          relative(impulseResponse(system.A, system.B, t), warpedLegendre(16, t)),
        ),
      );
    const { discrete } = prepare(64, 1024, 0.01, rng);
    const u = gaussian(1024, rng);
    const [re, im] = denominatorAtOne(hippoDplr(64), -1);
    yield {
      progress: 1,
      ...worst,
      ...nplrResiduals(64),
      closedForm: from({ A, B }),
      closedFormFromOne: from(fromOne),
      outputs: relative(convolve(kernelByRecurrence(discrete, 1024), u), scan(discrete, u)),
      printedDenominator: Math.sqrt(re * re + im * im),
    };
  },
});

/** How far V (Lambda - P P*) V* is from A, with P in its own coordinates, and V from unitary. */
function nplrResiduals(N: number): { nplr: number; unitary: number } {
  const { V, Lambda } = hippoDplr(N);
  const { A } = hippo(N);
  const P = lowRank(N);
  const difference: Matrix = A.map((row, n) =>
    row.map((a, k) => {
      let normal = 0;
      for (let m = 0; m < N; m++) {
        const re = V.re[n][m] * V.re[k][m] + V.im[n][m] * V.im[k][m];
        const im = V.im[n][m] * V.re[k][m] - V.re[n][m] * V.im[k][m];
        normal += Lambda.re[m] * re - Lambda.im[m] * im;
      }
      return normal - P[n] * P[k] - a;
    }),
  );
  const gram: Matrix = A.map((_, n) =>
    Float64Array.from({ length: 2 * N }, (_, k) => {
      let [re, im] = [0, 0];
      for (let m = 0; m < N; m++) {
        re += V.re[m][n] * V.re[m][k % N] + V.im[m][n] * V.im[m][k % N];
        im += V.re[m][n] * V.im[m][k % N] - V.im[m][n] * V.re[m][k % N];
      }
      return k < N ? re - Number(n === k) : im;
    }),
  );
  return { nplr: norm(difference), unitary: norm(gram) };
}
