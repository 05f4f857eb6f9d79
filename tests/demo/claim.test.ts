import { describe, expect, test } from 'vitest';
import { verdict } from '../../src/demo/claim.ts';

describe('the verdict on a claim', () => {
  const within = { low: 1, high: 3 };
  const published = { cite: 'a', place: 'Table 1', value: 2 };
  const unpublished = { cite: 'a', place: 'Table 1' };

  test('is "reproduced" on and between the bounds of a published number', () => {
    for (const value of [1, 2, 3]) {
      expect(verdict({ within, source: published }, value)).toBe('reproduced');
    }
  });
  test('is "computed" where no number was published', () => {
    expect(verdict({ within, source: unpublished }, 2)).toBe('computed');
  });
  test('is "scaled down" where the run is smaller than the paper’s', () => {
    expect(verdict({ within, source: published, scaled: 'fewer digits' }, 2)).toBe('scaled down');
  });
  test('is "differs" outside the bounds with an explanation, and "failed" without', () => {
    expect(verdict({ within, source: published, differs: 'other digits' }, 4)).toBe('differs');
    expect(verdict({ within, source: published }, 0.9)).toBe('failed');
    expect(verdict({ within, source: published }, NaN)).toBe('failed');
  });
});
