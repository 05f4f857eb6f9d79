/** What can be run: one training, the whole ladder, training sets of several sizes, and the counts. */
import {
  atPowerLaw,
  base,
  blockScheme,
  centred,
  count,
  createNetwork,
  doublingYears,
  evaluate,
  first,
  fitPowerLaw,
  fullScheme,
  halfWidth,
  halvings,
  ladder as recipes,
  layersOf,
  missesOf,
  parametersOf,
  printedMisses,
  randomScheme,
  read,
  readDigits,
  rejection,
  train as trainNetwork,
  type Digits,
  type Network,
  type Recipe,
  type Scheme,
  type Score,
} from '#cells/lecun-1989';
import { inArena, scratch } from '#num/arena';
import { createRng, type Rng } from '#num/random';
import { defineRun, type Answer, type Frames } from '#demo/run';

const data = { digits: new URL('../../../.data/lecun-1989/digits.deflate', import.meta.url) };

/** Names of the ladder's rungs, as a parameter has them. */
const rungs = ['base', 'softmax', 'adamw', 'shifts', 'dropout'];

/** How many seeds there are for the weights. */
const SEEDS = 2 ** 31;

const schemes: Readonly<Record<string, (rng: Rng) => Scheme>> = {
  blocks: () => blockScheme,
  all: () => fullScheme,
  random: randomScheme,
};

/** Loss and misses on both parts after 0, 1, 2, … passes. */
export type History = {
  readonly trainMisses: Int32Array;
  readonly testMisses: Int32Array;
  readonly trainLoss: Float64Array;
  readonly testLoss: Float64Array;
  /** half the width of the 95% interval of the test error, as a share */
  readonly testHalfWidth: Float64Array;
};

/** Test digits that the network misreads, at most SHOWN of them. */
export type Mistakes = {
  /** which test digits */
  readonly digits: Int32Array;
  /** 256 greys a digit, 255 for full ink */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly guesses: Uint8Array;
};

const SHOWN = 18;

/** An image's inks, -1 to 1, as greys, 0 to 255. */
function greys(image: Float32Array): Uint8Array {
  return Uint8Array.from(image, (ink) => Math.round((ink + 1) * 127.5));
}

export type TrainFrame = {
  readonly progress: number;
  /** passes done, in tenths */
  readonly pass: number;
  readonly presentations: number;
  readonly trainCount: number;
  readonly testCount: number;
  readonly history: History;
  /** (25, 12) */
  readonly kernels: Float32Array;
  /** (64, 12) */
  readonly biases: Float32Array;
  readonly mistakes: Mistakes;
  /** share of test digits to reject so that 1% of the rest err */
  readonly rejection: number;
};

export const train = defineRun({
  title: 'Train the network of 1989',
  parameters: {
    rung: {
      kind: 'choice',
      label: 'Recipe',
      value: 'base',
      options: {
        base: '1989',
        softmax: '+ softmax, cross-entropy',
        adamw: '+ AdamW',
        shifts: '+ shifts',
        dropout: '+ dropout, ReLU',
      },
    },
    passes: { kind: 'number', label: 'Passes', value: 23, min: 1, max: 80, step: 1 },
    size: {
      kind: 'number',
      label: 'Training digits',
      value: 7291,
      min: 491,
      max: 7291,
      step: 200,
    },
    scheme: {
      kind: 'choice',
      label: 'H1 to H2',
      value: 'blocks',
      options: { blocks: 'three blocks of 8', all: 'all 12 planes', random: 'random 8 a map' },
    },
  },
  data,
  frames: (values, rng, bytes) => trainFrames(values, rng.integer(SEEDS), readDigits(bytes.digits)),
});

type TrainValues = { rung: string; passes: number; size: number; scheme: string };

/** Frames of one training. Equal seeds start every rung from the same weights. */
function trainFrames(
  { rung, passes, size, scheme }: TrainValues,
  seed: number,
  digits: { train: Digits; test: Digits },
): Frames<TrainFrame> {
  return inArena(function* (): Frames<TrainFrame> {
    const rng = createRng(seed);
    const recipe = recipes[rungs.indexOf(rung)];
    const training = first(digits.train, size);
    const { outputBias } = recipe;
    const connections = schemes[scheme](rng.split());
    const network = createNetwork(rng.split(), { scheme: connections, outputBias });
    const record = recorder(network, recipe, training, digits.test);
    let scored = record();
    for (const pass of trainNetwork(network, recipe, training, passes, rng.split())) {
      if (Number.isInteger(pass)) scored = record();
      yield {
        progress: pass / passes,
        pass,
        presentations: Math.round(pass * size),
        trainCount: size,
        testCount: digits.test.labels.length,
        ...scored,
        kernels: network.H1.weights.data as Float32Array,
        biases: network.H1.biases.data as Float32Array,
      };
    }
    return reader(network, recipe, connections, digits.test);
  });
}

