/** `npm run record`: computes what a post's demos and claims need, and writes record.json. */
import { generate } from '../generate/generate.ts';
import { slugs } from '../generate/posts.ts';
import { recordPost } from '../record/record-post.ts';
import { parseCommandLine, slugArgument } from './arguments.ts';
import { main } from './main.ts';
import { progressBar } from './progress.ts';
import { SHARD_USAGE, shardOf } from './shard.ts';

const USAGE = `Usage: npm run record -- [slug]... [--force] [--shard i/n]

  Computes the runs that demos and claims need and writes content/posts/<slug>/record.json.
  Without a slug: every post. What is recorded under the same sources is kept.
  --force      computes everything again
  ${SHARD_USAGE}`;

await main(async () => {
  const { values: flags, positionals } = parseCommandLine(
    { force: { type: 'boolean' }, shard: { type: 'string' } },
    USAGE,
  );
  const named = positionals.map((word) => slugArgument(word, USAGE));
  const posts = shardOf(named.length > 0 ? named : slugs(), flags.shard);
  await generate();
  let failed = 0;
  for (const slug of posts) {
    const { computed, kept, claims } = await recordPost(slug, {
      force: flags.force,
      progress: (missing, all) => progressBar(`${slug}: ${missing} of ${all} runs`),
    });
    console.log(`${slug}: ${computed} runs computed, ${kept} kept`);
    for (const { id, value, unit, digits, low, high, verdict } of claims) {
      const bounds = `${low} to ${high}`;
      console.log(`  ${id}: ${value.toFixed(digits)} ${unit} (${bounds}): ${verdict}`);
    }
    failed += claims.filter(({ verdict }) => verdict === 'failed').length;
  }
  return failed > 0 ? 1 : 0;
});
