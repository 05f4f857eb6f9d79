/** Training steps of the 1989 network a second, digit by digit: the post's own cells against peers. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { base, createNetwork, train, type Digits } from '#cells/lecun-1989';
import { inArena } from '#num/arena';
import { createRng } from '#num/random';
import type { Bench } from '../../../src/cli/bench.ts';
import { oneThread, pythonWithTorch, type Absent } from '../outside.ts';
import { plainTraining } from './plain.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('pytorch.py', import.meta.url));

const DIGITS = 1000; // of noise: the time of a step does not depend on its input
const PASSES = 10;

const rng = createRng(1989);
const digits: Digits = {
  images: Float32Array.from({ length: DIGITS * 256 }, () => rng.uniform(-1, 1)),
  labels: Uint8Array.from({ length: DIGITS }, (_, n) => n % 10),
};

/** Steps a second of `passes` over the digits, after one pass that is not counted. */
function timed(passes: Iterable<unknown>): number {
  let start = 0;
  let done = 0;
  for (const _ of passes) {
    if (done++ === 0) start = performance.now();
  }
  return ((done - 1) * DIGITS * 1000) / (performance.now() - start);
}

function ours(): number {
  return timed(
    inArena(function* () {
      const network = createNetwork(createRng(1));
      for (const pass of train(network, base, digits, PASSES, createRng(2))) {
        if (Number.isInteger(pass)) yield pass;
      }
    }),
  );
}

function plain(): number {
  const layer = (weights: number, units: number, fanIn: number) => {
    const bound = 2.4 / Math.sqrt(fanIn);
    const w = Float32Array.from({ length: weights }, () => rng.uniform(-bound, bound));
    return { w, b: new Float32Array(units) };
  };
  const layers = [
    layer(12 * 25, 12 * 64, 25),
    layer(12 * 200, 12 * 16, 200),
    layer(192 * 30, 30, 192),
    layer(30 * 10, 10, 30),
  ];
  const step = plainTraining(layers, 0.03);
  const target = new Float32Array(10);
  const passes = function* () {
    for (let pass = 0; pass < PASSES; pass++) {
      for (let n = 0; n < DIGITS; n++) {
        target.fill(-1);
        target[digits.labels[n]] = 1;
        step(digits.images.subarray(n * 256, (n + 1) * 256), target);
      }
      yield pass;
    }
  };
  return timed(passes());
}

async function pytorch(): Promise<number | Absent> {
  const python = await pythonWithTorch();
  if (typeof python !== 'string') return python;
  const { stdout } = await run(python, [script, '1500'], { env: oneThread() });
  return Number(stdout);
}

export const bench: Bench = {
  title: 'LeCun 1989, SGD at batch 1, float32, one thread',
  unit: 'steps/s',
  rows: [
    { name: 'the post, #num', measure: async () => ours() },
    { name: 'plain TypeScript loops', peer: 'plain', measure: async () => plain() },
    { name: 'PyTorch', peer: 'pytorch', measure: pytorch },
  ],
};
