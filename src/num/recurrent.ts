/**
 * Recurrent layers over all steps of a sequence at once.
 *
 * The input's share of all steps is one product, and so is the gradient of the hidden weights. What
 * depends on the step before is a product of (B, H) and one kernel a step, in the same order whatever
 * T and B are: a sequence gives the same bits in one call as in many.
 */
import { fusedRules } from './autodiff.ts';
import { concat, stack } from './indexing.ts';
import { uniform } from './init.ts';
import * as launch from './launch.ts';
import type { Rng } from './random.ts';
import { format, sameShape } from './shape.ts';
import { derived, ones, Tensor, zeros } from './tensor.ts';
import { kernels } from './wasm.ts';

export interface LstmWeights {
  /** (D, 4H), of the gates i, f, g, o in this order */
  readonly inputWeights: Tensor;
  /** (H, 4H) */
  readonly hiddenWeights: Tensor;
  /** (4H) */
  readonly biases: Tensor;
}

export interface LstmState {
  /** (B, H) hidden */
  readonly h: Tensor;
  /** (B, H) cell */
  readonly c: Tensor;
}

export interface GruWeights {
  /** (D, 3H), of the gates r, z, n in this order */
  readonly inputWeights: Tensor;
  /** (H, 3H) */
  readonly hiddenWeights: Tensor;
  /** (3H) */
  readonly inputBiases: Tensor;
  /** (3H), of which those of n are under the reset gate */
  readonly hiddenBiases: Tensor;
}

/** Weights of an LSTM, uniform in plus or minus 1 / sqrt(H), as in PyTorch. */
export function lstmWeights(inputSize: number, hiddenSize: number, rng: Rng): LstmWeights {
  const bound = 1 / Math.sqrt(hiddenSize);
  const draw = (...shape: number[]) => uniform(shape, -bound, bound, rng);
  return {
    inputWeights: draw(inputSize, 4 * hiddenSize),
    hiddenWeights: draw(hiddenSize, 4 * hiddenSize),
    biases: draw(4 * hiddenSize),
  };
}

/** Weights of a GRU, uniform in plus or minus 1 / sqrt(H), as in PyTorch. */
export function gruWeights(inputSize: number, hiddenSize: number, rng: Rng): GruWeights {
  const bound = 1 / Math.sqrt(hiddenSize);
  const draw = (...shape: number[]) => uniform(shape, -bound, bound, rng);
  return {
    inputWeights: draw(inputSize, 3 * hiddenSize),
    hiddenWeights: draw(hiddenSize, 3 * hiddenSize),
    inputBiases: draw(3 * hiddenSize),
    hiddenBiases: draw(3 * hiddenSize),
  };
}

/**
 * Long short-term memory over T steps: c = f c + i g, h = o tanh(c).
 *
 * @param x (T, B, D)
 * @param state before the first step; zeros if absent
 * @param starts (T, B): 1 where a sequence begins, before which h and c are forgotten; never if absent
 * @returns states (T, B, H), the h of every step, and the state after the last
 * @throws RangeError if the shapes do not agree or there is no step
 * @see Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000 for the forget gate
 */
export function lstm(
  x: Tensor,
  { inputWeights, hiddenWeights, biases }: LstmWeights,
  state?: LstmState,
  starts?: Tensor,
): { states: Tensor } & LstmState {
  const [T, B, H] = checkSizes('lstm', x, inputWeights, hiddenWeights, 4);
  must('lstm', 'biases', biases, [4 * H]);
  const { dtype } = x;
  const { h, c } = state ?? { h: zeros([B, H], { dtype }), c: zeros([B, H], { dtype }) };
  must('lstm', 'h', h, [B, H]);
  must('lstm', 'c', c, [B, H]);
  const keep = keptBy('lstm', starts, x);

  const input = ofAllSteps(x, inputWeights).add(biases);
  const all = recurrence(input, hiddenWeights, h, c, keep);
  const states = all.narrow(0, 0, 1).reshape([T, B, H]);
  const last = all.narrow(1, T - 1, 1);
  return {
    states,
    h: last.narrow(0, 0, 1).reshape([B, H]),
    c: last.narrow(0, 1, 1).reshape([B, H]),
  };
}

