/** Each decomposition multiplied out again, and the properties that define it. */
import { describe, expect, test } from 'vitest';
import { compile, scratch } from '#num/arena';
import { cholesky, det, eigenvalues, eigh, qr, solve, svd } from '#num/linalg';
import { createRng } from '#num/random';
import { tensor, zeros, type Tensor } from '#num/tensor';

const rng = createRng(3);
const random = (n: number, m: number): Tensor =>
  tensor(
    Float64Array.from({ length: n * m }, () => rng.normal()),
    [n, m],
    { dtype: 'float64' },
  );
const t = (x: Tensor) => x.transpose(0, 1);

/** Some 100 roundings of numbers below 10. */
function expectClose(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  actual.data.forEach((x, i) => expect(Math.abs(x - expected.data[i])).toBeLessThan(1e-12));
}

const identity = (n: number): Tensor =>
  tensor(
    Float64Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0)),
    [n, n],
    { dtype: 'float64' },
  );

describe('svd', () => {
  test.each([
    [5, 3],
    [3, 5],
    [4, 4],
    [1, 3],
  ])('of (%d, %d)', (n, m) => {
    scratch(() => {
      const a = random(n, m);
      const { U, S, Vt } = svd(a);
      expectClose(U.mul(S).matmul(Vt), a);
      expectClose(t(U).matmul(U), identity(Math.min(n, m)));
      expectClose(Vt.matmul(t(Vt)), identity(Math.min(n, m)));
      const falling = [...S.data];
      expect(falling).toEqual(falling.toSorted((x, y) => y - x));
      expect(falling.at(-1)).toBeGreaterThanOrEqual(0);
    });
  });
});

test('eigh', () => {
  scratch(() => {
    const b = random(6, 6);
    const a = b.add(t(b));
    const { values, vectors } = eigh(a);
    expectClose(vectors.mul(values).matmul(t(vectors)), a);
    expectClose(t(vectors).matmul(vectors), identity(6));
    expect([...values.data]).toEqual([...values.data].sort((x, y) => x - y));
    const lower = tensor([2, 99, 1, 2], [2, 2]);
    eigh(lower).values.data.forEach((x, i) => expect(x).toBeCloseTo([1, 3][i], 12));
  });
});

test('eigenvalues of a rotation are a conjugate pair', () => {
  scratch(() => {
    const { real, imaginary } = eigenvalues(
      tensor([0.6, -0.8, 0.8, 0.6], [2, 2], { dtype: 'float64' }),
    );
    real.data.forEach((x) => expect(x).toBeCloseTo(0.6, 12));
    expect([...imaginary.data].map((x) => Math.round(x * 1e9) / 1e9).sort()).toEqual([-0.8, 0.8]);
  });
});

test('qr', () => {
  scratch(() => {
    const a = random(5, 3);
    const { Q, R } = qr(a);
    expectClose(Q.matmul(R), a);
    expectClose(t(Q).matmul(Q), identity(3));
    for (let i = 0; i < 3; i++) {
      expect(R.data[i * 4]).toBeGreaterThan(0);
      for (let j = 0; j < i; j++) expect(R.data[i * 3 + j]).toBe(0);
    }
  });
});

test('cholesky', () => {
  scratch(() => {
    const b = random(4, 4);
    const a = b.matmul(t(b)).add(identity(4));
    const L = cholesky(a);
    expectClose(L.matmul(t(L)), a);
    expect(L.data[1]).toBe(0);
  });
});

test('solve and det', () => {
  scratch(() => {
    const [a, b] = [random(4, 4).add(identity(4).mul(3)), random(4, 2)];
    expectClose(a.matmul(solve(a, b)), b);
    expect(det(tensor([1, 2, 3, 4], [2, 2])).item()).toBeCloseTo(-2, 12);
  });
});

test('a compiled step decomposes anew', () => {
  scratch(() => {
    const a = tensor([1, 0, 0, 4], [2, 2]);
    const next = compile(() => svd(a).S);
    expect([...next().data]).toEqual([4, 1]);
    a.set([9, 0, 0, 4]);
    expect([...next().data]).toEqual([9, 4]);
  });
});

// pinned where this was written: ml-matrix has no function whose last bits an engine chooses
test('the bits are pinned', () => {
  scratch(() => {
    const a = tensor([4, 1, -2, 1, 2, 0.5, -2, 0.5, 3], [3, 3], { dtype: 'float64' });
    expect([...eigh(a).values.data]).toEqual([
      0.6539237684613846, 2.7163484656182613, 5.629727765920354,
    ]);
    expect([...svd(a).S.data]).toEqual([
      5.6297277659203555, 2.7163484656182617, 0.6539237684613851,
    ]);
  });
});

test.each<[string, () => unknown, string]>([
  ['svd', () => svd(zeros([3])), 'svd: needs a matrix with elements, got shape (3)'],
  ['eigh', () => eigh(zeros([2, 3])), 'eigh: needs a square matrix, got shape (2, 3)'],
  ['qr', () => qr(zeros([2, 3])), 'qr: needs as many rows as columns, got (2, 3)'],
  [
    'cholesky',
    () => cholesky(tensor([1, 2, 2, 1], [2, 2])),
    'cholesky: the matrix (2, 2) is not positive definite',
  ],
  ['solve', () => solve(zeros([2, 2]), zeros([2, 1])), 'solve: the matrix (2, 2) is singular'],
  [
    'solve',
    () => solve(zeros([2, 2]), zeros([3, 1])),
    'solve: rows must agree, got (2, 2) and (3, 1)',
  ],
  [
    'svd of NaN',
    () => svd(tensor([1, 2, NaN, 4], [2, 2])),
    'svd: elements must be finite, got NaN at (1, 0)',
  ],
])('%s refuses what it cannot do', (_, operation, message) => {
  expect(() => scratch(operation)).toThrow(message);
});
