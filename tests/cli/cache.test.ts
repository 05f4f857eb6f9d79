/** What is kept between builds changes how long they take, and no byte of what they write. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kept, keyOf, recall, trimCache } from '../../src/generate/cache.ts';
import { cloneProject, type Clone } from '../fixture-clone.ts';

let clone: Clone;
beforeAll(async () => {
  clone = cloneProject('coin');
  // So many that a build of all of them uses workers.
  for (let number = 1; number <= 6; number++) {
    mkdirSync(join(clone.folder, `content/posts/post-${number}`));
    clone.write(`content/posts/post-${number}/index.mdx`, plainPost(number));
    clone.write(`content/posts/post-${number}/references.bib`, '');
  }
  expect((await clone.run('record', 'coin')).code).toBe(0);
}, 60_000);

/** A guide with a formula of its own, one that all have, and a fence that colours another. */
const plainPost = (number: number) => `---
title: Post ${number}
description: One of several.
date: 2026-01-01
kind: guide
authors:
  - name: Nobody
tags: [several]
---

It is $x^2 + \\sqrt{x}$, or $x_{${number}} \\le ${number}$.

\`\`\`\`${number % 2 ? 'mdx' : 'md'}
\`\`\`ts
const a = ${number};
\`\`\`
\`\`\`\`
`;
afterAll(() => clone.delete());

/** The built files: text by path. */
async function built(): Promise<Record<string, string>> {
  const { code, stderr } = await clone.run('build');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const dist = join(clone.folder, 'dist');
  const files = readdirSync(dist, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((file) => [file.slice(dist.length), readFileSync(file, 'base64')]),
  );
}

const sameAs = (a: Record<string, string>, b: Record<string, string>) => {
  expect(Object.keys(a)).toEqual(Object.keys(b));
  expect(Object.keys(a).filter((file) => a[file] !== b[file])).toEqual([]);
};

test('with the cache, without it and after a change, a build writes the same bytes', async () => {
  const cold = await built();
  expect(Object.keys(cold).length).toBeGreaterThan(20);
  sameAs(await built(), cold);

  const post = 'content/posts/coin/index.mdx';
  clone.write(post, clone.read(post).replace('We measure', 'Again we measure'));
  // another style sheet, with another name
  const formula = 'content/posts/post-1/index.mdx';
  clone.write(formula, clone.read(formula).replace('x^2', '\\rule{7em}{3em}'));
  const neighbour = 'content/posts/post-5/index.mdx';
  clone.write(neighbour, clone.read(neighbour).replace('title: Post 5', 'title: Renamed'));
  const touched = await built();
  const page = (slug: string) =>
    Buffer.from(touched[`/posts/${slug}/index.html`], 'base64').toString();
  expect(page('coin')).toContain('Again we measure');
  expect(page('post-4')).toContain('Renamed');
  for (const kind of ['html', 'styles', 'pages']) {
    rmSync(join(clone.folder, '.astro/kept', kind), { recursive: true });
  }
  sameAs(await built(), touched);
  rmSync(join(clone.folder, '.astro'), { recursive: true });
  sameAs(await built(), touched);
}, 300_000);

test('a change beside the post, in its bibliography, reaches its page', async () => {
  const file = 'content/posts/coin/references.bib';
  // the record does not depend on it
  clone.write(file, clone.read(file).replace(/title\s*=\s*\{/, 'title = {Touched '));
  const files = await built();
  expect(Buffer.from(files['/posts/coin/index.html'], 'base64').toString()).toContain('Touched');
}, 300_000);

test('an entry is what was kept, and other parts make another key', () => {
  const key = keyOf(['test', String(Math.PI)]);
  let made = 0;
  const make = () => ({ made: ++made });
  expect([kept('tests', key, make), kept('tests', key, make)]).toEqual([{ made: 1 }, { made: 1 }]);
  expect(recall('tests', keyOf(['test']))).toBeUndefined();
  expect(keyOf(['a', 'b'])).not.toBe(keyOf(['ab']));
  expect(keyOf(['a', 'b'])).not.toBe(keyOf(['a\0b']));
});

test('what was not used for longest goes first', () => {
  const folder = mkdtempSync(join(tmpdir(), 'worked-papers-kept-'));
  for (const [age, name] of ['newest', 'middle', 'oldest'].entries()) {
    const file = join(folder, name);
    writeFileSync(file, 'x'.repeat(100));
    utimesSync(file, 1000 - age, 1000 - age);
  }
  trimCache(250, folder);
  expect(readdirSync(folder).sort()).toEqual(['middle', 'newest']);
  rmSync(folder, { recursive: true });
});
