/** PPO on CartPole, steps of the environments a second with all updates: the post's own cells against PyTorch. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CartPole, categorical, mlp, published, train } from '#cells/ppo-implementation-details';
import { inArena } from '#num/arena';
import { createRng } from '#num/random';
import type { Bench } from '../../../src/cli/bench.ts';
import { oneThread, pythonWithTorch, type Absent } from '../outside.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('pytorch.py', import.meta.url));

const UPDATES = 60;
const settings = { ...published, environments: 8, steps: UPDATES * 8 * 128, lr: 2.5e-3 };

/** Steps a second of all updates but the first, which compiles. */
function ours(): number {
  const policy = categorical([2]);
  let begun = 0;
  const updates = inArena(function* () {
    const rng = createRng(1);
    const network = mlp(4, policy.outputs, settings, rng.split());
    for (const { step } of train(
      () => new CartPole(),
      { network, policy },
      settings,
      rng.split(),
    )) {
      yield step;
    }
  });
  for (const step of updates) if (step === 8 * 128) begun = performance.now();
  return ((UPDATES - 1) * 8 * 128 * 1000) / (performance.now() - begun);
}

async function pytorch(): Promise<number | Absent> {
  const python = await pythonWithTorch();
  if (typeof python !== 'string') return python;
  const { stdout } = await run(python, [script, '20'], { env: oneThread() });
  return Number(stdout);
}

export const bench: Bench = {
  title: 'PPO on CartPole, 8 x 128 steps, 4 epochs, 4 minibatches, 64-64 tanh twice, one thread',
  unit: 'env steps/s',
  rows: [
    { name: 'the post, #num', measure: async () => ours() },
    { name: 'PyTorch', peer: 'pytorch', measure: pytorch },
  ],
};
