/**
 * Discrete Fourier transforms of power-of-two length, real and imaginary parts in planes of their own.
 *
 * Stockham's order: every pass reads one buffer and writes another, sorting as it goes, so that vectors
 * are whole in all passes. The inverse is the same transform with the two planes exchanged.
 *
 * @see Van Loan 1992, Computational frameworks for the fast Fourier transform
 */
import { at, lanes, read, write } from './vector';

/** Four vectors, one behind the other after an exchange of rows and columns. */
@inline
function storeTurned<T>(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  if (sizeof<T>() == 8) {
    v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(to, v128.shuffle<f64>(c, d, 0, 2), 16);
    v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 32);
    v128.store(to, v128.shuffle<f64>(c, d, 1, 3), 48);
  } else {
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 16);
    const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(ef, gh, 0, 1, 4, 5), 32);
    v128.store(to, v128.shuffle<f32>(ef, gh, 2, 3, 6, 7), 48);
  }
}

/** Real part of (a + i b) (c + i d) */
@inline
function productRe<T>(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.sub<T>(v128.mul<T>(a, c), v128.mul<T>(b, d));
}

/** Imaginary part of (a + i b) (c + i d) */
@inline
function productIm<T>(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, d), v128.mul<T>(b, c));
}

/**
 * One pass of radix 4 over `stride` transforms that lie side by side. In the first pass there is one:
 * vectors are neighbours of it, each with turns of its own, and are stored turned.
 */
function pass<T>(
  toRe: usize,
  toIm: usize,
  re: usize,
  im: usize,
  table: usize,
  n: i32,
  stride: i32,
): void {
  const first = stride == 1;
  const quarter = at<T>(0, n >> 2);
  const apart = at<T>(0, stride);
  const row = first ? 16 : apart;
  const beyond = first ? 48 : 3 * apart;
  for (const end = re + quarter; re < end; table += row, toRe += beyond, toIm += beyond) {
    const w1Re = first ? v128.load(table) : v128.load_splat<T>(table);
    let w = table + quarter;
    const w1Im = first ? v128.load(w) : v128.load_splat<T>(w);
    w += quarter;
    const w2Re = first ? v128.load(w) : v128.load_splat<T>(w);
    w += quarter;
    const w2Im = first ? v128.load(w) : v128.load_splat<T>(w);
    w += quarter;
    const w3Re = first ? v128.load(w) : v128.load_splat<T>(w);
    w += quarter;
    const w3Im = first ? v128.load(w) : v128.load_splat<T>(w);
    for (const rowEnd = re + row; re < rowEnd; toRe += 16, toIm += 16, re += 16, im += 16) {
      const aRe = v128.load(re);
      const bRe = v128.load(re + quarter);
      const cRe = v128.load(re + 2 * quarter);
      const dRe = v128.load(re + 3 * quarter);
      const aIm = v128.load(im);
      const bIm = v128.load(im + quarter);
      const cIm = v128.load(im + 2 * quarter);
      const dIm = v128.load(im + 3 * quarter);
      const evenRe = v128.add<T>(aRe, cRe);
      const evenIm = v128.add<T>(aIm, cIm);
      const oddRe = v128.add<T>(bRe, dRe);
      const oddIm = v128.add<T>(bIm, dIm);
      const acRe = v128.sub<T>(aRe, cRe);
      const acIm = v128.sub<T>(aIm, cIm);
      const bdRe = v128.sub<T>(bRe, dRe);
      const bdIm = v128.sub<T>(bIm, dIm);
      const y0Re = v128.add<T>(evenRe, oddRe);
      const y0Im = v128.add<T>(evenIm, oddIm);
      const p1Re = v128.add<T>(acRe, bdIm);
      const p1Im = v128.sub<T>(acIm, bdRe);
      const y1Re = productRe<T>(p1Re, p1Im, w1Re, w1Im);
      const y1Im = productIm<T>(p1Re, p1Im, w1Re, w1Im);
      const p2Re = v128.sub<T>(evenRe, oddRe);
      const p2Im = v128.sub<T>(evenIm, oddIm);
      const y2Re = productRe<T>(p2Re, p2Im, w2Re, w2Im);
      const y2Im = productIm<T>(p2Re, p2Im, w2Re, w2Im);
      const p3Re = v128.sub<T>(acRe, bdIm);
      const p3Im = v128.add<T>(acIm, bdRe);
      const y3Re = productRe<T>(p3Re, p3Im, w3Re, w3Im);
      const y3Im = productIm<T>(p3Re, p3Im, w3Re, w3Im);
      if (first) {
        storeTurned<T>(toRe, y0Re, y1Re, y2Re, y3Re);
        storeTurned<T>(toIm, y0Im, y1Im, y2Im, y3Im);
      } else {
        v128.store(toRe, y0Re);
        v128.store(toRe + apart, y1Re);
        v128.store(toRe + 2 * apart, y2Re);
        v128.store(toRe + 3 * apart, y3Re);
        v128.store(toIm, y0Im);
        v128.store(toIm + apart, y1Im);
        v128.store(toIm + 2 * apart, y2Im);
        v128.store(toIm + 3 * apart, y3Im);
      }
    }
  }
}

