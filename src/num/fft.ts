/**
 * Discrete Fourier transforms of lengths that are powers of two, and convolution by them.
 *
 * Complex tensors are those of `complex.ts`, (2, …). All functions have gradients of any order.
 */
import { checkComplex, complexMul, planesOf } from './complex.ts';
import * as launch from './launch.ts';
import { cos, sin } from './math.ts';
import { Arena } from './memory.ts';
import { bytesOf } from './nd-array.ts';
import { broadcast, format, sizeOf } from './shape.ts';
import { spectral } from './spectral-wasm.ts';
import { derived, tensor, type Tensor } from './tensor.ts';
import { memory, type DType } from './wasm.ts';

/**
 * X_k, the sum over j of x_j e^(-2 pi i j k / n), along the last axis.
 *
 * The error is about log2(n) epsilon of the root mean square of X.
 *
 * @param z (2, …, n)
 * @returns (2, …, n)
 * @throws RangeError unless z is complex and n a power of two
 * @see numpy.fft.fft
 */
export function fft(z: Tensor): Tensor {
  return transform('fft', z, false);
}

/**
 * x_j, the mean over k of X_k e^(2 pi i j k / n), along the last axis; the inverse of `fft`.
 *
 * @param z (2, …, n)
 * @returns (2, …, n)
 * @throws RangeError unless z is complex and n a power of two
 * @see numpy.fft.ifft
 */
export function ifft(z: Tensor): Tensor {
  return transform('ifft', z, true).div(z.shape.at(-1)!);
}

/**
 * The first half of the transform of real numbers, k = 0 to n / 2; the rest are its conjugates.
 *
 * @param x (…, L), behind which zeros are read up to n
 * @param n L if absent
 * @returns (2, …, n / 2 + 1)
 * @throws RangeError unless n is a power of two, at least 2 and L
 * @see numpy.fft.rfft
 */
export function rfft(x: Tensor, n = x.shape.at(-1) ?? 0): Tensor {
  const length = x.shape.at(-1) ?? 0;
  checkLength('rfft', n, 2);
  if (x.shape.length === 0 || length > n) {
    throw new RangeError(`rfft: ${format(x.shape)} has more than ${n} elements on its last axis`);
  }
  const batch = x.shape.slice(0, -1);
  const m = n / 2;
  // Of the conjugates that the inverse adds, those of the ends were not there to be counted twice.
  const out = derived(
    [2, ...batch, m + 1],
    [x],
    [
      (g) =>
        irfft(g.mul(ends(m, 2, 1, x.dtype)), n)
          .narrow(-1, 0, length)
          .mul(m),
    ],
  );
  const { rfft: kernel } = spectral[x.dtype];
  const { table, turns, room } = tables(m, x.dtype);
  const [re, im] = planesOf(out);
  const [from, rows] = [x.pointer, sizeOf(batch)];
  launch.run('rfft', out, [x], () => kernel(re, im, from, room, table, turns, rows, m, length));
  return out;
}

/**
 * The real numbers of which z is the first half of the transform; the inverse of `rfft`.
 *
 * The imaginary parts at k = 0 and n / 2 count as 0.
 *
 * @param z (2, …, n / 2 + 1)
 * @param length how many of the n numbers to return; n if absent
 * @returns (…, length)
 * @throws RangeError unless z is complex, n a power of two from 2 on and length at most n
 * @see numpy.fft.irfft
 */
export function irfft(z: Tensor, length = 2 * (z.shape.at(-1)! - 1)): Tensor {
  checkComplex('irfft', z);
  const m = z.shape.length > 1 ? z.shape.at(-1)! - 1 : 0;
  checkLength('irfft', 2 * m, 2);
  if (!(Number.isInteger(length) && length >= 0 && length <= 2 * m)) {
    throw new RangeError(`irfft: length must be from 0 to ${2 * m}, got ${length}`);
  }
  const batch = z.shape.slice(1, -1);
  const out = derived(
    [...batch, length],
    [z],
    [(g) => rfft(g, 2 * m).mul(ends(m, 0.5 / m, 1 / m, z.dtype))],
  );
  const { irfft: kernel } = spectral[z.dtype];
  const { table, turns, room } = tables(m, z.dtype);
  const [re, im] = planesOf(z);
  const [to, rows] = [out.pointer, sizeOf(batch)];
  launch.run('irfft', out, [z], () => kernel(to, re, im, room, table, turns, rows, m, length));
  return out;
}

