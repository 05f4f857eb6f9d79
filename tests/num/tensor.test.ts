/** Shapes, broadcasting and errors: NumPy's and PyTorch's semantics. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scratch } from '#num/arena';
import { uniform } from '#num/init';
import { createRng } from '#num/random';
import { full, indexTable, ones, tensor, zeros, type Shape, type Tensor } from '#num/tensor';

/** The element of `x` at an index that may have more axes than it and repeats where it has 1. */
function at(x: Tensor, index: readonly number[]): number {
  const own = index.slice(index.length - x.shape.length);
  return x.data[
    own.reduce((flat, i, axis) => flat * x.shape[axis] + (x.shape[axis] === 1 ? 0 : i), 0)
  ];
}

function indices(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (all, n) => all.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  );
}

function counting(shape: Shape): Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tensor(
    Array.from({ length: size }, (_, i) => ((i * 37) % 64) - 31),
    shape,
  );
}

const axes = fc.array(
  fc.record({ n: fc.integer({ min: 0, max: 4 }), a: fc.boolean(), b: fc.boolean() }),
  { maxLength: 5 },
);

describe('broadcasting', () => {
  test('add and its gradient follow the definition, over random shapes', () => {
    const drops = fc.record({
      a: fc.integer({ min: 0, max: 5 }),
      b: fc.integer({ min: 0, max: 5 }),
    });
    const property = fc.property(axes, drops, (all, drop) => {
      scratch(() => {
        const shapeOf = (side: 'a' | 'b') =>
          all.map((axis) => (axis[side] ? axis.n : 1)).slice(drop[side]);
        const [a, b] = [counting(shapeOf('a')), counting(shapeOf('b')).mul(2)];
        const sum = a.add(b);
        const rank = Math.max(a.shape.length, b.shape.length);
        const aligned = all.slice(all.length - rank);
        const offset = (side: Tensor, axis: number) => side.shape[axis - rank + side.shape.length];
        expect(sum.shape).toEqual(
          aligned.map((_, axis) => {
            const [n = 1, m = 1] = [offset(a, axis), offset(b, axis)];
            return n === 1 ? m : n;
          }),
        );
        expect([...sum.data]).toEqual(indices(sum.shape).map((i) => at(a, i) + at(b, i)));
      });
    });
    fc.assert(property, { seed: 1989, numRuns: 300 });
  });

  test('matmul follows the definition where batches broadcast', () => {
    scratch(() => {
      const [a, b] = [counting([3, 1, 2, 5]), counting([4, 5, 3])];
      const product = a.matmul(b);
      expect(product.shape).toEqual([3, 4, 2, 3]);
      expect([...product.data]).toEqual(
        indices(product.shape).map(([i, j, m, n]) =>
          [0, 1, 2, 3, 4].reduce((sum, k) => sum + at(a, [i, j, m, k]) * at(b, [i, j, k, n]), 0),
        ),
      );
    });
  });
});

