/**
 * Functions of one and of two arrays, element by element.
 *
 * Few loops serve all of them: `apply…` is inlined with a constant `op`, so that each exported kernel
 * keeps its own branch and nothing else. `out` may be `a` or `b`.
 */
import { exp64, log64 } from './scalar';
import {
  at,
  cos as cosOf,
  erf as erfOf,
  exp as expOf,
  firstLane,
  lanes,
  log as logOf,
  read,
  sin as sinOf,
  tanh as tanhOf,
  write,
} from './vector';

const NEG = 0;
const SQRT = 1;
const EXP = 2;
const LOG = 3;
const TANH = 4;
const SIGMOID = 5;
const RELU = 6;
const ABS = 7;
const SIGN = 8;
const SIN = 9;
const COS = 10;
const ERF = 11;
const GELU = 12;

/** The probability that a standard normal number is below x; called, since it is long. */
function normal<T>(x: v128): v128 {
  const half = v128.splat<T>(0.5);
  const scaled = v128.mul<T>(x, v128.splat<T>(<T>0.7071067811865476));
  return v128.add<T>(v128.mul<T>(half, erfOf<T>(scaled)), half);
}

@inline
function applyUnary<T>(op: i32, a: v128): v128 {
  if (op == NEG) return v128.neg<T>(a);
  if (op == SQRT) return v128.sqrt<T>(a);
  if (op == EXP) return expOf<T>(a);
  if (op == LOG) return logOf<T>(a);
  if (op == TANH) return tanhOf<T>(a);
  if (op == RELU) return v128.pmax<T>(a, v128.splat<T>(0)); // keeps a NaN
  if (op == ABS) return v128.abs<T>(a);
  if (op == SIN) return sinOf<T>(a);
  if (op == COS) return cosOf<T>(a);
  if (op == ERF) return erfOf<T>(a);
  const one = v128.splat<T>(1);
  if (op == GELU) return v128.mul<T>(a, normal<T>(a));
  if (op == SIGN) {
    const zero = v128.splat<T>(0);
    const above = v128.and(v128.gt<T>(a, zero), one);
    return v128.sub<T>(above, v128.and(v128.lt<T>(a, zero), one));
  }
  return v128.div<T>(one, v128.add<T>(one, expOf<T>(v128.neg<T>(a))));
}

/** One loop, so that a long `applyUnary` is there once. */
@inline
function unary<T>(op: i32, out: usize, a: usize, n: i32): void {
  for (let i = 0; i < n; ) {
    const whole = i + lanes<T>() <= n;
    const by = write<T>(out, applyUnary<T>(op, read<T>(a, whole)), whole);
    i += by;
    out = at<T>(out, by);
    a = at<T>(a, by);
  }
}

export function neg<T>(out: usize, a: usize, n: i32): void {
  unary<T>(NEG, out, a, n);
}
export function sqrt<T>(out: usize, a: usize, n: i32): void {
  unary<T>(SQRT, out, a, n);
}
export function exp<T>(out: usize, a: usize, n: i32): void {
  unary<T>(EXP, out, a, n);
}
export function log<T>(out: usize, a: usize, n: i32): void {
  unary<T>(LOG, out, a, n);
}
export function tanh<T>(out: usize, a: usize, n: i32): void {
  unary<T>(TANH, out, a, n);
}
export function sigmoid<T>(out: usize, a: usize, n: i32): void {
  unary<T>(SIGMOID, out, a, n);
}
export function relu<T>(out: usize, a: usize, n: i32): void {
  unary<T>(RELU, out, a, n);
}
export function abs<T>(out: usize, a: usize, n: i32): void {
  unary<T>(ABS, out, a, n);
}
/** -1, 0 or 1; 0 for a NaN */
export function sign<T>(out: usize, a: usize, n: i32): void {
  unary<T>(SIGN, out, a, n);
}
/** a times the probability that a standard normal number is below a */
export function gelu<T>(out: usize, a: usize, n: i32): void {
  unary<T>(GELU, out, a, n);
}
/** NaN where |a| > 1647099 */
export function sin<T>(out: usize, a: usize, n: i32): void {
  unary<T>(SIN, out, a, n);
}
/** NaN where |a| > 1647099 */
export function cos<T>(out: usize, a: usize, n: i32): void {
  unary<T>(COS, out, a, n);
}
export function erf<T>(out: usize, a: usize, n: i32): void {
  unary<T>(ERF, out, a, n);
}

