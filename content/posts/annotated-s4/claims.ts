/** What was published, beside what our runs measure. */
import { claim, type Source } from '#demo/claim';
import {
  identities,
  memories,
  read,
  train,
  trainFull,
  type IdentitiesFrame,
  type MemoriesFrame,
} from './runs.ts';

const post = (place: string, value?: number): Source => ({
  cite: 'rush2022annotated',
  place,
  value,
});
const paper = (place: string, value?: number): Source => ({
  cite: 'gu2022efficiently',
  place,
  value,
});
const basis = (place: string): Source => ({ cite: 'gu2023how', place });
const diagonal = (place: string): Source => ({ cite: 'gu2022parameterization', place });

/** A residual in units of its own size; 0 is exact. */
const identity = (
  statement: string,
  source: Source,
  exponent: number,
  measure: (last: IdentitiesFrame) => number,
  within: { low: number; high: number },
) =>
  claim({
    statement,
    unit: exponent === 0 ? '' : `10${superscript(exponent)}`,
    digits: exponent === 0 ? 2 : 1,
    source,
    run: identities,
    values: {},
    seeds: [1, 2, 3],
    measure: (last) => measure(last) / 10 ** exponent,
    within,
  });

function superscript(exponent: number): string {
  return String(exponent).replace(/./g, (sign) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)] ?? '⁻');
}

const DELAYS = [1, 5, 10, 25, 50, 75, 100, 150, 200, 300];

/** R^2 of one memory at one delay. */
const recalled = (
  name: string,
  kind: string,
  delay: number,
  within: { low: number; high: number },
  values: { ridge?: '1e-12'; speed?: number } = {},
) =>
  claim({
    statement: `R² of ${name}, ${delay} ${delay === 1 ? 'step' : 'steps'} back`,
    unit: '',
    digits: 2,
    source: kind === 's4d' ? diagonal('S4D-Lin') : basis('LegS as a time-invariant system'),
    run: memories,
    values,
    seeds: [1, 2, 3],
    measure: (last: MemoriesFrame) => last.recall[kind][DELAYS.indexOf(delay)],
    within,
  });

/** The share of test digits read rightly at the end of a run. */
const final = ({ accuracy }: { accuracy: Float64Array }) => 100 * accuracy.at(-1)!;

