/** What is said of differences and of the tape, beside what the run gives. */
import { claim } from '#demo/claim';
import { log } from '#num/math';
import { check } from './runs.ts';

const seeds = [1, 2, 3];
const log10 = (x: number): number => log(x) / log(10);
const least = (values: Float64Array) => values.reduce((best, x) => Math.min(best, x), Infinity);

export const claims = {
  'best-step': claim({
    statement: 'The best step of central differences in float64, as a power of ten',
    unit: '',
    digits: 1,
    // the cube root of 2^-52, where the function and its third derivative are near 1
    source: { cite: 'press1992numerical', place: 'equation 5.7.8', value: -5.2 },
    run: check,
    values: {},
    seeds,
    measure: ({ steps, float64 }) => log10(steps[float64.indexOf(least(float64))]),
    // derivatives within a factor of 1000 of each other move the step by a factor of 10
    within: { low: -6.2, high: -4.2 },
  }),
  'best-error': claim({
    statement: 'The error of central differences at the best step in float64, as a power of ten',
    unit: '',
    digits: 1,
    source: { cite: 'press1992numerical', place: 'Section 5.7', value: -10.4 },
    run: check,
    values: {},
    seeds,
    measure: ({ float64 }) => log10(least(float64)),
    within: { low: -11.4, high: -9.4 },
  }),
  'tape-error': claim({
    statement: 'The error of the tape in float32, as a power of ten: rounding alone',
    unit: '',
    digits: 1,
    source: { cite: 'baydin2018automatic', place: 'Section 1' },
    run: check,
    values: {},
    seeds,
    measure: ({ tape }) => log10(tape),
    // from one rounding, 2^-24, to some thirty
    within: { low: -7.5, high: -5.7 },
  }),
};
