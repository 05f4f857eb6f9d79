/** The corpus that tests/browser/bits.test.ts computes in Chromium reaches everything. */
import { expect, test } from 'vitest';
import { spectral } from '#num/spectral-wasm';
import { kernels, type DType } from '#num/wasm';
import { corpus } from './corpus.ts';

test('every kernel of both types takes part', () => {
  const missing = new Set<string>();
  for (const dtype of ['float32', 'float64'] as DType[]) {
    for (const kernelsOfType of [kernels[dtype], spectral[dtype]]) {
      const table = kernelsOfType as unknown as Record<string, (...values: number[]) => void>;
      for (const [name, kernel] of Object.entries(table)) {
        missing.add(`${name} ${dtype}`);
        table[name] = (...values) => {
          missing.delete(`${name} ${dtype}`);
          kernel(...values);
        };
      }
    }
  }
  corpus();
  expect([...missing]).toEqual([]);
});

test('it is the same each time', () => {
  expect(corpus()).toEqual(corpus());
});
