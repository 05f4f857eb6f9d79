import { describe, expect, test } from 'vitest';
import {
  begin,
  beta2At,
  createOrder,
  crossings,
  cycleOf,
  deepest,
  descend,
  drift,
  endOf,
  lawOf,
  meanDrift,
  open,
  parabolas,
  periodicAverage,
  restingPlace,
  scriptCycle,
  slope,
  smallestFailing,
  step,
  threshold,
  walled,
  type Problem,
  type Rule,
  type Settings,
  type Start,
} from '#cells/adam-convergence';
import { createRng } from '#num/random';
import { createDigest } from '#demo/digest';
import { defaults, start } from '#demo/run';
import * as runs from './runs.ts';

const family = (n: number) => cycleOf(walled(n));
const rmsprop = (beta2: number, more: Partial<Settings> = {}): Settings => ({
  rule: 'adam',
  beta1: 0,
  beta2,
  lr: 0.5,
  decays: true,
  ...more,
});

/** x after some steps in cyclic order. */
function endAfter(
  problem: Problem,
  settings: Settings,
  steps: number,
  { from = 0, how = 'corrected' as Start } = {},
): number {
  const state = begin(problem, from, how);
  descend(problem, settings, state, createOrder('cyclic', problem.n, createRng(1)), steps);
  return state.x;
}

describe('one step', () => {
  test('is that of Adam as published', () => {
    // Algorithm 1 of Kingma & Ba for the gradients 3, -1, 0.5, by hand, with epsilon = 0.
    const settings = rmsprop(0.99, { beta1: 0.9, lr: 0.1, decays: false });
    const state = begin(walled(3), 0, 'corrected');
    const xs = [3, -1, 0.5].map((g) => {
      step(state, g, settings);
      return state.x;
    });
    expect(xs[0]).toBeCloseTo(-0.1, 14);
    expect(xs[1]).toBeCloseTo(-0.1 - 0.1 * (0.17 / 0.19 / Math.sqrt(0.0991 / 0.0199)), 14);
    const [m, v] = [0.9 * 0.17 + 0.05, 0.99 * 0.0991 + 0.0025];
    const third = (0.1 * m) / (1 - 0.9 ** 3) / Math.sqrt(v / (1 - 0.99 ** 3));
    expect(xs[2]).toBeCloseTo(xs[1] - third, 14);
  });

  test('of AMSGrad never divides by less than before, and that of SGD by 1', () => {
    const take = (rule: Rule) => {
      const state = begin(walled(3), 0, 'zero');
      const settings = rmsprop(0.5, { rule, lr: 1, decays: false });
      return [4, 1].map((g) => {
        const { x } = state;
        step(state, g, settings);
        return x - state.x;
      });
    };
    expect(take('amsgrad')).toEqual([4 / Math.sqrt(8), expect.closeTo(1 / Math.sqrt(8), 14)]);
    expect(take('adam')).toEqual([4 / Math.sqrt(8), expect.closeTo(1 / Math.sqrt(4.5), 14)]);
    expect(take('sgd')).toEqual([4, 1]);
  });

  test('with warm moments starts at the means of a cycle', () => {
    expect(begin(walled(10), 0, 'warm')).toMatchObject({
      m: expect.closeTo(0.1, 12),
      v: expect.closeTo(10.9, 12),
      decay1: 0,
      decay2: 0,
    });
  });

  test('sees every loss once a cycle, in the same order or a new one; drawn, it does not', () => {
    const cycles = (order: 'cyclic' | 'shuffled' | 'drawn') => {
      const next = createOrder(order, 5, createRng(3));
      return Array.from({ length: 20 }, () => Array.from({ length: 5 }, next));
    };
    expect(new Set(cycles('cyclic').map(String))).toEqual(new Set(['0,1,2,3,4']));
    const shuffled = cycles('shuffled');
    expect(new Set(shuffled.map((cycle) => String(cycle.toSorted())))).toEqual(
      new Set(['0,1,2,3,4']),
    );
    expect(new Set(shuffled.map(String)).size).toBeGreaterThan(10);
    expect(cycles('drawn').some((cycle) => new Set(cycle).size < 5)).toBe(true);
  });
});