export const claims = {
  cauchy: identity(
    'Cauchy route against dense recurrence, float64, worst of twelve cases',
    post('Step 3, Diagonal Plus Low-Rank'),
    -13,
    (last) => last.cauchy,
    { low: 0, high: 1000 },
  ),
  conversion: identity(
    'Converted network against dense recurrence, float64, worst of twelve cases',
    post('Diagonal Plus Low-Rank RNN'),
    -12,
    (last) => last.conversion,
    { low: 0, high: 1000 },
  ),
  'cauchy-32': identity(
    'Cauchy route with its sums in float32, worst of twelve cases',
    post('Step 3, Diagonal Plus Low-Rank'),
    -6,
    (last) => last.cauchy32,
    { low: 0.01, high: 20 },
  ),
  'recurrence-32': identity(
    'Dense recurrence in float32, worst of twelve cases',
    post('Training SSMs: “naive and unstable”'),
    -6,
    (last) => last.recurrence32,
    { low: 0.01, high: 20 },
  ),
  outputs: identity(
    'Outputs by FFT convolution against outputs by recurrence, N = 64, L = 1,024',
    post('Training SSMs: The Convolutional Representation'),
    -13,
    (last) => last.outputs,
    { low: 0, high: 10_000 },
  ),
  nplr: identity(
    'A against V(Λ − PP*)V*, N = 64, Frobenius norm',
    paper('Theorem 1: HiPPO matrices are normal plus low rank'),
    -12,
    (last) => last.nplr,
    { low: 0, high: 100 },
  ),
  'closed-form': identity(
    'Impulse responses of LegS against warped Legendre polynomials, N = 16',
    basis('LegS: exponentially warped Legendre polynomials'),
    -14,
    (last) => last.closedForm,
    { low: 0, high: 10_000 },
  ),
  'from-one': identity(
    'The same for the listing that counts from 1',
    post('make_HiPPO, with B of test_gen_dplr'),
    0,
    (last) => last.closedFormFromOne,
    { low: 0.1, high: 10 },
  ),
  'printed-signs': identity(
    'Kernel with the displayed signs for Λ + pq*, least of twelve errors',
    post('Step 3, formula of K_DPLR'),
    0,
    (last) => last.printedSigns,
    { low: 0.01, high: 1000 },
  ),
  'printed-denominator': identity(
    'Denominator with the displayed signs for Λ − pp*, at ω = 1, N = 64',
    post('Step 3, formula of K_DPLR'),
    -14,
    (last) => last.printedDenominator,
    { low: 0, high: 1000 },
  ),
  'hippo-1': recalled('HiPPO', 'hippo', 1, { low: 0.92, high: 1 }),
  'hippo-25': recalled('HiPPO', 'hippo', 25, { low: 0.71, high: 0.87 }),
  'hippo-50': recalled('HiPPO', 'hippo', 50, { low: 0.61, high: 0.77 }),
  'hippo-100': recalled('HiPPO', 'hippo', 100, { low: 0.47, high: 0.63 }),
  'hippo-200': recalled('HiPPO', 'hippo', 200, { low: 0.25, high: 0.41 }),
  's4d-50': recalled('S4D-Lin', 's4d', 50, { low: 0.55, high: 0.71 }),
  's4d-100': recalled('S4D-Lin', 's4d', 100, { low: 0.56, high: 0.72 }),
  'real-50': recalled('the real diagonal', 'real', 50, { low: 0.27, high: 0.43 }),
  'real-50-quiet': recalled(
    'the real diagonal, noise 10⁻¹²',
    'real',
    50,
    { low: 0.4, high: 0.6 },
    { ridge: '1e-12' },
  ),
  'skew-200': recalled('the random skew', 'skew', 200, { low: 0.02, high: 0.25 }),
  'slow-skew-200': recalled(
    'the random skew at a fifth of the speed',
    'skew',
    200,
    { low: 0.42, high: 0.7 },
    { speed: 0.2 },
  ),
  parameters: claim({
    statement: 'Parameters of the network, H = 32, N = 32, two layers',
    unit: '',
    digits: 0,
    source: diagonal('S4D layer'),
    run: train,
    values: {},
    seeds: [1],
    measure: (last) => last.parameters,
    within: { low: 8970, high: 8970 },
  }),
  'small-accuracy': claim({
    statement: 'Test digits read rightly, 8 × 8 pixels, 500 steps',
    unit: '%',
    digits: 1,
    source: post('Experiments: MNIST', 99),
    run: train,
    values: {},
    seeds: [1, 2, 3],
    measure: final,
    within: { low: 60, high: 95 },
    scaled: '64 steps in place of 784, 8,000 training digits, 500 steps of 50',
  }),
  'real-accuracy': claim({
    statement: 'The same from real modes',
    unit: '%',
    digits: 1,
    source: diagonal('S4D-Real'),
    run: train,
    values: { modes: 'real' },
    seeds: [1, 2, 3],
    measure: final,
    within: { low: 30, high: 95 },
  }),
  'full-accuracy': claim({
    statement: 'Test digits read rightly, 16 × 16 pixels, 1,600 steps',
    unit: '%',
    digits: 1,
    source: post('Experiments: MNIST', 99),
    run: trainFull,
    values: {},
    seeds: [1],
    measure: final,
    within: { low: 94, high: 98.5 },
    scaled: '256 steps in place of 784, 9 thousand parameters, 8,000 training digits',
  }),
  'shipped-distance': claim({
    statement: 'Largest difference of a shipped weight from that of this run',
    unit: '',
    digits: 2,
    source: diagonal('S4D layer'),
    run: trainFull,
    values: {},
    seeds: [1],
    measure: (last) => last.distance,
    within: { low: 0, high: 0 },
    differs: 'a sum in #num rounds differently than when the weights were written',
  }),
  'shipped-accuracy': claim({
    statement: 'Test digits that the shipped weights read rightly, as a convolution',
    unit: '%',
    digits: 2,
    source: post('Experiments: MNIST', 99),
    run: read,
    values: {},
    seeds: [1],
    measure: (last) => 100 * (1 - last.misread / last.read),
    within: { low: 95, high: 98.5 },
    scaled: '256 steps in place of 784, 9 thousand parameters, 8,000 training digits',
  }),
  logits: claim({
    statement: 'Largest difference of a logit, convolution against recurrence, 100 digits',
    unit: '10⁻⁶',
    digits: 1,
    source: post('S4 CNN / RNN Layer'),
    run: read,
    values: {},
    seeds: [1],
    measure: (last) => 1e6 * last.largestDifference,
    within: { low: 0, high: 100 },
  }),
};
