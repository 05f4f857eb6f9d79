/** Recorded claims for pages. */
import { formatHash } from '#demo/configuration';
import { DEFAULT_SEED } from '#demo/run';
import { shownRuns } from '../demo/remark-demo.ts';
import { postFile } from '../generate/posts.ts';
import { readPost } from '../literate/parse-post.ts';
import { readRecord, type RecordedClaim } from './record.ts';

/** The claims of a post in the order of claims.ts; none if nothing is recorded. */
export function readClaims(slug: string): RecordedClaim[] {
  return Object.values(readRecord(slug)?.claims ?? {});
}

/** A claim of a post, undefined as long as it is not recorded. */
export function readClaim(slug: string, id: string): RecordedClaim | undefined {
  return readRecord(slug)?.claims[id];
}

/** The runs that a post's page shows. */
export function shownRunsOf(slug: string): string[] {
  return shownRuns(readPost(postFile(slug, 'index.mdx')).tree);
}

/** The address, in its post's page, of a demo that is set as a claim's run. */
export function demoAddress({ run, values, seeds }: RecordedClaim): string {
  const id = `demo-${run}`;
  const initial = Object.keys(values).length === 0 && seeds[0] === DEFAULT_SEED;
  return initial ? `#${id}` : formatHash(id, { values, seed: seeds[0] });
}
