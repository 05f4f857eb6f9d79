/** The numerics against peers: equal work from equal numbers, one thread and one process each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Line, Table } from '../../../src/cli/bench.ts';
import { installed, pythonWithTorch, type Absent } from '../outside.ts';
import { Contender } from './contender.ts';
import { floats, writeInputs, type Work } from './inputs.ts';
import { peakMeter } from './peak.ts';

const OURS = '#num';
const PEAK = 'Wasm SIMD peak';
const PACKAGES = [
  '@jax-js/jax@0.1.25',
  '@tensorflow/tfjs@4.22.0',
  '@tensorflow/tfjs-backend-wasm@4.22.0',
];
/** How far results may be from ours, relative to the largest of them: sums in other orders. */
const TOLERANCE = 1e-3;

const folder = mkdtempSync(join(tmpdir(), 'worked-papers-num-'));
const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const node = (file: string, ...args: string[]) =>
  new Contender(process.execPath, [beside(file), folder, ...args]);

let packages: Promise<string | Absent> | undefined;
async function withPackages(file: string): Promise<Contender | Absent> {
  packages ??= installed(PACKAGES);
  const peers = await packages;
  return typeof peers === 'string' ? node(file, peers) : peers;
}

const begin: Record<string, () => Promise<Contender | Absent>> = {
  [OURS]: async () => {
    writeInputs(folder);
    return node('ours.ts');
  },
  pytorch: async () => {
    const python = await pythonWithTorch();
    if (typeof python !== 'string') return python;
    return new Contender(python, [beside('pytorch.py'), folder]);
  },
  tfjs: () => withPackages('tfjs.ts'),
  'jax-js': () => withPackages('jax.ts'),
};

const begun = new Map<string, Promise<Contender | Absent>>();
const checked = new Map<string, Promise<number | Absent>>();

function contender(name: string): Promise<Contender | Absent> {
  if (!begun.has(name)) begun.set(name, begin[name]());
  return begun.get(name)!;
}

/** The results of a work, compared with ours; once. */
function check(name: string, work: Work): Promise<number | Absent> {
  const key = `${work}-${name.replace('#', '')}`;
  if (!checked.has(key)) checked.set(key, compare());
  return checked.get(key)!;

  async function compare(): Promise<number | Absent> {
    const one = await contender(name);
    if ('absent' in one) return one;
    const file = join(folder, key);
    const answer = await one.ask('check', work, file);
    if (typeof answer !== 'number' || name === OURS) return answer;
    const [ours, theirs] = [join(folder, `${work}-num`), file].map(floats);
    const scale = ours.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const off = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i])), 0);
    if (ours.length === theirs.length && off <= TOLERANCE * scale) return 0;
    return { absent: `its results differ: by ${off} of ${scale}, ${theirs.length} numbers` };
  }
}

async function measure(name: string, work: Work): Promise<number | Absent> {
  const agrees = await check(name, work);
  if (typeof agrees !== 'number') return agrees;
  const one = await contender(name);
  return 'absent' in one ? one : one.ask('time', work);
}

function line(
  work: Work,
  title: string,
  unit: string,
  target?: Line['target'],
  others: Line['rows'] = [],
): Line {
  const rows = Object.keys(begin).map((name) => ({
    name,
    peer: name === OURS ? undefined : name,
    measure: () => measure(name, work),
  }));
  return { title, unit, rows: [...rows, ...others], target };
}

const pytorch = (times: number) => ({ name: 'pytorch', times });
let meter: Promise<() => number> | undefined;
const peak = {
  name: PEAK,
  measure: async () => {
    meter ??= peakMeter();
    return (await meter)();
  },
};

export const bench: Table = {
  title: 'float32, one thread',
  lines: [
    line('lecun1989', '1989 net, batch 1', 'steps/s', pytorch(12)),
    line('ppo', 'PPO on CartPole, 8 x 128 steps', 'env steps/s', pytorch(3)),
    line('transformer', 'transformer, forward and backward', 'passes/s', pytorch(1 / 1.8)),
    line('gru', 'GRU, forward and backward', 'passes/s', pytorch(1)),
    line('fft', 'causal FFT convolution, 16,384', 'calls/s', pytorch(1)),
    line('cauchy', 'Cauchy sums, 64 x 16,384', 'calls/s', pytorch(2)),
    line('matmul256', 'matmul 256', 'GFLOP/s', { name: PEAK, times: 0.8 }, [peak]),
    line('matmul1024', 'matmul 1024', 'GFLOP/s', { name: PEAK, times: 0.8 }, [peak]),
  ],
  close: async () => {
    for (const one of await Promise.all(begun.values())) if (!('absent' in one)) one.end();
    rmSync(folder, { recursive: true });
    const peers = await packages;
    if (typeof peers === 'string') rmSync(peers, { recursive: true });
  },
};
