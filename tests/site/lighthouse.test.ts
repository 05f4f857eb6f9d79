/**
 * Lighthouse's audits at its mobile settings: of the front page, and of a post.
 *
 * Accessibility, best practices and SEO are judgements of the page and must be perfect. Its
 * performance score mixes the page's bytes with the speed of the machine, so what does not depend on
 * the machine is asserted, and the score is printed.
 */
import { createServer, type AddressInfo } from 'node:net';
import lighthouse, { type Result } from 'lighthouse';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { serveFolder, type SiteServer } from '../browser/site-server.ts';
import { base, dist, paperPages } from './dist.ts';

/**
 * Milliseconds before an answer. Lighthouse simulates a slow network from what it observed, and takes
 * all that came before the first paint for what it waited for: on loopback that is every font.
 */
const DELAY = 30;

let browser: Browser;
let site: SiteServer;
let port: number;

beforeAll(async () => {
  port = await freePort();
  [browser, site] = await Promise.all([
    launchChromium([`--remote-debugging-port=${port}`]),
    serveFolder(dist, base, { delay: DELAY }),
  ]);
});
afterAll(() => Promise.all([browser?.close(), site?.close()]));

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

describe.each([base, paperPages[0]])('%s', (path) => {
  let result: Result;
  beforeAll(async () => {
    const run = await lighthouse(site.origin + path, { port, output: 'json', logLevel: 'error' });
    result = run!.lhr;
    const { performance } = result.categories;
    console.log(
      `${path}: performance ${Math.round(100 * performance.score!)} on this machine, now`,
    );
  }, 120_000);

  test.each(['accessibility', 'best-practices', 'seo'])('%s is 100', (name) => {
    const { score, auditRefs } = result.categories[name];
    // what has no weight, Lighthouse only mentions
    const failed = auditRefs
      .filter(({ weight }) => weight > 0)
      .map(({ id }) => result.audits[id])
      .filter((audit) => audit.score !== null && audit.score < 1)
      .map(({ id, title }) => `${id}: ${title}`);
    expect(failed).toEqual([]);
    expect(score).toBe(1);
  });

  // What Lighthouse measures without a clock: how far things move, and how much is sent.
  test.each(['cumulative-layout-shift', 'total-byte-weight'])('%s is good', (id) => {
    const { score, displayValue } = result.audits[id];
    expect({ score, displayValue }).toEqual({ score: 1, displayValue });
  });
});