describe('the drift', () => {
  test.each([
    [0, 0.9, 10, -0.381509],
    [0.9, 0.99, 20, 0.147125],
    [0.5, 0.3, 5, -0.687712],
  ])(
    'at betas %d and %d for n = %d is %d, and a simulated cycle moves by its negative',
    (beta1, beta2, n, value) => {
      const D = drift(family(n), beta1, beta2);
      expect(D).toBeCloseTo(value, 6);
      const problem = { ...walled(n), low: -Infinity, high: Infinity };
      const settings = rmsprop(beta2, { beta1, lr: 1, decays: false });
      const state = begin(problem, 0, 'corrected');
      const next = createOrder('cyclic', n, createRng(1));
      descend(problem, settings, state, next, Math.ceil(40 / (1 - beta2) / n) * n);
      const before = state.x;
      descend(problem, settings, state, next, n);
      expect(Math.abs(state.x - before + D)).toBeLessThan(1e-9);
    },
  );

  test('agrees with the closed form for one large and n - 1 equal small gradients', () => {
    for (const [beta1, beta2, n, G, a] of [
      [0.9, 0.99, 20, 20, 1],
      [0.3, 0.7, 7, 50, 2],
      [0, 0.999, 101, 1010, 10],
    ]) {
      const g = Float64Array.from({ length: n }, (_, j) => (j === 0 ? G : -a));
      const lift = ((1 - beta2) * (G * G - a * a)) / -Math.expm1(n * Math.log(beta2));
      const push = ((1 - beta1) * (G + a)) / (1 - beta1 ** n);
      const v = periodicAverage(
        g.map((each) => each * each),
        beta2,
      );
      const m = periodicAverage(g, beta1);
      for (let j = 0; j < n; j++) {
        expect(v[j] / (a * a + beta2 ** j * lift)).toBeCloseTo(1, 11);
        expect(m[j]).toBeCloseTo(-a + beta1 ** j * push, 10);
      }
    }
  });

  test('does not change if all gradients are scaled: 1010 and -10 are n = 101', () => {
    const scaled = family(101).map((g) => 10 * g);
    expect(drift(scaled, 0.9, 0.99)).toBeCloseTo(drift(family(101), 0.9, 0.99), 12);
    expect(drift(scaled, 0.9, 0.99)).toBeCloseTo(-1.9, 2);
    expect(threshold(scaled, 0.9)).toBeCloseTo(0.99952, 5);
  });

  test('tends to the sum of the gradients over their root mean square as beta2 tends to 1', () => {
    expect(drift(family(10), 0.5, 1 - 1e-9)).toBeCloseTo(1 / Math.sqrt(10.9), 6);
  });
});

