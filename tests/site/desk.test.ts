/** Pages on a wide screen: axe, links, the keyboard, the contents, and what is copied. */
import { describe, expect, test } from 'vitest';
import { pages, postPages } from './dist.ts';
import { desk, testAxe, testLinks, usePage, useSite } from './readers.ts';

useSite();

describe.each(pages)('%s', (path) => {
  const page = usePage(path, {
    viewport: desk,
    permissions: ['clipboard-read', 'clipboard-write'],
  });

  test('lets the keyboard skip to the content', async () => {
    await page().keyboard.press('Tab');
    expect(await page().evaluate(() => document.activeElement?.className)).toBe('skip-link');
    await page().keyboard.press('Enter');
    expect(await page().evaluate(() => document.activeElement?.id)).toBe('content');
  });

  testAxe(page);
  testLinks(page);

  if (!postPages.includes(path)) return;

  test('has contents that number the sections as the text does', async () => {
    const numbered = (selector: string) =>
      page().$$eval(selector, (elements) =>
        elements.map((element) => {
          const id = element.id || element.getAttribute('href')!.slice(1);
          return `${id}: ${element.getAttribute('data-number') ?? 'none'}`;
        }),
      );
    const headings = await numbered(
      '.prose :is(h2, h3)[id]:not(#footnote-label, .demo *, [id^=rules-])',
    );
    expect(await numbered('.contents a')).toEqual(headings);
  });

  test('has contents that mark the section in view', async () => {
    await page().evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await expect
      .poll(() => page().locator('.contents [aria-current]').allTextContents())
      .toEqual(await page().locator('.contents a').last().allTextContents());
  });

  test('gives a cell to the clipboard as it is written', async ({ skip }) => {
    const cell = page().locator('.cell:has(.copy)').first();
    skip((await page().locator('.cell').count()) === 0, 'this guide has no cell');
    await cell.hover();
    await cell.locator('.copy').click();
    await expect.poll(() => cell.locator('.copy').textContent()).toBe('Copied');
    const copied = await page().evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await cell.locator('code').textContent());
  });
});