/** The last pass where n is no power of four: sums and differences of the halves of one plane. */
function halves<T>(to: usize, from: usize, n: i32): void {
  const half = at<T>(0, n >> 1);
  for (const end = from + half; from < end; to += 16, from += 16) {
    const a = v128.load(from);
    const b = v128.load(from + half);
    v128.store(to, v128.add<T>(a, b));
    v128.store(to + half, v128.sub<T>(a, b));
  }
}

/** The sums as they are defined, for n <= 8, which fills no vectors. */
function small<T>(toRe: usize, toIm: usize, re: usize, im: usize, table: usize, n: i32): void {
  for (let k = 0; k < n; k++) {
    let sumRe: T = 0;
    let sumIm: T = 0;
    for (let j = 0; j < n; j++) {
      const turn = at<T>(table, (j * k) & (n - 1));
      const wRe = load<T>(turn);
      const wIm = load<T>(turn + at<T>(0, n));
      const a = load<T>(at<T>(re, j));
      const b = load<T>(at<T>(im, j));
      sumRe += a * wRe - b * wIm;
      sumIm += a * wIm + b * wRe;
    }
    store<T>(at<T>(toRe, k), sumRe);
    store<T>(at<T>(toIm, k), sumIm);
  }
}

function transform<T>(
  toRe: usize,
  toIm: usize,
  re: usize,
  im: usize,
  room: usize,
  table: usize,
  n: i32,
): void {
  if (n <= 8) {
    small<T>(toRe, toIm, re, im, table, n);
    return;
  }
  // the passes write to the room and to the result in turn, to the result last
  let inRoom = ((ctz<i32>(n) + 1) & 2) == 0;
  for (let stride = 1; stride < n; stride *= 4) {
    const yRe = inRoom ? room : toRe;
    const yIm = inRoom ? at<T>(room, n) : toIm;
    if (stride * 2 == n) {
      halves<T>(yRe, re, n);
      halves<T>(yIm, im, n);
    } else pass<T>(yRe, yIm, re, im, table, n, stride);
    re = yRe;
    im = yIm;
    inRoom = !inRoom;
  }
}

/**
 * out, a (rows, n): sums over j of a_j e^(-2 pi i j k / n), for n a power of two.
 *
 * @param outRe the real parts, and outIm the imaginary ones; none may overlap with aRe or aIm
 * @param room (2, n) to work in
 * @param table (3, 2, n / 4): real and imaginary parts of e^(-2 pi i q p / n) for q = 1, 2, 3; for
 *   n <= 8 (2, n): those of e^(-2 pi i p / n)
 */
