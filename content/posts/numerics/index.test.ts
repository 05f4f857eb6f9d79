import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  byDifferences,
  byTape,
  cast,
  createData,
  createNetwork,
  hessianTimes,
  lossOf,
  relativeError,
  stepsAnew,
  stepsReplayed,
  type Network,
} from '#cells/numerics';
import { start } from '#demo/run';
import { scratch } from '#num/arena';
import { detectNonFinite } from '#num/non-finite';
import { createRng } from '#num/random';
import { ones, tensor, zeros } from '#num/tensor';
import * as runs from './runs.ts';

const source = readFileSync(new URL('./index.mdx', import.meta.url), 'utf8');

/** A network of five hidden units in float64, and eight points. */
function example() {
  const network = createNetwork(5, createRng(1));
  const { x, y } = createData(8, createRng(2));
  const [W1, b, W2] = [network.W1, network.b, network.W2].map((w) => cast(w, 'float64'));
  return { network: { W1, b, W2 } as Network, x: cast(x, 'float64'), y: cast(y, 'float64') };
}

test('the loss is the mean squared error, written out', () => {
  scratch(() => {
    const { network, x, y } = example();
    const { W1, b, W2 } = network;
    let total = 0;
    for (let n = 0; n < 8; n++) {
      let output = 0;
      for (let h = 0; h < 5; h++) {
        const sum = x.data[2 * n] * W1.data[h] + x.data[2 * n + 1] * W1.data[5 + h] + b.data[h];
        output += Math.tanh(sum) * W2.data[h];
      }
      total += (output - y.data[n]) ** 2;
    }
    expect(lossOf(network, x, y).item()).toBeCloseTo(total / 8, 12);
  });
});

test('tape and differences agree', () => {
  scratch(() => {
    const { network, x, y } = example();
    const exact = byTape(network, x, y);
    expect(relativeError(byDifferences(network, x, y, 1e-5), exact)).toBeLessThan(1e-9);
    expect(relativeError(byDifferences(network, x, y, 1e-2), exact)).toBeGreaterThan(1e-6);
  });
});

test('the Hessian times a vector is the difference of two gradients', () => {
  scratch(() => {
    const { network, x, y } = example();
    const v = ones([2, 5], { dtype: 'float64' });
    const product = hessianTimes(network, x, y, v);
    const at = (step: number) =>
      byTape({ ...network, W1: cast(network.W1.add(v.mul(step)), 'float64') }, x, y);
    const [above, below] = [at(1e-5), at(-1e-5)];
    product.data.forEach((value, i) => expect(value).toBeCloseTo((above[i] - below[i]) / 2e-5, 8));
  });
});

test('replayed steps have the bits of steps made anew', () => {
  scratch(() => {
    const { x, y } = createData(8, createRng(3));
    const anew = stepsAnew(createNetwork(4, createRng(4)), x, y, 0.1);
    const replayed = stepsReplayed(createNetwork(4, createRng(4)), x, y, 0.1);
    for (let i = 0; i < 100; i++) expect(replayed()).toBe(anew());
    expect(anew()).toBeLessThan(0.3);
  });
});

test('the run of steps makes tensors in one way only, and no difference', () => {
  const last = [...start(runs.steps, { hidden: 3, lr: 0.1, count: 100 }, 1, {})].at(-1)!;
  expect(last.difference).toBe(0);
  expect(last.replayed.at(-1)).toBe(last.replayed[0]);
  const each = (last.anew.at(-1)! - last.anew[0]) / 99;
  expect(Number.isInteger(each)).toBe(true);
  expect(each).toBeGreaterThan(10);
});

describe('what the page quotes', () => {
  const quoted = [...source.matchAll(/^```text\n(.*)\n```$/gm)].map(([, text]) => text);

  test('are messages that are thrown', () => {
    const wrong = () => scratch(() => zeros([3, 4]).matmul(zeros([5, 2])));
    const nan = () =>
      scratch(() => detectNonFinite(() => tensor([1, 2, 3, 4, -1, 6], [2, 3]).log()));
    expect(quoted).toHaveLength(2);
    expect(wrong).toThrow(quoted[0]);
    expect(nan).toThrow(quoted[1]);
  });

  test('is every module that posts may import', () => {
    const inner = [
      'compile-kernels',
      'index-table',
      'launch',
      'memory',
      'nd-array',
      'shape',
      'spectral-wasm',
      'tape',
      'wasm',
    ];
    const modules = readdirSync('src/num')
      .filter((name) => name.endsWith('.ts'))
      .map((name) => name.slice(0, -3))
      .filter((name) => !inner.includes(name));
    const listed = [...source.matchAll(/^\| `#num\/([\w-]+)` \|/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual(modules.sort());
  });
});
