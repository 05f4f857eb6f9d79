/** The development server: what an author sees after saving. */
import type { ChildProcess } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneProject, type Clone } from '../fixture-clone.ts';
import { launchChromium } from './chromium.ts';

const post = 'content/posts/coin/index.mdx';
let clone: Clone;
let server: ChildProcess;
let browser: Browser;
let page: Page;
let printed = '';
let address: string;

beforeAll(async () => {
  clone = cloneProject('coin');
  expect((await clone.run('record')).code).toBe(0);
  server = clone.start('dev', '--port', '4871');
  const origin = await new Promise<string>((done, fail) => {
    const read = (chunk: Buffer) => {
      printed += String(chunk);
      const found = /Worked Papers: (\S+)/.exec(printed);
      if (found) done(found[1]);
    };
    server.stdout!.on('data', read);
    server.stderr!.on('data', read);
    server.on('exit', () => fail(new Error(printed)));
  });
  browser = await launchChromium();
  page = await browser.newPage();
  address = `${origin}posts/coin/`;
  await page.goto(address, { waitUntil: 'networkidle' });
  // A first visit can make Vite find packages, optimise them and load the page anew.
  await run();
  await page.waitForTimeout(3000);
  await page.close();
  page = await browser.newPage();
  await page.goto(address, { waitUntil: 'networkidle' });
});
afterAll(async () => {
  await browser?.close();
  server?.kill('SIGINT');
  clone?.delete();
});

const text = () => page.evaluate(() => document.body.textContent ?? '').catch(() => '');
const eventually = (body: () => Promise<string>) => expect.poll(body, { timeout: 30_000 });

/** What a page that was loaded anew would have forgotten. */
const remembered = () => page.evaluate(() => 'mark' in window);
const share = async () => (await page.locator('#demo-toss .share').textContent())!;
const run = () =>
  page.locator('#demo-toss').getByRole('button', { name: 'Run', exact: true }).click();

test('saving prose updates the page in place: its place and what demos show stay', async () => {
  await run();
  await eventually(
    async () => (await page.locator('#demo-toss .demo-status').textContent())!,
  ).toContain('same bits as the record');
  await page.evaluate(() => {
    Object.assign(window, { mark: true });
    scrollTo(0, 300);
  });
  clone.write(post, clone.read(post).replace('tends to', 'approaches'));
  await eventually(text).toContain('approaches');
  expect(await page.evaluate(() => scrollY)).toBe(300);
  expect(await page.locator('#demo-toss .demo-status').textContent()).toContain('same bits');
  expect(await remembered()).toBe(true);
});

test('saving again and again loses no save', async () => {
  for (const word of ['nears', 'reaches', 'comes to']) {
    clone.write(post, clone.read(post).replace(/approaches|nears|reaches/, word));
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  await eventually(text).toContain('comes to');
  expect(await remembered()).toBe(true);
});

test('saving a cell updates the code shown, the program, and what the demo computes', async () => {
  clone.write(post, clone.read(post).replace('? 1 : 0', '? 1 : 1'));
  await eventually(text).toContain('? 1 : 1');
  expect(clone.read('.cells/coin.ts')).toContain('? 1 : 1');
  expect(await page.locator('.cell .copy').count()).toBe(await page.locator('.cell-label').count());
  await run();
  await eventually(share).toBe('Share of heads: 1.000');
  await eventually(
    async () => (await page.locator('#demo-toss .demo-status').textContent())!,
  ).toContain('differs from the record');
  expect(await remembered()).toBe(true);
});

test('an error is told in the page and in the terminal, and goes when it is mended', async () => {
  const good = clone.read(post);
  clone.write(post, good.replace('\\frac{1}{n}', '\\frca{1}{n}'));
  // Between two pages there is nothing to ask.
  const overlay = () =>
    page
      .evaluate(() => document.querySelector('vite-error-overlay')?.shadowRoot?.textContent ?? '')
      .catch(() => '');
  await eventually(overlay).toContain('index.mdx:30:25 maths-valid');
  expect(printed).toContain('index.mdx:30:25 maths-valid');
  clone.write(post, good);
  await eventually(text).toContain('comes to');
  expect(await overlay()).toBe('');
});

test('a reader can edit a cell here too', async () => {
  // The other page may be loading itself anew, now that its error is mended.
  page = await browser.newPage();
  await page.goto(address, { waitUntil: 'networkidle' });
  const cell = page.locator('.cell[data-cell="1"]');
  await cell.getByRole('button', { name: 'Edit cell 1' }).click();
  const author = await cell.locator('.code code').textContent();
  await cell.locator('.cm-content').fill(`${author}\nexport const more = 1;`);
  await page.locator('.edit-bar').waitFor();
  await run();
  await eventually(
    async () => (await page.locator('#demo-toss .demo-status').textContent())!,
  ).toMatch(/done in/);
  expect(await page.locator('#demo-toss .demo-whose').count()).toBe(2);
});
