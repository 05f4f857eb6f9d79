/** What can be run: CartPole with switches, all ablations, the pendulum, memory, masks, and arithmetic. */
import {
  ablations as rows,
  BlindCartPole,
  CartPole,
  categorical,
  Crossing,
  crossingSettings,
  evaluate,
  gaussian,
  mlp,
  mujoco,
  normalising,
  Pendulum,
  published,
  recurrent,
  remembering,
  swingUp,
  train,
  VectorEnvironment,
  type Agent,
  type Environment,
  type Filter,
  type Masking,
  type Settings,
  type TrainOptions,
  type Update,
} from '#cells/ppo-implementation-details';
import { inArena } from '#num/arena';
import { createRng, type Rng } from '#num/random';
import { defineRun, type Frames, type Parameters, type Values } from '#demo/run';

/** How many seeds there are for a training. */
const SEEDS = 2 ** 31;

/** Points of a curve, at most. */
const POINTS = 50;

const EPISODES = 100;

/** A training as its plots need it, up to now. */
export type Curve = {
  /** steps of the environments */
  readonly steps: Int32Array;
  /** mean return of the last 20 episodes, 0 before the first has ended */
  readonly returns: Float32Array;
  /** of the updates since the point before: mean divergence, share clipped, norm of the gradient */
  readonly kl: Float32Array;
  readonly clipped: Float32Array;
  readonly gradNorm: Float32Array;
  /** explained variance of the update at the point, at least -1 */
  readonly explained: Float32Array;
};

/** A training in numbers, up to now. */
export type Summary = {
  /** mean over all updates */
  readonly kl: number;
  readonly gradNorm: number;
  /** share of the actor's gradients below 1e-5, after clipping: mean over all updates */
  readonly quiet: number;
  /** greatest |ratio - 1| on the first minibatch of any rollout */
  readonly firstOff: number;
  /** mean value that the critic gives the states of the last rollout, in units of unscaled rewards */
  readonly value: number;
  /** mean returns of the last 50 and 100 episodes */
  readonly last50: number;
  readonly last100: number;
};

export type Training = { readonly curve: Curve; readonly summary: Summary };

const mean = (values: ArrayLike<number>) =>
  values.length === 0
    ? 0
    : Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** A function that takes in updates, and another that tells what they come to. */
function recorder(
  updates: number,
  rewardScale: number,
): { add(update: Update): void; now(): Training } {
  const every = Math.max(1, Math.ceil(updates / POINTS));
  const points: {
    step: number;
    returns: number;
    kl: number;
    clipped: number;
    gradNorm: number;
    explained: number;
  }[] = [];
  let since: Update[] = [];
  let count = 0;
  let [kl, gradNorm, quiet, firstOff] = [0, 0, 0, 0];
  let latest: Update;
  return {
    add(update) {
      latest = update;
      since.push(update);
      count += 1;
      kl += update.kl;
      gradNorm += update.gradNorm;
      quiet += update.quiet;
      firstOff = Math.max(firstOff, update.firstOff);
      if (count % every !== 0 && count !== updates) return;
      points.push({
        step: update.step,
        returns: mean(update.returns.slice(-20)),
        kl: mean(since.map((one) => one.kl)),
        clipped: mean(since.map((one) => one.clipped)),
        gradNorm: mean(since.map((one) => one.gradNorm)),
        explained: Math.max(-1, update.explained),
      });
      since = [];
    },
    now: () => ({
      curve: {
        steps: Int32Array.from(points, (point) => point.step),
        returns: Float32Array.from(points, (point) => point.returns),
        kl: Float32Array.from(points, (point) => point.kl),
        clipped: Float32Array.from(points, (point) => point.clipped),
        gradNorm: Float32Array.from(points, (point) => point.gradNorm),
        explained: Float32Array.from(points, (point) => point.explained),
      },
      summary: {
        kl: kl / count,
        gradNorm: gradNorm / count,
        quiet: quiet / count,
        firstOff,
        value: mean(latest.rollout.values) / rewardScale,
        last50: mean(latest.returns.slice(-50)),
        last100: mean(latest.returns.slice(-100)),
      },
    }),
  };
}

