import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneProject, type Clone } from '../fixture-clone.ts';

let clone: Clone;
beforeAll(() => {
  clone = cloneProject('coin');
});
afterAll(() => clone.delete());

test('recording again keeps the record, and the machine whose times it has', async () => {
  const file = 'content/posts/coin/record.json';
  const record = () => clone.run('record', 'coin');
  expect((await record()).stdout).toContain(', 0 kept');
  const elsewhere = clone.read(file).replace(/"machine": "[^"]+"/, '"machine": "Elsewhere"');
  clone.write(file, elsewhere);
  expect((await record()).stdout).toContain('0 runs computed');
  expect(clone.read(file)).toBe(elsewhere);
  await clone.run('record', 'coin', '--force');
  expect(clone.read(file)).not.toContain('Elsewhere');
});
