/** LSTM and GRU: bits that do not depend on how steps are cut, and starts of sequences. */
import { describe, expect, test } from 'vitest';
import { compile, scratch } from '#num/arena';
import { normal } from '#num/init';
import { createRng } from '#num/random';
import { gru, gruWeights, lstm, lstmWeights } from '#num/recurrent';
import { tensor, zeros, type Tensor } from '#num/tensor';

const [T, B, D, H] = [5, 3, 4, 6];
const weights = () => lstmWeights(D, H, createRng(1));
const draw = (...shape: number[]) => normal(shape, 0, 1, createRng(2), { requiresGrad: false });

describe('lstm', () => {
  test('gives the same bits step by step as over all steps, and for one row as for many', () => {
    scratch(() => {
      const [w, x] = [weights(), draw(T, B, D)];
      const starts = tensor([1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1], [T, B]);
      const all = lstm(x, w, { h: draw(B, H), c: draw(B, H) }, starts);
      let state = { h: draw(B, H), c: draw(B, H) };
      for (let t = 0; t < T; t++) {
        state = lstm(x.narrow(0, t, 1), w, state, starts.narrow(0, t, 1));
        expect([...state.h.data]).toEqual([...all.states.narrow(0, t, 1).data]);
      }
      expect([...state.c.data]).toEqual([...all.c.data]);
      expect([...state.h.data]).toEqual([...all.h.data]);
      for (let b = 0; b < B; b++) {
        const row = (of: Tensor, axis: number) => of.narrow(axis, b, 1);
        const one = lstm(
          row(x, 1),
          w,
          { h: row(draw(B, H), 0), c: row(draw(B, H), 0) },
          row(starts, 1),
        );
        expect([...one.states.data]).toEqual([...row(all.states, 1).data]);
      }
    });
  });

  test('forgets at a start', () => {
    scratch(() => {
      const [w, x] = [weights(), draw(T, 1, D)];
      const starts = tensor([0, 0, 1, 0, 0], [T, 1]);
      const cut = lstm(x, w, { h: draw(1, H), c: draw(1, H) }, starts);
      const fresh = lstm(x.narrow(0, 2, 3), w);
      expect([...cut.states.narrow(0, 2, 3).data]).toEqual([...fresh.states.data]);
    });
  });

  test('replays with other inputs, states and starts', () => {
    scratch(() => {
      const w = weights();
      const [x, h, c, starts] = [zeros([T, B, D]), zeros([B, H]), zeros([B, H]), zeros([T, B])];
      const step = () => {
        const out = lstm(x, w, { h, c }, starts);
        const loss = out.states.square().sum().add(out.c.sum());
        w.hiddenWeights.grad = null;
        loss.backward();
        return loss;
      };
      const next = compile(step);
      next();
      x.set(draw(T, B, D).data);
      h.set(draw(B, H).data);
      starts.set(Float32Array.from({ length: T * B }, (_, i) => Number(i % 4 === 0)));
      const replayed = [next().item(), ...w.hiddenWeights.grad!.data];
      expect([step().item(), ...w.hiddenWeights.grad!.data]).toEqual(replayed);
    });
  });

  test.each<[string, () => unknown, string]>([
    [
      'x',
      () => lstm(zeros([3, 4]), weights()),
      'lstm: x must be (T, B, D) with a step, got (3, 4)',
    ],
    [
      'weights',
      () => lstm(zeros([2, 3, 5]), weights()),
      'lstm: inputWeights must be (5, 24), got (4, 24)',
    ],
    [
      'state',
      () => lstm(zeros([2, 3, 4]), weights(), { h: zeros([2, 6]), c: zeros([3, 6]) }),
      'lstm: h must be (3, 6), got (2, 6)',
    ],
  ])('refuses a wrong %s', (_, operation, message) => {
    expect(() => scratch(operation)).toThrow(message);
  });
});

describe('gru', () => {
  test('gives the same bits step by step as over all steps, and for one row as for many', () => {
    scratch(() => {
      const [w, x] = [gruWeights(D, H, createRng(1)), draw(T, B, D)];
      const starts = tensor([1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1], [T, B]);
      const all = gru(x, w, draw(B, H), starts);
      let h = draw(B, H);
      for (let t = 0; t < T; t++) {
        ({ h } = gru(x.narrow(0, t, 1), w, h, starts.narrow(0, t, 1)));
        expect([...h.data]).toEqual([...all.states.narrow(0, t, 1).data]);
      }
      expect([...h.data]).toEqual([...all.h.data]);
      for (let b = 0; b < B; b++) {
        const row = (of: Tensor, axis: number) => of.narrow(axis, b, 1);
        const one = gru(row(x, 1), w, row(draw(B, H), 0), row(starts, 1));
        expect([...one.states.data]).toEqual([...row(all.states, 1).data]);
      }
    });
  });

  test('forgets at a start', () => {
    scratch(() => {
      const [w, x] = [gruWeights(D, H, createRng(1)), draw(T, 1, D)];
      const cut = gru(x, w, draw(1, H), tensor([0, 0, 1, 0, 0], [T, 1]));
      const fresh = gru(x.narrow(0, 2, 3), w);
      expect([...cut.states.narrow(0, 2, 3).data]).toEqual([...fresh.states.data]);
    });
  });

  test('refuses biases of another size', () => {
    const w = gruWeights(D, H, createRng(1));
    expect(() => scratch(() => gru(draw(T, B, D), { ...w, hiddenBiases: zeros([2 * H]) }))).toThrow(
      'gru: hiddenBiases must be (18), got (12)',
    );
  });
});
