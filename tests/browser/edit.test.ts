/** Edited cells: what runs, what is told, and what a reader's code cannot reach. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { site as publication } from '../../content/site.ts';
import { root } from '../../src/generate/posts.ts';
import { launchChromium } from './chromium.ts';
import { axeViolations } from './axe.ts';
import { serveFolder, type SiteServer } from './site-server.ts';

let browser: Browser;
let site: SiteServer;
let page: Page;
/** addresses that answered */
let answered: string[];
let complaints: string[];
const reports: string[] = [];

beforeAll(async () => {
  const dist = resolve(root, 'dist');
  const report = (body: string) => reports.push(body);
  [browser, site] = await Promise.all([
    launchChromium(),
    serveFolder(dist, publication.base, { onReport: report }),
  ]);
});
afterAll(() => Promise.all([browser?.close(), site?.close()]));

beforeEach(async () => {
  page = await browser.newPage();
  answered = [];
  complaints = [];
  page.on('response', (response) => answered.push(response.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
});
afterEach(() => page.close());

async function open(slug: string, hash = ''): Promise<void> {
  await page.goto(`${site.origin}${publication.base}posts/${slug}/${hash}`);
  await page.locator('.edit').first().waitFor({ state: 'attached' });
}
const cell = (number: number) => page.locator(`.cell[data-cell="${number}"]`);

/** Opens the editor of a cell and changes its text. */
async function edit(number: number, change: (code: string) => string): Promise<void> {
  const content = cell(number).locator('.cm-content');
  if ((await content.count()) === 0) {
    await cell(number).hover();
    await cell(number)
      .getByRole('button', { name: `Edit cell ${number}` })
      .click();
  }
  const author = await cell(number).locator('.code code').textContent();
  const changed = change(author!.replace(/\n$/, ''));
  expect(changed).not.toBe(author);
  await content.fill(changed);
  await expect.poll(() => page.locator('.edit-bar').count()).toBe(1);
  await page.waitForTimeout(400); // the program is compiled when typing pauses
}

const demo = (id: string) => page.locator(`#demo-${id}`);
const press = (id: string, name: string) =>
  demo(id).getByRole('button', { name, exact: true }).click();
const status = (id: string) => demo(id).locator('.demo-status').textContent();
const ended = (id: string) =>
  expect.poll(() => status(id), { timeout: 30_000 }).toMatch(/done in|stopped by an error/);

async function runToEnd(id: string): Promise<string> {
  await press(id, 'Run');
  await ended(id);
  return (await status(id))!;
}
const failure = (id: string) => demo(id).locator('.demo-error > p').textContent();

describe('a changed cell', () => {
  test('gives another curve beside the recorded one, and the author’s code its bits again', async () => {
    await open('adam-convergence');
    expect(answered.filter((url) => /editor|\/edit\//.test(url))).toEqual([]);
    await edit(2, (code) => code.replace('s.m = beta1 * s.m + (1 - beta1) * g', 's.m = g / 2'));
    await expect.poll(() => page.locator('.cell-edited').count()).toBe(1);
    expect(await runToEnd('walk')).toMatch(/done in .* · differs from the record/);
    const curves = await demo('walk')
      .locator('.plot path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')));
    const half = curves.length / 2;
    expect(curves.slice(0, half)).not.toEqual(curves.slice(half));
    expect(await demo('walk').locator('.demo-whose').allTextContents()).toEqual([
      'With your changes',
      'The author’s code with the same seed, as recorded',
    ]);
    await cell(2).getByRole('button', { name: 'Show changes' }).click();
    expect(await cell(2).locator('.edit-diff ins').allTextContents()).toEqual([
      '+   s.m = g / 2;\n',
    ]);
    expect(await cell(2).locator('.edit-diff del').allTextContents()).toEqual([
      '−   s.m = beta1 * s.m + (1 - beta1) * g;\n',
    ]);
    await page.getByRole('button', { name: 'Restore all' }).click();
    expect(await page.locator('.cell-edited, .edit-bar, .edit-field').count()).toBe(0);
    expect(await runToEnd('walk')).toMatch(/same bits as the record/);
    expect(complaints).toEqual([]);
  });

  test('that only says more gives the recorded bits, with tensors and derivatives too', async () => {
    await open('numerics');
    await edit(1, (code) => `// the same\n${code}`);
    expect(await runToEnd('check')).toMatch(/same bits as the record/);
    await edit(1, (code) => code.replace('.square().mean()', '.square().mean().mul(3)'));
    expect(await runToEnd('check')).toMatch(/differs from the record/);
  });

  test('works on the data that the runs load', async () => {
    await open('lecun-1989');
    const number = await page
      .locator('.cell', { hasText: 'lr: 0.03' })
      .first()
      .getAttribute('data-cell');
    await edit(Number(number), (code) => code.replaceAll('0.03', '0.1'));
    await press('train', 'Step');
    await expect.poll(() => status('train'), { timeout: 30_000 }).toMatch(/paused at/);
    expect(await demo('train').locator('.demo-error').count()).toBe(0);
    expect(site.missing.filter((path) => !path.endsWith('favicon.ico'))).toEqual([]);
  });
});

test('it runs under the headers of hosts too', async () => {
  const headers = readFileSync(resolve(root, 'dist/_headers'), 'utf8');
  const [, policy] = /Content-Security-Policy: (.*)/.exec(headers)!;
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const sent = { ...response.headers(), 'content-security-policy': policy };
    await route.fulfill({ response, headers: sent });
  });
  await open('performer-hopfield');
  await edit(1, (code) => `${code}\n// the same`);
  expect(await runToEnd('memory')).toMatch(/same bits as the record/);
  expect(complaints).toEqual([]);
});

