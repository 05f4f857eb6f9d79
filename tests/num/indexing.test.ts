/** Indices that change between replays, and what they may be. */
import { describe, expect, test } from 'vitest';
import { compile, scratch } from '#num/arena';
import { concat, gather, indexSelect, segmentSum, stack } from '#num/indexing';
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
