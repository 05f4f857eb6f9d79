/** Recorded claims for pages. */
import { suggestion } from '../literate/diagnostic.ts';
import { readRecord, type RecordedClaim } from './record.ts';

/** The claims of a post in the order of claims.ts; none if nothing is recorded. */
export function readClaims(slug: string): RecordedClaim[] {
  return Object.values(readRecord(slug)?.claims ?? {});
}

/** @throws Error if the post's record has no such claim; it lists those that there are */
export function readClaim(slug: string, id: string): RecordedClaim {
  const claims = readClaims(slug);
  const found = claims.find((claim) => claim.id === id);
  if (found) return found;
  const ids = claims.map((claim) => claim.id);
  const near = suggestion(id, ids);
  const there = ids.join(', ') || `none; run \`npm run record -- ${slug}\``;
  throw new Error(
    `<Value claim="${id}" />: no such claim in record.json.${near} There are: ${there}`,
  );
}