describe('thresholds', () => {
  // The values of an independent implementation: NumPy, direct sums of Equation 3, bisection.
  test.each([
    [0, 3, 0.4723],
    [0, 5, 0.8107],
    [0, 10, 0.9554],
    [0, 20, 0.98938],
    [0, 50, 0.99836],
    [0, 100, 0.999595],
    [0.9, 20, 0.9695],
    [0.9, 50, 0.99745],
    [0.9, 100, 0.9995],
  ])('at beta1 = %d for n = %d is %d', (beta1, n, value) => {
    expect(Math.abs(threshold(family(n), beta1) - value)).toBeLessThan(1e-4);
  });

  test('there is none at beta1 = 0.9 for n up to 7', () => {
    for (const n of [3, 4, 5, 6, 7]) expect(threshold(family(n), 0.9)).toBe(0);
    expect(threshold(family(8), 0.9)).toBeGreaterThan(0);
  });

  test('the drift is not monotone: two sign changes at beta1 = 0.9 for n = 10', () => {
    const found = crossings((level) => drift(family(10), 0.9, beta2At(level)), deepest(10));
    expect(found.map(({ level, rising }) => [beta2At(level).toFixed(4), rising])).toEqual([
      ['0.0649', false],
      ['0.7747', true],
    ]);
  });

  test('follow 4 / n^2, to 1% at n = 500, with slope -2.03 within 0.05 from 10 to 500', () => {
    expect((1 - threshold(family(100), 0)) * 100 ** 2).toBeCloseTo(4.053, 3);
    expect(Math.abs((1 - threshold(family(500), 0)) * 500 ** 2 - 4)).toBeLessThan(0.04);
    const n = [10, 20, 40, 80, 160, 320, 500];
    const exponent = slope(
      n,
      n.map((each) => 1 - threshold(family(each), 0)),
    );
    expect(Math.abs(exponent + 2.03)).toBeLessThan(0.05);
  });

  test('with momentum follow the sawtooth at the mean delay', () => {
    for (const n of [50, 100, 300]) {
      const ratio = (1 - threshold(family(n), 0.9)) / lawOf(n, 0.9);
      expect(ratio).toBeGreaterThan(1);
      expect(ratio).toBeLessThan(1.05);
    }
    expect(lawOf(100, 0)).toBeCloseTo(4 / 100 ** 2, 12);
  });

  test('the bound printed for period C is inside the failing range of period C', () => {
    for (const C of [5, 10, 20, 50, 100]) {
      const bound = Math.min(C ** (-4 / (C - 2)), 1 - (9 / (2 * C)) ** 2);
      expect(drift(family(C), 0, bound)).toBeLessThan(0);
    }
  });

  test('period 3 fails below 0.2368, 0.0983 and 0.0133 for C = 5, 10, 50', () => {
    const values = [5, 10, 50].map((C) => {
      const f = (level: number) => drift(cycleOf(walled(3, C)), 0, beta2At(level));
      const found = crossings(f, 4);
      expect(found).toHaveLength(1);
      expect(drift(cycleOf(walled(3, C)), 0, 1 / (1 + C * C))).toBeLessThan(0);
      return beta2At(found[0].level).toFixed(4);
    });
    expect(values).toEqual(['0.2368', '0.0983', '0.0133']);
  });

  test('two large gradients in ten move the threshold to between 0.63 and 0.64', () => {
    expect(threshold(scriptCycle(10), 0)).toBeGreaterThan(0.63);
    expect(threshold(scriptCycle(10), 0)).toBeLessThan(0.64);
  });

  test('the least failing n is the first that beta2 does not reach', () => {
    const n = smallestFailing(0.9, 0.999, 1000)!;
    expect(threshold(family(n), 0.9)).toBeGreaterThan(0.999);
    expect(threshold(family(n - 1), 0.9)).toBeLessThanOrEqual(0.999);
    expect(smallestFailing(0, 0.999999, 100)).toBeNull();
  });
});

describe('sampled drifts', () => {
  test('of the cyclic order are the exact one', () => {
    for (const beta2 of [0.9, 0.95, 0.99]) {
      const sampled = meanDrift(family(10), beta2, 'cyclic', 100, createRng(1));
      expect(sampled).toBeCloseTo(drift(family(10), 0, beta2), 6);
    }
  });

  test('change sign near 4.19 / n^2 when shuffled and 2.23 / n^2 when drawn, at n = 10', () => {
    // The second value: python3, NumPy, 4096 chains, E[g / sqrt(v)] given v in closed form: 2.228.
    for (const [order, constant] of [
      ['shuffled', 4.19],
      ['drawn', 2.228],
    ] as const) {
      const at = (factor: number) =>
        meanDrift(family(10), 1 - (factor * constant) / 100, order, 40_000, createRng(2));
      expect(at(0.92)).toBeGreaterThan(0);
      expect(at(1.08)).toBeLessThan(0);
    }
  });
});

describe('descents', () => {
  test('between the walls end on the side that the drift says, in at least 97% of a map', () => {
    let [agree, all] = [0, 0];
    for (let column = 0; column < 15; column++) {
      for (let row = 0; row < 15; row++) {
        const [beta1, beta2] = [(column + 0.5) / 15, beta2At((4 * (row + 0.5)) / 15)];
        const isLeft = endOf(10, beta1, beta2, 0.5, 1000) < 0;
        agree += Number(isLeft === drift(family(10), beta1, beta2) > 0);
        all += 1;
      }
    }
    expect(agree / all).toBeGreaterThan(0.97);
  });

  test('with period 3, C = 50 and beta2 = 0.5 end at -1; with period 50 at +1', () => {
    expect(endAfter(walled(3, 50), rmsprop(0.5), 30_000)).toBeLessThan(-0.99);
    expect(endAfter(walled(50, 50), rmsprop(0.5), 30_000)).toBeGreaterThan(0.99);
  });

  test('without walls escape at beta2 = 0.5 and come within 0.02 of -2 at 0.99', () => {
    expect(Math.abs(endAfter(open(10), rmsprop(0.5), 20_000) + 2)).toBeGreaterThan(10);
    for (const how of ['corrected', 'warm'] as const) {
      const x = endAfter(open(10), rmsprop(0.99), 20_000, { how });
      expect(Math.abs(x + 2)).toBeLessThan(0.02);
    }
  });

  test('the gradients without walls are those of continuous losses', () => {
    for (const loss of [0, 1]) {
      expect(open(10).gradient(loss, -1)).toBeCloseTo(open(10).gradient(loss, -1 - 1e-12), 10);
      expect(Math.abs(open(10).gradient(loss, -2))).toBe(0);
    }
  });
});