const updatesOf = ({ steps, environments, horizon }: Settings) =>
  Math.floor(steps / (environments * horizon));

/** One state of a training, and its agent. */
interface State {
  readonly agent: Agent;
  readonly training: Training;
  readonly done: number; // share of the updates
  readonly update: Update;
}

/** Trains an agent; one state for each point of its curve. */
function* learn(
  make: () => Environment,
  agent: Agent,
  settings: Settings,
  rng: Rng,
  options: TrainOptions = {},
): Generator<State> {
  const updates = updatesOf(settings);
  const record = recorder(updates, settings.rewardScale);
  const every = Math.max(1, Math.ceil(updates / POINTS));
  let count = 0;
  for (const update of train(make, agent, settings, rng, options)) {
    record.add(update);
    count += 1;
    if (count % every === 0 || count === updates) {
      yield { agent, training: record.now(), done: count / updates, update };
    }
  }
}

/** Trains on CartPole. Equal seeds give equal weights and draws whatever the settings. */
function* learnCartPole(settings: Settings, seed: number): Generator<State> {
  const rng = createRng(seed);
  const policy = categorical([2]);
  const network = mlp(4, policy.outputs, settings, rng.split());
  yield* learn(() => new CartPole(), { network, policy }, settings, rng.split());
}

/** Mean return of the agent in fresh episodes of CartPole. */
const scoreOf = (agent: Agent, seed: number) =>
  mean(evaluate(() => new CartPole(), agent, EPISODES, createRng(seed + 1)));

/** What the first environment did in the last rollout: (steps, 2), position and angle. */
function episodeOf({ rollout }: Update, settings: Settings): Float32Array {
  const { observations } = rollout;
  const width = observations.length / rollout.rewards.length;
  const steps = Math.min(128, settings.horizon);
  return Float32Array.from({ length: 2 * steps }, (_, i) => {
    const row = Math.floor(i / 2) * settings.environments * width;
    return observations[row + (i % 2 === 0 ? 0 : 2)];
  });
}

export type CartPoleFrame = {
  readonly progress: number;
  /** steps of all trainings together */
  readonly steps: number;
  /** whether a switch differs from the defaults, so that two agents train */
  readonly changed: boolean;
  /** with everything on; the only one if nothing is changed */
  readonly baseline: Training;
  /** with the switches as set */
  readonly variant: Training | null;
  /** mean return of 100 episodes after training, null before */
  readonly baselineScore: number | null;
  readonly variantScore: number | null;
  /** position and angle of one cart in the last rollout, (steps, 2) */
  readonly cart: Float32Array;
};

