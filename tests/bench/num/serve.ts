/**
 * A contender in a process of its own: it answers each line of its input with one of its output.
 *
 * `check <work> <file>` writes what the work computes to the file, `time <work>` measures units of work
 * a second. An answer is a number, or the reason why there is none.
 */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readInputs, type Inputs, type Work } from './inputs.ts';

/** A work with its inputs in place. */
export interface Prepared {
  /** what all contenders must agree on */
  results(): ArrayLike<number> | Promise<ArrayLike<number>>;
  /** does it once, to the end */
  step(): unknown;
  /** how many units a step is; 1 if absent */
  readonly units?: number;
}

export type Works = Partial<Record<Work, (inputs: Inputs) => Prepared>>;

const MILLISECONDS = 400;

/** Units a second over some hundred milliseconds. */
async function rate({ step, units = 1 }: Prepared): Promise<number> {
  const start = performance.now();
  for (let steps = 1; ; steps++) {
    const pending = step();
    if (pending instanceof Promise) await pending;
    const passed = performance.now() - start;
    if (passed > MILLISECONDS) return (steps * units * 1000) / passed;
  }
}

/** Serves until its input ends; the arguments of the process begin with the folder of inputs. */
export async function serve(works: Works): Promise<void> {
  const folder = process.argv[2];
  const prepared = new Map<string, Prepared>();
  const answer = async (order: string, work: string, file: string): Promise<number> => {
    const prepare = works[work as Work];
    if (!prepare) throw new Error('it has no such operation');
    if (!prepared.has(work)) prepared.set(work, prepare(readInputs(folder, work)));
    const ready = prepared.get(work)!;
    if (order === 'time') return rate(ready);
    writeFileSync(file, Float32Array.from(await ready.results()));
    await rate(ready); // so that what is measured later is compiled
    return 0;
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [order, work, file] = line.split(' ');
    const said = await answer(order, work, file).catch((error: Error) => ({
      absent: error.message.split('\n')[0],
    }));
    console.log(JSON.stringify(said));
  }
}
