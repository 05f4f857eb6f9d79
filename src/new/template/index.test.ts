import { expect, test } from 'vitest';
import { descend } from '#cells/__SLUG__';
import { start } from '#demo/run';
import { createRng } from '#num/random';
import { descent } from './runs.ts';

test('without noise the iterate shrinks by 1 - lr * curvature a step', () => {
  const iterates = [...descend(2, 0.1, 0, 20, createRng(1))];
  // 1e-12: twenty products in double precision
  iterates.forEach((x, step) => expect(x).toBeCloseTo(0.8 ** (step + 1), 12));
});

test('the run draws the iterates of its cell', () => {
  const frames = [...start(descent, { lr: 0.1, noise: 0.5, steps: 10 }, 3, {})];
  const iterates = [...descend(1, 0.1, 0.5, 10, createRng(3))];
  expect([...frames[9].iterates]).toEqual([1, ...iterates]);
});