/**
 * Gated recurrent unit over T steps: n = tanh(input + r hidden), h = (1 - z) n + z h.
 *
 * @param x (T, B, D)
 * @param h (B, H) before the first step; zeros if absent
 * @param starts (T, B): 1 where a sequence begins, before which h is forgotten; never if absent
 * @returns states (T, B, H), the h of every step, and the h after the last, (B, H)
 * @throws RangeError if the shapes do not agree or there is no step
 * @see Cho et al. 2014, with the reset after the product as in torch.nn.GRU
 */
export function gru(
  x: Tensor,
  { inputWeights, hiddenWeights, inputBiases, hiddenBiases }: GruWeights,
  h?: Tensor,
  starts?: Tensor,
): { states: Tensor; h: Tensor } {
  const [T, B, H] = checkSizes('gru', x, inputWeights, hiddenWeights, 3);
  must('gru', 'inputBiases', inputBiases, [3 * H]);
  must('gru', 'hiddenBiases', hiddenBiases, [3 * H]);
  const first = h ?? zeros([B, H], { dtype: x.dtype });
  must('gru', 'h', first, [B, H]);
  const keep = keptBy('gru', starts, x);
  const input = ofAllSteps(x, inputWeights).add(inputBiases);
  const states = gruStates(input, hiddenWeights, hiddenBiases, first, keep);
  return { states, h: states.narrow(0, T - 1, 1).reshape([B, H]) };
}

function must(layer: string, what: string, { shape }: Tensor, expected: readonly number[]): void {
  if (sameShape(shape, expected)) return;
  throw new RangeError(`${layer}: ${what} must be ${format(expected)}, got ${format(shape)}`);
}

/** T, B and H of a layer with so many gates. */
function checkSizes(
  layer: string,
  x: Tensor,
  inputWeights: Tensor,
  hiddenWeights: Tensor,
  gates: number,
): [T: number, B: number, H: number] {
  if (x.shape.length !== 3 || x.shape[0] === 0) {
    throw new RangeError(`${layer}: x must be (T, B, D) with a step, got ${format(x.shape)}`);
  }
  const [T, B, D] = x.shape;
  const H = hiddenWeights.shape[0];
  must(layer, 'hiddenWeights', hiddenWeights, [H, gates * H]);
  must(layer, 'inputWeights', inputWeights, [D, gates * H]);
  return [T, B, H];
}

/** (T, B): 0 where the state is forgotten, else 1 */
function keptBy(layer: string, starts: Tensor | undefined, { shape, dtype }: Tensor): Tensor {
  const [T, B] = shape;
  if (!starts) return ones([T, B], { dtype });
  must(layer, 'starts', starts, [T, B]);
  return starts.stopGradient().neg().add(1);
}

/** x W of all steps as one product. */
function ofAllSteps(x: Tensor, W: Tensor): Tensor {
  const [T, B, D] = x.shape;
  return x
    .reshape([T * B, D])
    .matmul(W)
    .reshape([T, B, W.shape[1]]);
}

