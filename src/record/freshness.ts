/** What a test or a check asserts of a record, as diagnostics. */
import { displayPath, type Diagnostic } from '../literate/diagnostic.ts';
import { postFile } from '../generate/posts.ts';
import { computationHash } from './dependencies.ts';
import { loadPost, measureClaims, readRecord, taskKey, tasksOf } from './record.ts';

/**
 * What is wrong with a post's record: stale, incomplete, or a claim that fails. Empty if all is well.
 */
export async function recordProblems(slug: string): Promise<Diagnostic[]> {
  const file = displayPath(postFile(slug, 'record.json'));
  const again = `Run \`npm run record -- ${slug}\` and look at what changed.`;
  const problem = (rule: string, text: string) => ({ file, line: 1, column: 1, rule, text });
  const modules = await loadPost(slug);
  const tasks = tasksOf(modules);
  if (tasks.length === 0) return [];
  const record = readRecord(slug);
  if (!record) return [problem('record-there', `The post has runs and no record. ${again}`)];
  if (record.computation !== computationHash(slug)) {
    const what =
      'The record is stale: cells, runs, data or numerics changed since it was computed.';
    return [problem('record-fresh', `${what} ${again}`)];
  }
  const there = new Set(record.runs.map(taskKey));
  const missing = tasks.filter((task) => !there.has(taskKey(task)));
  if (missing.length > 0) {
    const names = missing.map((task) => `${task.run} with seed ${task.seed}`).join(', ');
    return [problem('record-complete', `Not recorded: ${names}. ${again}`)];
  }
  const claims = measureClaims(modules, record.runs);
  const failed = Object.values(claims).filter((claim) => claim.verdict === 'failed');
  const outside = failed.map(({ id, value, unit, low, high }) =>
    problem(
      'claim-holds',
      `Claim \`${id}\` is ${value}${unit && ` ${unit}`}, outside ${low} to ${high}. Mend the run, or say in claims.ts why it differs.`,
    ),
  );
  const changed = JSON.stringify(claims) !== JSON.stringify(record.claims);
  const drifted = changed
    ? [problem('record-claims', `The claims in the record are not those of claims.ts. ${again}`)]
    : [];
  return [...outside, ...drifted];
}
