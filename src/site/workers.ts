/**
 * The work of a build on all cores, where there is enough of it.
 *
 * A worker takes a second to load what it needs, so it is for builds of many posts: the others, and
 * a development server, do their work on the main thread.
 */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina'; // a pool of threads, kept well and without dependencies
import * as work from './work.ts';

type Work = typeof work;

let pool: Piscina | undefined;

/** Each worker may fill its heap of 400 MB. */
const MOST = 8;

/** Starts one worker a core; `run` then uses them. */
export function openWorkers(): void {
  const threads = Math.min(availableParallelism(), MOST);
  pool ??= new Piscina({
    filename: new URL('./work.ts', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // A thread that waits without its event loop frees no native memory.
    atomics: 'disabled',
    // V8 would let garbage pile up to the size of the machine.
    resourceLimits: { maxOldGenerationSizeMb: 400, maxYoungGenerationSizeMb: 32 },
  });
}

export async function closeWorkers(): Promise<void> {
  await pool?.destroy();
  pool = undefined;
}

/** Does `name` on a worker if there are any, else here. @throws what it throws */
export async function run<Name extends keyof Work>(
  name: Name,
  input: Parameters<Work[Name]>[0],
): Promise<Awaited<ReturnType<Work[Name]>>> {
  const here = work[name] as unknown as (input: unknown) => ReturnType<Work[Name]>;
  try {
    if (pool) return (await pool.run(input, { name })) as Awaited<ReturnType<Work[Name]>>;
  } catch {
    // An error loses its class between threads: what went wrong there goes wrong here as it is.
  }
  return await here(input);
}
