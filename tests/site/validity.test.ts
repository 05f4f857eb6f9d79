/** The HTML of every page against the W3C's rules, as html-validate states them. */
import { readFileSync } from 'node:fs';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { describe, expect, test } from 'vitest';
import { distFile, pages } from './dist.ts';

const validator = new HtmlValidate(
  new StaticConfigLoader({ root: true, extends: ['html-validate:standard'] }),
);

describe.each(pages)('%s', (path) => {
  test('is valid HTML', async () => {
    const { results } = await validator.validateString(readFileSync(distFile(path)!, 'utf8'));
    const found = results.flatMap(({ messages }) =>
      messages.map(
        ({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`,
      ),
    );
    expect(found).toEqual([]);
  });
});
