/** The operation that made the first NaN or infinity is named. */
import { describe, expect, test } from 'vitest';
import { compile, scratch } from '#num/arena';
import { detectNonFinite } from '#num/non-finite';
import { full, tensor, zeros } from '#num/tensor';

const detecting = <T>(body: () => T): T => scratch(() => detectNonFinite(body));

describe('detectNonFinite', () => {
  test('names the operation, the place and the shapes', () => {
    expect(() => detecting(() => tensor([1, 2, 3, 4, -1, 6], [2, 3]).log().neg())).toThrow(
      'log: made NaN at (1, 1) of (2, 3), from (2, 3)',
    );
    expect(() => detecting(() => tensor([1, 2]).div(tensor([1, 0])))).toThrow(
      'div: made Infinity at (1) of (2), from (2) and (2)',
    );
    expect(() => detecting(() => full([2, 2], 1e38).sum())).toThrow(
      'sum: made Infinity at () of (), from (2, 2)',
    );
  });

  test('blames the operation of a gradient', () => {
    const root = () => {
      const x = zeros([2], { requiresGrad: true });
      x.sqrt().sum().backward();
    };
    expect(() => detecting(root)).toThrow('div: made Infinity at (0) of (2), from (2) and (2)');
  });

  test('passes on what was there before, and blames who makes NaN of infinities', () => {
    const mask = () => tensor([-Infinity, 0]);
    expect([...detecting(() => mask().add(1).softmax().data.slice())]).toEqual([0, 1]);
    expect(() => detecting(() => mask().sub(mask()))).toThrow('sub: made NaN at (0) of (2)');
  });

  test('looks at every replay of a step compiled there', () => {
    const replay = () => {
      const x = tensor([1]);
      const next = compile(() => x.log());
      next();
      x.set([-1]);
      next();
    };
    expect(() => detecting(replay)).toThrow('log: made NaN at (0) of (1), from (1)');
  });

  test('looks at nothing where it was not asked to', () => {
    expect(scratch(() => tensor([-1]).log().item())).toBeNaN();
  });
});
