/** Layers against their formulas, written out. */
import { describe, expect, test } from 'vitest';
import { scratch } from '#num/arena';
import { normal } from '#num/init';
import { attention, embedding, linear, multiHeadAttention } from '#num/layers';
import { createRng } from '#num/random';
import { ones, tensor, type Tensor } from '#num/tensor';

const draw = (...shape: number[]) => normal(shape, 0, 1, createRng(1), { requiresGrad: false });
const close = (actual: ArrayLike<number>, expected: ArrayLike<number>) => {
  expect(actual.length).toBe(expected.length);
  Array.from(actual).forEach((x, i) => expect(x).toBeCloseTo(expected[i], 5));
};

test('linear is x W + b on the last axis', () => {
  scratch(() => {
    const fc = linear(3, 2, createRng(2));
    const [W, b] = fc.parameters;
    const x = draw(2, 4, 3);
    expect(fc(x).shape).toEqual([2, 4, 2]);
    close(fc(x).data, x.reshape([8, 3]).matmul(W).add(b).data);
    expect(fc(x.narrow(0, 0, 1).reshape([12]).narrow(0, 0, 3)).shape).toEqual([2]);
    expect(linear(3, 2, createRng(2), { bias: false }).parameters).toHaveLength(1);
  });
});

test('embedding looks rows up, and trains those alone', () => {
  scratch(() => {
    const look = embedding(5, 2, createRng(3));
    const [table] = look.parameters;
    const y = look(tensor([4, 0, 4], [1, 3]));
    expect(y.shape).toEqual([1, 3, 2]);
    close(
      y.data,
      [8, 9, 0, 1, 8, 9].map((i) => table.data[i]),
    );
    y.sum().backward();
    expect([...table.grad!.data]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 2, 2]);
  });
});

describe('attention', () => {
  test('weighs the values by the softmax of the scores', () => {
    scratch(() => {
      const [q, k, v] = [draw(2, 3, 4), draw(2, 5, 4).mul(0.5), draw(2, 5, 6)];
      const weights = q.matmul(k.transpose(1, 2)).div(2).softmax();
      close(attention(q, k, v).data, weights.matmul(v).data);
    });
  });

  test('sees nothing behind a mask', () => {
    scratch(() => {
      const x = draw(1, 4, 3);
      const causal = tensor([1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1], [4, 4]);
      const y = attention(x, x, x, causal);
      close(y.narrow(1, 0, 1).data, x.narrow(1, 0, 1).data);
      const first = x.narrow(1, 0, 2);
      close(y.narrow(1, 1, 1).data, attention(first.narrow(1, 1, 1), first, first).data);
    });
  });
});

describe('multiHeadAttention', () => {
  test('is attention in each subspace, put together', () => {
    scratch(() => {
      const layer = multiHeadAttention(6, 2, createRng(4));
      const [Wq, Wk, Wv, Wo] = layer.parameters;
      const [x, memory] = [draw(2, 3, 6), draw(2, 5, 6).mul(2)];
      const y = layer(x, memory);
      expect(y.shape).toEqual([2, 3, 6]);
      const part = (from: Tensor, W: Tensor, head: number) => from.matmul(W.narrow(1, 3 * head, 3));
      const byHead = [0, 1].map((head) =>
        attention(part(x, Wq, head), part(memory, Wk, head), part(memory, Wv, head)).matmul(
          Wo.narrow(0, 3 * head, 3),
        ),
      );
      close(y.data, byHead[0].add(byHead[1]).data);
      y.square().sum().backward();
      expect(layer.parameters.every(({ grad }) => grad !== null)).toBe(true);
    });
  });

  test('refuses heads that do not divide, and other shapes', () => {
    expect(() => multiHeadAttention(6, 4, createRng(1))).toThrow(
      'multiHeadAttention: heads must divide 6, got 4',
    );
    expect(() => scratch(() => multiHeadAttention(4, 2, createRng(1))(ones([3, 4])))).toThrow(
      'multiHeadAttention: needs (B, T, 4) twice, got (3, 4) and (3, 4)',
    );
  });
});