describe('an error', () => {
  beforeEach(() => open('adam-convergence'));

  test('of syntax is told at its line, and goes away when mended', async () => {
    await edit(2, (code) => code.replace('s.k += 1;', 's.k += ;'));
    const told = cell(2).locator('.edit-message');
    await expect.poll(() => told.textContent()).toMatch(/^Cell 2, line 23: Unexpected token/);
    expect(await cell(2).locator('.cm-wrong').textContent()).toContain('s.k += ;');
    await press('walk', 'Run');
    await expect.poll(() => failure('walk')).toMatch(/^Cell 2, line 23: /);
    await edit(2, (code) => code.replace('s.k += 1;', 's.k += 2;'));
    await expect.poll(() => told.textContent()).toBe('');
    expect(await runToEnd('walk')).toMatch(/done in/);
  });

  test('while running names the cell and its line', async () => {
    await edit(2, (code) => code.replace('s.k += 1;', "throw new Error('no steps');"));
    await runToEnd('walk');
    expect(await failure('walk')).toBe('Cell 2, line 23: no steps');
    expect(await cell(2).locator('.cm-wrong').textContent()).toContain('no steps');
  });

  test('a missing export is told by its name', async () => {
    await edit(2, (code) => code.replace('export function step', 'function step'));
    await runToEnd('walk');
    expect(await failure('walk')).toMatch(/no cell exports `step`|step is not/);
  });

  test('a loop without end is ended by Reset, and the demo runs again', async () => {
    await edit(2, (code) => code.replace('s.k += 1;', 'for (;;);'));
    await press('walk', 'Run');
    await page.waitForTimeout(1000);
    expect(await status('walk')).not.toMatch(/done|error/);
    await press('walk', 'Reset');
    await edit(2, (code) => `${code}\n// no loop`);
    expect(await runToEnd('walk')).toMatch(/same bits as the record/);
  });
});

describe('a link', () => {
  test('carries the edits, says whose they are, and runs nothing by itself', async () => {
    await open('adam-convergence');
    await edit(2, (code) => code.replace('s.k += 1;', 's.k += 2;'));
    await press('walk', 'Copy link');
    await expect.poll(() => page.url()).toMatch(/#demo-walk\?.*&cells=[\w-]+$/);
    const { hash } = new URL(page.url());
    expect(hash.length).toBeLessThan(1500);
    await page.goto('about:blank');
    await open('adam-convergence', hash);
    await expect
      .poll(() => page.locator('.edit-notice').textContent())
      .toContain('a reader’s code');
    expect(await cell(2).locator('.cm-content').textContent()).toContain('s.k += 2;');
    expect(await status('walk')).not.toMatch(/running|done/);
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await runToEnd('walk')).toMatch(/differs from the record/);
  });

  test.each(['AAAA', 'q1YqUrIqVrJSMlKqBQA', 'x'.repeat(7000)])(
    'that is damaged says so',
    async (text) => {
      await open('adam-convergence', `#demo-walk?cells=${text}`);
      await expect
        .poll(() => page.locator('.edit-notice').textContent())
        .toMatch(/The edits in this link cannot be read: /);
      expect(await page.locator('.edit-field').count()).toBe(0);
    },
  );
});

