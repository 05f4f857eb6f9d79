/** Einstein's notation against nested loops. */
import { describe, expect, test } from 'vitest';
import { scratch } from '#num/arena';
import { einsum } from '#num/einsum';
import { createRng } from '#num/random';
import { tensor, zeros, type Tensor } from '#num/tensor';

const SIZES: Record<string, number> = { a: 2, b: 3, c: 4, d: 2, e: 5 };
const rng = createRng(4);

function random(letters: string): Tensor {
  const shape = [...letters].map((letter) => SIZES[letter]);
  const size = shape.reduce((n, m) => n * m, 1);
  const values = Float64Array.from({ length: size }, () => rng.integer(9) - 4);
  return tensor(values, shape, { dtype: 'float64' });
}

/** Where the element of a term is, when each letter has a value. */
function offset(term: string, at: Readonly<Record<string, number>>): number {
  return [...term].reduce((flat, letter) => flat * SIZES[letter] + at[letter], 0);
}

function byLoops(terms: readonly string[], output: string, inputs: readonly Tensor[]): number[] {
  const letters = [...new Set(terms.join(''))];
  const result = Array.from({ length: [...output].reduce((n, l) => n * SIZES[l], 1) }, () => 0);
  const walk = (i: number, at: Record<string, number>): void => {
    if (i < letters.length) {
      for (let k = 0; k < SIZES[letters[i]]; k++) walk(i + 1, { ...at, [letters[i]]: k });
      return;
    }
    result[offset(output, at)] += terms.reduce(
      (product, term, j) => product * inputs[j].data[offset(term, at)],
      1,
    );
  };
  walk(0, {});
  return result;
}

test.each([
  'ab->ba',
  'abc->b',
  'ab->',
  'ab,bc->ac',
  'ba,bc->ca',
  'abc,abd->acd',
  'abc,adc->abd',
  'ab,ab->ab',
  'ab,ab->',
  'a,b->ab',
  'a,b->ba',
  'abcd,aecd->abec',
  'abc,dc->',
  'ab,->ba',
  'ab,bc,cd->ad',
  'ab,a,b->',
])('%s', (subscripts) => {
  scratch(() => {
    const [left, output] = subscripts.split('->');
    const terms = left.split(',');
    const inputs = terms.map(random);
    const result = einsum(subscripts, ...inputs);
    expect(result.shape).toEqual([...output].map((letter) => SIZES[letter]));
    expect([...result.data].map((x) => x + 0)).toEqual(byLoops(terms, output, inputs));
  });
});

describe('errors name the subscripts', () => {
  const x = () => zeros([3, 4]);
  test.each<[string, () => unknown, string]>([
    ['no arrow', () => einsum('ij', x()), "einsum 'ij': must be letters"],
    ['inputs', () => einsum('ij,jk->ik', x()), "einsum 'ij,jk->ik': names 2 inputs, got 1"],
    ['repeated', () => einsum('ii->i', x()), "einsum 'ii->i': 'i' must stand once in 'ii'"],
    [
      'axes',
      () => einsum('ijk->i', x()),
      "einsum 'ijk->i': 'ijk' must name the axes of input 0, got shape (3, 4)",
    ],
    [
      'sizes',
      () => einsum('ij,jk->ik', x(), x()),
      "einsum 'ij,jk->ik': 'j' must have one size, got (3, 4) and (3, 4)",
    ],
    [
      'output',
      () => einsum('ij->ik', x()),
      "einsum 'ij->ik': 'k' of the output must name an axis of an input",
    ],
  ])('%s', (_, operation, message) => {
    expect(() => scratch(operation)).toThrow(message);
  });
});
