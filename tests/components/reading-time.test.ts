import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readingMinutes } from '../../src/components/reading-time.ts';

const words = (count: number) => 'word '.repeat(count);

test('660 words take three minutes, and 60 lines of code two more', () => {
  expect(readingMinutes(words(660))).toBe(3);
  const cell = `\`\`\`ts\n${'let a = 1;\n'.repeat(60)}\`\`\``;
  expect(readingMinutes(`${words(660)}\n\n${cell}\n`)).toBe(5);
});

test('front matter, imports and elements are not read', () => {
  const source = `---\ndescription: ${words(900)}\n---\n\nimport { ${'A, '.repeat(900)} } from './demo.tsx';\n\n<Toss ${'a="1" '.repeat(900)}/>\n`;
  expect(readingMinutes(source)).toBe(1);
});

test('every text takes a whole number of minutes, 1 at least', () => {
  fc.assert(
    fc.property(fc.string(), (source) => {
      const minutes = readingMinutes(source);
      expect(Number.isInteger(minutes) && minutes >= 1).toBe(true);
    }),
  );
});
