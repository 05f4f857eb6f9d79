/** What an LSTM and a GRU do between two products of matrices, forwards and backwards. */
import { at, exp, lanes, read, tanh as inlineTanh, write } from './vector';

// Called, since they are long and many, and products of matrices take most of the time.

function tanh<T>(x: v128): v128 {
  return inlineTanh<T>(x);
}

function sigmoid<T>(x: v128): v128 {
  const one = v128.splat<T>(1);
  return v128.div<T>(one, v128.add<T>(one, exp<T>(v128.neg<T>(x))));
}

/** y (1 - y): the slope of a sigmoid whose value is y */
@inline
function slope<T>(y: v128): v128 {
  return v128.sub<T>(y, v128.mul<T>(y, y));
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

/**
 * One step of `rows` cells of a GRU of n units.
 *
 * @param h what comes out (rows, n)
 * @param gates (rows, 3, n): the hidden state's share in r, z, n; afterwards their values
 * @param share (rows, n): afterwards the hidden state's share in n, with its bias
 * @param input (rows, 3, n): the input's share
 * @param biases (3, n) of the hidden state's share
 * @param before the h of the step before (rows, n)
 */
export function gruCell<T>(
  h: usize,
  gates: usize,
  share: usize,
  input: usize,
  biases: usize,
  before: usize,
  rows: i32,
  n: i32,
): void {
  const part = at<T>(0, n);
  for (let row = 0; row < rows; row++) {
    let bias = biases;
    for (let j = 0; j < n; ) {
      const whole = j + lanes<T>() <= n;
      const r = sigmoid<T>(withBias<T>(input, gates, bias, whole));
      const z = sigmoid<T>(withBias<T>(input + part, gates + part, bias + part, whole));
      const s = v128.add<T>(read<T>(gates + 2 * part, whole), read<T>(bias + 2 * part, whole));
      const g = tanh<T>(v128.add<T>(read<T>(input + 2 * part, whole), v128.mul<T>(r, s)));
      const old = read<T>(before, whole);
      write<T>(h, v128.add<T>(g, v128.mul<T>(z, v128.sub<T>(old, g))), whole);
      write<T>(gates, r, whole);
      write<T>(gates + part, z, whole);
      write<T>(gates + 2 * part, g, whole);
      write<T>(share, s, whole);
      const by = whole ? lanes<T>() : 1;
      const bytes = at<T>(0, by);
      j += by;
      h += bytes;
      gates += bytes;
      share += bytes;
      input += bytes;
      bias += bytes;
      before += bytes;
    }
    gates += 2 * part;
    input += 2 * part;
  }
}

@inline
function withBias<T>(input: usize, hidden: usize, bias: usize, whole: bool): v128 {
  const share = v128.add<T>(read<T>(hidden, whole), read<T>(bias, whole));
  return v128.add<T>(read<T>(input, whole), share);
}

/**
 * The same step backwards.
 *
 * @param sum the gradient of the input's share (rows, 3, n), and hiddenSum of the hidden state's
 * @param through the gradient of `before` that passes through no gate (rows, n)
 * @param dh the gradient of h that comes from the next step (rows, n)
 * @param gh the gradient of h that comes from elsewhere (rows, n)
 */
export function gruCellGradient<T>(
  sum: usize,
  hiddenSum: usize,
  through: usize,
  dh: usize,
  gh: usize,
  gates: usize,
  share: usize,
  before: usize,
  rows: i32,
  n: i32,
): void {
  const part = at<T>(0, n);
  const one = v128.splat<T>(1);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < n; ) {
      const whole = j + lanes<T>() <= n;
      const r = read<T>(gates, whole);
      const z = read<T>(gates + part, whole);
      const g = read<T>(gates + 2 * part, whole);
      const out = v128.add<T>(read<T>(gh, whole), read<T>(dh, whole));
      const kept = v128.mul<T>(out, z);
      const rest = v128.sub<T>(out, kept);
      const dg = v128.mul<T>(rest, v128.sub<T>(one, v128.mul<T>(g, g)));
      const dz = v128.mul<T>(v128.mul<T>(out, v128.sub<T>(read<T>(before, whole), g)), slope<T>(z));
      const dr = v128.mul<T>(v128.mul<T>(dg, read<T>(share, whole)), slope<T>(r));
      write<T>(sum, dr, whole);
      write<T>(sum + part, dz, whole);
      write<T>(sum + 2 * part, dg, whole);
      write<T>(hiddenSum, dr, whole);
      write<T>(hiddenSum + part, dz, whole);
      write<T>(hiddenSum + 2 * part, v128.mul<T>(dg, r), whole);
      write<T>(through, kept, whole);
      const by = whole ? lanes<T>() : 1;
      const bytes = at<T>(0, by);
      j += by;
      sum += bytes;
      hiddenSum += bytes;
      through += bytes;
      dh += bytes;
      gh += bytes;
      gates += bytes;
      share += bytes;
      before += bytes;
    }
    sum += 2 * part;
    hiddenSum += 2 * part;
    gates += 2 * part;
  }
}
