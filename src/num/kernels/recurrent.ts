/** What an LSTM does between two products of matrices, forwards and backwards. */
import { at, exp, firstLane, lanes, tanh } from './vector';

@inline
function sigmoid<T>(x: v128): v128 {
  const one = v128.splat<T>(1);
  return v128.div<T>(one, v128.add<T>(one, exp<T>(v128.neg<T>(x))));
}

/** y (1 - y): the slope of a sigmoid whose value is y */
@inline
function slope<T>(y: v128): v128 {
  return v128.sub<T>(y, v128.mul<T>(y, y));
}

/** Whole vectors, or one lane of what is left behind them. */
@inline
function read<T>(address: usize, whole: bool): v128 {
  return whole ? v128.load(address) : v128.load_splat<T>(address);
}

@inline
function write<T>(address: usize, value: v128, whole: bool): void {
  if (whole) v128.store(address, value);
  else store<T>(address, firstLane<T>(value));
}

/**
 * One step of `rows` cells of n units.
 *
 * @param h what comes out (rows, n), and c (rows, n)
 * @param gates (rows, 4, n): the hidden state's share in i, f, g, o; afterwards their values
 * @param input (rows, 4, n): the input's share
 * @param before the c of the step before (rows, n), of which keep (rows) times is taken
 */
export function lstmCell<T>(
  h: usize,
  c: usize,
  gates: usize,
  input: usize,
  before: usize,
  keep: usize,
  rows: i32,
  n: i32,
): void {
  const part = at<T>(0, n);
  for (let row = 0; row < rows; row++, keep += sizeof<T>()) {
    const kept = v128.load_splat<T>(keep);
    let whole = true;
    for (let j = 0; j < n; ) {
      whole = j + lanes<T>() <= n;
      const i = sigmoid<T>(v128.add<T>(read<T>(input, whole), read<T>(gates, whole)));
      const f = sigmoid<T>(
        v128.add<T>(read<T>(input + part, whole), read<T>(gates + part, whole)),
      );
      const g = tanh<T>(
        v128.add<T>(read<T>(input + 2 * part, whole), read<T>(gates + 2 * part, whole)),
      );
      const o = sigmoid<T>(
        v128.add<T>(read<T>(input + 3 * part, whole), read<T>(gates + 3 * part, whole)),
      );
      const old = v128.mul<T>(read<T>(before, whole), kept);
      const cell = v128.add<T>(v128.mul<T>(f, old), v128.mul<T>(i, g));
      write<T>(c, cell, whole);
      write<T>(h, v128.mul<T>(o, tanh<T>(cell)), whole);
      write<T>(gates, i, whole);
      write<T>(gates + part, f, whole);
      write<T>(gates + 2 * part, g, whole);
      write<T>(gates + 3 * part, o, whole);
      const by = whole ? lanes<T>() : 1;
      const bytes = at<T>(0, by);
      j += by;
      h += bytes;
      c += bytes;
      gates += bytes;
      input += bytes;
      before += bytes;
    }
    gates += 3 * part;
    input += 3 * part;
  }
}

/**
 * The same step backwards.
 *
 * @param sum the gradient of what went into the gates (rows, 4, n)
 * @param dc the gradient of c that comes from the next step (rows, n); afterwards for the one before
 * @param dh the gradient of h that comes from the next step (rows, n)
 * @param gh the gradient of h that comes from elsewhere (rows, n), and gc of c
 */
export function lstmCellGradient<T>(
  sum: usize,
  dc: usize,
  dh: usize,
  gh: usize,
  gc: usize,
  gates: usize,
  c: usize,
  before: usize,
  keep: usize,
  rows: i32,
  n: i32,
): void {
  const part = at<T>(0, n);
  const one = v128.splat<T>(1);
  for (let row = 0; row < rows; row++, keep += sizeof<T>()) {
    const kept = v128.load_splat<T>(keep);
    for (let j = 0; j < n; ) {
      const whole = j + lanes<T>() <= n;
      const i = read<T>(gates, whole);
      const f = read<T>(gates + part, whole);
      const g = read<T>(gates + 2 * part, whole);
      const o = read<T>(gates + 3 * part, whole);
      const t = tanh<T>(read<T>(c, whole));
      const out = v128.add<T>(read<T>(gh, whole), read<T>(dh, whole));
      const through = v128.mul<T>(v128.mul<T>(out, o), v128.sub<T>(one, v128.mul<T>(t, t)));
      const cell = v128.add<T>(v128.add<T>(read<T>(dc, whole), read<T>(gc, whole)), through);
      const old = v128.mul<T>(read<T>(before, whole), kept);
      write<T>(sum, v128.mul<T>(v128.mul<T>(cell, g), slope<T>(i)), whole);
      write<T>(sum + part, v128.mul<T>(v128.mul<T>(cell, old), slope<T>(f)), whole);
      const g2 = v128.sub<T>(one, v128.mul<T>(g, g));
      write<T>(sum + 2 * part, v128.mul<T>(v128.mul<T>(cell, i), g2), whole);
      write<T>(sum + 3 * part, v128.mul<T>(v128.mul<T>(out, t), slope<T>(o)), whole);
      write<T>(dc, v128.mul<T>(v128.mul<T>(cell, f), kept), whole);
      const by = whole ? lanes<T>() : 1;
      const bytes = at<T>(0, by);
      j += by;
      sum += bytes;
      dc += bytes;
      dh += bytes;
      gh += bytes;
      gc += bytes;
      gates += bytes;
      c += bytes;
      before += bytes;
    }
    sum += 3 * part;
    gates += 3 * part;
  }
}
