/** Indices that change between replays, and what they may be. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, scratch } from '#num/arena';
import { vjp } from '#num/autodiff';
import { concat, gather, indexSelect, segmentSum, stack } from '#num/indexing';
import { createRng } from '#num/random';
import { ones, tensor, zeros, type Tensor } from '#num/tensor';

const counting = (...shape: number[]): Tensor =>
  tensor(
    Array.from({ length: shape.reduce((n, m) => n * m, 1) }, (_, i) => i),
    shape,
  );

describe('gather', () => {
  test('picks as PyTorch does where the indices have all axes', () => {
    scratch(() => {
      const y = gather(counting(2, 3, 2), 1, tensor([0, 2, 1, 1], [2, 1, 2]));
      expect(y.shape).toEqual([2, 1, 2]);
      expect([...y.data]).toEqual([0, 5, 8, 9]);
    });
  });

  test('picks one element a row where they lack the axis', () => {
    scratch(() => {
      const y = gather(counting(3, 4), -1, Int32Array.of(1, 0, 3));
      expect(y.shape).toEqual([3]);
      expect([...y.data]).toEqual([1, 4, 11]);
      const z = gather(counting(2, 3, 2), 1, tensor([0, 1, 2, 0], [2, 2]));
      expect(z.shape).toEqual([2, 2]);
      expect([...z.data]).toEqual([0, 3, 10, 7]);
    });
  });

  test('reads its indices again in every replay, of a tensor and of an array', () => {
    scratch(() => {
      const [x, index, array] = [counting(2, 3), tensor([0, 0]), Int32Array.of(0, 0)];
      x.set(x.data.slice());
      const w = ones([2, 3], { requiresGrad: true });
      const next = compile(() => {
        const y = gather(w.mul(x), 1, index)
          .add(gather(x, 1, array))
          .sum();
        w.grad = null;
        y.backward();
        return y;
      });
      expect(next().item()).toBe(6);
      index.set([2, 1]);
      array.set([1, 2]);
      expect(next().item()).toBe(2 + 4 + (1 + 5));
      expect([...w.grad!.data]).toEqual([0, 0, 2, 0, 4, 0]);
      index.set([2, 3]);
      expect(next).toThrow('gather: indices must be whole numbers from 0 to 2, got 3 at 1');
    });
  });
});

test('indexSelect takes slices, in the shape of the indices', () => {
  scratch(() => {
    const rows = indexSelect(counting(3, 2), 0, tensor([2, 0, 1, 1], [2, 2]));
    expect(rows.shape).toEqual([2, 2, 2]);
    expect([...rows.data]).toEqual([4, 5, 0, 1, 2, 3, 2, 3]);
    const columns = indexSelect(counting(2, 3), 1, Int32Array.of(2, 0));
    expect([...columns.data]).toEqual([2, 0, 5, 3]);
    expect(indexSelect(counting(2, 3), 1, new Int32Array(0)).shape).toEqual([2, 0]);
  });
});

test('segmentSum adds up rows and leaves empty segments 0', () => {
  scratch(() => {
    const y = segmentSum(counting(4, 2), Int32Array.of(2, 0, 2, 2), 4);
    expect(y.shape).toEqual([4, 2]);
    expect([...y.data]).toEqual([2, 3, 0, 0, 10, 13, 0, 0]);
  });
});

test('concat and stack put tensors together along an axis', () => {
  scratch(() => {
    const y = concat([counting(2, 1), counting(2, 2), zeros([2, 0])], -1);
    expect(y.shape).toEqual([2, 3]);
    expect([...y.data]).toEqual([0, 0, 1, 1, 2, 3]);
    const z = stack([counting(2), counting(2).add(5)], -1);
    expect(z.shape).toEqual([2, 2]);
    expect([...z.data]).toEqual([0, 5, 1, 6]);
  });
});

describe('over random shapes, empty and 1-sized among them', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
  const shapeAndAxis = sizes.chain((shape) =>
    fc.record({ shape: fc.constant(shape), axis: fc.integer({ min: 0, max: shape.length - 1 }) }),
  );
  const check = <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void) =>
    fc.assert(
      fc.property(arbitrary, (value) => scratch(() => property(value))),
      { seed: 1989, numRuns: 200 },
    );

  /** All indices of a shape, and the elements there. */
  const indices = (shape: readonly number[]): number[][] =>
    shape.reduce<number[][]>(
      (all, n) => all.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
      [[]],
    );
  const at = (x: Tensor, index: readonly number[]): number =>
    x.data[index.reduce((flat, i, axis) => flat * x.shape[axis] + i, 0)];
  const expectElements = (x: Tensor, element: (index: number[]) => number) =>
    expect([...x.data]).toEqual(indices(x.shape).map(element));

  test('narrow and concat', () => {
    check(fc.tuple(shapeAndAxis, fc.nat(4)), ([{ shape, axis }, cut]) => {
      const x = counting(...shape);
      const start = Math.min(cut, shape[axis]);
      const rest = x.narrow(axis, start, shape[axis] - start);
      expectElements(rest, (index) => at(x, index.with(axis, index[axis] + start)));
      const whole = concat([x.narrow(axis, 0, start), rest], axis);
      expect(whole.shape).toEqual(shape);
      expect([...whole.data]).toEqual([...x.data]);
    });
  });

  test('gather and indexSelect', () => {
    check(fc.tuple(shapeAndAxis, fc.integer({ min: 0, max: 5 })), ([{ shape, axis }, m]) => {
      fc.pre(shape[axis] > 0);
      const x = counting(...shape);
      const chosen = Int32Array.from({ length: m }, (_, i) => (7 * i + 3) % shape[axis]);
      const slices = indexSelect(x, axis, chosen);
      expectElements(slices, (index) => at(x, index.with(axis, chosen[index[axis]])));
      const own = counting(...shape.with(axis, m));
      own.set(own.data.map((value) => (5 * value + 1) % shape[axis]));
      const picked = gather(x, axis, own);
      expect(picked.shape).toEqual(own.shape);
      expectElements(picked, (index) => at(x, index.with(axis, at(own, index))));
    });
  });

  test('permute and cumsum', () => {
    check(fc.tuple(shapeAndAxis, fc.nat()), ([{ shape, axis }, seed]) => {
      const x = counting(...shape);
      const order = [...createRng(seed).permutation(shape.length)];
      expectElements(x.permute(order), (index) =>
        at(
          x,
          order.reduce((from, to, i) => from.with(to, index[i]), index),
        ),
      );
      expectElements(x.cumsum(axis), (index) =>
        Array.from({ length: index[axis] + 1 }, (_, i) => at(x, index.with(axis, i))).reduce(
          (sum, value) => sum + value,
          0,
        ),
      );
    });
  });

  test('gradients are adjoints: u f(v) = f^T(u) v for all that is linear', () => {
    const linear: Record<string, (x: Tensor, axis: number) => Tensor> = {
      narrow: (x, axis) => x.narrow(axis, 1, x.shape[axis] - 1),
      concat: (x, axis) => concat([x, x.mul(2)], axis),
      stack: (x, axis) => stack([x, x.mul(3), x], axis),
      indexSelect: (x, axis) => indexSelect(x, axis, Int32Array.of(0, x.shape[axis] - 1, 0)),
      segmentSum: (x) => segmentSum(x, new Int32Array(x.shape[0]).fill(1), 3),
      cumsum: (x, axis) => x.cumsum(axis),
      permute: (x) => x.permute(x.shape.map((_, i) => (i + 1) % x.shape.length)),
      sum: (x, axis) => x.sum(axis),
      broadcastTo: (x) => x.sum(0, { keepdims: true }).broadcastTo([2, ...x.shape]),
      reshape: (x) => x.reshape([-1]),
    };
    const dot = (a: Tensor, b: Tensor) => a.mul(b).sum().item();
    check(fc.tuple(shapeAndAxis, fc.constantFrom(...Object.keys(linear))), ([at, name]) => {
      fc.pre(at.shape.every((n) => n > 0));
      const v = tensor(counting(...at.shape).data, at.shape, { requiresGrad: true });
      const y = linear[name](v, at.axis);
      const u = counting(...y.shape).sub(2);
      expect(dot(vjp(y, [v], u)[0], v)).toBe(dot(u, y)); // whole numbers, so exactly
    });
  });

  test('segmentSum', () => {
    check(fc.tuple(sizes, fc.integer({ min: 1, max: 5 })), ([shape, segments]) => {
      const x = counting(...shape);
      const segment = Int32Array.from({ length: shape[0] }, (_, i) => (3 * i + 1) % segments);
      const sums = segmentSum(x, segment, segments);
      expectElements(sums, ([k, ...index]) =>
        [...segment.keys()]
          .filter((row) => segment[row] === k)
          .reduce((sum, row) => sum + at(x, [row, ...index]), 0),
      );
    });
  });
});

