/** Recorded claims for pages. */
import { readRecord, type RecordedClaim } from './record.ts';

/** The claims of a post in the order of claims.ts; none if nothing is recorded. */
export function readClaims(slug: string): RecordedClaim[] {
  return Object.values(readRecord(slug)?.claims ?? {});
}

/** A claim of a post, undefined as long as it is not recorded. */
export function readClaim(slug: string, id: string): RecordedClaim | undefined {
  return readRecord(slug)?.claims[id];
}