const switches = {
  steps: {
    kind: 'number',
    label: 'Steps',
    value: 50_000,
    min: 10_000,
    max: 500_000,
    step: 10_000,
  },
  lr: {
    kind: 'number',
    label: 'Learning rate',
    value: 2.5e-3,
    min: 1e-4,
    max: 1e-2,
    step: 5e-5,
    scale: 'log',
  },
  rewardScale: {
    kind: 'number',
    label: 'Rewards ×',
    value: 0.02,
    min: 0.01,
    max: 1,
    step: 0.01,
    scale: 'log',
  },
  environments: {
    kind: 'choice',
    label: '1 · Environments × steps',
    value: '4',
    options: { '1': '1 × 512', '4': '4 × 128', '16': '16 × 32' },
  },
  epochs: { kind: 'number', label: '6 · Epochs', value: 4, min: 1, max: 10, step: 1 },
  minibatches: {
    kind: 'choice',
    label: '6 · Minibatches',
    value: '4',
    options: { '1': '1', '4': '4', '16': '16' },
  },
  normalise: {
    kind: 'choice',
    label: '7 · Advantages normalised by',
    value: 'minibatch',
    options: { minibatch: 'minibatch', batch: 'batch', off: 'nothing' },
  },
  orthogonal: { kind: 'flag', label: '2 · Orthogonal weights', value: true },
  epsilon: { kind: 'flag', label: '3 · Adam’s ε at 1e-5', value: true },
  annealing: { kind: 'flag', label: '4 · Falling rate', value: true },
  gae: { kind: 'flag', label: '5 · GAE, λ = 0.95', value: true },
  timeLimit: { kind: 'flag', label: '5 · Value at the time limit', value: false },
  clip: { kind: 'flag', label: '8 · Clipped policy', value: true },
  valueClip: { kind: 'flag', label: '9 · Clipped value', value: true },
  entropy: { kind: 'flag', label: '10 · Entropy bonus', value: true },
  gradientClip: { kind: 'flag', label: '11 · Clipped gradient', value: true },
  separate: { kind: 'flag', label: '13 · Separate networks', value: true },
} as const satisfies Parameters;

export const cartpole = defineRun({
  title: 'CartPole with switches',
  parameters: switches,
  frames: (values, rng) => race(values, rng.integer(SEEDS - 1)),
});

type CartPoleValues = Values<typeof switches>;

/** The settings that the controls describe. */
function settingsOf(values: CartPoleValues): Settings {
  const environments = Number(values.environments);
  return {
    ...published,
    steps: values.steps,
    lr: values.lr,
    rewardScale: values.rewardScale,
    environments,
    horizon: 512 / environments,
    epochs: values.epochs,
    minibatches: Number(values.minibatches),
    normalise: values.normalise,
    initialisation: values.orthogonal ? 'orthogonal' : 'uniform',
    adamEpsilon: values.epsilon ? 1e-5 : 1e-8,
    annealing: values.annealing,
    lambda: values.gae ? published.lambda : 1,
    atTimeLimit: values.timeLimit ? 'value' : 'end',
    clip: values.clip ? published.clip : null,
    valueClip: values.valueClip ? published.valueClip : null,
    entropy: values.entropy ? published.entropy : 0,
    maxGradNorm: values.gradientClip ? published.maxGradNorm : null,
    shared: !values.separate,
  };
}

/** Trains what is set, and everything on beside it if that differs. */
function race(values: CartPoleValues, seed: number): Frames<CartPoleFrame> {
  return inArena(function* (): Generator<CartPoleFrame> {
    const variant = settingsOf(values);
    const { steps, lr, rewardScale } = variant;
    const baseline: Settings = { ...published, steps, lr, rewardScale };
    const changed = JSON.stringify(baseline) !== JSON.stringify(variant);
    const mine = learnCartPole(variant, seed);
    const other = changed ? learnCartPole(baseline, seed) : null;
    let theirs: State | null = null;
    for (const state of mine) {
      if (other && (!theirs || theirs.done < state.done)) theirs = other.next().value as State;
      const scores =
        state.done === 1
          ? {
              variantScore: changed ? scoreOf(state.agent, seed) : null,
              baselineScore: scoreOf((theirs ?? state).agent, seed),
            }
          : { variantScore: null, baselineScore: null };
      yield {
        progress: state.done,
        steps: state.update.step + (theirs?.update.step ?? 0),
        changed,
        baseline: (theirs ?? state).training,
        variant: changed ? state.training : null,
        ...scores,
        cart: episodeOf(state.update, variant),
      };
    }
  });
}

export type Ablation = {
  /** number of the detail; 0 for the baseline */
  readonly detail: number;
  readonly name: string;
  /** by seed: mean return of 100 episodes after training */
  readonly scores: Float64Array;
  /** by seed: mean return of the last 100 episodes of training */
  readonly last100: Float64Array;
  /** by seed: mean divergence of an update */
  readonly kl: Float64Array;
};

