/**
 * Decompositions of matrices, computed in float64 by ml-matrix; no gradient passes through them.
 *
 * ml-matrix computes with + - * / and sqrt alone, so the bits are the same on every machine. A compiled
 * step decomposes anew in every replay.
 */
import {
  CholeskyDecomposition,
  EigenvalueDecomposition,
  LuDecomposition,
  Matrix,
  QrDecomposition,
  SingularValueDecomposition,
} from 'ml-matrix';
import { format, type Shape } from './shape.ts';
import { emit } from './tape.ts';
import { Tensor } from './tensor.ts';

/**
 * Singular values and vectors: A = U diag(S) Vt, with K = min(N, M).
 *
 * @param a (N, M)
 * @returns U (N, K), S (K) falling, Vt (K, M), in float64
 * @throws RangeError if it is no matrix, or an element is not finite
 */
export function svd(a: Tensor): { U: Tensor; S: Tensor; Vt: Tensor } {
  const [n, m] = sizesOf('svd', a);
  const k = Math.min(n, m);
  const [U, S, Vt] = [empty([n, k]), empty([k]), empty([k, m])];
  emit(() => {
    const found = new SingularValueDecomposition(matrixOf('svd', a), { autoTranspose: true });
    write(U, (i, j) => found.leftSingularVectors.get(i, j));
    S.data.set(found.diagonal.slice(0, k));
    write(Vt, (i, j) => found.rightSingularVectors.get(j, i));
  });
  return { U, S, Vt };
}

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric matrix, of which the lower half is read.
 *
 * @param a (N, N)
 * @returns values (N) rising, vectors (N, N) in columns, in float64
 * @throws RangeError if it is not square, or an element is not finite
 */
export function eigh(a: Tensor): { values: Tensor; vectors: Tensor } {
  const n = squareSize('eigh', a);
  const [values, vectors] = [empty([n]), empty([n, n])];
  emit(() => {
    const matrix = matrixOf('eigh', a);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix.set(j, i, matrix.get(i, j));
    const found = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
    const order = found.realEigenvalues
      .map((_, i) => i)
      .sort((i, j) => found.realEigenvalues[i] - found.realEigenvalues[j]);
    values.data.set(order.map((i) => found.realEigenvalues[i]));
    write(vectors, (i, j) => found.eigenvectorMatrix.get(i, order[j]));
  });
  return { values, vectors };
}

/**
 * Eigenvalues of any square matrix, in no particular order.
 *
 * @param a (N, N)
 * @returns real and imaginary parts, each (N), in float64
 * @throws RangeError if it is not square, or an element is not finite
 */
export function eigenvalues(a: Tensor): { real: Tensor; imaginary: Tensor } {
  const n = squareSize('eigenvalues', a);
  const [real, imaginary] = [empty([n]), empty([n])];
  emit(() => {
    const found = new EigenvalueDecomposition(matrixOf('eigenvalues', a));
    real.data.set(found.realEigenvalues);
    imaginary.data.set(found.imaginaryEigenvalues);
  });
  return { real, imaginary };
}

/**
 * A = Q R with orthonormal columns in Q and an upper triangular R whose diagonal is not negative.
 *
 * Of a Gaussian matrix this Q is uniformly distributed, which LAPACK's is not.
 *
 * @param a (N, M) with N >= M
 * @returns Q (N, M), R (M, M), in float64
 * @throws RangeError if it has more columns than rows, or an element is not finite
 */
export function qr(a: Tensor): { Q: Tensor; R: Tensor } {
  const [n, m] = sizesOf('qr', a);
  if (n < m) throw new RangeError(`qr: needs as many rows as columns, got ${format(a.shape)}`);
  const [Q, R] = [empty([n, m]), empty([m, m])];
  emit(() => {
    const found = new QrDecomposition(matrixOf('qr', a));
    const [q, r] = [found.orthogonalMatrix, found.upperTriangularMatrix];
    const sign = (i: number) => (r.get(i, i) < 0 ? -1 : 1);
    write(Q, (i, j) => sign(j) * q.get(i, j));
    write(R, (i, j) => (i > j ? 0 : sign(i) * r.get(i, j)));
  });
  return { Q, R };
}

/**
 * The lower triangular L with A = L L^T of a symmetric, positive definite matrix.
 *
 * @param a (N, N), of which the lower half is read
 * @returns (N, N), in float64
 * @throws RangeError if it is not square, not positive definite, or an element is not finite
 */
export function cholesky(a: Tensor): Tensor {
  const n = squareSize('cholesky', a);
  const L = empty([n, n]);
  emit(() => {
    const matrix = matrixOf('cholesky', a);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix.set(j, i, matrix.get(i, j));
    const found = new CholeskyDecomposition(matrix);
    if (!found.isPositiveDefinite()) {
      throw new RangeError(`cholesky: the matrix ${format(a.shape)} is not positive definite`);
    }
    write(L, (i, j) => found.lowerTriangularMatrix.get(i, j));
  });
  return L;
}

/**
 * The X of A X = B.
 *
 * @param a (N, N)
 * @param b (N, M)
 * @returns (N, M), in float64
 * @throws RangeError if the shapes do not agree, A is singular, or an element is not finite
 */
export function solve(a: Tensor, b: Tensor): Tensor {
  const n = squareSize('solve', a);
  const [rows, columns] = sizesOf('solve', b);
  if (rows !== n) {
    throw new RangeError(`solve: rows must agree, got ${format(a.shape)} and ${format(b.shape)}`);
  }
  const X = empty([n, columns]);
  emit(() => {
    const found = new LuDecomposition(matrixOf('solve', a));
    if (found.isSingular())
      throw new RangeError(`solve: the matrix ${format(a.shape)} is singular`);
    const x = found.solve(matrixOf('solve', b));
    write(X, (i, j) => x.get(i, j));
  });
  return X;
}

/**
 * The determinant, one number in float64.
 *
 * @param a (N, N)
 * @throws RangeError if it is not square, or an element is not finite
 */
export function det(a: Tensor): Tensor {
  squareSize('det', a);
  const result = empty([]);
  emit(() => {
    result.data[0] = new LuDecomposition(matrixOf('det', a)).determinant;
  });
  return result;
}

function sizesOf(operation: string, { shape }: Tensor): readonly [rows: number, columns: number] {
  if (shape.length === 2 && shape[0] > 0 && shape[1] > 0) return [shape[0], shape[1]];
  throw new RangeError(`${operation}: needs a matrix with elements, got shape ${format(shape)}`);
}

function squareSize(operation: string, a: Tensor): number {
  const [n, m] = sizesOf(operation, a);
  if (n === m) return n;
  throw new RangeError(`${operation}: needs a square matrix, got shape ${format(a.shape)}`);
}

function empty(shape: Shape): Tensor {
  return new Tensor(shape, 'float64');
}

/** A copy, for ml-matrix to change; it would not end on a NaN. */
function matrixOf(operation: string, { data, shape: [n, m] }: Tensor): Matrix {
  const at = data.findIndex((x) => !Number.isFinite(x));
  if (at !== -1) {
    const place = format([Math.floor(at / m), at % m]);
    throw new RangeError(`${operation}: elements must be finite, got ${data[at]} at ${place}`);
  }
  return Matrix.from1DArray(n, m, data);
}

/** Fills a matrix from its elements by row and column. */
function write({ data, shape: [n, m] }: Tensor, element: (i: number, j: number) => number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) data[i * m + j] = element(i, j);
}