/** What a reader can have read: a test digit by its number, or the inks of a square drawing, 0 to 255. */
export type Question = number | Uint8Array;

/** What the network saw and said. */
export type Reading = {
  /** 256 greys, 255 for full ink */
  readonly pixels: Uint8Array;
  /** of a test digit; null for a drawing */
  readonly label: number | null;
  /** what the ten output units say */
  readonly outputs: readonly number[];
};

/** Reads digits with the weights that the network has now. */
function reader(network: Network, recipe: Recipe, scheme: Scheme, test: Digits): Answer {
  const weights = parametersOf(network).map((parameter) => parameter.data.slice());
  return (asked) => {
    const question = asked as Question;
    const isDigit = typeof question === 'number';
    const image = isDigit
      ? test.images.slice(question * 256, (question + 1) * 256)
      : centred(
          Float32Array.from(question, (ink) => ink / 255),
          Math.sqrt(question.length),
        );
    return scratch(() => {
      const copy = createNetwork(createRng(0), { scheme });
      parametersOf(copy).forEach((parameter, index) => parameter.set(weights[index]));
      const reading: Reading = {
        pixels: greys(image),
        label: isDigit ? test.labels[question] : null,
        outputs: read(copy, recipe, image),
      };
      return reading;
    });
  };
}

/** A function that scores the network now, and returns what the frames tell of all scores so far. */
function recorder(network: Network, recipe: Recipe, training: Digits, test: Digits) {
  const rows: { trainMisses: number; testMisses: number; trainLoss: number; testLoss: number }[] =
    [];
  return () => {
    const onTrain = evaluate(network, recipe, training);
    const onTest = evaluate(network, recipe, test);
    const wrong = missesOf(onTest, test);
    rows.push({
      trainMisses: missesOf(onTrain, training).length,
      testMisses: wrong.length,
      trainLoss: onTrain.loss,
      testLoss: onTest.loss,
    });
    const history: History = {
      trainMisses: Int32Array.from(rows, (row) => row.trainMisses),
      testMisses: Int32Array.from(rows, (row) => row.testMisses),
      trainLoss: Float64Array.from(rows, (row) => row.trainLoss),
      testLoss: Float64Array.from(rows, (row) => row.testLoss),
      testHalfWidth: Float64Array.from(rows, (row) =>
        halfWidth(row.testMisses, test.labels.length),
      ),
    };
    return {
      history,
      mistakes: sample(wrong, onTest, test),
      rejection: rejection(onTest, test, 0.01),
    };
  };
}

/** At most SHOWN misread digits, evenly spread over all of them. */
function sample(
  wrong: readonly number[],
  { guesses }: Score,
  { images, labels }: Digits,
): Mistakes {
  const shown = Math.min(SHOWN, wrong.length);
  const digits = Int32Array.from(
    { length: shown },
    (_, n) => wrong[Math.floor((n * wrong.length) / shown)],
  );
  const pixels = new Uint8Array(shown * 256);
  digits.forEach((digit, n) => {
    pixels.set(greys(images.subarray(digit * 256, (digit + 1) * 256)), n * 256);
  });
  return {
    digits,
    pixels,
    labels: Uint8Array.from(digits, (digit) => labels[digit]),
    guesses: Uint8Array.from(digits, (digit) => guesses[digit]),
  };
}

/** One rung as far as it has been climbed. */
export type Rung = {
  readonly name: string;
  /** passes that the whole rung takes */
  readonly passes: number;
  readonly history: History;
  readonly rejection: number;
};

export type LadderFrame = {
  readonly progress: number;
  /** rungs done or under way */
  readonly rungs: readonly Rung[];
  readonly trainCount: number;
  readonly testCount: number;
};

export const ladder = defineRun({
  title: 'Climb the ladder',
  parameters: {
    share: {
      kind: 'number',
      label: 'Share of the passes',
      unit: '%',
      value: 100,
      min: 5,
      max: 100,
      step: 5,
    },
  },
  data,
  frames: (values, rng, bytes) => climb(values.share, rng, readDigits(bytes.digits)),
});

function* climb(
  share: number,
  rng: Rng,
  digits: { train: Digits; test: Digits },
): Generator<LadderFrame> {
  const seed = rng.integer(SEEDS);
  const counts = { trainCount: digits.train.labels.length, testCount: digits.test.labels.length };
  const plan = recipes.map((recipe) => Math.max(1, Math.round((recipe.passes * share) / 100)));
  const total = plan.reduce((sum, passes) => sum + passes, 0);
  const climbed: Rung[] = [];
  let done = 0;
  for (const [index, passes] of plan.entries()) {
    const values = { rung: rungs[index], passes, size: counts.trainCount, scheme: 'blocks' };
    for (const frame of trainFrames(values, seed, digits)) {
      if (!Number.isInteger(frame.pass)) continue;
      const { history, rejection: rejected, progress } = frame;
      const rung = { name: recipes[index].name, passes, history, rejection: rejected };
      yield { progress: (done + frame.pass) / total, rungs: [...climbed, rung], ...counts };
      if (progress === 1) climbed.push(rung);
    }
    done += passes;
  }
}

