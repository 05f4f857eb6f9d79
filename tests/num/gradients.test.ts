/**
 * Every gradient against central differences in float64, and every second gradient against central
 * differences of the first.
 *
 * A step of 1e-5 leaves an error of about 1e-10 by truncation and 1e-11 by rounding for values near 1;
 * the tolerance of 1e-7 allows for the steepest of the functions.
 */
import { describe, expect, test } from 'vitest';
import { scratch } from '#num/arena';
import { grad, noGrad, ones, tensor, type Tensor } from '#num/tensor';
import { inputsOf, mix, operations } from './operations.ts';

const STEP = 1e-5;
const TOLERANCE = 1e-7;

/** d value / d each element of each input, by central differences. */
function differences(inputs: readonly Tensor[], value: () => number): number[][] {
  return inputs.map(({ data }) =>
    Array.from(data, (x, i) => {
      data[i] = x + STEP;
      const above = value();
      data[i] = x - STEP;
      const below = value();
      data[i] = x;
      return (above - below) / (2 * STEP);
    }),
  );
}

function expectClose(actual: readonly Tensor[], expected: readonly number[][]): void {
  expected.forEach((values, input) =>
    values.forEach((value, i) => {
      const error = Math.abs(actual[input].data[i] - value) / Math.max(1, Math.abs(value));
      if (!(error <= TOLERANCE)) {
        throw new Error(`input ${input} at ${i}: ${actual[input].data[i]} instead of ${value}`);
      }
    }),
  );
}

describe.each(Object.entries(operations))('%s', (_, entry) => {
  test('has the gradient of its differences', () => {
    scratch(() => {
      const inputs = inputsOf(entry);
      const value = () => scratch(() => noGrad(() => mix(entry.apply(...inputs)).item()));
      expectClose(grad(mix(entry.apply(...inputs)), inputs), differences(inputs, value));
    });
  });

  test('has the second gradient of the differences of the first', () => {
    scratch(() => {
      const inputs = inputsOf(entry);
      // squared first, so that linear functions have a second gradient too
      const first = () => {
        const loss = mix(entry.apply(...inputs).square());
        const gradients = grad(loss, inputs, { createGraph: true });
        return gradients.map(mix).reduce((sum, part) => sum.add(part));
      };
      expectClose(
        grad(first(), inputs),
        differences(inputs, () => scratch(() => first().item())),
      );
    });
  });
});

test('a third gradient: x^4 at 2 has 24 x', () => {
  scratch(() => {
    const x = tensor([2], [1], { dtype: 'float64', requiresGrad: true });
    let y = x.square().square();
    for (let i = 0; i < 3; i++) [y] = grad(y, [x], { createGraph: true });
    expect(y.item()).toBe(48);
  });
});

test('the gradients of products that are packed are sums of products', () => {
  scratch(() => {
    const [batch, m, k, n] = [2, 37, 41, 70]; // enough rows, columns and products for strips
    const at = (i: number) => ((i * 7919) % 64) / 64 - 0.5; // sums of products are exact
    const draw = (...shape: number[]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const values = Float64Array.from({ length: size }, (_, i) => at(i));
      return tensor(values, shape, { dtype: 'float64', requiresGrad: true });
    };
    const [a, b, weights] = [draw(batch, m, k), draw(batch, k, n), draw(batch, m, n)];
    const [byA, byB] = grad(a.matmul(b).mul(weights).sum(), [a, b]);
    for (let i = 0; i < batch; i++) {
      for (let l = 0; l < k; l++) {
        for (let r = 0; r < m; r++) {
          let sum = 0;
          for (let j = 0; j < n; j++) {
            sum += weights.data[(i * m + r) * n + j] * b.data[(i * k + l) * n + j];
          }
          expect(byA.data[(i * m + r) * k + l]).toBe(sum);
        }
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let r = 0; r < m; r++) {
            sum += weights.data[(i * m + r) * n + j] * a.data[(i * m + r) * k + l];
          }
          expect(byB.data[(i * k + l) * n + j]).toBe(sum);
        }
      }
    }
  });
});

test('equal maxima share the gradient', () => {
  scratch(() => {
    const x = tensor([3, 1, 3], [3], { requiresGrad: true });
    expect([...grad(x.max(), [x])[0].data]).toEqual([0.5, 0, 0.5]);
  });
});

test('backward adds up until the gradient is forgotten', () => {
  scratch(() => {
    const x = ones([2], { requiresGrad: true });
    x.mul(3).sum().backward();
    x.mul(4).sum().backward();
    expect([...x.grad!.data]).toEqual([7, 7]);
    x.grad = null;
    x.sum().backward();
    expect([...x.grad!.data]).toEqual([1, 1]);
  });
});

test('grad leaves grad alone, and noGrad remembers nothing', () => {
  scratch(() => {
    const x = ones([2], { requiresGrad: true });
    const [gradient] = grad(x.square().sum(), [x]);
    expect(x.grad).toBeNull();
    expect(gradient.requiresGrad).toBe(false);
    expect(noGrad(() => x.square()).requiresGrad).toBe(false);
  });
});

test('errors say what a gradient needs', () => {
  scratch(() => {
    const x = ones([2, 3], { requiresGrad: true });
    const other = ones([4], { requiresGrad: true });
    expect(() => x.backward()).toThrow('backward: needs one number, got shape (2, 3)');
    expect(() => ones([1]).backward()).toThrow(
      'backward: the number was made of no tensor that requires a gradient',
    );
    expect(() => grad(x.sum(), [x, other])).toThrow(
      'grad: the loss does not depend on input 1 of shape (4)',
    );
  });
});
