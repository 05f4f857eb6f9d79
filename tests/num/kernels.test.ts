/**
 * Every kernel against a plain twin, over random sizes, at addresses that no vector is aligned to.
 *
 * Where IEEE 754 rounds each operation the twin repeats the kernel's order, and the bits must agree.
 * Only exp, log, tanh and what contains them have a tolerance; math.test.ts measures those functions.
 */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wasm, type Kernels } from '#kernels';
import { wasm as spectralWasm } from '#kernels/spectral';
import { scratch } from '#num/arena';
import { invert } from '#num/index-table';
import { uniform } from '#num/init';
import { erf } from '#num/math';
import { Arena } from '#num/memory';
import { createRng } from '#num/random';
import { spectral, type SpectralKernels } from '#num/spectral-wasm';
import { kernels, memory, type DType } from '#num/wasm';

type Numbers = readonly number[];

const all: Record<DType, Kernels & SpectralKernels> = {
  float32: { ...kernels.float32, ...spectral.float32 },
  float64: { ...kernels.float64, ...spectral.float64 },
};
type Name = keyof (typeof all)['float32'];

/** One call of a kernel and what its first arguments must hold afterwards. */
interface Call {
  /** in the order of the kernel's pointers: numbers, int32 entries, or room to work in */
  readonly arrays: readonly (Numbers | { readonly table: Numbers } | { readonly room: number })[];
  readonly scalars: Numbers;
  /** what the array at each index holds after the call */
  readonly expected: ReadonlyMap<number, Numbers>;
}

interface Twin {
  readonly call: fc.Arbitrary<(type: Arithmetic) => Call>;
  /** relative to the largest of 1 and the expected value, in units of the type's epsilon */
  readonly tolerance?: number;
}

/** The twin's arithmetic: `round` after each operation. */
interface Arithmetic {
  readonly round: (x: number) => number;
  readonly lanes: number;
  readonly epsilon: number;
}

const arithmetic: Record<DType, Arithmetic> = {
  float32: { round: Math.fround, lanes: 4, epsilon: 2 ** -23 },
  float64: { round: (x) => x, lanes: 2, epsilon: 2 ** -52 },
};

const CANARY = 12345.5;
const UNALIGNED = 1; // elements

const size = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 5), fc.integer({ min: 0, max: 41 }));
const positive = fc.oneof(fc.constantFrom(1, 2, 3, 4, 5), fc.integer({ min: 1, max: 19 }));
const floats = (n: number, min = -4, max = 4): fc.Arbitrary<number[]> =>
  fc.array(fc.float({ min, max, noNaN: true }), { minLength: n, maxLength: n });

/** Few values, so that many pairs are equal and many are 0. */
const whole = (n: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: -1, max: 1 }), { minLength: n, maxLength: n });

/** The probability that a standard normal number is below x. */
const normal = (x: number): number => (1 + erf(x * Math.SQRT1_2)) / 2;

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const blank = (n: number): number[] => range(n).map(() => CANARY);
const writes = (values: Numbers) => new Map([[0, values]]);

const unary = (
  f: (x: number) => number,
  min = -4,
  max = 4,
): fc.Arbitrary<(t: Arithmetic) => Call> =>
  size.chain((n) =>
    floats(n, min, max).map((a) => ({ round }) => ({
      arrays: [blank(n), a],
      scalars: [n],
      expected: writes(a.map((x) => round(f(x)))),
    })),
  );

const repeats = fc.constantFrom<[a: boolean, b: boolean]>(
  [true, true],
  [true, false],
  [false, true],
);
const binary = (
  f: (a: number, b: number, round: (x: number) => number) => number,
  numbers: (n: number) => fc.Arbitrary<number[]> = floats,
) =>
  fc
    .tuple(size, size, repeats, repeats)
    .chain(([rows, columns, [aMoves, bMoves], [aRuns, bRuns]]) => {
      const [aColumn, bColumn] = [Number(aRuns), Number(bRuns)];
      const aRow = aMoves ? (aRuns ? columns : 1) : 0;
      const bRow = bMoves ? (bRuns ? columns : 1) : 0;
      const length = (row: number, column: number) =>
        Math.max(rows - 1, 0) * row + Math.max(columns - 1, 0) * column + 1;
      return fc
        .tuple(numbers(length(aRow, aColumn)), numbers(length(bRow, bColumn)))
        .map(([a, b]) => ({ round }: Arithmetic) => ({
          arrays: [blank(rows * columns), a, b],
          scalars: [rows, columns, aRow, aColumn, bRow, bColumn],
          expected: writes(
            range(rows).flatMap((i) =>
              range(columns).map((j) =>
                f(a[i * aRow + j * aColumn], b[i * bRow + j * bColumn], round),
              ),
            ),
          ),
        }));
    });

const sizes3 = fc.tuple(positive, size, positive);

