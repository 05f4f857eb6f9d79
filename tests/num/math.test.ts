/** The error bounds that math.ts and the kernels state, measured against Math.* in float64. */
import { describe, expect, test } from 'vitest';
import { scratch } from '#num/arena';
import * as portable from '#num/math';
import { createRng } from '#num/random';
import { tensor } from '#num/tensor';

const SAMPLES = 100_000;

/** `error` in units of the last place of a number like `value`. */
function ulps(error: number, value: number, digits: number, smallest: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), smallest);
  return Math.abs(error) / 2 ** (exponent - digits);
}

function sample(low: number, high: number): Float64Array<ArrayBuffer> {
  const rng = createRng(5);
  return Float64Array.from({ length: SAMPLES }, () => rng.uniform(low, high));
}

describe('scalars in float64', () => {
  // Math.* is itself within 1 ulp, which the bounds include.
  test.each([
    ['exp', -745, 709.7, 1],
    ['exp', -1, 1, 1],
    ['log', 0, 3, 1],
    ['log', 1e-320, 1e-307, 1],
    ['log', 0, 1e308, 1],
    ['tanh', -1, 1, 2],
    ['tanh', -25, 25, 2],
    ['sin', -10, 10, 1],
    ['sin', -1.6e6, 1.6e6, 1],
    ['cos', -10, 10, 1],
    ['cos', -1.6e6, 1.6e6, 1],
  ] as const)('%s from %d to %d is within %d ulp', (name, low, high, bound) => {
    let worst = 0;
    for (const x of sample(low, high)) {
      const exact = Math[name](x);
      worst = Math.max(worst, ulps(portable[name](x) - exact, exact, 52, -1022));
    }
    expect(worst).toBeLessThanOrEqual(bound);
  });

  test('special values', () => {
    const { exp, log, tanh, sin, cos } = portable;
    expect([exp(0), exp(-Infinity), exp(Infinity), exp(NaN)]).toEqual([1, 0, Infinity, NaN]);
    expect([log(1), log(0), log(-1), log(Infinity), log(NaN)]).toEqual([
      0,
      -Infinity,
      NaN,
      Infinity,
      NaN,
    ]);
    expect([tanh(0), tanh(-Infinity), tanh(Infinity), tanh(NaN)]).toEqual([0, -1, 1, NaN]);
    expect([sin(0), cos(0), sin(NaN), cos(NaN)]).toEqual([0, 1, NaN, NaN]);
    expect(() => sin(1e7)).toThrow('sin: |x| must be at most 1647099, got 10000000');
  });

  test('the bits are pinned', () => {
    expect(portable.exp(1.1)).toBe(3.0041660239464334);
    expect(portable.log(1.1)).toBe(0.09531017980432493);
    expect(portable.tanh(1.1)).toBe(0.8004990217606297);
    expect(portable.sin(1.1)).toBe(0.8912073600614354);
    expect(portable.cos(1.1)).toBe(0.4535961214255773);
    expect(portable.erf(1.1)).toBe(0.8802050695740813);
  });

  // from Python 3: [math.erf(x) for x in (...)]
  test('erf is within 8 ulp of another implementation', () => {
    const oracle = [
      [-5.5, -0.9999999999999927],
      [-4, -0.9999999845827421],
      [-3.1, -0.9999883513426328],
      [-2, -0.9953222650189527],
      [-1.1, -0.8802050695740817],
      [-0.84375, -0.7672256612323416],
      [-0.5, -0.5204998778130465],
      [-0.1, -0.1124629160182849],
      [-1e-9, -1.1283791670955127e-9],
      [0.3, 0.3286267594591274],
      [0.7, 0.6778011938374184],
      [1, 0.8427007929497149],
      [1.25, 0.9229001282564582],
      [1.7, 0.9837904585907745],
      [2.5, 0.999593047982555],
      [2.857, 0.9999466417399131],
      [3.5, 0.9999992569016276],
      [4.4, 0.999999999510829],
      [5, 0.9999999999984626],
      [5.9, 0.9999999999999999],
    ];
    for (const [x, exact] of oracle) {
      expect(ulps(portable.erf(x) - exact, exact, 52, -1022)).toBeLessThanOrEqual(8);
    }
  });
});

