/** What axe finds in a page. Run in the page itself: the driver's own wrapper takes three times as long. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Each violation by its rule, with the first element that breaks it; empty for an accessible page. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const run = (window as unknown as { axe: typeof axe }).axe.run;
    return (await run({ resultTypes: ['violations'] })).violations;
  });
  return violations.map(({ id, nodes: [first, ...others] }) => {
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return `${id}: ${first.html}${more}\n${first.failureSummary}`;
  });
}