/**
 * y_t, the sum over s <= t of k_s u_(t - s): causal convolution along the last axis.
 *
 * Transforms are at least 2 L - 1 long, so that nothing wraps around. The error is some log2(L) epsilon
 * of the product of the norms of u and k.
 *
 * @param u (…, L)
 * @param k (…, L), whose axes in front broadcast with those of u
 * @returns (…, L)
 * @throws RangeError if the shapes do not agree, TypeError if the dtypes differ
 */
export function fftConvolve(u: Tensor, k: Tensor): Tensor {
  const L = u.shape.at(-1) ?? 0;
  if (k.shape.at(-1) !== L) {
    throw new RangeError(
      `fftConvolve: the last axes must agree, got ${format(u.shape)} and ${format(k.shape)}`,
    );
  }
  if (L === 0) return u.add(k);
  broadcast('fftConvolve', u.shape, k.shape);
  const n = 2 ** Math.max(1, Math.ceil(Math.log2(2 * L - 1)));
  return irfft(complexMul(rfft(u, n), rfft(k, n)), L);
}

/** The transform, or times n its inverse, which is the same with the planes exchanged. */
function transform(operation: string, z: Tensor, inverse: boolean): Tensor {
  checkComplex(operation, z);
  const n = z.shape.length > 1 ? z.shape.at(-1)! : 0;
  checkLength(operation, n, 1);
  const out = derived(z.shape, [z], [(g) => transform(operation, g, !inverse)]);
  const { fft: kernel } = spectral[z.dtype];
  const { table, room } = tables(n, z.dtype);
  const [to, from] = [planesOf(out), planesOf(z)];
  if (inverse) [to, from].forEach((planes) => planes.reverse());
  const rows = z.size / (2 * n);
  launch.run(operation, out, [z], () => kernel(...to, ...from, room, table, rows, n));
  return out;
}

function checkLength(operation: string, n: number, least: number): void {
  if (n >= least && Number.isInteger(Math.log2(n))) return;
  throw new RangeError(`${operation}: the length must be a power of two from ${least}, got ${n}`);
}

/** (m + 1): `end` at both ends, `middle` between them */
function ends(m: number, end: number, middle: number, dtype: DType): Tensor {
  const values = new Float64Array(m + 1).fill(middle);
  values[0] = values[m] = end;
  return tensor(values, [m + 1], { dtype });
}

interface Tables {
  /** (3, 2, n / 4): e^(-2 pi i q p / n) for q = 1, 2, 3; for n <= 8 (2, n): e^(-2 pi i p / n) */
  readonly table: number;
  /** (2, n / 2 + 1): e^(-pi i k / n), for real signals of 2n */
  readonly turns: number;
  /** (6, n) to work in; every transform of this length does */
  readonly room: number;
}

const made = new Map<string, Tables>();

/** Addresses of what transforms of n share for as long as the thread lives. */
function tables(n: number, dtype: DType): Tables {
  const name = `${dtype} ${n}`;
  let found = made.get(name);
  if (!found) {
    const arena = new Arena();
    const all = Array.from({ length: n }, (_, p) => p);
    const quarters = all.slice(0, n / 4);
    const halves = [...all.slice(0, n / 2), Math.floor(n / 2)];
    const roots = (counts: number[], of: number) =>
      [cos, (x: number) => -sin(x)].flatMap((f) => counts.map((p) => f((2 * Math.PI * p) / of)));
    const place = (values: number[]): number => {
      const pointer = arena.allocate(values.length * bytesOf(dtype));
      const Values = dtype === 'float32' ? Float32Array : Float64Array;
      new Values(memory.buffer, pointer, values.length).set(values);
      return pointer;
    };
    found = {
      table: place(
        n <= 8
          ? roots(all, n)
          : [1, 2, 3].flatMap((q) =>
              roots(
                quarters.map((p) => q * p),
                n,
              ),
            ),
      ),
      turns: place(roots(halves, 2 * n)),
      room: arena.allocate(6 * n * bytesOf(dtype)),
    };
    made.set(name, found);
  }
  return found;
}