describe('shapes', () => {
  test('reductions drop their axis or keep it', () => {
    scratch(() => {
      const x = counting([2, 3, 4]);
      expect(x.sum().shape).toEqual([]);
      expect(x.sum(undefined, { keepdims: true }).shape).toEqual([1, 1, 1]);
      expect(x.mean(1).shape).toEqual([2, 4]);
      expect(x.max(-1, { keepdims: true }).shape).toEqual([2, 3, 1]);
      expect(x.mean(0).data[5]).toBe((x.data[5] + x.data[17]) / 2);
    });
  });

  test('transpose exchanges any two axes', () => {
    scratch(() => {
      const x = counting([2, 3, 4, 5]);
      for (const [i, j] of [
        [0, 1],
        [1, 3],
        [-1, 0],
        [2, 2],
      ]) {
        const [p, q] = [(i + 4) % 4, (j + 4) % 4];
        const y = x.transpose(i, j);
        const swap = (index: readonly number[]) => index.with(p, index[q]).with(q, index[p]);
        expect(y.shape).toEqual(swap(x.shape));
        expect([...y.data]).toEqual(indices(y.shape).map((index) => at(x, swap(index))));
      }
    });
  });

  test('take gathers along the last axis', () => {
    scratch(() => {
      const x = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
      const y = x.take(indexTable([2, -1, 0, 0], [2, 2]), 9);
      expect(y.shape).toEqual([2, 2, 2]);
      expect([...y.data]).toEqual([3, 9, 1, 1, 6, 9, 4, 4]);
    });
  });

  test('softmax sums to 1 and does not overflow', () => {
    scratch(() => {
      const x = tensor([1000, 1001, -1000, 0, 0, 0], [2, 3]);
      expect([...x.softmax().sum(-1).data]).toEqual([1, 1]);
      expect(x.logSoftmax().data[0]).toBeCloseTo(-Math.log1p(Math.E), 4);
    });
  });

  test('comparisons are 1 where they hold', () => {
    scratch(() => {
      const [a, b] = [tensor([1, 2, 3, NaN]), tensor([2, 2, 2, NaN])];
      expect([...a.less(b).data]).toEqual([1, 0, 0, 0]);
      expect([...a.lessEqual(2).data]).toEqual([1, 1, 0, 0]);
      expect([...a.greater(b).data]).toEqual([0, 0, 1, 0]);
      expect([...a.greaterEqual(2).data]).toEqual([0, 1, 1, 0]);
      expect([...a.equal(b).data]).toEqual([0, 1, 0, 0]);
      expect([...a.notEqual(b).data]).toEqual([1, 0, 1, 1]);
    });
  });

  test('where leaves out what is not chosen, be it NaN', () => {
    scratch(() => {
      const x = tensor([-1, 4], [2], { requiresGrad: true });
      const y = x.sqrt().where(x.greater(0), -Infinity);
      expect([...y.data]).toEqual([-Infinity, 2]);
      const z = x.mul(NaN).where(tensor([0, 0]), x);
      expect([...z.data]).toEqual([-1, 4]);
      z.sum().backward();
      expect([...x.grad!.data]).toEqual([NaN, NaN]); // through the product: 0 times NaN
    });
  });

  test('argmax is the first of the largest of each row', () => {
    scratch(() => expect([...tensor([1, 3, 3, 5, 2, 0], [2, 3]).argmax()]).toEqual([1, 0]));
  });

  test('variance is unbiased unless it is asked not to be', () => {
    scratch(() => {
      const x = tensor([1, 2, 3, 6]);
      expect(x.variance().item()).toBeCloseTo(14 / 3, 6);
      expect(x.variance(0, { correction: 0 }).item()).toBe(3.5);
      expect(x.std().item()).toBeCloseTo(Math.sqrt(14 / 3), 6);
      expect(tensor([1, 2, 3, 4], [2, 2]).std(0, { keepdims: true }).shape).toEqual([1, 2]);
    });
  });

  test('broadcastTo repeats axes of 1 and adds axes in front', () => {
    scratch(() => {
      const y = tensor([1, 2], [2, 1]).broadcastTo([2, 2, 3]);
      expect([...y.data]).toEqual([1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2]);
    });
  });

  test('no gradient passes through stopGradient', () => {
    scratch(() => {
      const x = tensor([3], [1], { requiresGrad: true });
      x.mul(x.stopGradient()).sum().backward();
      expect(x.grad!.item()).toBe(3);
      expect(x.stopGradient().requiresGrad).toBe(false);
    });
  });

  test('empty tensors pass through', () => {
    scratch(() => {
      const x = zeros([0, 3], { requiresGrad: true });
      expect(x.matmul(ones([3, 2])).shape).toEqual([0, 2]);
      expect([...ones([2, 0]).matmul(zeros([0, 3])).data]).toEqual([0, 0, 0, 0, 0, 0]);
      expect(x.add(1).tanh().softmax().transpose(0, 1).shape).toEqual([3, 0]);
      const loss = x.square().sum();
      loss.backward();
      expect([loss.item(), x.grad!.size]).toEqual([0, 0]);
      expect(x.clamp(0, 1).pow(2).abs().cumsum(0).narrow(1, 0, 2).shape).toEqual([0, 2]);
      expect(x.where(x.greater(1), x.minimum(2)).broadcastTo([2, 0, 3]).shape).toEqual([2, 0, 3]);
    });
  });
});