export type AblationsFrame = {
  readonly progress: number;
  /** steps of all trainings together */
  readonly steps: number;
  /** rows with at least one seed done */
  readonly rows: readonly Ablation[];
};

export const ablations = defineRun({
  title: 'One detail off at a time',
  parameters: {
    steps: {
      kind: 'number',
      label: 'Steps of each training',
      value: 100_000,
      min: 10_000,
      max: 100_000,
      step: 10_000,
    },
    seeds: { kind: 'number', label: 'Seeds', value: 5, min: 1, max: 10, step: 1 },
  },
  frames: ({ steps, seeds }, rng) => ablate(steps, seeds, rng),
});

function* ablate(steps: number, count: number, rng: Rng): Generator<AblationsFrame> {
  const seeds = Array.from({ length: count }, () => rng.integer(SEEDS - 1));
  const done: Ablation[] = [];
  const total = rows.length * count;
  let trainings = 0;
  for (const { detail, name, settings } of rows) {
    const scores: number[] = [];
    const last100: number[] = [];
    const kl: number[] = [];
    const row = (): Ablation => ({
      detail: detail ?? 0,
      name,
      scores: Float64Array.from(scores),
      last100: Float64Array.from(last100),
      kl: Float64Array.from(kl),
    });
    for (const seed of seeds) {
      const all: Settings = { ...published, lr: 2.5e-3, steps, ...settings };
      for (const state of inArena(() => scored(all, seed))) {
        if (state.score !== null) {
          scores.push(state.score);
          last100.push(state.summary.last100);
          kl.push(state.summary.kl);
        }
        const shown = scores.length > 0 ? [...done, row()] : [...done];
        const progress = (trainings + state.done) / total;
        yield { progress, steps: (trainings + state.done) * steps, rows: shown };
      }
      trainings += 1;
    }
    done.push(row());
  }
}

/** A few states of a training; the last one with its score. */
function* scored(settings: Settings, seed: number) {
  let shown = 0;
  for (const { agent, training, done } of learnCartPole(settings, seed)) {
    const { summary } = training;
    if (done === 1) yield { done, summary, score: scoreOf(agent, seed) };
    else if (done >= shown + 0.2) yield { done: (shown = done), summary, score: null };
  }
}

/** What the demos of one training each show. */
export type TrainingFrame = {
  readonly progress: number;
  readonly steps: number;
  readonly training: Training;
};

function* single(states: Generator<State>): Generator<TrainingFrame> {
  for (const { training, done, update } of states) {
    yield { progress: done, steps: update.step, training };
  }
}

export const pendulum = defineRun({
  title: 'Swing a pendulum up',
  parameters: {
    settings: {
      kind: 'choice',
      label: 'Settings',
      value: 'swingUp',
      options: { swingUp: 'for the pendulum', mujoco: 'of the paper’s robots' },
    },
    steps: {
      kind: 'number',
      label: 'Steps',
      value: 100_000,
      min: 20_000,
      max: 200_000,
      step: 20_000,
    },
    observations: { kind: 'flag', label: '28, 29 · Normalised observations', value: true },
    rewards: { kind: 'flag', label: '30, 31 · Scaled rewards', value: true },
    storeClipped: { kind: 'flag', label: 'Not 27 · Stores the clipped action', value: false },
  },
  frames: (values, rng) =>
    inArena(function* () {
      const settings = {
        ...(values.settings === 'mujoco' ? mujoco : swingUp),
        steps: values.steps,
      };
      const { environments, gamma } = settings;
      const policy = gaussian(1);
      const network = mlp(3, policy.outputs, settings, rng.split());
      const filter: Filter = normalising(3, environments, gamma, values);
      const storeClipped = values.storeClipped ? 2 : undefined;
      const options = { filter, storeClipped };
      const agent = { network, policy };
      yield* single(learn(() => new Pendulum(), agent, settings, rng.split(), options));
    }),
});

