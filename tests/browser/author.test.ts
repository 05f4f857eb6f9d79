/** A new author's first hour, in a clone: new, dev, an error and its mending, record, check, build. */
import { type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneProject, type Clone } from '../fixture-clone.ts';
import { launchChromium } from './chromium.ts';

const bib = `@inproceedings{kingma2015adam,
  title = {{Adam}: A Method for Stochastic Optimization},
  author = {Kingma, Diederik P. and Ba, Jimmy},
  booktitle = {International Conference on Learning Representations},
  year = {2015}
}
`;
const post = 'content/posts/my-first-post/index.mdx';

let clone: Clone;
let server: ChildProcess | undefined;
let browser: Browser;
let page: Page;
let printed = '';

beforeAll(async () => {
  clone = cloneProject();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  server?.kill('SIGINT');
  clone?.delete();
});

const text = () => page.evaluate(() => document.body.textContent ?? '');
const overlay = () =>
  page.evaluate(() => document.querySelector('vite-error-overlay')?.shadowRoot?.textContent ?? '');
const eventually = (body: () => Promise<string>) => expect.poll(body, { timeout: 30_000 });

test('what is asked of `new` wrongly is told, and leaves nothing behind', async () => {
  clone.write('cut.bib', bib.slice(0, 60));
  clone.write('entry.bib', bib);
  const refused: [args: string[], code: number, message: string][] = [
    [
      ['My Post', '--bib', 'entry.bib'],
      2,
      "`My Post` is no slug: the post's folder and address are lower-case words joined by `-`. Did you mean `my-post`?",
    ],
    [
      ['my-first-post', '--bib', 'cut.bib'],
      1,
      'cut.bib:2:30 bibtex-valid\n  BibTeX: expected "text", got EOF.',
    ],
    [
      ['my-first-post', '--bib', 'no.bib'],
      2,
      '`--bib` must be a file of BibTeX: `no.bib` does not exist',
    ],
    [
      ['my-first-post', '--title', ' '],
      2,
      "`--title` must be the paper's title, without braces, got ` `",
    ],
    [['my-first-post'], 2, 'Give the paper by `--bib` or by `--title`, one of both.'],
    [[], 2, 'Which slug?'],
  ];
  const answers = await Promise.all(refused.map(([args]) => clone.run('new', ...args)));
  answers.forEach(({ code, stderr }, index) => {
    expect(stderr).toContain(refused[index][2]);
    expect(code).toBe(refused[index][1]);
  });
  expect(readdirSync(resolve(clone.folder, 'content/posts'))).toEqual([]);
});

test('`new` makes a post of what the BibTeX says, and overwrites none', async () => {
  const { code, stdout, stderr } = await clone.run('new', 'my-first-post', '--bib', 'entry.bib');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain(
    'a draft on Kingma & Ba (2015), “Adam: A Method for Stochastic Optimization”',
  );
  expect(clone.read(post)).toContain('title: "Adam: A Method for Stochastic Optimization"\n');
  expect(clone.read('content/posts/my-first-post/references.bib')).toBe(bib);
  expect(readdirSync(resolve(clone.folder, 'content/posts/my-first-post')).sort()).toEqual(
    'claims.ts demo.tsx index.mdx index.test.ts record.json references.bib runs.ts worker.ts'.split(
      ' ',
    ),
  );
  const again = await clone.run('new', 'my-first-post', '--bib', 'entry.bib');
  expect(again.code).toBe(2);
  expect(again.stderr).toContain(
    'content/posts/my-first-post is a post already; nothing is overwritten.',
  );
});

test('`dev` shows the draft, follows what is saved, and tells an error until it is mended', async () => {
  server = clone.start('dev', '--port', '4873');
  const address = await new Promise<string>((done, fail) => {
    const read = (chunk: Buffer) => {
      printed += String(chunk);
      const found = /Worked Papers: (\S+)/.exec(printed);
      if (found) done(found[1]);
    };
    server!.stdout!.on('data', read);
    server!.stderr!.on('data', read);
    server!.on('exit', () => fail(new Error(printed)));
  });
  page = await browser.newPage();
  await page.goto(`${address}posts/my-first-post/`, { waitUntil: 'networkidle' });
  expect(await text()).toContain('After 50 steps without noise the iterate is 0.0052');

  clone.write(post, clone.read(post).replace('Until you do', 'Until that is done'));
  await eventually(text).toContain('Until that is done');

  const good = clone.read(post);
  clone.write(post, good.replace('\\sigma \\xi_t', '\\sgima \\xi_t'));
  await eventually(overlay).toMatch(/my-first-post\/index\.mdx:\d+:\d+ maths-valid/);
  await eventually(async () => printed).toMatch(
    /index\.mdx:\d+:\d+ maths-valid\n\s+Maths: Undefined control sequence: \\sgima/,
  );
  clone.write(post, good);
  await eventually(overlay).toBe('');
  await eventually(text).toContain('Until that is done');
  await page.close();
  server.kill('SIGINT');
  server = undefined;
}, 120_000);

test('`check` says that the record is stale after a change of a cell; `record` mends it', async () => {
  clone.write(post, clone.read(post).replace('let x = 1;', 'let x = 1.0;'));
  const { code, stdout } = await clone.run('check', 'my-first-post');
  expect(stdout).toContain('content/posts/my-first-post/record.json:1:1 record-fresh\n');
  expect(code).toBe(1);
  expect((await clone.run('record', 'my-first-post')).code).toBe(0);
  const checked = await clone.run('check');
  expect(checked.stdout).toBe('0 errors, 0 warnings in 1 post\n');
  expect(checked.code).toBe(0);
}, 120_000);

test('`build` leaves a draft out with all that belongs to it, and publishes it when it is none', async () => {
  const first = await clone.run('build');
  expect(first.stderr).toBe('');
  const files = () =>
    readdirSync(resolve(clone.folder, 'dist'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:html|js|css|xml|json|txt|map)$/.test(entry.name))
      .map((entry) => resolve(entry.parentPath, entry.name));
  const traces = () =>
    files().filter((file) => /my-first-post|Descend a parabola/.test(clone.read(file)));
  expect(files().length).toBeGreaterThan(5);
  expect(traces()).toEqual([]);

  clone.write(post, clone.read(post).replace('draft: true\n', ''));
  const second = await clone.run('build');
  expect(second.stderr).toBe('');
  expect(existsSync(resolve(clone.folder, 'dist/posts/my-first-post/index.html'))).toBe(true);
  expect(traces().map((file) => file.slice(clone.folder.length))).toContain('/dist/feed.xml');
}, 180_000);
