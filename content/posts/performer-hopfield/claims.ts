/** What papers and formulas say of four memories and their features, beside what our runs measure. */
import { claim, type Source } from '#demo/claim';
import {
  approximation,
  capacity,
  exponential,
  kernel,
  settling,
  sparseCapacity,
  trade,
  type ExponentialFrame,
  type KernelFrame,
} from './runs.ts';

const seeds = [1, 2, 3];

const hopfield = (place: string, value?: number): Source => ({
  cite: 'hopfield1982neural',
  place,
  value,
});
const amit = (place: string): Source => ({ cite: 'amit1985storing', place });
const tsodyks = (place: string): Source => ({ cite: 'tsodyks1988enhanced', place });
const demircigil = (place: string): Source => ({ cite: 'demircigil2017model', place });
const ramsauer = (place: string): Source => ({ cite: 'ramsauer2021hopfield', place });
const performer = (place: string): Source => ({ cite: 'choromanski2021rethinking', place });
const post = (place: string): Source => ({ cite: 'brandstetter2022looking', place });

const oneStep = (
  statement: string,
  column: 'zero' | 'kept',
  load: number,
  low: number,
  high: number,
) =>
  claim({
    statement,
    unit: '%',
    digits: 2,
    source: column === 'zero' ? hopfield('Studies of the collective behaviors') : post('W = X Xᵀ'),
    run: capacity,
    values: { trials: 20 },
    seeds: [1],
    measure: (last) => last[column][last.N.indexOf(load)],
    within: { low, high },
  });

const settled = (load: number, low: number, high: number) =>
  claim({
    statement: `Overlap at rest for N / d = ${load}, d = 500`,
    unit: '',
    digits: 3,
    source: amit('critical load about 0.14'),
    run: settling,
    values: {},
    seeds,
    measure: (last) => last.overlap[last.loads.indexOf(load)],
    within: { low, high },
  });

const holds = (p: number, low: number, high: number) =>
  claim({
    statement: `Patterns with p = ${p} that 400 units hold, 5% of the active ones wrong`,
    unit: 'patterns',
    digits: 0,
    source: tsodyks('capacity ∝ 1 / (p |ln p|)'),
    run: sparseCapacity,
    values: {},
    seeds,
    measure: (last) => last.N[last.p.indexOf(p)],
    within: { low, high },
  });

const counted = (
  statement: string,
  source: Source,
  measure: (last: ExponentialFrame) => number,
  low: number,
  high: number,
  unit = '%',
  digits = 0,
) =>
  claim({
    statement,
    unit,
    digits,
    source,
    run: exponential,
    values: {},
    seeds,
    measure,
    within: { low, high },
  });

/** At 60 degrees and length 1, where the tails are light enough for a count. */
const errorOver = (
  statement: string,
  measure: (last: KernelFrame) => number,
  low: number,
  high: number,
) =>
  claim({
    statement,
    unit: '',
    digits: 3,
    source: performer('Lemma 2 and Theorem 2'),
    run: kernel,
    values: { length: 1, draws: 100_000 },
    seeds: [1],
    measure,
    within: { low, high },
  });

const SIXTY = 4;
const ratioOf = (kind: number) => (last: KernelFrame) =>
  (last.measured[kind][SIXTY] / last.exact[kind][SIXTY]) ** 2;

const traded = (
  beta: number,
  statement: string,
  of: 'found' | 'relu' | 'own',
  low: number,
  high: number,
) =>
  claim({
    statement,
    unit: '%',
    digits: of === 'own' ? 1 : 0,
    source: post('β = 25 in its experiments'),
    run: trade,
    values: { beta },
    seeds,
    measure: (last) => last[of],
    within: { low, high },
  });