export const memory = defineRun({
  title: 'CartPole without velocities',
  parameters: {
    network: {
      kind: 'choice',
      label: 'Network',
      value: 'lstm',
      options: { lstm: 'long short-term memory', mlp: 'no memory' },
    },
    steps: {
      kind: 'number',
      label: 'Steps',
      value: 150_000,
      min: 10_000,
      max: 300_000,
      step: 10_000,
    },
    rewardScale: {
      kind: 'number',
      label: 'Rewards ×',
      value: 0.02,
      min: 0.01,
      max: 1,
      step: 0.01,
      scale: 'log',
    },
    reset: { kind: 'flag', label: '34 · Forgets where an episode begins', value: true },
    rebuild: { kind: 'flag', label: '36 · Rebuilds from the saved memory', value: true },
  },
  frames: ({ network: kind, steps, rewardScale, reset, rebuild }, rng) =>
    inArena(function* () {
      const settings = { ...remembering, steps, rewardScale };
      const policy = categorical([2]);
      const network =
        kind === 'lstm'
          ? recurrent(2, policy.outputs, { reset }, rng.split())
          : mlp(2, policy.outputs, settings, rng.split());
      const agent = { network, policy };
      yield* single(learn(() => new BlindCartPole(), agent, settings, rng.split(), { rebuild }));
    }),
});

export const crossing = defineRun({
  title: 'Four pieces across a board',
  parameters: {
    masking: {
      kind: 'choice',
      label: 'Illegal moves are masked',
      value: 'everywhere',
      options: { everywhere: 'everywhere', drawing: 'only while drawing', nowhere: 'nowhere' },
    },
    steps: {
      kind: 'number',
      label: 'Steps',
      value: 50_000,
      min: 10_000,
      max: 200_000,
      step: 10_000,
    },
  },
  frames: ({ masking, steps }, rng) =>
    inArena(function* () {
      const settings = { ...crossingSettings, steps };
      const policy = categorical([64, 4], masking as Masking);
      const network = mlp(64, policy.outputs, settings, rng.split());
      yield* single(learn(() => new Crossing(), { network, policy }, settings, rng.split()));
    }),
});

export type ArithmeticFrame = {
  readonly progress: number;
  /** mean length of 5000 episodes of CartPole under random pushes */
  readonly randomLength: number;
  /** multiply-adds of the Atari network for one frame, its heads apart, in millions */
  readonly atariMacs: number;
  /** of one core at 35 GFLOP/s, for 10 million frames */
  readonly atariHours: number;
};

/** Output side of a convolution without padding. */
const convolved = (side: number, kernel: number, stride: number) =>
  Math.floor((side - kernel) / stride) + 1;

export const arithmetic = defineRun({
  title: 'Random pushes, and the cost of Atari',
  parameters: {},
  frames: function* (_, rng): Generator<ArithmeticFrame> {
    const environments = new VectorEnvironment(() => new CartPole(), 50, rng.split());
    while (environments.returns.length < 5000) {
      environments.step(Float32Array.from({ length: 50 }, () => rng.integer(2)));
    }
    let [side, channels, macs] = [84, 4, 0];
    for (const [filters, kernel, stride] of [
      [32, 8, 4],
      [64, 4, 2],
      [64, 3, 1],
    ]) {
      side = convolved(side, kernel, stride);
      macs += side * side * filters * kernel * kernel * channels;
      channels = filters;
    }
    macs += side * side * channels * 512;
    // acting is one pass forward; each of four epochs is one forward and about two backward
    const passes = 1 + 4 * 3;
    yield {
      progress: 1,
      randomLength: mean(environments.returns.slice(0, 5000)),
      atariMacs: macs / 1e6,
      atariHours: (1e7 * passes * 2 * macs) / 35e9 / 3600,
    };
  },
});