describe('the ball', () => {
  test('has its centre where the drift vanishes: -0.287, -0.0227, -0.00227, to 2%', () => {
    for (const [beta2, value] of [
      [0.99, -0.287],
      [0.999, -0.0227],
      [0.9999, -0.00227],
    ]) {
      const x = restingPlace(1, 0, beta2)!;
      expect(x / value).toBeGreaterThan(0.98);
      expect(x / value).toBeLessThan(1.02);
      expect(drift(cycleOf(parabolas(1), x), 0, beta2)).toBeCloseTo(0, 9);
    }
  });

  test('scales with the noise, and is nowhere where Adam diverges', () => {
    expect(restingPlace(3, 0, 0.999)!).toBeCloseTo(3 * restingPlace(1, 0, 0.999)!, 9);
    expect(restingPlace(1, 0, 0.9)).toBeNull();
    expect(restingPlace(1, 0, 0.9999)! / (22.2 * -1e-4)).toBeCloseTo(1, 1);
  });

  test('is where a descent settles', () => {
    const problem = parabolas(1);
    const state = begin(problem, 0, 'warm');
    const next = createOrder('cyclic', 10, createRng(1));
    descend(problem, rmsprop(0.99, { lr: 1 }), state, next, 500_000);
    let sum = 0;
    descend(problem, rmsprop(0.99, { lr: 1 }), state, next, 1000, (g) => (sum += g / 100));
    expect(sum / restingPlace(1, 0, 0.99)!).toBeCloseTo(1, 1); // the step size is still 0.0014
  });
});

describe('runs', () => {
  const last = (run: any, values: object, seed = 1) => {
    let frame: any;
    const digest = createDigest();
    for (frame of start<any, any>(
      run,
      { ...defaults(run.parameters), ...values } as any,
      seed,
      {},
    )) {
      digest.add(frame);
    }
    return { frame, hex: digest.hex() };
  };

  test('of the map draw a line on which the drift vanishes, with either sign beside it', () => {
    const { line } = last(runs.phase, { n: 10, cycles: 100 }).frame as runs.PhaseFrame;
    expect(line.beta1.length).toBeGreaterThan(100);
    line.beta1.forEach((beta1, index) => {
      const rho = line.forget[index];
      const at = (factor: number) => drift(family(10), beta1, 1 - rho * factor);
      expect(Math.abs(at(1))).toBeLessThan(1e-6);
      expect(at(1 + 1e-6) < 0).not.toBe(at(1 - 1e-6) < 0);
    });
  });

  test('of the game end with Adam failing on the first board and converging on the second', () => {
    for (const forget of [0.3, 0.01, 0.001]) {
      const { first, second } = last(runs.swap, { forget, n: 12 }).frame as runs.SwapFrame;
      expect(first!.path.x.at(-1)).toBeGreaterThan(0.9);
      expect(second!.path.x.at(-1)).toBeLessThan(-0.9);
    }
  });

  test('give the same bits for the same seed, and others for another in a random order', () => {
    const hex = (seed: number) => last(runs.walk, { order: 'shuffled', cycles: 100 }, seed).hex;
    expect(hex(4)).toBe(hex(4));
    expect(hex(4)).not.toBe(hex(5));
  });

  test('show one cycle that moves x by -D', () => {
    const { frame } = last(runs.walk, { cycles: 100, beta1: 0.5, forget: 0.05 });
    expect((frame as runs.WalkFrame).within.at(-1)).toBeCloseTo(-frame.drift, 6);
  });
});
