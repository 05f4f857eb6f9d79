/** `npm run record`: computes what a post's demos and claims need, and writes record.json. */
import { availableParallelism, cpus } from 'node:os';
import { generate } from '../generate/generate.ts';
import { slugs } from '../generate/posts.ts';
import { computeAll } from '../record/compute-all.ts';
import { computationHash } from '../record/dependencies.ts';
import {
  loadPost,
  measureClaims,
  readRecord,
  taskKey,
  tasksOf,
  writeRecord,
} from '../record/record.ts';
import { parseCommandLine, slugArgument } from './arguments.ts';
import { main } from './main.ts';
import { progressBar } from './progress.ts';

const USAGE = `Usage: npm run record -- [slug]... [--force]

  Computes the runs that demos and claims need and writes content/posts/<slug>/record.json.
  Without a slug: every post. What is recorded under the same sources is kept.
  --force  computes everything again`;

await main(async () => {
  const { values: flags, positionals } = parseCommandLine({ force: { type: 'boolean' } }, USAGE);
  const posts =
    positionals.length > 0 ? positionals.map((word) => slugArgument(word, USAGE)) : slugs();
  await generate();
  let failed = 0;
  for (const slug of posts) failed += await recordPost(slug, flags.force ?? false);
  return failed > 0 ? 1 : 0;
});

/** @returns the number of claims outside their bounds without an explanation */
async function recordPost(slug: string, force: boolean): Promise<number> {
  const modules = await loadPost(slug);
  const computation = computationHash(slug);
  const before = readRecord(slug);
  const fresh = !force && before?.computation === computation ? before.runs : [];
  const known = new Map(fresh.map((entry) => [taskKey(entry), entry]));
  const tasks = tasksOf(modules);
  const missing = tasks.filter((task) => !known.has(taskKey(task)));

  const bar = progressBar(`${slug}: ${missing.length} of ${tasks.length} runs`);
  const computed = await computeAll(slug, missing, bar.show).finally(bar.end);
  for (const entry of computed) known.set(taskKey(entry), entry);
  const runs = tasks.map((task) => known.get(taskKey(task))!);
  const claims = measureClaims(modules, runs);
  const machine = `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} threads, Node ${process.version}`;
  writeRecord(slug, { computation, machine, claims, runs });

  console.log(`${slug}: ${missing.length} runs computed, ${tasks.length - missing.length} kept`);
  for (const { id, value, unit, digits, low, high, verdict } of Object.values(claims)) {
    const bounds = `${low} to ${high}`;
    console.log(`  ${id}: ${value.toFixed(digits)} ${unit} (${bounds}): ${verdict}`);
  }
  return Object.values(claims).filter((claim) => claim.verdict === 'failed').length;
}
