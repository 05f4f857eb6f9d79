/**
 * Functions of one and of two arrays, element by element.
 *
 * One loop serves all of them: `apply` is inlined with a constant `op`, so that each exported kernel
 * keeps its own branch and nothing else. `out` may be `a` or `b`.
 */
import { at, exp as expOf, firstLane, lanes, log as logOf, tanh as tanhOf } from './vector';

const NEG = 0;
const SQRT = 1;
const EXP = 2;
const LOG = 3;
const TANH = 4;
const SIGMOID = 5;
const RELU = 6;

@inline
function applyUnary<T>(op: i32, a: v128): v128 {
  if (op == NEG) return v128.neg<T>(a);
  if (op == SQRT) return v128.sqrt<T>(a);
  if (op == EXP) return expOf<T>(a);
  if (op == LOG) return logOf<T>(a);
  if (op == TANH) return tanhOf<T>(a);
  if (op == RELU) return v128.pmax<T>(a, v128.splat<T>(0)); // keeps a NaN
  const one = v128.splat<T>(1);
  return v128.div<T>(one, v128.add<T>(one, expOf<T>(v128.neg<T>(a))));
}

@inline
function unary<T>(op: i32, out: usize, a: usize, n: i32): void {
  const end = at<T>(out, n);
  const whole = at<T>(out, n & -lanes<T>());
  for (; out < whole; out += 16, a += 16) v128.store(out, applyUnary<T>(op, v128.load(a)));
  for (; out < end; out += sizeof<T>(), a += sizeof<T>()) {
    store<T>(out, firstLane<T>(applyUnary<T>(op, v128.load_splat<T>(a))));
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

const ADD = 0;
const SUB = 1;
const MUL = 2;
const DIV = 3;
const EQUAL = 4;
const TANH_GRADIENT = 5;
const RELU_GRADIENT = 6;

@inline
function applyBinary<T>(op: i32, a: v128, b: v128): v128 {
  if (op == ADD) return v128.add<T>(a, b);
  if (op == SUB) return v128.sub<T>(a, b);
  if (op == MUL) return v128.mul<T>(a, b);
  if (op == DIV) return v128.div<T>(a, b);
  const one = v128.splat<T>(1);
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
      for (; out < end; out += size, q += size) single<T>(op, out, p, q);
    } else if (bColumn == 0) {
      const right = v128.load_splat<T>(q);
      for (; out < whole; out += 16, p += 16) {
        v128.store(out, applyBinary<T>(op, v128.load(p), right));
      }
      for (; out < end; out += size, p += size) single<T>(op, out, p, q);
    } else {
      for (; out < whole; out += 16, p += 16, q += 16) {
        v128.store(out, applyBinary<T>(op, v128.load(p), v128.load(q)));
      }
      for (; out < end; out += size, p += size, q += size) single<T>(op, out, p, q);
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
  binary<T>(EQUAL, out, a, b, rows, columns, aRow, aColumn, bRow, bColumn);
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
