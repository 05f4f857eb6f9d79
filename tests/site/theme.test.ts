/** Light and dark: chosen, remembered, and changed without JavaScript. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { base, postPages } from './dist.ts';
import { desk, open, site, useSite } from './readers.ts';

useSite();

/** The ground's colour: what the theme has come to. */
const ground = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

test('a chosen theme is remembered and is there before anything is drawn', async () => {
  const page = await open(base, { viewport: desk, colorScheme: 'light' });
  const light = await ground(page);
  await page.getByLabel('Dark').check({ force: true });
  const dark = await ground(page);
  expect(dark).not.toBe(light);
  await page.goto(site.origin + postPages[0], { waitUntil: 'commit' });
  await page.waitForFunction(() => document.head !== null);
  expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
  await page.waitForLoadState();
  expect(await ground(page)).toBe(dark);
  expect(await page.getByLabel('Dark').isChecked()).toBe(true);
  await page.getByLabel('Auto').check({ force: true });
  expect(await ground(page)).toBe(light);
});

test('it can be changed without JavaScript', async () => {
  const options = { viewport: desk, colorScheme: 'light', javaScriptEnabled: false } as const;
  const page = await open(base, options);
  const before = await page.locator('html').screenshot();
  await page.getByLabel('Dark').check({ force: true });
  expect(before.equals(await page.locator('html').screenshot())).toBe(false);
});