export function fft<T>(
  outRe: usize,
  outIm: usize,
  aRe: usize,
  aIm: usize,
  room: usize,
  table: usize,
  rows: i32,
  n: i32,
): void {
  const row = at<T>(0, n);
  for (let i = 0; i < rows; i++) {
    transform<T>(outRe, outIm, aRe, aIm, room, table, n);
    outRe += row;
    outIm += row;
    aRe += row;
    aIm += row;
  }
}

/** Vector with its lanes in reverse. */
@inline
function reversed<T>(v: v128): v128 {
  return sizeof<T>() == 8
    ? v128.shuffle<f64>(v, v, 1, 0)
    : v128.shuffle<f32>(v, v, 3, 2, 1, 0);
}

/** Vector from `address` on with its lanes in reverse, or one number. */
@inline
function readReversed<T>(address: usize, whole: bool): v128 {
  const v = read<T>(address, whole);
  return whole ? reversed<T>(v) : v;
}

@inline
function writeReversed<T>(address: usize, v: v128, whole: bool): void {
  write<T>(address, whole ? reversed<T>(v) : v, whole);
}

/**
 * What pairs k and m - k of the spectrum of a real signal and of the complex one that its even and odd
 * elements make: x = (a + b) / 2 + w (a - b) / 2i, with b the conjugate at m - k. The way back is the
 * same with w conjugated and negated.
 *
 * Writes x at k and its partner at m - k, from k = 1 on: vectors, or one number each where they meet.
 * w_k = e^(-2 pi i k / 2m) is read from `turns`, its real part times `sign`.
 */
function pairs<T>(
  sign: T,
  out: usize,
  outPlane: usize,
  a: usize,
  aPlane: usize,
  turns: usize,
  m: i32,
): void {
  const signs = v128.splat<T>(sign);
  const half = v128.splat<T>(0.5);
  const turnsPlane = at<T>(0, m / 2 + 1);
  const last = m >> 1;
  for (let k = 1; k <= last; ) {
    const whole = k + lanes<T>() - 1 <= last;
    const by = whole ? lanes<T>() : 1;
    const mirror = m - k - by + 1;
    const w = at<T>(turns, k);
    const wRe = v128.mul<T>(read<T>(w, whole), signs);
    const wIm = read<T>(w + turnsPlane, whole);
    const aRe = read<T>(at<T>(a, k), whole);
    const aIm = read<T>(at<T>(a, k) + aPlane, whole);
    const bRe = readReversed<T>(at<T>(a, mirror), whole);
    const bIm = readReversed<T>(at<T>(a, mirror) + aPlane, whole);
    const evenRe = v128.mul<T>(half, v128.add<T>(aRe, bRe));
    const evenIm = v128.mul<T>(half, v128.sub<T>(aIm, bIm));
    const oddRe = v128.mul<T>(half, v128.add<T>(aIm, bIm));
    const oddIm = v128.mul<T>(half, v128.sub<T>(bRe, aRe));
    const turnedRe = productRe<T>(oddRe, oddIm, wRe, wIm);
    const turnedIm = productIm<T>(oddRe, oddIm, wRe, wIm);
    const to = at<T>(out, k);
    const toMirror = at<T>(out, mirror);
    write<T>(to, v128.add<T>(evenRe, turnedRe), whole);
    write<T>(to + outPlane, v128.add<T>(evenIm, turnedIm), whole);
    writeReversed<T>(toMirror, v128.sub<T>(evenRe, turnedRe), whole);
    writeReversed<T>(toMirror + outPlane, v128.sub<T>(turnedIm, evenIm), whole);
    k += by;
  }
}

/** The first `length` elements of a, the even and the odd ones in planes of m; zeros follow. */
@inline
function unzip<T>(re: usize, im: usize, a: usize, length: i32, m: i32): void {
  const zero = <T>0;
  for (let j = 0; j < 2 * m; j += 2, a += 2 * sizeof<T>(), re += sizeof<T>(), im += sizeof<T>()) {
    store<T>(re, j < length ? load<T>(a) : zero);
    store<T>(im, j + 1 < length ? load<T>(a, sizeof<T>()) : zero);
  }
}