/** a to the power of p: of a whole p by products, else as e^(p log a) in float64 */
export function power<T>(out: usize, a: usize, n: i32, p: f64): void {
  const whole = floor<f64>(p) == p && p >= -64 && p <= 64;
  for (const end = at<T>(out, n); out < end; out += sizeof<T>(), a += sizeof<T>()) {
    const base = <f64>load<T>(a);
    store<T>(out, <T>(whole ? wholePower(base, <i32>p) : exp64(p * log64(base))));
  }
}

function wholePower(base: f64, p: i32): f64 {
  let result: f64 = 1;
  for (let rest = p < 0 ? -p : p; rest > 0; rest >>= 1, base *= base) {
    if (rest & 1) result *= base;
  }
  return p < 0 ? 1 / result : result;
}

/** a, but low where it is below and high where it is above; a NaN stays */
export function clamp<T>(out: usize, a: usize, n: i32, low: T, high: T): void {
  const least = v128.splat<T>(low);
  const most = v128.splat<T>(high);
  for (let i = 0; i < n; ) {
    const whole = i + lanes<T>() <= n;
    const by = write<T>(out, v128.min<T>(v128.max<T>(read<T>(a, whole), least), most), whole);
    i += by;
    out = at<T>(out, by);
    a = at<T>(a, by);
  }
}

const ADD = 0;
const SUB = 1;
const MUL = 2;
const DIV = 3;
const EQUAL = 4;
const TANH_GRADIENT = 5;
const RELU_GRADIENT = 6;
const MINIMUM = 7;
const MAXIMUM = 8;
const GREATER = 9;
const GREATER_EQUAL = 10;
const HEAVISIDE = 11;
const KEEP = 12;
const DROP = 13;
const GELU_GRADIENT = 14;

@inline
function applyBinary<T>(op: i32, a: v128, b: v128): v128 {
  if (op == ADD) return v128.add<T>(a, b);
  if (op == SUB) return v128.sub<T>(a, b);
  if (op == MUL) return v128.mul<T>(a, b);
  if (op == DIV) return v128.div<T>(a, b);
  if (op == MINIMUM) return v128.min<T>(a, b);
  if (op == MAXIMUM) return v128.max<T>(a, b);
  if (op == KEEP) return v128.and(a, v128.ne<T>(b, v128.splat<T>(0)));
  if (op == DROP) return v128.and(a, v128.eq<T>(b, v128.splat<T>(0)));
  const one = v128.splat<T>(1);
  if (op == GELU_GRADIENT) {
    const square = v128.mul<T>(v128.mul<T>(b, b), v128.splat<T>(-0.5));
    const density = v128.mul<T>(expOf<T>(square), v128.splat<T>(<T>0.3989422804014327));
    return v128.mul<T>(a, v128.add<T>(normal<T>(b), v128.mul<T>(b, density)));
  }
  if (op == GREATER) return v128.and(v128.gt<T>(a, b), one);
  if (op == GREATER_EQUAL) return v128.and(v128.ge<T>(a, b), one);
  if (op == HEAVISIDE) {
    const half = v128.splat<T>(0.5);
    return v128.add<T>(v128.and(v128.gt<T>(a, b), half), v128.and(v128.ge<T>(a, b), half));
  }
  if (op == EQUAL) return v128.and(v128.eq<T>(a, b), one);
  if (op == TANH_GRADIENT) return v128.mul<T>(a, v128.sub<T>(one, v128.mul<T>(b, b)));
  return v128.and(a, v128.gt<T>(b, v128.splat<T>(0)));
}

