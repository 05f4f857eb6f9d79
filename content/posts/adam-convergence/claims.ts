/** What the papers say of their examples, beside what drift and simulation give. */
import { claim, type Source } from '#demo/claim';
import { examples, law, noise, phase, type ExamplesFrame, type LawFrame } from './runs.ts';

const reddi = (place: string, value?: number): Source => ({
  cite: 'reddi2018convergence',
  place,
  value,
});
const shi = (place: string, value?: number): Source => ({ cite: 'shi2021rmsprop', place, value });
const post = (place: string, value?: number): Source => ({
  cite: 'yushun2022doesadamconverge',
  place,
  value,
});
const thesis = (place: string, value?: number): Source => ({
  cite: 'zhang2026principles',
  place,
  value,
});

const seeds = [1, 2, 3];

/** A number of the examples, which no seed changes. */
const example = (
  statement: string,
  digits: number,
  source: Source,
  measure: (last: ExamplesFrame) => number,
  [low, high]: readonly [low: number, high: number],
  unit = '',
) =>
  claim({
    statement,
    unit,
    digits,
    source,
    run: examples,
    values: {},
    seeds: [1],
    measure,
    within: { low, high },
  });

const thresholdOf = (beta1: number, n: number, value: number, digits = 4) =>
  example(
    beta1 === 0
      ? `Threshold of RMSprop for n = ${n}`
      : `Threshold of Adam with beta1 = ${beta1} for n = ${n}`,
    digits,
    reddi('the problem of Theorem 2'),
    (last) => last.threshold[`${beta1} ${n}`],
    [value - 1e-4, value + 1e-4],
  );

const agreementOf = (n: number) =>
  claim({
    statement: `Cells of the phase diagram for n = ${n} in which the run ends where D says`,
    unit: '%',
    digits: 1,
    source: thesis('Fig. 2.4: a map of runs beside analytic conditions'),
    run: phase,
    values: { n },
    seeds: [1],
    measure: (last) => 100 * last.agreement,
    within: { low: 97, high: 100 },
  });

const scaledLaw = (
  statement: string,
  of: (last: LawFrame) => { readonly n: Float64Array; readonly forget: Float64Array },
  n: number,
  [low, high]: readonly [low: number, high: number],
  digits: number,
  own: readonly number[],
) =>
  claim({
    statement: `n² times the distance of the threshold from 1 at n = ${n}, ${statement}`,
    unit: '',
    digits,
    source: shi('Theorem 4.3: 1 − β₂ = O(n^−3.5) suffices'),
    run: law,
    values: {},
    seeds: own,
    measure: (last) => {
      const { n: lengths, forget } = of(last);
      return forget[lengths.indexOf(n)] * n * n;
    },
    within: { low, high },
  });

const rest = (beta2: number, value: number, digits: number) =>
  claim({
    statement: `Where Adam rests at beta2 = ${beta2} with noise 1: its drift vanishes`,
    unit: '',
    digits,
    source: thesis('Theorem 2.2: a ball of O((1 − β₂) √D₀)'),
    run: noise,
    values: {},
    seeds: [1],
    measure: (last) => last.predicted[last.forget.findIndex((rho) => 1 - rho === beta2)]!,
    within: { low: 1.02 * value, high: 0.98 * value },
  });