describe('tensors in float64', () => {
  test.each([
    ['exp', -750, 715],
    ['log', -1, 10],
    ['log', 0, 1e-307],
    ['tanh', -3, 3],
    ['tanh', -25, 25],
    ['sin', -10, 10],
    ['sin', -1.6e6, 1.6e6],
    ['cos', -10, 10],
    ['cos', -1.6e6, 1.6e6],
    ['erf', -7, 7],
  ] as const)('%s from %d to %d has the bits of the scalar function', (name, low, high) => {
    const inputs = sample(low, high);
    scratch(() => {
      const { data } = tensor(inputs, [SAMPLES], { dtype: 'float64' })[name]();
      const wrong = inputs.findIndex((x, i) => !Object.is(data[i], portable[name](x)));
      expect(inputs[wrong]).toBeUndefined();
    });
  });
});

describe('tensors in float32', () => {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

  test.each([
    ['exp', Math.exp, -103, 88.7, 1],
    ['exp', Math.exp, -1, 1, 1],
    ['log', Math.log, 0, 3, 1],
    ['log', Math.log, 0, 1e-37, 1],
    ['log', Math.log, 0, 3e38, 1],
    ['tanh', Math.tanh, -1e-3, 1e-3, 7],
    ['tanh', Math.tanh, -1, 1, 7],
    ['tanh', Math.tanh, -12, 12, 7],
    ['sigmoid', sigmoid, -87, 20, 3],
    ['sin', Math.sin, -1, 1, 2],
    ['sin', Math.sin, -1000, 1000, 2],
    ['sin', Math.sin, -1.6e6, 1.6e6, 2],
    ['cos', Math.cos, -1, 1, 2],
    ['cos', Math.cos, -1000, 1000, 2],
    ['cos', Math.cos, -1.6e6, 1.6e6, 2],
    ['erf', portable.erf, -1e-3, 1e-3, 7],
    ['erf', portable.erf, -1, 1, 7],
    ['erf', portable.erf, -6, 6, 7],
  ] as const)(
    '%s is within the stated ulp: %o from %d to %d, %d',
    (name, exact, low, high, bound) => {
      const inputs = Float32Array.from(sample(low, high));
      scratch(() => {
        const { data } = tensor(inputs)[name]();
        let worst = 0;
        for (let i = 0; i < SAMPLES; i++) {
          const value = exact(inputs[i]);
          worst = Math.max(worst, ulps(data[i] - value, value, 23, -126));
        }
        expect(worst).toBeLessThanOrEqual(bound);
      });
    },
  );

  test('special values, in a whole vector and behind it', () => {
    const special = [0, -0, Infinity, -Infinity, NaN];
    const of = (name: 'exp' | 'log' | 'tanh' | 'sigmoid' | 'relu' | 'sin' | 'cos' | 'erf') =>
      scratch(() => [...tensor(special)[name]().data]);
    expect(of('exp')).toEqual([1, 1, Infinity, 0, NaN]);
    expect(of('log')).toEqual([-Infinity, -Infinity, Infinity, NaN, NaN]);
    expect(of('tanh')).toEqual([0, -0, 1, -1, NaN]);
    expect(of('sigmoid')).toEqual([0.5, 0.5, 1, 0, NaN]);
    expect(of('relu')).toEqual([0, -0, Infinity, 0, NaN]);
    expect(of('sin')).toEqual([0, 0, NaN, NaN, NaN]);
    expect(of('cos')).toEqual([1, 1, NaN, NaN, NaN]);
    expect(of('erf')).toEqual([0, -0, 1, -1, NaN]);
  });

  test('tanh and erf never leave [-1, 1]', () => {
    scratch(() => {
      const inputs = tensor(Float32Array.from(sample(3, 9)));
      expect(Math.max(...inputs.tanh().data)).toBeLessThanOrEqual(1);
      expect(Math.max(...inputs.erf().data)).toBeLessThanOrEqual(1);
    });
  });
});