/** The first `length` elements of out from planes of even and odd ones, times `scale`. */
@inline
function zip<T>(out: usize, re: usize, im: usize, length: i32, scale: T): void {
  for (let j = 0; j < length; j += 2, out += 2 * sizeof<T>()) {
    store<T>(out, load<T>(re) * scale);
    if (j + 1 < length) store<T>(out, load<T>(im) * scale, sizeof<T>());
    re += sizeof<T>();
    im += sizeof<T>();
  }
}

/**
 * out (rows, m + 1): the transform, up to its middle, of real rows of n = 2m elements.
 *
 * @param a rows of `length` <= n elements, behind which zeros are read
 * @param room (4, m) to work in
 * @param table of `fft` for m
 * @param turns (2, m / 2 + 1): real and imaginary parts of e^(-2 pi i k / n)
 */
export function rfft<T>(
  outRe: usize,
  outIm: usize,
  a: usize,
  room: usize,
  table: usize,
  turns: usize,
  rows: i32,
  m: i32,
  length: i32,
): void {
  const plane = at<T>(0, m);
  for (let i = 0; i < rows; i++) {
    unzip<T>(outRe, outIm, a, length, m);
    transform<T>(room, room + plane, outRe, outIm, room + 2 * plane, table, m);
    const re = load<T>(room);
    const im = load<T>(room + plane);
    pairs<T>(1, outRe, outIm - outRe, room, plane, turns, m);
    store<T>(outRe, re + im);
    store<T>(outIm, 0);
    store<T>(outRe + plane, re - im);
    store<T>(outIm + plane, 0);
    outRe += plane + sizeof<T>();
    outIm += plane + sizeof<T>();
    a = at<T>(a, length);
  }
}

/**
 * The way back: the first `length` <= n = 2m elements of the real rows whose transforms a (rows, m + 1)
 * are; the imaginary parts at both ends are taken as 0.
 *
 * @param room (6, m) to work in
 */
export function irfft<T>(
  out: usize,
  aRe: usize,
  aIm: usize,
  room: usize,
  table: usize,
  turns: usize,
  rows: i32,
  m: i32,
  length: i32,
): void {
  const plane = at<T>(0, m);
  const half: T = 0.5;
  for (let i = 0; i < rows; i++) {
    pairs<T>(-1, room, plane, aRe, aIm - aRe, turns, m);
    const first = load<T>(aRe);
    const last = load<T>(aRe + plane);
    store<T>(room, half * (first + last));
    store<T>(room + plane, half * (first - last));
    const re = room + 2 * plane;
    transform<T>(re + plane, re, room + plane, room, re + 2 * plane, table, m);
    zip<T>(out, re, re + plane, length, <T>1 / <T>m);
    out = at<T>(out, length);
    aRe += plane + sizeof<T>();
    aIm += plane + sizeof<T>();
  }
}

/** out, a, b (n): products of complex numbers; `sign` -1 takes the conjugates of b. */
export function complexMul<T>(
  outRe: usize,
  outIm: usize,
  aRe: usize,
  aIm: usize,
  bRe: usize,
  bIm: usize,
  n: i32,
  sign: T,
): void {
  const signs = v128.splat<T>(sign);
  for (let i = 0; i < n; ) {
    const whole = i + lanes<T>() <= n;
    const a = read<T>(aRe, whole);
    const b = read<T>(aIm, whole);
    const c = read<T>(bRe, whole);
    const d = v128.mul<T>(read<T>(bIm, whole), signs);
    const re = productRe<T>(a, b, c, d);
    const im = productIm<T>(a, b, c, d);
    write<T>(outRe, re, whole);
    write<T>(outIm, im, whole);
    const bytes = whole ? 16 : sizeof<T>();
    i += whole ? lanes<T>() : 1;
    outRe += bytes;
    outIm += bytes;
    aRe += bytes;
    aIm += bytes;
    bRe += bytes;
    bIm += bytes;
  }
}
