/**
 * `record.json`: what the runs of a post computed, and what its claims read off them.
 *
 * A record holds the last frame of every run that a claim or a demo needs. Claims are measured on
 * those frames, so a change of a bound or of a sentence needs no new computation.
 */
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { verdict, type Claim, type Claims, type Source, type Verdict } from '#demo/claim';
import { decodeFrame } from '#demo/frame-json';
import type { EncodedRecorded } from '#demo/recorded';
import { complete, DEFAULT_SEED, type Run } from '#demo/run';
import { postFile } from '../generate/posts.ts';

/** A claim with what we measured, as pages and tests read it. */
export interface RecordedClaim {
  readonly id: string;
  readonly statement: string;
  readonly unit: string;
  readonly digits: number;
  readonly source: Source;
  readonly run: string;
  /** the values that differ from the run's defaults */
  readonly values: Readonly<Record<string, number | string | boolean>>;
  readonly seeds: readonly number[];
  /** one measured value a seed */
  readonly perSeed: readonly number[];
  /** the median of `perSeed` */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: Verdict;
  /** why it differs, or how it is scaled down */
  readonly why?: string;
  /** computing time of all its runs */
  readonly seconds: number;
}

export interface PostRecord {
  /** `computationHash` at the time of computing */
  readonly computation: string;
  readonly machine: string;
  readonly claims: Readonly<Record<string, RecordedClaim>>;
  readonly runs: readonly EncodedRecorded[];
}

/** What a post exports from `runs.ts` and `claims.ts`. */
export interface PostModules {
  readonly runs: Readonly<Record<string, Run>>;
  readonly claims: Claims;
}

/** The runs and claims of a post. A post may have no claims. */
export async function loadPost(slug: string): Promise<PostModules> {
  const load = async (name: string) =>
    existsSync(postFile(slug, name))
      ? ((await import(/* @vite-ignore */ pathToFileURL(postFile(slug, name)).href)) as Record<
          string,
          unknown
        >)
      : {};
  const { claims = {} } = (await load('claims.ts')) as { claims?: Claims };
  return { runs: (await load('runs.ts')) as Record<string, Run>, claims };
}

/** One computation: a run with all its values and a seed. */
export interface Task {
  readonly run: string;
  readonly values: Readonly<Record<string, number | string | boolean>>;
  readonly seed: number;
}

/** A task's identity: equal for equal computations. */
export function taskKey({ run, values, seed }: Task): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([run, sorted, seed]);
}

/** Every computation that the demos (each run at its defaults) and the claims need, each once. */
export function tasksOf({ runs, claims }: PostModules): Task[] {
  const demos = Object.entries(runs).map(([name, run]) => taskFor(name, run, {}, DEFAULT_SEED));
  const claimed = Object.values(claims).flatMap((claim) =>
    claim.seeds.map((seed) => taskFor(nameOf(claim, runs), claim.run, claim.values, seed)),
  );
  return [...new Map([...demos, ...claimed].map((task) => [taskKey(task), task])).values()];
}

function taskFor(name: string, run: Run, given: Claim['values'], seed: number): Task {
  return { run: name, values: complete(run.parameters, given) as Task['values'], seed };
}

/** @throws Error if the claim's run is no export of `runs.ts` */
function nameOf(claim: Claim, runs: PostModules['runs']): string {
  const found = Object.entries(runs).find(([, run]) => run === claim.run);
  if (found) return found[0];
  throw new Error(`claim "${claim.statement}": its run is not exported from runs.ts`);
}

/**
 * What the claims measure on recorded runs.
 *
 * @throws Error if a run that a claim needs is not among `recorded`
 */
export function measureClaims(
  { runs, claims }: PostModules,
  recorded: readonly EncodedRecorded[],
): Record<string, RecordedClaim> {
  const byKey = new Map(recorded.map((entry) => [taskKey(entry), entry]));
  return Object.fromEntries(
    Object.entries(claims).map(([id, claim]) => {
      const run = nameOf(claim, runs);
      const entries = claim.seeds.map((seed) => {
        const entry = byKey.get(taskKey(taskFor(run, claim.run, claim.values, seed)));
        if (!entry)
          throw new Error(`claim \`${id}\`: seed ${seed} of run \`${run}\` is not recorded`);
        return entry;
      });
      const perSeed = entries.map((entry) => claim.measure(decodeFrame(entry.last)) as number);
      const { statement, unit, digits, source, values, seeds, within, scaled, differs } = claim;
      const value = median(perSeed);
      const judged = verdict(claim, value);
      const why = judged === 'scaled down' ? scaled : judged === 'differs' ? differs : undefined;
      const seconds = entries.reduce((sum, entry) => sum + entry.seconds, 0);
      const measured = { run, values, seeds, perSeed, value, ...within, verdict: judged, seconds };
      return [
        id,
        {
          id,
          statement,
          unit,
          digits,
          source,
          ...measured,
          ...(why ? { why } : {}),
        } as RecordedClaim,
      ];
    }),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Records as they were read, with the time of their files: each value of a page asks for one. */
const known = new Map<string, { time: number; record: PostRecord }>();

/** The record of a post, or undefined if it has none yet. */
export function readRecord(slug: string): PostRecord | undefined {
  const file = postFile(slug, 'record.json');
  const time = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (time === undefined) return undefined;
  const read = known.get(file);
  if (read?.time === time) return read.record;
  const record = JSON.parse(readFileSync(file, 'utf8')) as PostRecord;
  known.set(file, { time, record });
  return record;
}

/** Writes a record whole or not at all. */
export function writeRecord(slug: string, record: PostRecord): void {
  const file = postFile(slug, 'record.json');
  const partial = `${file}.partial`;
  try {
    writeFileSync(partial, `${JSON.stringify(record, null, 1)}\n`);
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}
