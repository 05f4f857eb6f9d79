/** Every demo of every post, run to its end in Chromium under the site's own security policy. */
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_SEED } from '#demo/run';
import { site as publication } from '../../content/site.ts';
import { drafts } from '../../src/front-matter/drafts.ts';
import { shownRuns } from '../../src/demo/remark-demo.ts';
import { postFile, root, slugs } from '../../src/generate/posts.ts';
import { readPost } from '../../src/literate/parse-post.ts';
import { readRecord } from '../../src/record/record.ts';
import { launchChromium } from './chromium.ts';
import { serveFolder, type SiteServer } from './site-server.ts';

/** What takes longer on the recording machine is stepped here, and not run to its end. */
const SECONDS = 30;

let site: SiteServer;
let browser: Browser;

beforeAll(async () => {
  [browser, site] = await Promise.all([
    launchChromium(),
    serveFolder(resolve(root, 'dist'), publication.base),
  ]);
});
afterAll(() => Promise.all([browser?.close(), site?.close()]));

/** A post's page, and what it did that it must not do. */
async function open(slug: string): Promise<{ page: Page; offences: string[] }> {
  const page = await browser.newPage();
  const offences: string[] = [];
  page.on('pageerror', (error) => offences.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') offences.push(message.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== site.origin && !/^(data|blob):$/.test(protocol)) offences.push(request.url());
  });
  await page.goto(`${site.origin}${publication.base}posts/${slug}/`, { waitUntil: 'networkidle' });
  return { page, offences };
}

const hidden = drafts();

describe.each(slugs().filter((slug) => !hidden.includes(slug)))('the post %s', (slug) => {
  test(
    'each demo gives the recorded bits, and the page asks no other host and breaks no policy',
    async () => {
      const { page, offences } = await open(slug);
      const ids = await page.$$eval('section.demo', (demos) => demos.map((demo) => demo.id));
      const { tree } = readPost(postFile(slug, 'index.mdx'));
      expect(ids).toHaveLength(shownRuns(tree).length);
      for (const id of ids) {
        const demo = page.locator(`#${id}`);
        const recorded = readRecord(slug)!.runs.find(
          ({ run, seed }) => id === `demo-${run}` && seed === DEFAULT_SEED,
        )!;
        const short = recorded.seconds < SECONDS;
        await demo.getByRole('button', { name: short ? 'Run' : 'Step', exact: true }).click();
        const status = demo.locator('.demo-status');
        await expect
          .poll(() => status.textContent(), { timeout: 6 * SECONDS * 1000, interval: 200 })
          .toMatch(short ? /done in .* · same bits as the record/ : /paused at/);
        expect(await demo.locator('.demo-error').count()).toBe(0);
        await demo.getByRole('button', { name: 'Reset', exact: true }).click();
      }
      expect(offences).toEqual([]);
      expect(site.missing.filter((path) => path !== '/favicon.ico')).toEqual([]);
      await page.close();
    },
    20 * SECONDS * 1000,
  );
});