export const claims = {
  'figure1-drift': example(
    'Drift D on 1010, −10, …, −10 at beta1 = 0.9, beta2 = 0.99',
    2,
    reddi('Section 5, synthetic experiment'),
    (last) => last.drift,
    [-1.91, -1.89],
  ),
  'figure1-adam': example(
    'Where Adam ends on 1010, −10, …, −10 at beta1 = 0.9, beta2 = 0.99',
    2,
    reddi('Figure 1', 1),
    (last) => last.figure1Adam,
    [0.99, 1],
  ),
  'figure1-amsgrad': example(
    'Where AMSGrad is on it after a million steps',
    2,
    reddi('Figure 1', -1),
    (last) => last.figure1Amsgrad,
    [-1, -0.95],
  ),
  'threshold-0-10': thresholdOf(0, 10, 0.9554),
  'threshold-0-50': thresholdOf(0, 50, 0.99836, 5),
  'threshold-0-100': thresholdOf(0, 100, 0.999595, 5),
  'threshold-9-10': thresholdOf(0.9, 10, 0.7747),
  'threshold-9-50': thresholdOf(0.9, 50, 0.99745, 5),
  'lower-root': example(
    'Lower end of the failing stretch of beta2 at beta1 = 0.9 for n = 10',
    4,
    reddi('the problem of Theorem 2'),
    (last) => last.lowerRoot,
    [0.0644, 0.0654],
  ),
  'no-threshold': example(
    'Greatest n up to which there is no threshold at beta1 = 0.9',
    0,
    reddi('the problem of Theorem 2'),
    (last) => last.noThreshold,
    [5, 9],
  ),
  'momentum-law-50': example(
    'Threshold by the sawtooth law at beta1 = 0.9 for n = 50',
    5,
    reddi('the problem of Theorem 2'),
    (last) => last.momentumLaw,
    [0.9973, 0.9976],
  ),
  'default-fails': example(
    'Least n for which beta1 = 0.9, beta2 = 0.999 fails',
    0,
    reddi('Theorem 2: some n'),
    (last) => last.defaultFails,
    [60, 90],
  ),
  'agreement-10': agreementOf(10),
  'agreement-20': agreementOf(20),
  'law-100': scaledLaw('cyclic', (last) => last.curves[0], 100, [4.01, 4.09], 3, [1]),
  'law-500': scaledLaw('cyclic', (last) => last.curves[0], 500, [3.97, 4.05], 3, [1]),
  'law-slope': claim({
    statement: 'Slope against n of the distance of RMSprop’s threshold from 1, n from 10 to 500',
    unit: '',
    digits: 2,
    source: shi('Theorem 4.3: 1 − β₂ = O(n^−3.5) suffices'),
    run: law,
    values: {},
    seeds: [1],
    measure: (last) => last.slope,
    within: { low: -2.08, high: -1.98 },
  }),
  'law-shuffled-20': scaledLaw('shuffled', (last) => last.shuffled, 20, [3.78, 4.44], 2, seeds),
  'law-drawn-20': scaledLaw('drawn anew', (last) => last.drawn, 20, [1.94, 2.28], 2, seeds),
  'bound-50': example(
    'Bound on beta2 at C = 50 that is printed beside the period-3 example',
    4,
    post('Introduction'),
    (last) => last.bound,
    [0.721, 0.723],
  ),
  'period3-50': example(
    'beta2 below which RMSprop fails on C = 50, −1, −1',
    4,
    post('Introduction'),
    (last) => last.period3,
    [0.0125, 0.0137],
  ),
  'period3-end': example(
    'Where RMSprop ends on 50, −1, −1 with period 3 at beta2 = 0.5',
    2,
    post('Introduction: does not converge to the optimum'),
    (last) => last.period3End,
    [-1, -0.99],
  ),
  'period50-end': example(
    'Where RMSprop ends on 50, −1, …, −1 with period 50 at beta2 = 0.5',
    2,
    shi('Section 1, problem (1)'),
    (last) => last.period50End,
    [0.99, 1],
  ),
  'script-10': example(
    'Threshold for the sequence of reddiexample.m at C = 10',
    4,
    shi('Section 1 of the submitted version: between 0.63 and 0.64'),
    (last) => last.script,
    [0.63, 0.64],
  ),
  'cifar-beta1': example(
    'n^−2.5 for CIFAR-10 in batches of 128',
    1,
    post('Gap with practice: about 10⁻⁷', 1),
    (last) => last.cifar,
    [0.5, 5],
    '10⁻⁷',
  ),
  'open-half': example(
    'x after 20,000 steps without walls, n = 10, beta2 = 0.5',
    1,
    thesis('Theorem 2.3: diverges to infinity'),
    (last) => last.openHalf,
    [8, 1000],
  ),
  'open-99': example(
    'x after 20,000 steps without walls, n = 10, beta2 = 0.99; the minimiser is −2',
    3,
    thesis('Theorem 2.2, D₀ = 0'),
    (last) => last.open99,
    [-2.02, -1.98],
  ),
  'rest-99': rest(0.99, -0.287, 3),
  'rest-999': rest(0.999, -0.0227, 4),
  'rest-9999': rest(0.9999, -0.002227, 5),
  'ball-simulated': claim({
    statement: 'Where a simulated Adam settles at beta2 = 0.999, as a multiple of where D vanishes',
    unit: '',
    digits: 3,
    source: thesis('Theorem 2.2: a ball of O((1 − β₂) √D₀)'),
    run: noise,
    values: {},
    seeds: [1],
    measure: (last) => last.adam[3] / last.predicted[3]!,
    within: { low: 0.95, high: 1.05 },
  }),
  'far-adam': example(
    'Steps of Adam from −10 to within 0.1 of −2, n = 10, beta2 = 0.99',
    0,
    thesis('the problem of Theorem 2.3'),
    (last) => last.farAdam,
    [60, 100],
    '10³',
  ),
  'far-amsgrad': example(
    'Steps of AMSGrad from −10 to within 0.1 of −2, n = 10, beta2 = 0.99',
    0,
    thesis('the problem of Theorem 2.3'),
    (last) => last.farAmsgrad,
    [1000, 1700],
    '10³',
  ),
};
