/** Cards, side-notes and references in Chromium, on a post that has one of each. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneProject, type Clone } from '../fixture-clone.ts';
import { axeViolations } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { serveFolder, type SiteServer } from './site-server.ts';

let clone: Clone;
let site: SiteServer;
let browser: Browser;
let warnings: string;

beforeAll(async () => {
  clone = cloneProject('references');
  const { code, stderr } = await clone.run('build');
  expect(code, stderr).toBe(0);
  warnings = stderr;
  [browser, site] = await Promise.all([launchChromium(), serveFolder(`${clone.folder}/dist`)]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), site?.close()]);
  clone?.delete();
});

const desk = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };

async function open(
  options: BrowserContextOptions,
  body: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(`${site.origin}/posts/references/`, { waitUntil: 'networkidle' });
    await body(page);
  } finally {
    await context.close();
  }
}

const card = (page: Page) => page.locator('.card');
const link = (page: Page, name: string) =>
  page.locator('.prose').getByRole('link', { name }).first();

test('an entry that the post does not cite is warned of, once and at its line', () => {
  expect(warnings).toBe(
    'content/posts/references/references.bib:9:1 cite-used\n' +
      '  Warning: `demoivre1718` is not cited. Cite it by `[@demoivre1718]`, or delete the entry.\n',
  );
});

describe('a card', () => {
  test('shows the reference while the pointer is on a citation or on the card', () =>
    open({ viewport: desk }, async (page) => {
      await link(page, 'Bernoulli, 1713').hover();
      await card(page).waitFor();
      expect(await card(page).textContent()).toContain('Ars conjectandi');
      expect(await card(page).locator('.reference-backs').count()).toBe(0);
      await card(page).hover();
      await page.waitForTimeout(400);
      expect(await card(page).isVisible()).toBe(true);
      await page.mouse.move(0, 0);
      await card(page).waitFor({ state: 'detached' });
    }));

  test('shows the equation, the figure, the statement and the section referred to', () =>
    open({ viewport: desk }, async (page) => {
      for (const [name, inside] of [
        ['(1)', '.katex-display'],
        ['Figure 1', 'img[alt="A coin"]'],
        ['Theorem 1', 'strong.label'],
        ['Section 1', 'strong'],
      ]) {
        await link(page, name).hover();
        await card(page).locator(inside).waitFor();
      }
    }));

  test('shows what a symbol means', () =>
    open({ viewport: desk }, async (page) => {
      await page.locator('.symbol .mord').first().hover();
      await card(page).waitFor();
      expect(await card(page).textContent()).toContain('number of tosses');
    }));

  test('opens on focus, describes its link, is entered by Tab and closed by Escape', () =>
    open({ viewport: desk }, async (page) => {
      const citation = link(page, 'Bernoulli, 1713');
      await citation.focus();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Tab');
      await card(page).waitFor();
      expect(await citation.getAttribute('aria-describedby')).toBe('card');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('card-go');
      await page.keyboard.press('Escape');
      expect(await card(page).count()).toBe(0);
      expect(await citation.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await citation.getAttribute('aria-describedby')).toBeNull();
    }));

  test('opens on the first tap, and leads there from its link', () =>
    open({ viewport: phone, hasTouch: true, isMobile: true }, async (page) => {
      await link(page, 'Bernoulli, 1713').tap();
      await card(page).waitFor();
      expect(new URL(page.url()).hash).toBe('');
      const box = (await card(page).boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(phone.width);
      await card(page).getByRole('link', { name: 'Go there' }).tap();
      await expect.poll(() => new URL(page.url()).hash).toBe('#ref-bernoulli1713');
      expect(await card(page).count()).toBe(0);
    }));

  test('has nothing that axe finds, in either theme', () =>
    open({ viewport: desk }, async (page) => {
      await link(page, '(1)').hover();
      await card(page).waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axeViolations(page)).toEqual([]);
      }
    }));
});

test('without JavaScript a reference is a link to its place', () =>
  open({ viewport: desk, javaScriptEnabled: false }, async (page) => {
    await link(page, 'Figure 1').click();
    expect(new URL(page.url()).hash).toBe('#fig:coin');
  }));

test('the number of an equation stands at the end of the text’s line', () =>
  open({ viewport: desk }, async (page) => {
    const equation = (await page.locator('.equation').boundingBox())!;
    const number = (await page.locator('.equation .tag').boundingBox())!;
    const formula = (await page.locator('.equation .base').last().boundingBox())!;
    expect(number.x).toBeGreaterThan(formula.x + formula.width);
    expect(number.x + number.width).toBeLessThanOrEqual(equation.x + equation.width + 1);
  }));

describe('a note', () => {
  test('stands in the margin beside its number on a wide screen', () =>
    open({ viewport: desk }, async (page) => {
      const note = (await page.locator('#note-1').boundingBox())!;
      const number = (await page.locator('#note-ref-1').boundingBox())!;
      const text = (await page.locator('.part > p').first().boundingBox())!;
      expect(note.x).toBeGreaterThan(text.x + text.width);
      expect(Math.abs(note.y - number.y)).toBeLessThan(40);
      expect(await page.locator('.footnotes').isVisible()).toBe(false);
    }));

  test('stands at the end on a phone and in print, once', () =>
    open({ viewport: phone }, async (page) => {
      for (const media of ['screen', 'print'] as const) {
        await page.setViewportSize(media === 'print' ? desk : phone);
        await page.emulateMedia({ media });
        expect(await page.locator('.footnotes').isVisible()).toBe(true);
        expect(await page.locator('.side-note').first().isVisible()).toBe(false);
        expect(await page.locator('.note-link').first().isVisible()).toBe(false);
      }
    }));
});