/** The size of the training set of 2022 with which the forecast is compared, and where to draw it. */
const FORECAST = 50_000;
const ALONG = [halvings[0].size, FORECAST];

export type SizesFrame = {
  readonly progress: number;
  /** training-set sizes done */
  readonly sizes: Int32Array;
  readonly testMisses: Int32Array;
  readonly testCount: number;
  /** power law through the points, when there are two */
  readonly fit: { readonly factor: number; readonly exponent: number } | null;
  /** test errors, as shares, that it gives at the sizes in `along` */
  readonly fitted: Float64Array;
  readonly along: Int32Array;
  /** test error, as a share, that it gives at 50,000 digits */
  readonly prediction: number | null;
};

export const sizes = defineRun({
  title: 'Fewer digits, as many presentations',
  parameters: {
    share: {
      kind: 'number',
      label: 'Share of the presentations',
      unit: '%',
      value: 100,
      min: 10,
      max: 100,
      step: 10,
    },
  },
  data,
  frames: (values, rng, bytes) => halve(values.share, rng, readDigits(bytes.digits)),
});

function* halve(
  share: number,
  rng: Rng,
  digits: { train: Digits; test: Digits },
): Generator<SizesFrame> {
  const testCount = digits.test.labels.length;
  const done: number[] = [];
  const testMisses: number[] = [];
  for (const [index, { size, passes }] of halvings.entries()) {
    const part = first(digits.train, size);
    const passesHere = Math.max(1, Math.round((passes * share) / 100));
    for (const state of inArena(() => trainOn(part, passesHere, rng.split(), digits.test))) {
      if (state.misses !== null) {
        done.push(size);
        testMisses.push(state.misses);
      }
      const fit =
        done.length > 1
          ? fitPowerLaw(
              done,
              testMisses.map((m) => m / testCount),
            )
          : null;
      yield {
        progress: (index + state.done) / halvings.length,
        sizes: Int32Array.from(done),
        testMisses: Int32Array.from(testMisses),
        testCount,
        fit,
        fitted: Float64Array.from(fit ? ALONG.map((size) => atPowerLaw(fit, size)) : []),
        along: Int32Array.from(fit ? ALONG : []),
        prediction: fit && atPowerLaw(fit, FORECAST),
      };
    }
  }
}

/** Trains the network of 1989 on `training`; the test misses come with the last state. */
function* trainOn(
  training: Digits,
  passes: number,
  rng: Rng,
  test: Digits,
): Generator<{ done: number; misses: number | null }> {
  const network = createNetwork(rng.split());
  let shown = 0;
  for (const pass of trainNetwork(network, base, training, passes, rng.split())) {
    const done = pass / passes;
    if (pass === passes)
      yield { done, misses: missesOf(evaluate(network, base, test), test).length };
    else if (done >= shown + 0.02) yield { done: (shown = done), misses: null };
  }
}

export type StructureFrame = {
  readonly progress: number;
  readonly units: number;
  readonly connections: number;
  readonly parameters: number;
  /** multiply-adds of one forward pass */
  readonly multiplications: number;
  /** multiply-adds of 23 passes, forward and backward */
  readonly trainingMultiplications: number;
  /** share of scoring in all multiply-adds, if all digits are scored after each pass */
  readonly scoringShare: number;
  readonly printedMisses: number;
  readonly doublingYears: number;
};

/** What needs no training: counts and arithmetic of the text. */
export const structure = defineRun({
  title: 'Count units, connections and parameters',
  parameters: {},
  frames: (_, rng) =>
    inArena(function* (): Generator<StructureFrame> {
      const counts = layersOf(createNetwork(rng)).map(count);
      const sum = (of: (layer: (typeof counts)[number]) => number) =>
        counts.reduce((total, layer) => total + of(layer), 0);
      const multiplications = sum((layer) => layer.multiplications);
      // Backward, each layer needs as much again for its weights, and all but the first for its inputs.
      const pass = 7291 * (3 * multiplications - counts[0].multiplications);
      const scoring = (7291 + 2007) * multiplications;
      yield {
        progress: 1,
        units: 256 + sum((layer) => layer.units),
        connections: sum((layer) => layer.connections),
        parameters: sum((layer) => layer.parameters),
        multiplications,
        trainingMultiplications: base.passes * pass,
        scoringShare: scoring / (scoring + pass),
        printedMisses: printedMisses(44, 2007),
        doublingYears: doublingYears(3000, 33),
      };
    }),
});