/** Sum in the kernel's order for contiguous elements: four vectors of partial sums. */
function laneSum(values: Numbers, { round, lanes }: Arithmetic): number {
  const parts = range(4 * lanes).map(() => 0);
  const grouped = values.length - (values.length % (4 * lanes));
  const whole = values.length - (values.length % lanes);
  values.forEach((x, i) => {
    const part = i < grouped ? i % (4 * lanes) : i < whole ? i % lanes : lanes + (i % lanes);
    parts[part] = round(parts[part] + x);
  });
  const vector = (i: number) => parts.slice(i * lanes, (i + 1) * lanes);
  const add = (a: Numbers, b: Numbers) => a.map((x, i) => round(x + b[i]));
  return acrossLanes(add(add(vector(0), vector(1)), add(vector(2), vector(3))), round);
}

function acrossLanes(v: Numbers, round: (x: number) => number): number {
  return v.length === 2 ? v[0] + v[1] : round(round(v[0] + v[2]) + round(v[1] + v[3]));
}

const reduction = (
  along: (values: Numbers, type: Arithmetic) => number,
  across: (values: Numbers, type: Arithmetic) => number,
) =>
  sizes3.chain(([outer, n, inner]) =>
    floats(outer * n * inner).map((a) => (type: Arithmetic) => ({
      arrays: [blank(outer * inner), a],
      scalars: [outer, n, inner],
      expected: writes(
        range(outer).flatMap((o) =>
          range(inner).map((i) => {
            const values = range(n).map((j) => a[(o * n + j) * inner + i]);
            return inner === 1 ? along(values, type) : across(values, type);
          }),
        ),
      ),
    })),
  );

const sequentialSum = (values: Numbers, { round }: Arithmetic) =>
  values.reduce((total, x) => round(total + x), 0);
const largest = (values: Numbers) => Math.max(...values);

const rowwise = (f: (row: Numbers) => Numbers) =>
  fc.tuple(size, positive).chain(([rows, n]) =>
    floats(rows * n, -20, 20).map((a) => () => ({
      arrays: [blank(rows * n), a],
      scalars: [rows, n],
      expected: writes(range(rows).flatMap((i) => f(a.slice(i * n, (i + 1) * n)))),
    })),
  );

function softmax(row: Numbers): number[] {
  const shift = Math.max(...row);
  const total = row.reduce((sum, x) => sum + Math.exp(x - shift), 0);
  return row.map((x) => Math.exp(x - shift) / total);
}

const product = fc.record({
  batch: fc.integer({ min: 0, max: 3 }),
  m: size,
  k: size,
  n: size,
  flip: fc.boolean(),
  aRepeats: fc.boolean(),
  bRepeats: fc.boolean(),
});

/** With 4 rows and a vector of columns at least, of which `matmulPacked` makes strips. */
const largeProduct = product.map((sizes) => ({ ...sizes, m: sizes.m + 4, n: sizes.n + 4 }));
const ROOM = 256 * (2048 + 4 * 8);

const multiply = (transposed: boolean, packed = false) =>
  (packed ? largeProduct : product).chain(({ batch, m, k, n, flip, aRepeats, bRepeats }) => {
    const [aBatch, bBatch] = [aRepeats ? 0 : m * k, bRepeats ? 0 : k * n];
    const [aRow, aColumn] = flip && !transposed ? [1, m] : [k, 1];
    return fc
      .tuple(floats(m * k * Math.max(batch, 1)), floats(k * n * Math.max(batch, 1)))
      .map(([a, b]) => ({ round, lanes }: Arithmetic) => ({
        arrays: [blank(batch * m * n), a, b, ...(packed ? [{ room: ROOM }] : [])],
        scalars: [batch, m, k, n, aBatch, bBatch, ...(transposed ? [] : [aRow, aColumn])],
        expected: writes(
          range(batch).flatMap((at) =>
            range(m).flatMap((i) =>
              range(n).map((j) => {
                const partial = range(transposed ? lanes : 1).map(() => 0);
                for (let l = 0; l < k; l++) {
                  const x = a[at * aBatch + i * aRow + l * aColumn];
                  const y = b[at * bBatch + (transposed ? j * k + l : l * n + j)];
                  const lane = l % partial.length;
                  partial[lane] = round(partial[lane] + round(x * y));
                }
                return transposed ? acrossLanes(partial, round) : partial[0];
              }),
            ),
          ),
        ),
      }));
  });

/** An axis of n and m indices into it, -1 among them. */
const gather = fc.tuple(fc.integer({ min: 0, max: 4 }), size, size).chain(([rows, n, m]) =>
  fc.record({
    rows: fc.constant(rows),
    n: fc.constant(n),
    indices: fc.array(fc.integer({ min: -1, max: n - 1 }), { minLength: m, maxLength: m }),
  }),
);

