/** Convolution and pooling against loops over windows, and what is refused. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scratch } from '#num/arena';
import { averagePool2d, conv2d, maxPool2d } from '#num/conv';
import { uniform } from '#num/init';
import { createRng } from '#num/random';
import { zeros, type Tensor } from '#num/tensor';

const draw = (...shape: number[]) =>
  uniform(shape, -1, 1, createRng(1), { dtype: 'float64', requiresGrad: false });
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

const sizes = fc.record({
  B: fc.integer({ min: 0, max: 2 }),
  C: fc.integer({ min: 1, max: 3 }),
  D: fc.integer({ min: 1, max: 3 }),
  H: fc.integer({ min: 3, max: 7 }),
  W: fc.integer({ min: 3, max: 7 }),
  P: fc.integer({ min: 1, max: 3 }),
  Q: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.integer({ min: 0, max: 2 }),
});

/** The cell (row, column) of each window of an image, undefined in the padding. */
function cells(
  x: Tensor,
  [b, c]: readonly [number, number],
  [row, column]: readonly [number, number],
  [P, Q]: readonly [number, number],
  padding: number,
): (number | undefined)[] {
  const [, C, H, W] = x.shape;
  return range(P).flatMap((p) =>
    range(Q).map((q) => {
      const [i, j] = [row + p - padding, column + q - padding];
      const inside = i >= 0 && i < H && j >= 0 && j < W;
      return inside ? x.data[((b * C + c) * H + i) * W + j] : undefined;
    }),
  );
}

function expectClose(actual: Tensor, shape: number[], expected: number[]): void {
  expect(actual.shape).toEqual(shape);
  expected.forEach((value, i) => expect(actual.data[i]).toBeCloseTo(value, 12));
}

test('conv2d is the sum over each window', () => {
  fc.assert(
    fc.property(sizes, ({ B, C, D, H, W, P, Q, stride, padding }) =>
      scratch(() => {
        const [x, weight, bias] = [draw(B, C, H, W), draw(D, C, P, Q), draw(D)];
        const rows = Math.floor((H + 2 * padding - P) / stride) + 1;
        const columns = Math.floor((W + 2 * padding - Q) / stride) + 1;
        const expected = range(B * D * rows * columns).map((at) => {
          const [column, row] = [at % columns, Math.floor(at / columns) % rows];
          const d = Math.floor(at / (rows * columns)) % D;
          const b = Math.floor(at / (rows * columns * D));
          const corner = [row * stride, column * stride] as const;
          return range(C)
            .flatMap((c) => cells(x, [b, c], corner, [P, Q], padding))
            .reduce<number>(
              (sum, cell, i) => sum + (cell ?? 0) * weight.data[d * C * P * Q + i],
              bias.data[d],
            );
        });
        expectClose(conv2d(x, weight, bias, { stride, padding }), [B, D, rows, columns], expected);
      }),
    ),
    { seed: 1, numRuns: 60 },
  );
});

test('pools are the largest and the mean of each window', () => {
  fc.assert(
    fc.property(sizes, ({ B, C, H, W, P, stride, padding: given }) =>
      scratch(() => {
        const x = draw(B, C, H, W);
        const padding = Math.min(given, Math.floor(P / 2));
        const count = (n: number) => Math.floor((n + 2 * padding - P) / stride) + 1;
        const [rows, columns] = [count(H), count(W)];
        const all = range(B * C * rows * columns).map((at) => {
          const [column, row] = [at % columns, Math.floor(at / columns) % rows];
          const image = Math.floor(at / (rows * columns));
          const corner = [row * stride, column * stride] as const;
          return cells(x, [Math.floor(image / C), image % C], corner, [P, P], padding);
        });
        const shape = [B, C, rows, columns];
        const largest = all.map((window) => Math.max(...window.map((cell) => cell ?? -Infinity)));
        const means = all.map(
          (window) => window.reduce<number>((s, c) => s + (c ?? 0), 0) / (P * P),
        );
        expectClose(maxPool2d(x, P, { stride, padding }), shape, largest);
        expectClose(averagePool2d(x, P, { stride, padding }), shape, means);
      }),
    ),
    { seed: 1, numRuns: 60 },
  );
});

test.each<[() => Tensor, string]>([
  [
    () => conv2d(zeros([1, 2, 4, 4]), zeros([3, 1, 2, 2])),
    'conv2d: needs (B, C, H, W) and (D, C, P, Q), got (1, 2, 4, 4) and (3, 1, 2, 2)',
  ],
  [
    () => conv2d(zeros([1, 2, 4, 4]), zeros([3, 2, 2, 2]), zeros([2])),
    'conv2d: bias must be (3), got (2)',
  ],
  [
    () => conv2d(zeros([1, 2, 4, 4]), zeros([3, 2, 5, 2])),
    'conv2d: a window of (5, 2) does not fit into (1, 2, 4, 4) with padding 0',
  ],
  [
    () => conv2d(zeros([1, 2, 4, 4]), zeros([3, 2, 2, 2]), undefined, { stride: 0 }),
    'conv2d: stride must be a whole number from 1, got 0',
  ],
  [() => maxPool2d(zeros([4, 4]), 2), 'maxPool2d: needs (B, C, H, W), got (4, 4)'],
  [
    () => averagePool2d(zeros([1, 1, 4, 4]), 2, { padding: 2 }),
    'averagePool2d: padding must be at most 2 / 2, got 2',
  ],
])('refuses what does not fit %#', (operation, message) => {
  expect(() => scratch(operation)).toThrow(message);
});
