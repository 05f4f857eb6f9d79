import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatHash, isHashOf, parseHash, parseSeed } from '#demo/configuration';
import { checkValue, type NumberParameter, type Parameters } from '#demo/run';
import { sliderOf } from '#demo/slider';

const parameters: Parameters = {
  passes: { kind: 'number', label: 'Passes', value: 5, min: 1, max: 80, step: 1 },
  lr: {
    kind: 'number',
    label: 'Rate',
    value: 0.03,
    min: 0.0001,
    max: 1,
    step: 0.0001,
    scale: 'log',
  },
  recipe: { kind: 'choice', label: 'Recipe', value: 'a b', options: { 'a b': 'A', 'c&d=e': 'C' } },
  shift: { kind: 'flag', label: 'Shift', value: false },
};
const initial = { values: { passes: 5, lr: 0.03, recipe: 'a b', shift: false }, seed: 1 };
const parse = (hash: string) => parseHash('demo-train', hash, parameters, initial);

describe('settings in an address', () => {
  test('come back as they were', () => {
    const configuration = fc.record({
      values: fc.record({
        passes: fc.integer({ min: 1, max: 80 }),
        lr: fc.double({ min: 0.0001, max: 1, noNaN: true }),
        recipe: fc.constantFrom('a b', 'c&d=e'),
        shift: fc.boolean(),
      }),
      seed: fc.nat(2 ** 32 - 1),
    });
    fc.assert(
      fc.property(configuration, (given) => {
        const hash = formatHash('demo-train', given);
        expect(isHashOf('demo-train', hash)).toBe(true);
        expect(parse(hash)).toEqual({ configuration: given, ignored: [] });
      }),
    );
  });

  test('that are absent keep their initial values', () => {
    expect(parse('#demo-train').configuration).toEqual(initial);
    expect(parse('#demo-train?passes=7').configuration.values).toEqual({
      ...initial.values,
      passes: 7,
    });
  });

  test.each([
    ['passes=900', '`passes` must be a number from 1 to 80, in steps of 1, got 900'],
    ['shift=yes', '`shift` must be true or false, got yes'],
    ['recipe=x', '`recipe` must be one of a b, c&d=e, got x'],
    ['colour=1', 'no parameter `colour`; there are: passes, lr, recipe, shift, seed'],
    ['__proto__=1', 'no parameter `__proto__`; there are: passes, lr, recipe, shift, seed'],
    ['seed=-1', '`seed` must be a whole number from 0 to 4294967295, got -1'],
    ['seed=1e3', '`seed` must be a whole number from 0 to 4294967295, got 1e3'],
  ])('that are not accepted are named and change nothing: %s', (query, message) => {
    expect(parse(`#demo-train?${query}`)).toEqual({ configuration: initial, ignored: [message] });
  });

  test('no text whatever breaks the page', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parse(`#demo-train?${text}`)).not.toThrow();
      }),
    );
  });

  test('of another demo are not mine', () => {
    expect(isHashOf('demo-train', '#demo-train-2?passes=3')).toBe(false);
    expect(isHashOf('demo-train', '')).toBe(false);
  });

  test('a seed is an unsigned 32-bit integer', () => {
    expect(parseSeed(' 4294967295 ')).toBe(4294967295);
    expect(() => parseSeed('4294967296')).toThrow(RangeError);
    expect(() => parseSeed('')).toThrow(RangeError);
  });
});

describe('a slider', () => {
  const parameter: fc.Arbitrary<NumberParameter> = fc
    .record({
      min: fc.constantFrom(0.0001, 0.01, 1, 10, 491),
      decades: fc.constantFrom(2, 20, 1000),
      step: fc.constantFrom(0.0001, 0.01, 1, 10),
      scale: fc.constantFrom('linear' as const, 'log' as const),
    })
    .map(({ min, decades, step, scale }) => {
      const max = min * decades;
      return {
        kind: 'number',
        label: '',
        value: min,
        min,
        max: Math.max(max, min + step),
        step,
        scale,
      };
    });

  test('gives values that the parameter accepts', () => {
    fc.assert(
      fc.property(parameter, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const slider = sliderOf(given);
        const position = slider.min + share * (slider.max - slider.min);
        checkValue('x', given, slider.valueAt(position, given.min));
      }),
    );
  });

  test('on a log scale, every arrow key changes the value until the end', () => {
    fc.assert(
      fc.property(parameter, (given) => {
        if (given.scale !== 'log') return;
        const slider = sliderOf(given);
        let value = given.min;
        for (let presses = 0; presses < 250; presses++) {
          const position = slider.positionOf(value);
          if (value + given.step * 0.999 > given.max) return;
          const next = slider.valueAt(position + 1, value);
          expect(next).toBeGreaterThan(value);
          value = next;
        }
        expect.unreachable('the end was not reached');
      }),
    );
  });

  test('writes decimal steps without rounding errors', () => {
    const tenth: NumberParameter = {
      kind: 'number',
      label: '',
      value: 0,
      min: 0,
      max: 1,
      step: 0.1,
    };
    expect(sliderOf(tenth).valueAt(0.1 + 0.2, 0)).toBe(0.3);
  });
});