/** n rows of `inner` elements, and indices of rows. */
const rowsPicked = fc.tuple(positive, positive, size).chain(([n, inner, m]) =>
  fc.record({
    n: fc.constant(n),
    inner: fc.constant(inner),
    indices: fc.array(fc.integer({ min: 0, max: n - 1 }), { minLength: m, maxLength: m }),
  }),
);

/** Running sums over the middle axis in the order that `arrange` gives, and gives back. */
const scan = (arrange: (values: number[]) => number[]) =>
  sizes3.chain(([outer, n, inner]) =>
    floats(outer * n * inner).map((a) => ({ round }: Arithmetic) => {
      const sums = blank(a.length);
      for (const o of range(outer)) {
        for (const i of range(inner)) {
          const places = range(n).map((j) => (o * n + j) * inner + i);
          let sum = 0;
          const running = arrange(places.map((at) => a[at])).map((x) => (sum = round(sum + x)));
          arrange(running).forEach((x, j) => (sums[places[j]] = x));
        }
      }
      return { arrays: [blank(a.length), a], scalars: [outer, n, inner], expected: writes(sums) };
    }),
  );

/** Rows of n units: arrays of gates (rows, 4, n) and of states (rows, n). */
const cells = fc.tuple(positive, positive).chain(([rows, n]) =>
  fc.record({
    rows: fc.constant(rows),
    n: fc.constant(n),
    gates: fc.array(floats(rows * 4 * n, -1, 1), { minLength: 2, maxLength: 2 }),
    state: fc.array(floats(rows * n, -1, 1), { minLength: 6, maxLength: 6 }),
    biases: floats(4 * n, -1, 1),
  }),
);

function lstmStep(
  rows: number,
  n: number,
  hidden: Numbers,
  share: Numbers,
  before: Numbers,
  keep: Numbers,
): { h: number[]; c: number[]; gates: number[] } {
  const [h, c, gates] = [blank(rows * n), blank(rows * n), blank(rows * 4 * n)];
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  for (const k of range(rows * n)) {
    const place = (part: number) => Math.floor(k / n) * 4 * n + part * n + (k % n);
    const gate = (part: number) => hidden[place(part)] + share[place(part)];
    const [i, f, g, o] = [sigmoid(gate(0)), sigmoid(gate(1)), Math.tanh(gate(2)), sigmoid(gate(3))];
    [i, f, g, o].forEach((value, part) => (gates[place(part)] = value));
    c[k] = f * before[k] * keep[Math.floor(k / n)] + i * g;
    h[k] = o * Math.tanh(c[k]);
  }
  return { h, c, gates };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Complex rows of a length that is a power of two. */
const signals = (least: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: least, max: 7 }))
    .chain(([rows, log]) =>
      fc.record({
        rows: fc.constant(rows),
        n: fc.constant(2 ** log),
        re: floats(rows * 2 ** log),
        im: floats(rows * 2 ** log),
        length: fc.integer({ min: 0, max: 2 ** log }),
      }),
    );

/** Sums over j of z_j e^(-2 pi i j k / n) for k < count, real and imaginary. */
function transformed(re: Numbers, im: Numbers, count = re.length): [re: number[], im: number[]] {
  const n = re.length;
  const sum = (k: number, f: (j: number, turn: number) => number) =>
    range(n).reduce((total, j) => total + f(j, (-2 * Math.PI * ((j * k) % n)) / n), 0);
  return [
    range(count).map((k) => sum(k, (j, t) => re[j] * Math.cos(t) - im[j] * Math.sin(t))),
    range(count).map((k) => sum(k, (j, t) => re[j] * Math.sin(t) + im[j] * Math.cos(t))),
  ];
}

/** Real and imaginary parts of e^(-2 pi i k / n). */
const roots = (counts: Numbers, n: number): number[] => [
  ...counts.map((k) => Math.cos((2 * Math.PI * k) / n)),
  ...counts.map((k) => -Math.sin((2 * Math.PI * k) / n)),
];
const rootTable = (n: number): number[] =>
  n <= 8
    ? roots(range(n), n)
    : [1, 2, 3].flatMap((q) =>
        roots(
          range(n / 4).map((p) => q * p),
          n,
        ),
      );
const realTable = (m: number): number[] => roots(range(Math.floor(m / 2) + 1), 2 * m);

const rowsOf = (a: Numbers, rows: number): Numbers[] =>
  range(rows).map((i) => a.slice((i * a.length) / rows, ((i + 1) * a.length) / rows));
const planes = (pairs: readonly [re: Numbers, im: Numbers][]) =>
  new Map([0, 1].map((part) => [part, pairs.flatMap((pair) => pair[part])]));

/** A row of mean 0 and variance 1, and what its deviations were multiplied by. */
function normalised(row: Numbers, eps: number): { values: number[]; scale: number } {
  const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
  const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
  const scale = 1 / Math.sqrt(variance + eps);
  return { values: row.map((x) => (x - mean) * scale), scale };
}