describe('errors name the function and both shapes', () => {
  const x = () => zeros([3, 4]);
  test.each<[string, () => unknown, string]>([
    [
      'gather',
      () => gather(x(), 1, zeros([2, 4])),
      'gather: indices must match (3, 4) but for axis 1, got (2, 4)',
    ],
    [
      'gather',
      () => gather(x(), 0, Int32Array.of(1, 2, 0)),
      'gather: indices must match (3, 4) but for axis 0, got (3)',
    ],
    [
      'gather',
      () => gather(x(), 1, tensor([0, 0.5, 1])),
      'gather: indices must be whole numbers from 0 to 3, got 0.5 at 1',
    ],
    [
      'indexSelect',
      () => indexSelect(x(), 2, zeros([1])),
      'indexSelect: no axis 2 in shape (3, 4)',
    ],
    [
      'segmentSum',
      () => segmentSum(x(), zeros([2]), 5),
      'segmentSum: needs one index for each row of (3, 4), got 2',
    ],
    [
      'concat',
      () => concat([x(), zeros([3, 4, 1])]),
      'concat: shapes must agree but for axis 0, got (3, 4) and (3, 4, 1)',
    ],
    ['stack', () => stack([x(), zeros([4, 3])]), 'stack: shapes must agree, got (3, 4) and (4, 3)'],
    ['stack', () => stack([]), 'stack: needs a tensor'],
    ['narrow', () => x().narrow(1, 3, 2), 'narrow: no 2 elements from 3 on axis 1 of (3, 4)'],
    ['broadcastTo', () => x().broadcastTo([4]), 'broadcastTo: (3, 4) does not broadcast to (4)'],
    ['clamp', () => x().clamp(1, 0), 'clamp: low must be <= high, got 1 and 0'],
    ['where', () => x().where(zeros([3]), 0), 'where: shapes must broadcast, got (3, 4) and (3)'],
  ])('%s', (_, operation, message) => {
    expect(() => scratch(operation)).toThrow(message);
  });
});
