/** `npm run check`: everything that can be wrong with posts, as named rules. */
import { checkPosts } from '../check/check.ts';
import { fixAll } from '../check/fix.ts';
import type { Finding } from '../check/post.ts';
import { compileKernels } from '../num/compile-kernels.ts';
import { formatDiagnostic } from '../literate/diagnostic.ts';
import { slugs } from '../generate/posts.ts';
import { parseCommandLine, slugArgument } from './arguments.ts';
import { main } from './main.ts';
import { shardOf, SHARD_USAGE } from './shard.ts';

const USAGE = `Usage: npm run check -- [slug]... [--fix] [--json] [--shard i/n]

  Checks posts by named rules; the guide lists them. Without a slug: every post.
  --fix        mends what can be mended for certain
  --json       prints findings as one JSON array
  ${SHARD_USAGE}

  Exit code 0: nothing found; 1: findings; 2: a wrong command line.`;

await main(async () => {
  const { values: flags, positionals } = parseCommandLine(
    { fix: { type: 'boolean' }, json: { type: 'boolean' }, shard: { type: 'string' } },
    USAGE,
  );
  const named = positionals.map((word) => slugArgument(word, USAGE));
  const posts = shardOf(named.length > 0 ? named : slugs(), flags.shard);
  await compileKernels();
  const found = await checkPosts(posts, { today: today() });
  const left = flags.fix ? fixAll(found) : found;
  if (flags.json) console.log(JSON.stringify(left, null, 1));
  else
    console.log([...left.map(line), summary(left, found.length - left.length, posts)].join('\n'));
  return left.length > 0 ? 1 : 0;
});

function line({ severity, ...found }: Finding): string {
  const text = severity === 'warning' ? `Warning: ${found.text}` : found.text;
  return formatDiagnostic({ ...found, text });
}

function summary(left: readonly Finding[], mended: number, posts: readonly string[]): string {
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const errors = left.filter(({ severity }) => severity === 'error').length;
  const parts = [count(errors, 'error'), count(left.length - errors, 'warning')];
  if (mended > 0) parts.push(`${mended} mended`);
  return `${parts.join(', ')} in ${count(posts.length, 'post')}`;
}

/** The day where a day begins first, so that no author is told that their today is the future. */
function today(): string {
  return new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);
}