const twins: Record<Name, Twin> = {
  fill: {
    call: fc.tuple(size, fc.float({ noNaN: true })).map(([n, value]) => () => ({
      arrays: [blank(n)],
      scalars: [value, n],
      expected: writes(range(n).map(() => value)),
    })),
  },
  copy: { call: unary((x) => x) },
  repeat: {
    call: sizes3.chain(([outer, n, inner]) =>
      floats(outer * inner).map((a) => () => ({
        arrays: [blank(outer * n * inner), a],
        scalars: [outer, n, inner],
        expected: writes(
          range(outer).flatMap((o) => range(n).flatMap(() => a.slice(o * inner, (o + 1) * inner))),
        ),
      })),
    ),
  },
  exchange: {
    call: fc
      .tuple(...[3, 6, 3, 6, 6].map((max) => fc.integer({ min: 0, max })))
      .chain(([outer, p, middle, q, inner]) =>
        floats(outer * p * middle * q * inner).map((a) => () => ({
          arrays: [blank(a.length), a],
          scalars: [outer, p, middle, q, inner],
          expected: writes(
            range(outer).flatMap((o) =>
              range(q).flatMap((j) =>
                range(middle).flatMap((m) =>
                  range(p).flatMap((i) => {
                    const from = (((o * p + i) * middle + m) * q + j) * inner;
                    return a.slice(from, from + inner);
                  }),
                ),
              ),
            ),
          ),
        })),
      ),
  },
  neg: { call: unary((x) => -x) },
  sqrt: { call: unary(Math.sqrt, 0) },
  exp: { call: unary(Math.exp), tolerance: 2 },
  log: { call: unary(Math.log, 2 ** -10), tolerance: 2 },
  tanh: { call: unary(Math.tanh), tolerance: 7 },
  sigmoid: { call: unary((x) => 1 / (1 + Math.exp(-x))), tolerance: 4 },
  relu: { call: unary((x) => Math.max(x, 0)) },
  abs: { call: unary(Math.abs) },
  sign: { call: unary(Math.sign) },
  sin: { call: unary(Math.sin), tolerance: 1 },
  cos: { call: unary(Math.cos), tolerance: 1 },
  erf: { call: unary(erf), tolerance: 2 },
  gelu: { call: unary((x) => x * normal(x)), tolerance: 4 },
  power: {
    call: size.chain((n) =>
      fc
        .tuple(floats(n, 0.5, 2), fc.constantFrom(-64, -2, -1, 0, 1, 2, 3, 0.5, 2.5))
        .map(([a, p]) => () => ({
          arrays: [blank(n), a],
          scalars: [n, p],
          expected: writes(a.map((x) => x ** p)),
        })),
    ),
    tolerance: 64, // 63 roundings in float64
  },
  clamp: {
    call: size.chain((n) =>
      fc
        .tuple(
          floats(n),
          floats(2).map((pair) => pair.sort((x, y) => x - y)),
        )
        .map(([a, [low, high]]) => () => ({
          arrays: [blank(n), a],
          scalars: [n, low, high],
          expected: writes(a.map((x) => Math.min(Math.max(x, low), high))),
        })),
    ),
  },
  add: { call: binary((a, b, round) => round(a + b)) },
  sub: { call: binary((a, b, round) => round(a - b)) },
  mul: { call: binary((a, b, round) => round(a * b)) },
  div: { call: binary((a, b, round) => round(a / b)) },
  minimum: { call: binary((a, b) => Math.min(a, b), whole) },
  maximum: { call: binary((a, b) => Math.max(a, b), whole) },
  equal: { call: binary((a, b) => Number(a === b), whole) },
  greater: { call: binary((a, b) => Number(a > b), whole) },
  greaterEqual: { call: binary((a, b) => Number(a >= b), whole) },
  heaviside: { call: binary((a, b) => (a > b ? 1 : a === b ? 0.5 : 0), whole) },
  geluGradient: {
    call: binary((a, b) => a * (normal(b) + (b * Math.exp((-b * b) / 2)) / Math.sqrt(2 * Math.PI))),
    tolerance: 16,
  },
  keep: { call: binary((a, b) => (b === 0 ? 0 : a), whole) },
  drop: { call: binary((a, b) => (b === 0 ? a : 0), whole) },
  tanhGradient: { call: binary((a, b, round) => round(a * round(1 - round(b * b)))) },
  reluGradient: { call: binary((a, b) => (b > 0 ? a : 0)) },
  matmul: { call: multiply(false) },
  matmulPacked: { call: multiply(false, true) },
  matmulTransposed: { call: multiply(true) },
  sum: { call: reduction(laneSum, sequentialSum) },
  max: { call: reduction(largest, largest) },
  softmax: { call: rowwise(softmax), tolerance: 8 },
  logSoftmax: { call: rowwise((row) => softmax(row).map(Math.log)), tolerance: 40 },
  take: {
    call: gather.chain(({ rows, n, indices }) =>
      fc.tuple(floats(rows * n), fc.float({ noNaN: true })).map(([a, fill]) => () => ({
        arrays: [
          blank(rows * indices.length),
          a,
          { table: indices.map((index) => 4 * (index + 1)) },
          { room: n + 1 },
        ],
        scalars: [rows, n, indices.length, fill],
        expected: writes(
          range(rows).flatMap((row) =>
            indices.map((index) => (index === -1 ? fill : a[row * n + index])),
          ),
        ),
      })),
    ),
  },
  put: {
    call: gather.chain(({ rows, n, indices }) =>
      floats(rows * indices.length).map((a) => ({ round }) => {
        const sums = range(rows * n).map(() => 0);
        for (const row of range(rows)) {
          indices.forEach((index, i) => {
            const at = row * n + index;
            if (index >= 0) sums[at] = round(sums[at] + a[row * indices.length + i]);
          });
        }
        return {
          arrays: [blank(rows * n), a, { table: [...invert(Int32Array.from(indices), n)] }],
          scalars: [rows, n, indices.length],
          expected: writes(sums),
        };
      }),
    ),
  },
  gather: {
    call: rowsPicked.chain(({ n, inner, indices }) =>
      floats(n * inner).map((a) => () => ({
        arrays: [blank(indices.length * inner), a, { table: indices.map((i) => i * inner) }],
        scalars: [indices.length, inner],
        expected: writes(indices.flatMap((i) => a.slice(i * inner, (i + 1) * inner))),
      })),
    ),
  },
  scatterAdd: {
    call: rowsPicked.chain(({ n, inner, indices }) =>
      fc.tuple(floats(n * inner), floats(indices.length * inner)).map(([to, a]) => ({ round }) => {
        const sums = [...to];
        indices.forEach((index, i) => {
          for (const j of range(inner)) {
            sums[index * inner + j] = round(sums[index * inner + j] + a[i * inner + j]);
          }
        });
        return {
          arrays: [to, a, { table: indices.map((i) => i * inner) }],
          scalars: [indices.length, inner],
          expected: writes(sums),
        };
      }),
    ),
  },
  copyRows: {
    call: fc.tuple(size, size, size, size).chain(([rows, n, outGap, aGap]) =>
      floats(rows * (n + aGap)).map((a) => () => ({
        arrays: [blank(rows * (n + outGap)), a],
        scalars: [rows, n, n + outGap, n + aGap],
        expected: writes(
          range(rows).flatMap((row) => {
            const from = row * (n + aGap);
            return [...a.slice(from, from + n), ...blank(outGap)];
          }),
        ),
      })),
    ),
  },
  cumsum: { call: scan((values) => values) },
  cumsumReverse: { call: scan((values) => values.toReversed()) },
  sgd: {
    call: size.chain((n) =>
      fc
        .tuple(floats(n), floats(n), fc.float({ min: 0, max: 1 }))
        .map(([w, g, lr]) => ({ round }) => ({
          arrays: [w, g],
          scalars: [n, lr],
          expected: writes(w.map((x, i) => round(x - round(lr * g[i])))),
        })),
    ),
  },
  lstmCell: {
    call: cells.map(({ rows, n, gates, state }) => () => {
      const [share, before, keep] = [gates[1], state[0], state[1].slice(0, rows)];
      const step = lstmStep(rows, n, gates[0], share, before, keep);
      return {
        arrays: [blank(rows * n), blank(rows * n), gates[0], share, before, keep],
        scalars: [rows, n],
        expected: new Map([
          [0, step.h],
          [1, step.c],
          [2, step.gates],
        ]),
      };
    }),
    tolerance: 32,
  },
  lstmCellGradient: {
    call: cells.map(({ rows, n, gates, state }) => () => {
      const [dc, dh, gh, gc, c, before] = state;
      const keep = dc.slice(0, rows);
      const [sum, passed] = [blank(rows * 4 * n), blank(rows * n)];
      for (const k of range(rows * n)) {
        const [row, j] = [Math.floor(k / n), k % n];
        const [i, f, g, o] = range(4).map((part) => gates[0][row * 4 * n + part * n + j]);
        const t = Math.tanh(c[k]);
        const out = gh[k] + dh[k];
        const cell = dc[k] + gc[k] + out * o * (1 - t * t);
        [
          cell * g * (i - i * i),
          cell * before[k] * keep[row] * (f - f * f),
          cell * i * (1 - g * g),
          out * t * (o - o * o),
        ].forEach((value, part) => (sum[row * 4 * n + part * n + j] = value));
        passed[k] = cell * f * keep[row];
      }
      return {
        arrays: [blank(rows * 4 * n), dc, dh, gh, gc, gates[0], c, before, keep],
        scalars: [rows, n],
        expected: new Map([
          [0, sum],
          [1, passed],
        ]),
      };
    }),
    tolerance: 32,
  },
  gruCell: {
    call: cells.map(({ rows, n, gates, state, biases }) => () => {
      const [hidden, input] = gates.map((values) => values.slice(0, rows * 3 * n));
      const [before] = state;
      const [h, share, out] = [blank(rows * n), blank(rows * n), blank(rows * 3 * n)];
      for (const k of range(rows * n)) {
        const place = (part: number) => Math.floor(k / n) * 3 * n + part * n + (k % n);
        const given = (part: number) => hidden[place(part)] + biases[part * n + (k % n)];
        const [r, z] = [0, 1].map((part) => sigmoid(input[place(part)] + given(part)));
        share[k] = given(2);
        const g = Math.tanh(input[place(2)] + r * share[k]);
        [r, z, g].forEach((value, part) => (out[place(part)] = value));
        h[k] = (1 - z) * g + z * before[k];
      }
      return {
        arrays: [blank(rows * n), hidden, blank(rows * n), input, biases.slice(0, 3 * n), before],
        scalars: [rows, n],
        expected: new Map([
          [0, h],
          [1, out],
          [2, share],
        ]),
      };
    }),
    tolerance: 32,
  },
  gruCellGradient: {
    call: cells.map(({ rows, n, gates, state }) => () => {
      const [dh, gh, share, before] = state;
      const values = gates[0].slice(0, rows * 3 * n);
      const [sum, hiddenSum, through] = [rows * 3 * n, rows * 3 * n, rows * n].map(blank);
      for (const k of range(rows * n)) {
        const place = (part: number) => Math.floor(k / n) * 3 * n + part * n + (k % n);
        const [r, z, g] = range(3).map((part) => values[place(part)]);
        const out = gh[k] + dh[k];
        const dg = out * (1 - z) * (1 - g * g);
        const dz = out * (before[k] - g) * (z - z * z);
        const dr = dg * share[k] * (r - r * r);
        [dr, dz, dg].forEach((value, part) => (sum[place(part)] = value));
        [dr, dz, dg * r].forEach((value, part) => (hiddenSum[place(part)] = value));
        through[k] = out * z;
      }
      return {
        arrays: [
          blank(rows * 3 * n),
          blank(rows * 3 * n),
          blank(rows * n),
          dh,
          gh,
          values,
          share,
          before,
        ],
        scalars: [rows, n],
        expected: new Map([
          [0, sum],
          [1, hiddenSum],
          [2, through],
        ]),
      };
    }),
    tolerance: 32,
  },
  fft: {
    call: signals(0).map(({ rows, n, re, im }) => () => {
      const all = rowsOf(re, rows).map((row, i) => transformed(row, rowsOf(im, rows)[i]));
      return {
        arrays: [blank(rows * n), blank(rows * n), re, im, { room: 2 * n }, rootTable(n)],
        scalars: [rows, n],
        expected: planes(all),
      };
    }),
    tolerance: 1024, // of sums of 128 products of numbers up to 4, which may cancel
  },
  rfft: {
    call: signals(1).map(({ rows, n, re, length }) => () => {
      const [m, given] = [n / 2, re.slice(0, rows * length)];
      const all = rowsOf(given, rows).map((row) => {
        const padded = [...row, ...range(n - length).map(() => 0)];
        return transformed(
          padded,
          padded.map(() => 0),
          m + 1,
        );
      });
      const out = rows * (m + 1);
      return {
        arrays: [blank(out), blank(out), given, { room: 4 * m }, rootTable(m), realTable(m)],
        scalars: [rows, m, length],
        expected: planes(all),
      };
    }),
    tolerance: 1024,
  },
  irfft: {
    call: signals(1).map(({ rows, n, re, length }) => () => {
      const m = n / 2;
      const spectra = rowsOf(re, rows).map((row) =>
        transformed(
          row,
          row.map(() => 0),
          m + 1,
        ),
      );
      return {
        arrays: [
          blank(rows * length),
          spectra.flatMap(([part]) => part),
          spectra.flatMap(([, part]) => part),
          { room: 6 * m },
          rootTable(m),
          realTable(m),
        ],
        scalars: [rows, m, length],
        expected: writes(rowsOf(re, rows).flatMap((row) => row.slice(0, length))),
      };
    }),
    tolerance: 256,
  },
  complexMul: {
    call: fc.tuple(size, fc.constantFrom(1, -1)).chain(([n, sign]) =>
      fc.tuple(floats(n), floats(n), floats(n), floats(n)).map(([a, b, c, d]) => ({ round }) => ({
        arrays: [blank(n), blank(n), a, b, c, d],
        scalars: [n, sign],
        expected: new Map([
          [0, a.map((_, i) => round(round(a[i] * c[i]) - round(b[i] * sign * d[i])))],
          [1, a.map((_, i) => round(round(a[i] * sign * d[i]) + round(b[i] * c[i])))],
        ]),
      })),
    ),
  },
  cauchy: {
    call: fc
      .tuple(fc.integer({ min: 0, max: 2 }), size, size, fc.constantFrom(1, 2, 3))
      .chain(([rows, points, poles, power]) =>
        fc
          .tuple(
            floats(rows * poles, -1, 1),
            floats(rows * poles, -1, 1),
            floats(rows * points, 1, 2),
            floats(rows * points, -1, 1),
            floats(rows * poles, -2, -1),
            floats(rows * poles, -1, 1),
          )
          .map(([vRe, vIm, xRe, xIm, pRe, pIm]) => () => {
            const sums = range(rows * points).map((at) => {
              const row = Math.floor(at / points);
              let [re, im] = [0, 0];
              for (const k of range(poles).map((j) => row * poles + j)) {
                const [a, b] = [xRe[at] - pRe[k], xIm[at] - pIm[k]];
                const scale = a * a + b * b;
                let [u, w] = [vRe[k], vIm[k]];
                for (let i = 0; i < power; i++) {
                  [u, w] = [(u * a + w * b) / scale, (w * a - u * b) / scale];
                }
                [re, im] = [re + u, im + w];
              }
              return [re, im];
            });
            const out = rows * points;
            return {
              arrays: [blank(out), blank(out), vRe, vIm, xRe, xIm, pRe, pIm],
              scalars: [rows, points, poles, power],
              expected: new Map([0, 1].map((part) => [part, sums.map((sum) => sum[part])])),
            };
          }),
      ),
    tolerance: 128, // 41 terms below 1, each within some roundings
  },
  normalise: {
    call: fc.tuple(size, positive, fc.constantFrom(1e-5, 0.1)).chain(([rows, n, eps]) =>
      floats(rows * n).map((a) => () => {
        const found = range(rows).map((row) => normalised(a.slice(row * n, (row + 1) * n), eps));
        return {
          arrays: [blank(rows * n), blank(rows), a],
          scalars: [rows, n, eps],
          expected: new Map([
            [0, found.flatMap(({ values }) => values)],
            [1, found.map(({ scale }) => scale)],
          ]),
        };
      }),
    ),
    tolerance: 4096, // a row of nearly equal numbers divides their rounding by a root of 1e-5
  },
  normaliseGradient: {
    call: fc.tuple(size, positive).chain(([rows, n]) =>
      fc.tuple(floats(rows * n), floats(rows * n), floats(rows)).map(([g, y, scales]) => () => ({
        arrays: [blank(rows * n), g, y, scales],
        scalars: [rows, n],
        expected: writes(
          range(rows).flatMap((row) => {
            const [given, out] = [g, y].map((all) => all.slice(row * n, (row + 1) * n));
            const mean = given.reduce((sum, x) => sum + x, 0) / n;
            const along = given.reduce((sum, x, i) => sum + x * out[i], 0) / n;
            return given.map((x, i) => (x - mean - out[i] * along) * scales[row]);
          }),
        ),
      })),
    ),
    tolerance: 256, // sums of up to 19 products of two numbers up to 4, times a third and a fourth
  },
  momentum: {
    call: size.chain((n) =>
      fc
        .tuple(floats(n), floats(n), floats(n), floats(3, 0, 1), fc.constantFrom(0, 1))
        .map(([w, g, v, [rate, keep, decay], nesterov]) => ({ round }) => {
          const gradient = w.map((x, i) => round(g[i] + round(decay * x)));
          const velocity = v.map((x, i) => round(round(keep * x) + gradient[i]));
          const moved = w.map((x, i) => {
            const ahead = round(gradient[i] + round(keep * velocity[i]));
            return round(x - round(rate * (nesterov ? ahead : velocity[i])));
          });
          return {
            arrays: [w, g, v],
            scalars: [n, rate, keep, decay, nesterov],
            expected: new Map([
              [0, moved],
              [2, velocity],
            ]),
          };
        }),
    ),
  },
  rootMeanSquare: {
    call: size.chain((n) =>
      fc
        .tuple(floats(n), floats(n), floats(n, 0), floats(4, Math.fround(0.01), 1))
        .map(([w, g, v, [keep, add, rate, eps]]) => ({ round }) => {
          const second = v.map((x, i) => round(round(keep * x) + round(add * round(g[i] * g[i]))));
          const moved = w.map((x, i) => {
            const spread = round(round(Math.sqrt(second[i])) + eps);
            return round(x - round(rate * round(g[i] / spread)));
          });
          return {
            arrays: [w, g, v],
            scalars: [n, keep, add, rate, eps],
            expected: new Map([
              [0, moved],
              [2, second],
            ]),
          };
        }),
    ),
  },
  adam: {
    call: size.chain((n) =>
      fc
        .tuple(floats(n), floats(n), floats(n), floats(n, 0), floats(8, Math.fround(0.01), 1))
        .map(([w, g, m, v, scalars]) => ({ round }) => {
          const [keep, decay, rate1, beta2, rate2, step, scale, eps] = scalars;
          const gradient = w.map((x, i) => round(g[i] + round(decay * x)));
          const first = m.map((x, i) => round(x + round(round(gradient[i] - x) * rate1)));
          const second = v.map((x, i) =>
            round(round(x * beta2) + round(round(gradient[i] * gradient[i]) * rate2)),
          );
          const moved = w.map((x, i) => {
            const spread = round(round(round(Math.sqrt(second[i])) * scale) + eps);
            return round(round(x * keep) - round(step * round(first[i] / spread)));
          });
          return {
            arrays: [w, g, m, v],
            scalars: [n, ...scalars],
            expected: new Map([
              [0, moved],
              [2, first],
              [3, second],
            ]),
          };
        }),
    ),
  },
};

describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
  test.each(Object.keys(all.float32) as Name[])('%s equals its twin', (name) => {
    const { call, tolerance = 0 } = twins[name];
    fc.assert(
      fc.property(call, (make) => check(name, dtype, make(arithmetic[dtype]), tolerance)),
      { seed: 1989, numRuns: 150 },
    );
  });
});

test.each(['float32', 'float64'] as const)(
  '%s: a product in several strips has the bits of one in none',
  (dtype) => {
    scratch(() => {
      const [m, k, n] = [9, 521, 1043]; // more than two strips of rows, more than two of columns
      const draw = (...shape: number[]) => uniform(shape, -1, 1, createRng(3), { dtype });
      const [a, b, out, expected] = [draw(m, k), draw(k, n), draw(m, n), draw(m, n)];
      const room = new Arena().allocate(ROOM);
      for (const [row, column] of [
        [k, 1],
        [1, m],
      ]) {
        const { matmul, matmulPacked } = kernels[dtype];
        const sizes = [1, m, k, n, 0, 0, row, column] as const;
        matmul(expected.pointer, a.pointer, b.pointer, ...sizes);
        matmulPacked(out.pointer, a.pointer, b.pointer, room, ...sizes);
        expect(out.data).toEqual(expected.data);
      }
    });
  },
);

