/** Builds of 21 made-up posts: cold, and after one sentence of one post changed. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from '../../../src/cli/bench.ts';
import { cloneProject, type Clone } from '../../fixture-clone.ts';
import { syntheticPost, touched } from './posts.ts';

const POSTS = 21;
const run = promisify(execFile);

let clone: Clone | undefined;
let touches = 0;

/** The clone with all posts as they were made up. */
function ours(): Clone {
  if (clone) return clone;
  clone = cloneProject();
  for (let number = 1; number <= POSTS; number++) {
    mkdirSync(join(clone.folder, 'content/posts', syntheticPost(number).slug), { recursive: true });
    writePost(number, syntheticPost(number).body);
  }
  return clone;
}

function writePost(number: number, body: string): void {
  const { slug, title } = syntheticPost(number);
  const matter = `---\ntitle: ${title}\ndescription: Made up to be measured.\ndate: 2026-01-01\nauthors:\n  - name: A Generator\ntags: [synthetic]\n---\n\n`;
  const entry = `@article{k${number}, author = {Lovelace, Ada}, title = {${title}}, journal = {J}, year = {${1950 + number}}}\n`;
  clone!.write(`content/posts/${slug}/index.mdx`, `${matter}${body}\n[@k${number}]\n`);
  clone!.write(`content/posts/${slug}/references.bib`, entry);
}

async function secondsOf(body: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await body();
  return (performance.now() - began) / 1000;
}

async function build(): Promise<void> {
  const { code, stderr } = await ours().run('build');
  if (code !== 0) throw new Error(stderr);
}

let peer: Promise<string | { readonly absent: string }> | undefined;

/** A folder with Eleventy, KaTeX and Shiki over the same posts, installed outside the project. */
async function eleventy(): Promise<string | { readonly absent: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'worked-papers-eleventy-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
  const packages = [
    '@11ty/eleventy@3.1.8',
    '@mdit/plugin-katex@0.25.2',
    'katex@0.16.47',
    '@shikijs/markdown-it@4.6.0',
  ];
  try {
    await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  } catch (error) {
    rmSync(folder, { recursive: true });
    return { absent: `not installed: ${String(error).split('\n')[0]}` };
  }
  writeFileSync(
    join(folder, 'eleventy.config.js'),
    `import { katex } from '@mdit/plugin-katex';
import shiki from '@shikijs/markdown-it';
export default async function (config) {
  const highlight = await shiki({ theme: 'github-light', langs: ['ts'] });
  config.amendLibrary('md', (md) => md.use(katex).use(highlight));
  config.setTemplateFormats(['md']);
}
`,
  );
  for (let number = 1; number <= POSTS; number++) writePeerPost(folder, number);
  return folder;
}

function writePeerPost(folder: string, number: number, time = 0): void {
  const { slug, title, body } = syntheticPost(number);
  const text = time > 0 ? touched(body, time) : body;
  writeFileSync(
    join(folder, `${slug}.md`),
    `---\ntitle: ${title}\ntemplateEngineOverride: md\n---\n${text}`,
  );
}

async function peerSeconds(change: boolean): Promise<number | { readonly absent: string }> {
  peer ??= eleventy();
  const folder = await peer;
  if (typeof folder !== 'string') return folder;
  if (change) writePeerPost(folder, 1, ++touches);
  else rmSync(join(folder, '_site'), { recursive: true, force: true });
  return secondsOf(() =>
    run(process.execPath, ['node_modules/@11ty/eleventy/cmd.cjs', '--quiet'], { cwd: folder }),
  );
}

export const bench: Bench = {
  title: `A build of ${POSTS} posts of 2,500 words, 60 formulas and 12 fences`,
  unit: 's, less is better',
  rows: [
    {
      name: 'cold',
      measure: () => {
        rmSync(join(ours().folder, '.astro'), { recursive: true, force: true });
        return secondsOf(build);
      },
    },
    {
      name: 'one post touched',
      measure: () => {
        if (!existsSync(join(ours().folder, 'dist'))) throw new Error('internal: build cold first');
        writePost(1, touched(syntheticPost(1).body, ++touches));
        return secondsOf(build);
      },
    },
    { name: 'Eleventy, cold', peer: 'eleventy', measure: () => peerSeconds(false) },
    { name: 'Eleventy, one post touched', peer: 'eleventy', measure: () => peerSeconds(true) },
  ],
  close: async () => {
    clone?.delete();
    const folder = await peer;
    if (typeof folder === 'string') rmSync(folder, { recursive: true, force: true });
  },
};