/** (2, T, B, H), h and c of every step, from the input's share (T, B, 4H) in the gates. */
function recurrence(input: Tensor, weights: Tensor, h0: Tensor, c0: Tensor, keep: Tensor): Tensor {
  const { dtype } = input;
  const [T, B] = input.shape;
  const H = weights.shape[0];
  const bytes = dtype === 'float32' ? 4 : 8;
  const [state, four] = [B * H * bytes, 4 * B * H * bytes]; // bytes of a step
  const { mul, matmul, matmulTransposed, fill, lstmCell, lstmCellGradient } = kernels[dtype];
  const make = (...shape: number[]) => new Tensor(shape, dtype);

  const gates = make(T, B, 4 * H);
  const before = make(T, B, H); // what is left of h before each step

  /** The gradients of all inputs, from that of the result. */
  const gradient = (g: Tensor): Tensor[] => {
    const [sums, byWeights] = [make(T, B, 4 * H), make(H, 4 * H)];
    const [dh, dc] = [make(B, H), make(B, H)];
    launch.run('lstmGradient', sums, [g, gates], () => {
      fill(dh.pointer, 0, dh.size);
      fill(dc.pointer, 0, dc.size);
      for (let t = T - 1; t >= 0; t--) {
        const [at, kept] = [t * state, keep.pointer + t * B * bytes];
        const c = out.pointer + (T + t) * state;
        lstmCellGradient(
          sums.pointer + t * four,
          dc.pointer,
          dh.pointer,
          g.pointer + at,
          g.pointer + T * state + at,
          gates.pointer + t * four,
          c,
          t === 0 ? c0.pointer : c - state,
          kept,
          B,
          H,
        );
        const sum = sums.pointer + t * four;
        matmulTransposed(dh.pointer, sum, weights.pointer, 1, B, 4 * H, H, 0, 0);
        mul(dh.pointer, dh.pointer, kept, B, H, H, 1, 1, 0);
      }
      const rows = T * B;
      matmul(byWeights.pointer, before.pointer, sums.pointer, 1, H, rows, 4 * H, 0, 0, 1, H);
    });
    return [sums, byWeights, dh, dc];
  };

  const inputs = [input, weights, h0, c0];
  const rules = fusedRules(inputs, gradient, (...points) => unrolled(points, keep));
  const out = derived([2, T, B, H], inputs, rules);
  launch.run('lstm', out, inputs, () => {
    for (let t = 0; t < T; t++) {
      const [kept, gate] = [keep.pointer + t * B * bytes, gates.pointer + t * four];
      const h = out.pointer + t * state;
      const c = h + T * state;
      const left = before.pointer + t * state;
      mul(left, t === 0 ? h0.pointer : h - state, kept, B, H, H, 1, 1, 0);
      matmul(gate, left, weights.pointer, 1, B, H, 4 * H, 0, 0, H, 1);
      const share = input.pointer + t * four;
      lstmCell(h, c, gate, share, t === 0 ? c0.pointer : c - state, kept, B, H);
    }
  });
  return out;
}

/** The same in operations that have gradients of gradients. */
function unrolled([input, weights, h0, c0]: readonly Tensor[], keep: Tensor): Tensor {
  const [T, B] = input.shape;
  const H = weights.shape[0];
  const states: Tensor[][] = [];
  let [h, c] = [h0, c0];
  for (let t = 0; t < T; t++) {
    const kept = keep.narrow(0, t, 1).reshape([B, 1]);
    const share = input.narrow(0, t, 1).reshape([B, 4 * H]);
    const gates = h.mul(kept).matmul(weights).add(share);
    const gate = (k: number) => gates.narrow(1, k * H, H);
    const [i, f, g, o] = [gate(0).sigmoid(), gate(1).sigmoid(), gate(2).tanh(), gate(3).sigmoid()];
    c = f.mul(c.mul(kept)).add(i.mul(g));
    h = o.mul(c.tanh());
    states.push([h, c]);
  }
  return concat([0, 1].map((k) => stack([stack(states.map((pair) => pair[k]))])));
}

