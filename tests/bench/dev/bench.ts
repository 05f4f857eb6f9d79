/** From saving a file of the largest post to the updated page in a browser, under `npm run dev`. */
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Bench } from '../../../src/cli/bench.ts';
import { postFile, root, slugs } from '../../../src/generate/posts.ts';
import { launchChromium } from '../../browser/chromium.ts';
import { cloneProject, type Clone } from '../../fixture-clone.ts';

const [slug] = slugs().sort(
  (a, b) => statSync(postFile(b, 'index.mdx')).size - statSync(postFile(a, 'index.mdx')).size,
);
const post = `content/posts/${slug}/index.mdx`;

interface Stage {
  readonly clone: Clone;
  readonly server: ChildProcess;
  readonly browser: Browser;
  readonly post: Page;
  readonly front: Page;
}

let stage: Promise<Stage> | undefined;

/** A clone with the post, its development server and two pages of it in a browser. */
async function open(): Promise<Stage> {
  const clone = cloneProject();
  cpSync(postFile(slug, '.'), resolve(clone.folder, 'content/posts', slug), { recursive: true });
  const data = resolve(root, '.data', slug);
  if (existsSync(data)) cpSync(data, resolve(clone.folder, '.data', slug), { recursive: true });
  const server = clone.start('dev', '--port', '4881');
  const address = await new Promise<string>((done, fail) => {
    let printed = '';
    const read = (chunk: Buffer) => {
      printed += String(chunk);
      const found = /Worked Papers: (\S+)/.exec(printed);
      if (found) done(found[1]);
    };
    server.stdout!.on('data', read);
    server.stderr!.on('data', read);
    server.on('exit', () => fail(new Error(printed)));
  });
  const browser = await launchChromium();
  const visit = async (path: string) => {
    const page = await browser.newPage();
    await page.goto(address + path, { waitUntil: 'networkidle' });
    return page;
  };
  return { clone, server, browser, post: await visit(`posts/${slug}/`), front: await visit('') };
}

/** Astro tells of a save once more when it has written its store, half a second after it. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(1500);
  await page.waitForLoadState('networkidle');
}

let count = 0;

/** Milliseconds from saving the file, with a mark put after `anchor`, until the page shows the mark. */
async function save(file: string, anchor: RegExp, which: 'post' | 'front'): Promise<number> {
  stage ??= open();
  const opened = await stage;
  const mark = `mark${++count}`;
  const good = opened.clone.read(file);
  const marked = good.replace(anchor, (found) => `${found} ${mark}`);
  if (marked === good) throw new Error(`${file} has no ${anchor}`);
  // The mark of the last round is gone before the clock starts.
  const shows = (wanted: string, there: boolean) =>
    opened[which].waitForFunction(
      ([text, there]) => document.body?.textContent?.includes(text) === there,
      [wanted, there] as const,
      { polling: 10, timeout: 60_000 },
    );
  const began = performance.now();
  opened.clone.write(file, marked);
  await shows(mark, true);
  const elapsed = performance.now() - began;
  await settled(opened[which]);
  opened.clone.write(file, good);
  await shows(mark, false);
  await settled(opened[which]);
  return elapsed;
}

/** The first paragraph, the first comment of a cell, the first hint of a demo. */
const PROSE = /\n[A-Z][a-z]+ [a-z]+(?= [^\n]*[.?]\n)/;
const CELL = /\/\*\* [A-Z][a-z]+/;
const VIEW = /hint="[A-Z]\w+/;

export const bench: Bench = {
  title: `Development server, ${slug} (${Math.round(readFileSync(postFile(slug, 'index.mdx')).length / 1000)} kB)`,
  unit: 'ms from save to updated page, less is better',
  rows: [
    { name: 'prose of the post', measure: () => save(post, PROSE, 'post') },
    { name: 'cell of the post', measure: () => save(post, CELL, 'post') },
    {
      name: 'view of a demo',
      measure: () => save(`content/posts/${slug}/demo.tsx`, VIEW, 'post'),
    },
    {
      name: 'a plain page, as Astro serves it',
      peer: 'astro',
      measure: () => save('src/pages/index.astro', /Each post takes/, 'front'),
    },
  ],
  async close() {
    const opened = await stage;
    await opened?.browser.close();
    opened?.server.kill('SIGINT');
    opened?.clone.delete();
  },
};
