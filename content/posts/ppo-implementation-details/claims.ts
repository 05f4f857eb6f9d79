/** What is published, and what our runs measure. */
import { claim, type Source } from '#demo/claim';
import type { Values } from '#demo/run';
import {
  ablations,
  arithmetic,
  cartpole,
  crossing,
  memory,
  pendulum,
  type Ablation,
  type AblationsFrame,
  type Summary,
  type TrainingFrame,
} from './runs.ts';

const post = (place: string, value?: number): Source => ({ cite: 'huang2022ppo37', place, value });
const cleanrl = (place: string, value?: number): Source => ({
  cite: 'huang2022cleanrl',
  place,
  value,
});

const median = (values: ArrayLike<number>) => {
  const sorted = Array.from(values).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const rowOf = (frame: AblationsFrame, name: string): Ablation =>
  frame.rows.find((row) => row.name === name)!;

/** Median return of an ablation's five seeds. */
const ablated = (name: string, place: string, low: number, high = 500) =>
  claim({
    statement: `CartPole at 2.5 × 10⁻³, 100,000 steps, ${name}: median return of five trainings`,
    unit: '',
    digits: 0,
    source: post(place),
    run: ablations,
    values: {},
    seeds: [1],
    measure: (last) => median(rowOf(last, name).scores),
    within: { low, high },
  });

const atRate = { steps: 100_000, lr: 2.5e-4, rewardScale: 1 };

/** What is changed about CartPole at the published learning rate, for 100,000 steps. */
const chain = {
  'as published': atRate,
  'rewards × 0.02': { ...atRate, rewardScale: 0.02 },
  'Adam’s ε at 10⁻⁸': { ...atRate, epsilon: false },
  'no gradient clip': { ...atRate, gradientClip: false },
  'no value clip': { ...atRate, valueClip: false },
  'neither clip': { ...atRate, gradientClip: false, valueClip: false },
} satisfies Record<string, Partial<Values<typeof cartpole.parameters>>>;

const chained = (
  changed: keyof typeof chain,
  statement: string,
  { unit = '', digits = 0 },
  measure: (summary: Summary, score: number) => number,
  within: { low: number; high: number },
) =>
  claim({
    statement: `CartPole at 2.5 × 10⁻⁴, 100,000 steps, ${changed}: ${statement}`,
    unit,
    digits,
    source: post('Core details 3, 9, 10 and 11'),
    run: cartpole,
    values: chain[changed],
    seeds: [1, 2, 3],
    measure: ({ variant, variantScore, baseline, baselineScore }) =>
      measure((variant ?? baseline).summary, (variantScore ?? baselineScore)!),
    within,
  });

const chainedKl = (changed: keyof typeof chain, low: number, high: number) =>
  chained(changed, 'divergence of an update', { unit: '10⁻⁴', digits: 1 }, ({ kl }) => 1e4 * kl, {
    low,
    high,
  });

const chainedValue = (changed: keyof typeof chain, low: number, high: number) =>
  chained(
    changed,
    'mean value of the states of the last rollout, in unscaled rewards',
    {},
    ({ value }) => value,
    { low, high },
  );

const chainedReturn = (changed: keyof typeof chain, low: number, high: number) =>
  chained(changed, 'mean return of 100 episodes', {}, (_, score) => score, { low, high });

const atPublished = { steps: 500_000, lr: 2.5e-4, rewardScale: 1, separate: false };

/** A number of the pendulum after 100,000 steps: mean return of the last 50 episodes. */
const swung = (
  what: string,
  values: Partial<Values<typeof pendulum.parameters>>,
  seeds: readonly number[],
  within: { low: number; high: number },
) =>
  claim({
    statement: `Pendulum, 100,000 steps, ${what}: mean return of the last 50 episodes`,
    unit: '',
    digits: 0,
    source: post('Robotics details 28 and 30'),
    run: pendulum,
    values,
    seeds,
    measure: (last) => last.training.summary.last50,
    within,
  });

/** A number of CartPole without velocities after 150,000 steps, the default. */
const remembered = (
  what: string,
  values: Partial<Values<typeof memory.parameters>>,
  seeds: readonly number[],
  within: { low: number; high: number },
) =>
  claim({
    statement: `CartPole without velocities, 150,000 steps, ${what}: mean return of the last 100 episodes`,
    unit: '',
    digits: 0,
    source: post('LSTM details'),
    run: memory,
    values,
    seeds,
    measure: (last) => last.training.summary.last100,
    within,
  });

/** A number of the board after 50,000 steps. */
const crossed = (
  masking: 'everywhere' | 'drawing' | 'nowhere',
  statement: string,
  { unit = '', digits = 0 },
  measure: (last: TrainingFrame) => number,
  within: { low: number; high: number },
) =>
  claim({
    statement: `Board, illegal moves masked ${masking === 'drawing' ? 'only while drawing' : masking}: ${statement}`,
    unit,
    digits,
    source: { cite: 'huang2020masking', place: 'Evaluation' },
    run: crossing,
    values: { masking },
    seeds: [1, 2, 3],
    measure,
    within,
  });

export const claims = {
  'random-length': claim({
    statement: 'CartPole under random pushes: mean length of 5,000 episodes',
    unit: 'steps',
    digits: 1,
    source: { cite: 'towers2024gymnasium', place: 'CartPole-v1' },
    run: arithmetic,
    values: {},
    seeds: [1],
    measure: (last) => last.randomLength,
    within: { low: 21.6, high: 22.8 },
  }),
  'quick-return': claim({
    statement:
      'CartPole at 2.5 × 10⁻³, rewards × 0.02: mean return of 100 episodes after 50,000 steps',
    unit: '',
    digits: 0,
    source: post('Core details'),
    run: cartpole,
    values: {},
    seeds: [1, 2, 3, 4, 5],
    measure: (last) => last.baselineScore!,
    within: { low: 475, high: 500 },
  }),
  'first-ratio': claim({
    statement: 'Greatest |r − 1| on the first minibatch of any rollout of that training',
    unit: '',
    digits: 0,
    source: post('Debugging: check if ratio equals 1'),
    run: cartpole,
    values: {},
    seeds: [1, 2, 3, 4, 5],
    measure: (last) => last.baseline.summary.firstOff,
    within: { low: 0, high: 0 },
  }),
  'published-return': claim({
    statement:
      'CartPole at the published settings, 500,000 steps: mean return of the last 100 episodes',
    unit: '',
    digits: 0,
    source: cleanrl('ppo.py, experiment results', 490.04),
    run: cartpole,
    values: atPublished,
    seeds: [1, 2, 3],
    measure: (last) => last.baseline.summary.last100,
    within: { low: 470, high: 500 },
  }),
  'shared-return': claim({
    statement: 'The same with a shared network: mean return of the last 100 episodes',
    unit: '',
    digits: 0,
    source: post('Core detail 13, figure'),
    run: cartpole,
    values: atPublished,
    seeds: [1, 2, 3],
    measure: (last) => last.variant!.summary.last100,
    within: { low: 200, high: 300 },
  }),
  'norm-unscaled': chained(
    'as published',
    'norm of the gradient before clipping',
    { digits: 1 },
    ({ gradNorm }) => gradNorm,
    { low: 20, high: 40 },
  ),
  'norm-scaled': chained(
    'rewards × 0.02',
    'norm of the gradient before clipping',
    { digits: 2 },
    ({ gradNorm }) => gradNorm,
    { low: 0.15, high: 0.35 },
  ),
  'quiet-unscaled': chained(
    'as published',
    'share of the actor’s gradients below 10⁻⁵ after clipping',
    { unit: '%' },
    ({ quiet }) => 100 * quiet,
    { low: 25, high: 55 },
  ),
  'quiet-scaled': chained(
    'rewards × 0.02',
    'share of the actor’s gradients below 10⁻⁵ after clipping',
    { unit: '%' },
    ({ quiet }) => 100 * quiet,
    { low: 0, high: 10 },
  ),
  'kl-unscaled': chainedKl('as published', 0.4, 1.2),
  'kl-scaled': chainedKl('rewards × 0.02', 2, 4),
  'kl-epsilon': chainedKl('Adam’s ε at 10⁻⁸', 0.5, 1.6),
  'kl-free-gradient': chainedKl('no gradient clip', 1.8, 4),
  'kl-free-value': chainedKl('no value clip', 0.8, 2),
  'kl-free': chainedKl('neither clip', 1.6, 4),
  'value-unscaled': chainedValue('as published', 20, 50),
  'value-epsilon': chainedValue('Adam’s ε at 10⁻⁸', 20, 50),
  'value-free-gradient': chainedValue('no gradient clip', 20, 50),
  'value-free-value': chainedValue('no value clip', 20, 50),
  'value-free': chainedValue('neither clip', 20, 50),
  'value-scaled': chainedValue('rewards × 0.02', 60, 100),
  'return-unscaled': chainedReturn('as published', 200, 350),
  'return-scaled': chainedReturn('rewards × 0.02', 475, 500),
  'return-epsilon': chainedReturn('Adam’s ε at 10⁻⁸', 200, 380),
  'return-free-gradient': chainedReturn('no gradient clip', 150, 420),
  'return-free-value': chainedReturn('no value clip', 180, 440),
  'return-free': chainedReturn('neither clip', 280, 480),
  'on-return': ablated('everything on', 'Core details', 475),
  'one-environment': ablated('one environment', 'Core detail 1', 450),
  'uniform-init': ablated('PyTorch’s initialisation', 'Core detail 2', 450),
  'small-epsilon': ablated('Adam’s ε at 1e-8', 'Core detail 3', 450),
  'constant-rate': ablated('constant learning rate', 'Core detail 4', 450),
  'lambda-one': ablated('λ = 1', 'Core detail 5', 450),
  'time-limit': ablated('value at the time limit', 'Core detail 5', 475),
  'one-epoch': ablated('one epoch', 'Core detail 6', 250, 470),
  'one-minibatch': ablated('one minibatch', 'Core detail 6', 380),
  'no-normalisation': ablated('no normalisation', 'Core detail 7', 460),
  'batch-normalisation': ablated('normalised by batch', 'Core detail 7', 460),
  'no-clip': ablated('no policy clip', 'Core detail 8', 400),
  'no-value-clip': ablated('no value clip', 'Core detail 9', 450),
  'no-entropy': ablated('no entropy bonus', 'Core detail 10', 475),
  'no-gradient-clip': ablated('no gradient clip', 'Core detail 11', 450),
  'shared-network': ablated('shared network', 'Core detail 13', 150, 260),
  'on-kl': claim({
    statement: 'Divergence of an update in the first of those rows, median',
    unit: '10⁻³',
    digits: 1,
    source: post('Debugging: approx_kl below 0.02'),
    run: ablations,
    values: {},
    seeds: [1],
    measure: (last) => 1e3 * median(rowOf(last, 'everything on').kl),
    within: { low: 1, high: 3 },
  }),
  'no-clip-kl': claim({
    statement: 'Divergence of an update without the policy clip, median',
    unit: '10⁻³',
    digits: 1,
    source: post('Core detail 8'),
    run: ablations,
    values: {},
    seeds: [1],
    measure: (last) => 1e3 * median(rowOf(last, 'no policy clip').kl),
    within: { low: 10, high: 100 },
  }),
  'no-clip-ratio': claim({
    statement: 'The second of these over the first',
    unit: '',
    digits: 0,
    source: post('Core detail 8'),
    run: ablations,
    values: {},
    seeds: [1],
    measure: (last) =>
      median(rowOf(last, 'no policy clip').kl) / median(rowOf(last, 'everything on').kl),
    within: { low: 10, high: 60 },
  }),
  'on-training': claim({
    statement: 'Everything on: mean return of the last 100 episodes of training, median of five',
    unit: '',
    digits: 0,
    source: post('Core details'),
    run: ablations,
    values: {},
    seeds: [1],
    measure: (last) => median(rowOf(last, 'everything on').last100),
    within: { low: 460, high: 500 },
  }),
  'no-clip-training': claim({
    statement: 'No policy clip: mean return of the last 100 episodes of training, median of five',
    unit: '',
    digits: 0,
    source: post('Core detail 8'),
    run: ablations,
    values: {},
    seeds: [1],
    measure: (last) => median(rowOf(last, 'no policy clip').last100),
    within: { low: 320, high: 470 },
  }),
  'time-limit-worst': claim({
    statement: 'Value at the time limit: worst of the five trainings',
    unit: '',
    digits: 0,
    source: post('Core detail 5'),
    run: ablations,
    values: {},
    seeds: [1],
    measure: (last) => Math.min(...rowOf(last, 'value at the time limit').scores),
    within: { low: 200, high: 500 },
  }),
  'one-minibatch-worst': claim({
    statement: 'One minibatch: worst of the five trainings',
    unit: '',
    digits: 0,
    source: post('Core detail 6'),
    run: ablations,
    values: {},
    seeds: [1],
    measure: (last) => Math.min(...rowOf(last, 'one minibatch').scores),
    within: { low: 200, high: 475 },
  }),
  'pendulum-return': swung('our settings', {}, [1, 2, 3, 4], { low: -260, high: -120 }),
  'pendulum-raw': swung('without normalised observations', { observations: false }, [1, 2, 3], {
    low: -260,
    high: -120,
  }),
  'pendulum-unscaled': swung('without scaled rewards', { rewards: false }, [1, 2, 3], {
    low: -500,
    high: -120,
  }),
  'pendulum-mujoco': swung('settings of the paper’s robots', { settings: 'mujoco' }, [1, 2], {
    low: -1300,
    high: -900,
  }),
  'memory-return': remembered('with memory', {}, [1, 2, 3], { low: 350, high: 500 }),
  'memoryless-return': remembered('without memory', { network: 'mlp' }, [1, 2, 3], {
    low: 20,
    high: 90,
  }),
  'memory-unscaled': remembered('with memory, rewards × 1', { rewardScale: 1 }, [1], {
    low: 20,
    high: 120,
  }),
  'rebuild-off': claim({
    statement:
      'CartPole without velocities, 150,000 steps, memories started from 0: greatest |r − 1| on a first minibatch',
    unit: '',
    digits: 1,
    source: post('LSTM detail 36'),
    run: memory,
    values: { rebuild: false },
    seeds: [1],
    measure: (last) => last.training.summary.firstOff,
    within: { low: 1e-4, high: 100 },
  }),
  'rebuild-on': claim({
    statement: 'The same, memories rebuilt from the saved one',
    unit: '',
    digits: 0,
    source: post('LSTM detail 36'),
    run: memory,
    values: {},
    seeds: [1],
    measure: (last) => last.training.summary.firstOff,
    within: { low: 0, high: 0 },
  }),
  'masked-pieces': crossed(
    'everywhere',
    'pieces across in the last 50 episodes, on average',
    { digits: 2 },
    (last) => last.training.summary.last50,
    { low: 3.8, high: 4 },
  ),
  'unmasked-pieces': crossed(
    'nowhere',
    'pieces across in the last 50 episodes, on average',
    { digits: 2 },
    (last) => last.training.summary.last50,
    { low: 0, high: 0.5 },
  ),
  'drawing-pieces': crossed(
    'drawing',
    'pieces across in the last 50 episodes, on average',
    { digits: 2 },
    (last) => last.training.summary.last50,
    { low: 3.5, high: 4 },
  ),
  'masked-kl': crossed(
    'everywhere',
    'divergence of an update',
    { unit: '10⁻³', digits: 1 },
    (last) => 1e3 * last.training.summary.kl,
    { low: 1, high: 10 },
  ),
  'drawing-kl': crossed(
    'drawing',
    'divergence of an update',
    { unit: '10⁻³', digits: 1 },
    (last) => 1e3 * last.training.summary.kl,
    { low: 10, high: 100 },
  ),
  'atari-macs': claim({
    statement: 'Multiply-adds of the Atari network for a frame, its heads apart',
    unit: '10⁶',
    digits: 2,
    source: post('Atari detail 8'),
    run: arithmetic,
    values: {},
    seeds: [1],
    measure: (last) => last.atariMacs,
    within: { low: 9.34, high: 9.35 },
  }),
  'atari-hours': claim({
    statement: 'Hours for 10 million frames of Atari at 35 GFLOP/s',
    unit: 'h',
    digits: 0,
    source: cleanrl('ppo_atari.py, 10 million steps'),
    run: arithmetic,
    values: {},
    seeds: [1],
    measure: (last) => last.atariHours,
    within: { low: 19, high: 20 },
  }),
};
