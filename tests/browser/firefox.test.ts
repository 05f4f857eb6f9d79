/**
 * The same seed gives the same bits in Firefox, where it is installed.
 *
 * No driver is needed: Firefox opens a page of the built site's own worker, which reports its digest.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Request } from '#demo/use-run';
import { site } from '../../content/site.ts';
import { root, slugs } from '../../src/generate/posts.ts';
import { loadPost, readRecord } from '../../src/record/record.ts';
import { serveFolder } from './site-server.ts';

const firefox = ['firefox', 'firefox-esr'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** A page that computes one recorded run in the worker at `worker` and posts what it got. */
function page(worker: string, { run, values, seed }: Request): string {
  const request = JSON.stringify({ run, values, seed });
  return `<!doctype html><title>bits</title><script type="module">
    const worker = new Worker(${JSON.stringify(worker)}, { type: 'module' });
    const report = (body) => fetch('/report', { method: 'POST', body: JSON.stringify(body) });
    worker.onerror = (event) => report({ error: String(event.message) });
    worker.onmessage = ({ data }) => {
      if (data.type === 'frame') worker.postMessage({ type: 'acknowledge', id: 1, index: data.index });
      else if (data.type !== 'loaded') report(data);
    };
    worker.postMessage({ type: 'start', id: 1, ...${request}, budget: Infinity });
  </script>`;
}

const slug = 'lecun-1989';
const there = slugs().includes(slug);

test.skipIf(!firefox || !there)(
  'Firefox computes the recorded bits of the network of 1989',
  async () => {
    const recorded = readRecord(slug)!.runs.filter((entry) => entry.run === 'train');
    const entry = recorded.sort((a, b) => a.seconds - b.seconds)[0];
    const { runs } = await loadPost(slug);
    const assets = resolve(root, 'dist/_astro');
    const chunks = readdirSync(assets).filter(
      (name) =>
        /^worker.*\.js$/.test(name) &&
        readFileSync(resolve(assets, name), 'utf8').includes(runs.train.title),
    );
    expect(chunks).toHaveLength(1);

    let report: (body: string) => void = () => {};
    const reported = new Promise<string>((done) => (report = done));
    const html = page(`${site.base}_astro/${chunks[0]}`, entry);
    const server = await serveFolder(resolve(root, 'dist'), site.base, {
      pages: { '/bits.html': html },
      onReport: report,
    });
    const profile = mkdtempSync(join(tmpdir(), 'worked-papers-firefox-'));
    const args = ['--headless', '--no-remote', '--profile', profile, `${server.origin}/bits.html`];
    const browser = spawn(firefox!, args, { stdio: 'ignore' });
    try {
      expect(JSON.parse(await reported)).toMatchObject({ type: 'done', digest: entry.digest });
    } finally {
      browser.kill();
      await server.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  },
);
