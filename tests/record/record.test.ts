import { expect, test } from 'vitest';
import type { EncodedRecorded } from '#demo/recorded';
import { slugs } from '../../src/generate/posts.ts';
import { formatDiagnostic } from '../../src/literate/diagnostic.ts';
import { compute } from '../../src/record/compute.ts';
import { recordProblems } from '../../src/record/freshness.ts';
import { loadPost, readRecord } from '../../src/record/record.ts';

/** How much recorded computing time a post's sample may repeat, in seconds. */
const SAMPLE_SECONDS = 8;

const posts = slugs();

test('there are posts to check', () => {
  expect(posts.length).toBeGreaterThan(0);
});

test.each(posts)(
  '%s: the record is fresh, complete, and every claim holds or is explained',
  async (slug) => {
    expect((await recordProblems(slug)).map(formatDiagnostic)).toEqual([]);
  },
);

test.each(posts)('%s: a sample of the record recomputes to the same bits', async (slug) => {
  const { runs } = await loadPost(slug);
  const byCost = [...(readRecord(slug)?.runs ?? [])].sort((a, b) => a.seconds - b.seconds);
  let left = SAMPLE_SECONDS;
  const sample = byCost.filter((entry, index) => (left -= entry.seconds) > 0 || index === 0);
  for (const entry of sample) {
    // What a clock said is no result: how long the run took, and each frame of a timed one.
    const results = ({ seconds: _, laps: __, ...bits }: EncodedRecorded) => bits;
    expect(results(await compute(runs, entry))).toEqual(results(entry));
  }
});
