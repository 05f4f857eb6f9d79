import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneProject, type Clone } from '../fixture-clone.ts';

let clone: Clone;
const there = (path: string) => existsSync(resolve(clone.folder, path));

beforeAll(() => {
  clone = cloneProject('coin', 'sound');
  for (const folder of ['content/posts/a-guide', 'content/posts/broken', 'tests/bench/coin']) {
    mkdirSync(resolve(clone.folder, folder), { recursive: true });
  }
  clone.write(
    'content/posts/a-guide/index.mdx',
    '---\nkind: guide\ntitle: How\ndescription: A guide.\ndate: 2026-01-01\nauthors: [{ name: Ada }]\n---\n\nSo.\n',
  );
  clone.write('content/posts/broken/index.mdx', '---\nkind: gide\n---\n');
  clone.write('tests/bench/coin/bench.ts', '');
});
afterAll(() => clone?.delete());

test('without --yes it says what it would delete, and deletes nothing', async () => {
  const { code, stderr } = await clone.run('empty');
  expect(code).toBe(2);
  expect(stderr).toContain(
    'It would delete:\n  content/posts/coin\n  tests/bench/coin\n  content/posts/sound\n',
  );
  expect(['content/posts/coin', 'content/posts/sound', 'tests/bench/coin'].map(there)).toEqual([
    true,
    true,
    true,
  ]);
});

test('with --yes it leaves the guides, and a post of which it cannot tell what it is', async () => {
  const { code, stdout } = await clone.run('empty', '--yes');
  expect(code).toBe(0);
  expect(stdout).toContain('Deleted:\n  content/posts/coin\n');
  expect(['content/posts/coin', 'content/posts/sound', 'tests/bench/coin'].map(there)).toEqual([
    false,
    false,
    false,
  ]);
  expect(there('content/posts/a-guide/index.mdx')).toBe(true);
  expect(there('content/posts/broken/index.mdx')).toBe(true);
  expect((await clone.run('empty', '--yes')).stdout).toBe('Nothing to delete.\n');
});
