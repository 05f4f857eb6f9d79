/** Computes what a post's record lacks, and writes it. */
import { availableParallelism, cpus } from 'node:os';
import { computeAll } from './compute-all.ts';
import { computationHash } from './dependencies.ts';
import {
  loadPost,
  measureClaims,
  readRecord,
  taskKey,
  tasksOf,
  writeRecord,
  type RecordedClaim,
} from './record.ts';

export interface RecordOptions {
  /** computes also what is recorded under the same sources */
  readonly force?: boolean;
  /** called before computing; what it returns is called with the share done, 0 to 1, and at the end */
  readonly progress?: (missing: number, all: number) => Progress;
}

export interface Progress {
  show(share: number): void;
  end(): void;
}

export interface Recording {
  readonly computed: number;
  readonly kept: number;
  readonly claims: readonly RecordedClaim[];
}

/** @throws whatever a run throws; the record is then what it was */
export async function recordPost(
  slug: string,
  { force = false, progress }: RecordOptions = {},
): Promise<Recording> {
  const modules = await loadPost(slug);
  const computation = computationHash(slug);
  const before = readRecord(slug);
  const fresh = !force && before?.computation === computation ? before.runs : [];
  const known = new Map(fresh.map((entry) => [taskKey(entry), entry]));
  const tasks = tasksOf(modules);
  if (tasks.length === 0) return { computed: 0, kept: 0, claims: [] };
  const missing = tasks.filter((task) => !known.has(taskKey(task)));
  const bar = progress?.(missing.length, tasks.length);
  const computed = await computeAll(slug, missing, (share) => bar?.show(share)).finally(() =>
    bar?.end(),
  );
  for (const entry of computed) known.set(taskKey(entry), entry);
  const runs = tasks.map((task) => known.get(taskKey(task))!);
  const claims = measureClaims(modules, runs);
  const { length } = missing;
  // The times in a record are of the machine that computed it.
  const machine = before && length === 0 ? before.machine : thisMachine();
  writeRecord(slug, { computation, machine, claims, runs });
  return { computed: length, kept: tasks.length - length, claims: Object.values(claims) };
}

const thisMachine = () =>
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} threads, Node ${process.version}`;
