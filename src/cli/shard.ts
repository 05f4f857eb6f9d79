/** Parts of a list for several machines: `--shard 2/3` takes every third item from the second on. */
import { UsageError } from './main.ts';

export const SHARD_USAGE = '--shard i/n  only the i-th of n equal parts, for n machines';

/**
 * The items of one shard. Every item is in exactly one of the n shards.
 *
 * @param shard `i/n`, 1 <= i <= n; absent: all items
 * @throws UsageError if it is no such pair
 */
export function shardOf<T>(items: readonly T[], shard: string | undefined): readonly T[] {
  if (shard === undefined) return items;
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(shard) ?? []).map(Number);
  if (!(index >= 1 && index <= count)) {
    throw new UsageError(`\`--shard\` must be i/n with i from 1 to n, got ${shard}`);
  }
  return items.filter((_, at) => at % count === index - 1);
}