describe('hostile code', () => {
  beforeEach(() => open('adam-convergence'));

  /** What the code says of its attempts: they are the message of the error that ends the run. */
  async function attempts(code: string): Promise<string> {
    await edit(1, (author) => `${author}\n${code}`);
    await runToEnd('walk');
    return (await failure('walk'))!;
  }

  test('reaches no network, no storage and no page', async () => {
    const told = await attempts(`
const outcomes: string[] = [];
const attempt = (name: string, body: () => unknown) => {
  try { body(); outcomes.push(name + ' succeeded'); } catch (e) { outcomes.push(name); }
};
const report = '${site.origin}/report';
const g = globalThis as any;
fetch(report, { method: 'POST', body: 'fetch' }).catch(() => {});
fetch(report, { method: 'POST', body: 'no-cors', mode: 'no-cors' }).catch(() => {});
import(report).catch(() => {});
try { new WebSocket('${site.origin.replace('http', 'ws')}/report'); } catch {}
try { new EventSource(report); } catch {}
attempt('xhr', () => { const x = new XMLHttpRequest(); x.open('POST', report, false); x.send('xhr'); });
attempt('importScripts', () => g.importScripts(report));
attempt('eval', () => g.eval('1'));
attempt('indexedDB', () => g.indexedDB.open('x'));
attempt('caches', () => { if (!g.caches) throw 0; g.caches.open('x').then(() => outcomes.push('caches opened')); throw 0; });
attempt('document', () => g.document.cookie);
attempt('parent', () => g.parent.document);
throw new Error(outcomes.join(', '));`);
    expect(told).toContain('xhr, importScripts, eval, indexedDB, caches, document, parent');
    expect(told).not.toContain('succeeded');
    await page.waitForTimeout(500);
    expect(reports).toEqual([]);
    expect(site.missing.filter((path) => path.includes('report'))).toEqual([]);
    expect(answered.filter((url) => url.includes('/report'))).toEqual([]);
  });

  test('that floods the page with messages is stopped, and the page answers', async () => {
    await edit(2, (code) =>
      code.replace('s.k += 1;', "for (;;) (globalThis as any).postMessage('x'.repeat(1000));"),
    );
    await press('walk', 'Run');
    await page.waitForTimeout(1500);
    await press('walk', 'Reset');
    await page.getByRole('button', { name: 'Restore all' }).click();
    expect(await runToEnd('walk')).toMatch(/same bits as the record/);
  });

  test('that sends what no run sends is stopped', async () => {
    await edit(2, (code) =>
      code.replace(
        's.k += 1;',
        `s.k += 1;
  const send = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message: any) {
    for (let i = 0; i < 100; i++) send.call(this, { ...message, index: i });
  } as never;`,
      ),
    );
    await runToEnd('walk');
    expect(await failure('walk')).toMatch(/something that no run sends/);
  });

  test('that asks for gigabytes ends with an error, and the page survives', async () => {
    await edit(2, (code) =>
      code.replace(
        's.k += 1;',
        'const all: unknown[] = []; for (;;) all.push(new Uint8Array(2 ** 31).fill(1));',
      ),
    );
    await press('walk', 'Run');
    await page.waitForTimeout(3000);
    await press('walk', 'Reset');
    await page.getByRole('button', { name: 'Restore all' }).click();
    expect(await runToEnd('walk')).toMatch(/same bits as the record/);
  });
});

test('a keyboard is enough, and is not caught in the editor', async () => {
  await open('adam-convergence');
  await cell(2).getByRole('button', { name: 'Edit cell 2' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.cm-content');
  await expect
    .poll(() => page.evaluate(() => document.activeElement!.className))
    .toBe('edit-field');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement!.textContent)).toBe('Show changes');
});

test('axe finds nothing in an editor with an error and its changes', async () => {
  await open('adam-convergence');
  await edit(2, (code) => code.replace('s.k += 1;', 's.k += ;'));
  await cell(2).getByRole('button', { name: 'Show changes' }).click();
  expect(await axeViolations(page)).toEqual([]);
});

test('the policy of the sandbox names the script that it holds', () => {
  const html = readFileSync(resolve(root, 'public/edit/sandbox.html'), 'utf8');
  const [, script] = /<script>([\s\S]*?)<\/script>/.exec(html)!;
  expect(html).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
});