@inline
function single<T>(op: i32, out: usize, a: usize, b: usize): void {
  const result = applyBinary<T>(op, v128.load_splat<T>(a), v128.load_splat<T>(b));
  store<T>(out, firstLane<T>(result));
}

/**
 * out (rows, columns) from a and b, which repeat where their stride is 0.
 *
 * Row strides count elements; column strides are 0 or 1, and not both 0.
 */
@inline
function binary<T>(
  op: i32,
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  const size = sizeof<T>();
  for (let row = 0; row < rows; row++) {
    let p = at<T>(a, row * aRow);
    let q = at<T>(b, row * bRow);
    const whole = at<T>(out, columns & -lanes<T>());
    const end = at<T>(out, columns);
    if (aColumn == 0) {
      const left = v128.load_splat<T>(p);
      for (; out < whole; out += 16, q += 16) {
        v128.store(out, applyBinary<T>(op, left, v128.load(q)));
      }
    } else if (bColumn == 0) {
      const right = v128.load_splat<T>(q);
      for (; out < whole; out += 16, p += 16) {
        v128.store(out, applyBinary<T>(op, v128.load(p), right));
      }
    } else {
      for (; out < whole; out += 16, p += 16, q += 16) {
        v128.store(out, applyBinary<T>(op, v128.load(p), v128.load(q)));
      }
    }
    for (; out < end; out += size, p += size * aColumn, q += size * bColumn) {
      single<T>(op, out, p, q);
    }
  }
}

/** The same in a third of the code, for what is seldom where the time goes. */
@inline
function compactBinary<T>(
  op: i32,
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  for (let row = 0; row < rows; row++) {
    let p = at<T>(a, row * aRow);
    let q = at<T>(b, row * bRow);
    for (let i = 0; i < columns; ) {
      const whole = i + lanes<T>() <= columns;
      const left = whole && aColumn ? v128.load(p) : v128.load_splat<T>(p);
      const right = whole && bColumn ? v128.load(q) : v128.load_splat<T>(q);
      const by = write<T>(out, applyBinary<T>(op, left, right), whole);
      i += by;
      out = at<T>(out, by);
      p = at<T>(p, by * aColumn);
      q = at<T>(q, by * bColumn);
    }
  }
}

export function add<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  binary<T>(ADD, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function sub<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  binary<T>(SUB, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function mul<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  binary<T>(MUL, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function div<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  binary<T>(DIV, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** 1 where a = b, else 0 */
export function equal<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  compactBinary<T>(EQUAL, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** a (1 - b^2): the gradient a through b = tanh(x) */
export function tanhGradient<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  binary<T>(TANH_GRADIENT, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** a where b > 0, else 0: the gradient a through b = relu(x) */
export function reluGradient<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  binary<T>(RELU_GRADIENT, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** NaN where one is */
export function minimum<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  compactBinary<T>(MINIMUM, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** NaN where one is */
export function maximum<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  compactBinary<T>(MAXIMUM, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** 1 where a > b, else 0 */
export function greater<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  compactBinary<T>(GREATER, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** 1 where a >= b, else 0 */
export function greaterEqual<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  compactBinary<T>(GREATER_EQUAL, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** 1 where a > b, 0.5 where they are equal, else 0 */
export function heaviside<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  compactBinary<T>(HEAVISIDE, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** a where b is not 0, else 0 */
export function keep<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  compactBinary<T>(KEEP, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** a where b is 0, else 0 */
export function drop<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  compactBinary<T>(DROP, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** the gradient a through gelu(b) */
export function geluGradient<T>(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  compactBinary<T>(GELU_GRADIENT, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
}