test('the kernels of both modules take at most 15 kB, compressed', () => {
  const sizes = [wasm, spectralWasm].map(
    (text) => gzipSync(Buffer.from(text, 'base64'), { level: 9 }).length,
  );
  expect(sizes[0] + sizes[1]).toBeLessThanOrEqual(15_000);
});

test('every kernel has a twin', () => {
  expect(Object.keys(all.float32).sort()).toEqual(Object.keys(twins).sort());
  expect(Object.keys(all.float64).sort()).toEqual(Object.keys(twins).sort());
});

function check(
  name: Name,
  dtype: DType,
  { arrays, scalars, expected }: Call,
  tolerance: number,
): void {
  const Values = dtype === 'float32' ? Float32Array : Float64Array;
  const arena = new Arena();
  const lengths = arrays.map((array) =>
    'table' in array ? array.table.length : 'room' in array ? array.room : array.length,
  );
  const starts = lengths.map((n) => arena.allocate((n + UNALIGNED + 1) * Values.BYTES_PER_ELEMENT));
  const views = arrays.map((array, i) => {
    const [pointer, length] = [starts[i], lengths[i]];
    if ('table' in array) {
      new Int32Array(memory.buffer, pointer, length).set(array.table);
      return { pointer, view: null };
    }
    const view = new Values(memory.buffer, pointer, length + UNALIGNED + 1).fill(CANARY);
    if (!('room' in array)) view.set(array, UNALIGNED);
    return { pointer: pointer + UNALIGNED * Values.BYTES_PER_ELEMENT, view };
  });
  const pointers = views.map(({ pointer }) => pointer);
  (all[dtype][name] as (...values: number[]) => void)(...pointers, ...scalars);

  arrays.forEach((array, i) => {
    const { view } = views[i];
    if (view === null) return;
    if (view[0] !== CANARY || view.at(-1) !== CANARY) throw new Error(`wrote beside array ${i}`);
    if ('table' in array || 'room' in array) return;
    const values = Array.from(view).slice(UNALIGNED, -1);
    compare(values, expected.get(i) ?? array, tolerance * arithmetic[dtype].epsilon);
  });
  arena.free();
}

/** Fails with the worst index and both values. */
function compare(actual: Numbers, expected: Numbers, tolerance: number): void {
  const error = (i: number) =>
    Object.is(actual[i], expected[i]) || actual[i] === expected[i]
      ? 0
      : Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
  const worst = range(expected.length).reduce((w, i) => (error(i) > error(w) ? i : w), 0);
  if (expected.length > 0 && !(error(worst) <= tolerance)) {
    throw new Error(`at ${worst}: ${actual[worst]} instead of ${expected[worst]}`);
  }
}