describe('dropout', () => {
  test('drops the rate and keeps the mean', () => {
    scratch(() => {
      const { data } = ones([100_000]).dropout(0.25, createRng(1));
      const dropped = data.filter((x) => x === 0).length / data.length;
      // five standard errors
      expect(Math.abs(dropped - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / data.length));
      expect(new Set(data)).toEqual(new Set([0, Math.fround(4 / 3)]));
    });
  });
});

describe('float64', () => {
  test('keeps its digits through every operation', () => {
    scratch(() => {
      const x = tensor([1 + 2 ** -40], [1], { dtype: 'float64' });
      expect(x.mul(3).sub(3).item()).toBe(3 * 2 ** -40);
      const w = uniform([2], 0, 1, createRng(1), { dtype: 'float64' });
      expect(w.data).toBeInstanceOf(Float64Array);
    });
  });
});

describe('errors name the function and both shapes', () => {
  const x = (): Tensor => zeros([3, 4]);
  test.each<[string, () => unknown, string]>([
    [
      'matmul',
      () => x().matmul(zeros([5, 2])),
      'matmul: inner sizes must agree, got (3, 4) and (5, 2)',
    ],
    [
      'matmul of a vector',
      () => x().matmul(zeros([4])),
      'matmul: both sides need two axes or more, got (3, 4) and (4)',
    ],
    [
      'matmul of batches',
      () => zeros([2, 1, 1]).matmul(zeros([3, 1, 1])),
      'matmul: batches must broadcast, got (2, 1, 1) and (3, 1, 1)',
    ],
    ['add', () => x().add(zeros([3])), 'add: shapes must broadcast, got (3, 4) and (3)'],
    ['reshape', () => x().reshape([5, -1]), 'reshape: (3, 4) does not fit into (5, -1)'],
    ['reshape', () => x().reshape([-1, -1]), 'reshape: (3, 4) does not fit into (-1, -1)'],
    ['sum', () => x().sum(2), 'sum: no axis 2 in shape (3, 4)'],
    ['max', () => zeros([0]).max(), 'max: no elements in (0)'],
    ['transpose', () => x().transpose(0, -3), 'transpose: no axis -3 in shape (3, 4)'],
    [
      'take',
      () => x().take(indexTable([4], [1])),
      'take: index 4 is outside the last axis of (3, 4)',
    ],
    ['indexTable', () => indexTable([1, 2], [3]), 'indexTable: 2 indices do not fill (3)'],
    [
      'indexTable',
      () => indexTable([0.5], [1]),
      'indexTable: indices must be integers from -1, got 0.5 at 0',
    ],
    ['tensor', () => tensor([1, 2], [3]), 'tensor: 2 values do not fill (3)'],
    ['set', () => x().set([1]), 'set: 1 values do not fill (3, 4)'],
    ['item', () => x().item(), 'item: needs one element, got shape (3, 4)'],
    [
      'dropout',
      () => x().dropout(1, createRng(1)),
      'dropout: rate must be from 0 to below 1, got 1',
    ],
    [
      'dtypes',
      () => x().mul(full([4], 1, { dtype: 'float64' })),
      'mul: dtypes must agree, got float32 and float64',
    ],
  ])('%s', (_, operation, message) => {
    expect(() => scratch(operation)).toThrow(message);
  });
});
