/** Transforms and what they are for: laws over random signals, and what is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, scratch } from '#num/arena';
import { complex, complexMul, imaginary, real } from '#num/complex';
import { fft, fftConvolve, ifft, irfft, rfft } from '#num/fft';
import { uniform } from '#num/init';
import { createRng } from '#num/random';
import { cauchy, vandermonde } from '#num/state-space';
import { tensor, zeros, type Shape, type Tensor } from '#num/tensor';

const draw = (shape: Shape, seed = 1) =>
  uniform(shape, -1, 1, createRng(seed), { dtype: 'float64', requiresGrad: false });
const far = ({ data }: Tensor, expected: ArrayLike<number>): number => {
  expect(data.length).toBe(expected.length);
  return Array.from(data).reduce((worst, x, i) => Math.max(worst, Math.abs(x - expected[i])), 0);
};
const log2 = (least: number) => fc.integer({ min: least, max: 11 }).map((log) => 2 ** log);
const seed = fc.integer({ min: 1, max: 1000 });

describe('transforms', () => {
  test('undo each other at every length', () => {
    fc.assert(
      fc.property(log2(1), seed, (n, seed) =>
        scratch(() => {
          const [z, x] = [draw([2, 3, n], seed), draw([3, n], seed)];
          expect(far(ifft(fft(z)), z.data)).toBeLessThan(1e-14);
          expect(far(irfft(rfft(x)), x.data)).toBeLessThan(1e-14);
        }),
      ),
      { seed: 1, numRuns: 30 },
    );
  });

  test('of a real signal are the first half of those of a complex one', () => {
    scratch(() => {
      for (const n of [2, 4, 8, 16, 32, 128, 1024]) {
        const x = draw([3, n]);
        const all = fft(complex(x, zeros([3, n], { dtype: 'float64' })));
        expect(far(rfft(x), all.narrow(-1, 0, n / 2 + 1).data)).toBeLessThan(1e-13 * n);
      }
    });
  });

  test('keep the sum of squares, times n (Parseval)', () => {
    scratch(() => {
      const z = draw([2, 4096]);
      const ratio = fft(z).square().sum().item() / z.square().sum().item();
      expect(ratio / 4096).toBeCloseTo(1, 13);
    });
  });

  test('replay with other signals', () => {
    scratch(() => {
      const x = draw([16]);
      const step = compile(() => fftConvolve(x, x));
      step();
      x.data.set(draw([16], 2).data);
      expect([...step().data]).toEqual([...fftConvolve(x, x).data]);
    });
  });

  test.each<[string, () => Tensor, string]>([
    ['fft', () => fft(zeros([2, 6])), 'fft: the length must be a power of two from 1, got 6'],
    ['fft', () => fft(zeros([3, 8])), 'fft: a complex tensor must be (2, …), got (3, 8)'],
    ['rfft', () => rfft(zeros([1])), 'rfft: the length must be a power of two from 2, got 1'],
    ['rfft', () => rfft(zeros([5]), 4), 'rfft: (5) has more than 4 elements on its last axis'],
    ['irfft', () => irfft(zeros([2, 5]), 9), 'irfft: length must be from 0 to 8, got 9'],
    ['irfft', () => irfft(zeros([2, 4])), 'irfft: the length must be a power of two from 2, got 6'],
    [
      'fftConvolve',
      () => fftConvolve(zeros([2, 5]), zeros([4])),
      'fftConvolve: the last axes must agree, got (2, 5) and (4)',
    ],
    [
      'complexMul',
      () => complexMul(zeros([2, 5]), zeros([2, 4])),
      'complexMul: shapes must broadcast, got (5) and (4)',
    ],
    [
      'cauchy',
      () => cauchy(zeros([2, 3]), zeros([2, 5]), zeros([2, 4])),
      'cauchy: v and p must agree on the last axis, got (2, 3) and (2, 4)',
    ],
    [
      'vandermonde',
      () => vandermonde(zeros([2, 3]), zeros([2, 3]), 0),
      'vandermonde: L must be a whole number from 1, got 0',
    ],
  ])('%s refuses what does not fit', (_, operation, message) => {
    expect(() => scratch(operation)).toThrow(message);
  });
});

test('fftConvolve is the sum it stands for, at every length', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 70 }), seed, (L, seed) =>
      scratch(() => {
        const [u, k] = [draw([2, L], seed), draw([L], seed + 1)];
        const expected = Array.from(u.data, (_, at) => {
          const [row, t] = [Math.floor(at / L), at % L];
          let sum = 0;
          for (let s = 0; s <= t; s++) sum += k.data[s] * u.data[row * L + t - s];
          return sum;
        });
        expect(far(fftConvolve(u, k), expected)).toBeLessThan(1e-13);
      }),
    ),
    { seed: 1, numRuns: 60 },
  );
});

test('complex numbers are put together and taken apart', () => {
  scratch(() => {
    const [re, im] = [draw([2, 3], 1), draw([2, 3], 2)];
    const z = complex(re, im);
    expect(z.shape).toEqual([2, 2, 3]);
    expect([...real(z).data]).toEqual([...re.data]);
    expect([...imaginary(z).data]).toEqual([...im.data]);
    const i = tensor([0, 1], [2], { dtype: 'float64' });
    expect([...real(complexMul(z, i)).data]).toEqual([...im.neg().data]);
  });
});

test('cauchy takes poles for each row, or the same for all', () => {
  scratch(() => {
    const [v, x, p] = [draw([2, 4, 3]), draw([2, 9]).add(3), draw([2, 3])];
    const all = cauchy(v, x, p);
    expect(all.shape).toEqual([2, 4, 9]);
    for (let row = 0; row < 4; row++) {
      const one = cauchy(v.narrow(1, row, 1).reshape([2, 3]), x, p);
      expect([...all.narrow(1, row, 1).data]).toEqual([...one.data]);
    }
  });
});

test('vandermonde is the sum over powers, at every length', () => {
  scratch(() => {
    for (const L of [1, 2, 3, 8, 37]) {
      const [v, p] = [draw([2, 2, 3]), draw([2, 3], 2).mul(0.7)];
      const all = vandermonde(v, p, L);
      expect(all.shape).toEqual([2, 2, L]);
      let modes = v;
      for (let l = 0; l < L; l++) {
        expect(far(all.narrow(-1, l, 1), modes.sum(-1).data)).toBeLessThan(1e-14);
        modes = complexMul(modes, p);
      }
    }
  });
});