export const claims = {
  'one-step-80': oneStep(
    'Wrong units after one step, zero diagonal, d = 400, N = 80',
    'zero',
    80,
    0.98,
    1.48,
  ),
  'one-step-56': oneStep(
    'Wrong units after one step, zero diagonal, d = 400, N = 56',
    'zero',
    56,
    0.28,
    0.42,
  ),
  'one-step-120': oneStep(
    'Wrong units after one step, zero diagonal, d = 400, N = 120',
    'zero',
    120,
    2.68,
    4.02,
  ),
  'law-80': claim({
    statement: 'The Gaussian law for N = 80, d = 400',
    unit: '%',
    digits: 2,
    source: hopfield('Studies of the collective behaviors'),
    run: capacity,
    values: { trials: 20 },
    seeds: [1],
    measure: (last) => last.lawZero[last.lawN.indexOf(80)],
    within: { low: 1.22, high: 1.24 },
  }),
  'diagonal-80': oneStep(
    'Wrong units after one step, diagonal kept, d = 400, N = 80',
    'kept',
    80,
    0.17,
    0.53,
  ),
  'settled-low': settled(0.1, 0.99, 1),
  'settled-critical': settled(0.138, 0.93, 0.99),
  'settled-high': settled(0.18, 0.3, 0.9),
  'sparse-half': holds(0.5, 38, 58),
  'sparse-tenth': holds(0.1, 124, 186),
  'sparse-twentieth': holds(0.05, 153, 230),
  'dense-stored': counted(
    'Stored patterns unchanged by one update, d = 20, N = 2¹⁰',
    demircigil('exponential interaction: N up to 2^(d/2)'),
    (last) => last.stored,
    93,
    100,
  ),
  'dense-beyond': counted(
    'Stored patterns unchanged by one update, d = 20, N = 2¹⁵',
    demircigil('exponential interaction: N up to 2^(d/2)'),
    (last) => last.beyond,
    50,
    90,
  ),
  'dense-flipped-few': counted(
    'Restored from a tenth of flipped units, d = 20, N = 2⁵',
    demircigil('exponential interaction: fewer patterns where some units are wrong'),
    (last) => last.flippedFew,
    90,
    100,
  ),
  'dense-flipped-many': counted(
    'Restored from a tenth of flipped units, d = 20, N = 2¹⁰',
    demircigil('exponential interaction: fewer patterns where some units are wrong'),
    (last) => last.flippedMany,
    15,
    45,
  ),
  'modern-8': counted(
    'Queries that one step moves closer to their pattern, N = 10,000, d = 32, β = 8',
    ramsauer('update rule'),
    (last) => last.closer[0],
    0,
    10,
  ),
  'modern-16': counted(
    'The same at β = 16',
    ramsauer('update rule'),
    (last) => last.closer[1],
    90,
    100,
  ),
  'energy-rise': counted(
    'Greatest change of the energy in any of these updates',
    ramsauer('concave-convex procedure: the energy does not rise'),
    (last) => last.rise,
    -10,
    1e-9,
    '',
    4,
  ),
  crossing: counted(
    'Tokens at which softmax attention and 256 features take as many multiplications',
    performer('O(L m d) in place of O(L² d)'),
    (last) => last.crossing,
    512,
    512,
    'tokens',
  ),
  'mse-positive': errorOver('Squared error over its exact value, positive', ratioOf(0), 0.92, 1.08),
  'mse-hyperbolic': errorOver(
    'Squared error over its exact value, hyperbolic',
    ratioOf(1),
    0.92,
    1.08,
  ),
  'mse-trigonometric': errorOver(
    'Squared error over its exact value, trigonometric',
    ratioOf(2),
    0.92,
    1.08,
  ),
  'mse-orthogonal': claim({
    statement: 'Squared error of orthogonal directions over its bound, m = d = 16, length 0.8, 60°',
    unit: '',
    digits: 3,
    source: performer('Theorem 2'),
    run: kernel,
    values: { draw: 'orthogonal', draws: 20_000 },
    seeds: [1],
    measure: (last) => (last.measured[0][SIXTY] / last.bound[SIXTY]) ** 2,
    within: { low: 0.5, high: 1 },
  }),
  'orthogonal-mean': claim({
    statement: 'Mean of the estimate over the kernel, orthogonal directions, 105°',
    unit: '',
    digits: 4,
    source: performer('Theorem 2: unbiased'),
    run: kernel,
    values: { draw: 'orthogonal', draws: 20_000 },
    seeds: [1],
    measure: (last) => last.mean[7],
    within: { low: 0.995, high: 1.005 },
  }),
  'qr-bias': claim({
    statement:
      'Bias of the estimate where the signs of R are forgotten, x along the first axis, 60°',
    unit: '%',
    digits: 1,
    source: performer('orthogonal random features'),
    run: kernel,
    values: { draw: 'unsigned', draws: 20_000 },
    seeds: [1],
    measure: (last) => 100 * (last.mean[SIXTY] - 1),
    within: { low: -20, high: -0.3 },
  }),
  slope: claim({
    statement: 'Slope of the log error over log m, queries and keys of length 1',
    unit: '',
    digits: 2,
    source: performer('Theorem 4, for trigonometric features: the error vanishes as m grows'),
    run: approximation,
    values: {},
    seeds: [1],
    measure: (last) => last.slope!,
    within: { low: -0.55, high: -0.35 },
  }),
  'slope-long': claim({
    statement: 'Slope of the log error over log m, queries and keys of length 2',
    unit: '',
    digits: 2,
    source: performer('Theorem 4, for trigonometric features: m grows with the lengths'),
    run: approximation,
    values: { length: 2 },
    seeds: [1],
    measure: (last) => last.slope!,
    within: { low: -0.3, high: 0 },
  }),
  'orthogonal-worst': claim({
    statement: 'Error with orthogonal over error with independent directions, worst of seven m',
    unit: '',
    digits: 2,
    source: performer('orthogonal random features'),
    run: approximation,
    values: {},
    seeds: [1],
    measure: (last) => Math.max(...last.orthogonal.map((error, k) => error / last.independent[k])),
    within: { low: 0, high: 1 },
  }),
  association: claim({
    statement: 'Relative difference of (Q′K′ᵀ)V and Q′(K′ᵀV), float64',
    unit: '10⁻¹⁵',
    digits: 1,
    source: performer('the order of the products'),
    run: approximation,
    values: {},
    seeds: [1],
    measure: (last) => last.association * 1e15,
    within: { low: 0, high: 1e4 },
  }),
  'modern-32': counted(
    'Queries that one step moves closer to their pattern, N = 10,000, d = 32, β = 32',
    ramsauer('update rule'),
    (last) => last.closer[2],
    95,
    100,
  ),
  'trade-1': traded(1, 'Queries found with 256 positive features, β = 1', 'found', 90, 100),
  'trade-4': traded(4, 'Queries found with 256 positive features, β = 4', 'found', 50, 80),
  'trade-25': traded(25, 'Queries found with 256 positive features, β = 25', 'found', 25, 60),
  'own-1': traded(1, 'Weight of the right pattern in the exact softmax, β = 1', 'own', 6, 8),
  'own-4': traded(4, 'Weight of the right pattern in the exact softmax, β = 4', 'own', 21, 27),
  'own-25': traded(25, 'Weight of the right pattern in the exact softmax, β = 25', 'own', 98, 100),
  relu: traded(25, 'Queries found with 256 ReLU features', 'relu', 95, 100),
};