/** (T, B, H), h of every step of a GRU, from the input's share (T, B, 3H) in the gates. */
function gruStates(
  input: Tensor,
  weights: Tensor,
  biases: Tensor,
  h0: Tensor,
  keep: Tensor,
): Tensor {
  const { dtype } = input;
  const [T, B] = input.shape;
  const H = weights.shape[0];
  const bytes = dtype === 'float32' ? 4 : 8;
  const [state, three] = [B * H * bytes, 3 * B * H * bytes]; // bytes of a step
  const { add, mul, sum, matmul, matmulTransposed, fill } = kernels[dtype];
  const { gruCell, gruCellGradient } = kernels[dtype];
  const make = (...shape: number[]) => new Tensor(shape, dtype);

  const gates = make(T, B, 3 * H);
  const shares = make(T, B, H);
  const before = make(T, B, H); // what is left of h before each step

  /** The gradients of all inputs, from that of the result. */
  const gradient = (g: Tensor): Tensor[] => {
    const [sums, hiddenSums] = [make(T, B, 3 * H), make(T, B, 3 * H)];
    const [byWeights, byBiases] = [make(H, 3 * H), make(3 * H)];
    const [dh, through] = [make(B, H), make(B, H)];
    launch.run('gruGradient', sums, [g, gates], () => {
      fill(dh.pointer, 0, dh.size);
      for (let t = T - 1; t >= 0; t--) {
        const [at, kept] = [t * state, keep.pointer + t * B * bytes];
        const hiddenSum = hiddenSums.pointer + t * three;
        gruCellGradient(
          sums.pointer + t * three,
          hiddenSum,
          through.pointer,
          dh.pointer,
          g.pointer + at,
          gates.pointer + t * three,
          shares.pointer + at,
          before.pointer + at,
          B,
          H,
        );
        matmulTransposed(dh.pointer, hiddenSum, weights.pointer, 1, B, 3 * H, H, 0, 0);
        add(dh.pointer, dh.pointer, through.pointer, 1, B * H, 0, 1, 0, 1);
        mul(dh.pointer, dh.pointer, kept, B, H, H, 1, 1, 0);
      }
      const rows = T * B;
      const [to, from] = [byWeights.pointer, hiddenSums.pointer];
      matmul(to, before.pointer, from, 1, H, rows, 3 * H, 0, 0, 1, H);
      sum(byBiases.pointer, from, 1, rows, 3 * H);
    });
    return [sums, byWeights, byBiases, dh];
  };

  const inputs = [input, weights, biases, h0];
  const rules = fusedRules(inputs, gradient, (...points) => unrolledGru(points, keep));
  const out = derived([T, B, H], inputs, rules);
  launch.run('gru', out, inputs, () => {
    for (let t = 0; t < T; t++) {
      const [at, gate] = [t * state, gates.pointer + t * three];
      const h = out.pointer + at;
      const left = before.pointer + at;
      const kept = keep.pointer + t * B * bytes;
      mul(left, t === 0 ? h0.pointer : h - state, kept, B, H, H, 1, 1, 0);
      matmul(gate, left, weights.pointer, 1, B, H, 3 * H, 0, 0, H, 1);
      const share = shares.pointer + at;
      gruCell(h, gate, share, input.pointer + t * three, biases.pointer, left, B, H);
    }
  });
  return out;
}

/** The same in operations that have gradients of gradients. */
function unrolledGru([input, weights, biases, h0]: readonly Tensor[], keep: Tensor): Tensor {
  const [T, B] = input.shape;
  const H = weights.shape[0];
  const states: Tensor[] = [];
  let h = h0;
  for (let t = 0; t < T; t++) {
    const old = h.mul(keep.narrow(0, t, 1).reshape([B, 1]));
    const share = input.narrow(0, t, 1).reshape([B, 3 * H]);
    const hidden = old.matmul(weights).add(biases);
    const gate = (k: number) =>
      share
        .narrow(1, k * H, H)
        .add(hidden.narrow(1, k * H, H))
        .sigmoid();
    const [r, z] = [gate(0), gate(1)];
    const n = share
      .narrow(1, 2 * H, H)
      .add(r.mul(hidden.narrow(1, 2 * H, H)))
      .tanh();
    h = n.add(z.mul(old.sub(n)));
    states.push(h);
  }
  return stack(states);
}
