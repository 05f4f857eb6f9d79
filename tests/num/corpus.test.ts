/** The corpus that tests/browser/bits.test.ts computes in Chromium reaches everything. */
import { expect, test } from 'vitest';
import { kernels, type DType } from '#num/wasm';
import { corpus } from './corpus.ts';

test('every kernel of both types takes part', () => {
  const called = new Set<string>();
  for (const dtype of ['float32', 'float64'] as DType[]) {
    const table = kernels[dtype] as unknown as Record<string, (...values: number[]) => void>;
    for (const [name, kernel] of Object.entries(table)) {
      table[name] = (...values) => {
        called.add(`${name} ${dtype}`);
        kernel(...values);
      };
    }
  }
  corpus();
  const all = Object.keys(kernels.float32).flatMap((name) => [
    `${name} float32`,
    `${name} float64`,
  ]);
  expect(all.filter((name) => !called.has(name))).toEqual([]);
});

test('it is the same each time', () => {
  expect(corpus()).toEqual(corpus());
});
