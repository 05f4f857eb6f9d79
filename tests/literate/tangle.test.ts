import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../src/literate/diagnostic.ts';
import { identityMap, tangle } from '../../src/literate/tangle.ts';

const post = 'content/posts/sample/index.mdx';

describe('tangle', () => {
  test('keeps each line of a cell in its place and empties all others', () => {
    const source = [
      '---',
      'title: Sample',
      '---',
      'Prose with $a_{1}$.',
      '```ts',
      'export const one = 1;',
      '```',
      '```ts sketch',
      'not run',
      '```',
      '- in a list',
      '',
      '  ```ts fold title="two, folded"',
      '  export const two = 2;',
      '  ```',
      '```py',
      'a quotation',
      '```',
    ].join('\n');
    const lines = tangle(source, post).split('\n');
    expect(lines).toHaveLength(18);
    expect(lines[5]).toBe('export const one = 1;');
    expect(lines[13]).toBe('  export const two = 2;');
    expect(lines.filter((line) => line !== '')).toHaveLength(2);
  });

  test('a post without cells becomes empty lines', () => {
    expect(tangle('# Title\n\nProse.\n', post)).toBe('\n\n\n');
  });

  const line = fc.oneof(
    fc.constantFrom('```ts', '```ts fold', '```ts sketch', '```', '```py', '$$', '> ', '- ', '  '),
    fc.constantFrom('{', '}', '<a', '</a>', '$x$', '\\frac{a}{b}', '---', '[@key]', 'import a'),
    fc.string({ maxLength: 12 }).filter((text) => !/[\n\r]/.test(text)),
  );

  test('any text gives as many lines, each equal or empty, or a located diagnostic', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const source = lines.join('\n');
        try {
          const tangled = tangle(source, post).split('\n');
          expect(tangled).toHaveLength(source.split('\n').length);
          tangled.forEach((text, index) => expect(['', lines[index] ?? '']).toContain(text));
        } catch (error) {
          if (!(error instanceof DiagnosticError)) throw error;
          for (const found of error.diagnostics) {
            expect(found.file).toBe(post);
            expect(found.line).toBeGreaterThanOrEqual(1);
            expect(found.line).toBeLessThanOrEqual(lines.length + 1);
            expect(found.column).toBeGreaterThanOrEqual(1);
          }
        }
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  test('the source map sends every line to the same line of the post', () => {
    const map = identityMap('a\nb\nc', '../content/posts/sample/index.mdx');
    expect(map.sources).toEqual(['../content/posts/sample/index.mdx']);
    expect(map.mappings).toBe('AAAA;AACA;AACA');
  });
});

describe('what tangle refuses', () => {
  const cases: [name: string, source: string, message: string][] = [
    [
      'an unknown option of a cell',
      'Prose.\n\n```ts hidden\nconst a = 1;\n```',
      `${post}:3:1 cell-option\n  \`hidden\` is no option of a cell. There are: fold, sketch, title="…".`,
    ],
    [
      'a cell that is not closed',
      'Prose.\n\n```ts\nconst a = 1;',
      `${post}:3:1 cell-closed\n  This cell is not closed. End it with a line of three backticks.`,
    ],
    [
      'a cell in a block quote',
      '> ```ts\n> const a = 1;\n> ```',
      `${post}:1:3 cell-place\n  A cell cannot stand in a block quote. Move it out of the quote.`,
    ],
    [
      'TeX outside dollars, and says maths',
      'The ratio is \\frac{a}{b c}.',
      `${post}:1:24 maths-delimited\n  Maths outside \`$…$\`: MDX reads \`{\` as an expression`,
    ],
    [
      'a lone brace',
      'A set {1, 2',
      `${post}:1:12 mdx-syntax\n  MDX reads \`{\` as the beginning of code, and this is none (Unexpected end of file in expression`,
    ],
    ['a lone less-than sign', 'if a <b then', `${post}:1:13 mdx-syntax\n`],
  ];
  test.each(cases)('%s', (_name, source, message) => {
    expect(() => tangle(source, post)).toThrow(message);
  });
});
