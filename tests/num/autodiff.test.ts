/** Products with Jacobians against the Jacobian itself, and against central differences. */
import { describe, expect, test } from 'vitest';
import { scratch } from '#num/arena';
import { jvp, vjp } from '#num/autodiff';
import { uniform } from '#num/init';
import { createRng } from '#num/random';
import { grad, ones, tensor, zeros, type Tensor } from '#num/tensor';

const float64 = (values: number[], shape?: number[]): Tensor =>
  tensor(values, shape, { dtype: 'float64', requiresGrad: true });

/** f(x, y) = (x y, sin x, y^2) for each pair: Jacobians are diagonal and known. */
const f = (x: Tensor, y: Tensor): Tensor => x.mul(y).add(x.sin()).sub(y.square());

describe('jvp', () => {
  test('is the directional derivative', () => {
    scratch(() => {
      const [x, y] = [float64([0.5, -1]), float64([2, 3])];
      const { output, tangent } = jvp(f, [x, y], [float64([1, 2]), float64([-1, 0.5])]);
      expect([...output.data]).toEqual([...f(x, y).data]);
      const expected = [0, 1].map((i) => {
        const [a, b, v, w] = [x.data[i], y.data[i], [1, 2][i], [-1, 0.5][i]];
        return v * (b + Math.cos(a)) + w * (a - 2 * b);
      });
      tangent.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 12));
    });
  });

  test('of a network agrees with central differences', () => {
    scratch(() => {
      const rng = createRng(1);
      const draw = (shape: number[]) => uniform(shape, -1, 1, rng, { dtype: 'float64' });
      const [w1, w2, x, v] = [draw([4, 6]), draw([6, 4]), draw([3, 4]), draw([3, 4])];
      const net = (input: Tensor) => input.matmul(w1).tanh().matmul(w2).softmax();
      const { tangent } = jvp(net, [x], [v]);
      const step = 1e-5; // truncation about 1e-10, rounding about 1e-11
      const difference = net(x.add(v.mul(step)))
        .sub(net(x.sub(v.mul(step))))
        .div(2 * step);
      tangent.data.forEach((value, i) => expect(value).toBeCloseTo(difference.data[i], 8));
    });
  });

  test('can be differentiated: a divergence has a gradient', () => {
    scratch(() => {
      // div (w x^3) = 3 w sum x^2, whose gradient with respect to w is 3 sum x^2, to x is 6 w x
      const [w, x] = [float64([2], []), float64([1, -2, 0.5])];
      const field = (point: Tensor) => point.pow(3).mul(w);
      const basis = [0, 1, 2].map((i) => float64([0, 1, 2].map((j) => Number(i === j))));
      const divergence = basis
        .map((e) => jvp(field, [x], [e]).tangent.mul(e).sum())
        .reduce((sum, part) => sum.add(part));
      expect(divergence.item()).toBeCloseTo(3 * 2 * 5.25, 12);
      const [byW, byX] = grad(divergence, [w, x]);
      expect(byW.item()).toBeCloseTo(3 * 5.25, 12);
      byX.data.forEach((value, i) => expect(value).toBeCloseTo(12 * x.data[i], 12));
    });
  });

  test('accepts points that need no gradient, and functions that ignore them', () => {
    scratch(() => {
      const x = tensor([1, 2]);
      expect([...jvp((p) => p.square(), [x], [ones([2])]).tangent.data]).toEqual([2, 4]);
      expect([...jvp((p) => p, [x], [tensor([3, 4])]).tangent.data]).toEqual([3, 4]);
      const { output, tangent } = jvp(() => ones([3]), [x], [ones([2])]);
      expect([output.shape, [...tangent.data]]).toEqual([[3], [0, 0, 0]]);
    });
  });

  test('takes inputs as independent, even if one was made of another', () => {
    scratch(() => {
      const x = float64([3]);
      const y = x.mul(2);
      const { tangent } = jvp((a, b) => a.mul(b), [x, y], [float64([1]), float64([0])]);
      expect(tangent.item()).toBe(6);
    });
  });

  test('needs a tangent of each shape', () => {
    const wrong = () => scratch(() => jvp((p) => p, [zeros([2])], [zeros([3])]));
    expect(wrong).toThrow('jvp: input 0 needs a tangent of its shape, (2), got (3)');
    const none = () => scratch(() => jvp((p) => p, [zeros([2])], []));
    expect(none).toThrow('jvp: input 0 needs a tangent of its shape, (2), got none');
  });
});

describe('vjp', () => {
  test('is the gradient of a weighted sum', () => {
    scratch(() => {
      const [x, y, unused] = [float64([0.5, -1]), float64([2, 3]), float64([1])];
      const [gx, gy, zero] = vjp(f(x, y), [x, y, unused], float64([1, -2]));
      [1, -2].forEach((u, i) => {
        expect(gx.data[i]).toBeCloseTo(u * (y.data[i] + Math.cos(x.data[i])), 12);
        expect(gy.data[i]).toBeCloseTo(u * (x.data[i] - 2 * y.data[i]), 12);
      });
      expect([...zero.data]).toEqual([0]);
    });
  });

  test('needs the shape of the output', () => {
    expect(() => scratch(() => vjp(zeros([2]), [], zeros([3])))).toThrow(
      'vjp: needs the shape of the output, (2), got (3)',
    );
  });
});

test('a gradient walks no further back than the inputs that it is asked for', () => {
  scratch(() => {
    let x = float64([0.3]);
    for (let i = 0; i < 100; i++) x = x.sin();
    const start = x;
    const y = start.cos();
    const before = zeros([]).id;
    grad(y, [start]);
    expect(zeros([]).id - before).toBeLessThan(10);
  });
});
