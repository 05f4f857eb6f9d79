/** Pages on a phone: axe, width, links, and what scrolls. */
import { describe, expect, test } from 'vitest';
import { pages, postPages } from './dist.ts';
import { phone, testAxe, testLinks, usePage, useSite } from './readers.ts';

useSite();

describe.each(pages)('%s', (path) => {
  const page = usePage(path, { viewport: phone });
  testAxe(page);
  testLinks(page);

  test('is no wider than a phone', async () => {
    const width = await page().evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(phone.width);
  });

  if (!postPages.includes(path)) return;

  test('code, formulas and tables that are wider than a phone can be scrolled by keyboard', async () => {
    await page().$$eval('.prose details', (folds) =>
      folds.forEach((fold) => fold.setAttribute('open', '')),
    );
    const unreachable = () =>
      page().$$eval('.code, .katex-display, .table-box', (boxes) =>
        boxes
          .filter((box) => box.scrollWidth > box.clientWidth)
          .filter((box) => box.getAttribute('tabindex') !== '0' || !box.ariaLabel)
          .map((box) => box.outerHTML.slice(0, 200)),
      );
    await expect.poll(unreachable).toEqual([]);
  });
});
