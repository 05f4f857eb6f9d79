import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shardOf } from '../../src/cli/shard.ts';

test('every item is in exactly one of n shards, and shards differ by one item at most', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 9 }), (items, count) => {
      const shards = Array.from({ length: count }, (_, at) => shardOf(items, `${at + 1}/${count}`));
      expect(shards.flat().sort()).toEqual([...items].sort());
      const sizes = shards.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
  expect(shardOf(['a', 'b'], undefined)).toEqual(['a', 'b']);
});

test.each(['0/2', '3/2', '1', '1/0', 'a/b', '1/2/3', ''])('refuses %j', (shard) => {
  expect(() => shardOf([1], shard)).toThrow(
    `\`--shard\` must be i/n with i from 1 to n, got ${shard}`,
  );
});
