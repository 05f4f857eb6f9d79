/** Whatever an author writes: located diagnostics or none, nothing else thrown, and an end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseBibliography } from '../../src/bibliography/bibliography.ts';
import { fixed } from '../../src/check/fix.ts';
import { cellProblems } from '../../src/check/modules.ts';
import { pageProblems } from '../../src/check/page.ts';
import { proseProblems } from '../../src/check/prose.ts';
import { rules } from '../../src/check/rules.ts';
import { hasValidChecksum } from '../../src/front-matter/orcid.ts';
import { readFrontMatter } from '../../src/front-matter/read.ts';
import { frontMatter } from '../../src/front-matter/schema.ts';
import { DiagnosticError, type Diagnostic } from '../../src/literate/diagnostic.ts';
import { parsePost } from '../../src/literate/parse-post.ts';
import { tangle } from '../../src/literate/tangle.ts';

let folder: string;
let path: string;

beforeAll(() => {
  // KaTeX tells the console of letters that its fonts lack.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  folder = mkdtempSync(resolve(tmpdir(), 'worked-papers-properties-'));
  path = resolve(folder, 'index.mdx');
  writeFileSync(path, '');
  writeFileSync(resolve(folder, 'references.bib'), '@misc{a, title = {A}}\n');
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** A run of one property may take this long; what hangs takes longer. */
const time = { interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true, seed: 7 } as const;

function checkPlaces(found: readonly Diagnostic[], source: string): void {
  const lines = source.split('\n').length;
  for (const { line, column, rule, text } of found) {
    expect(rules).toHaveProperty(rule);
    expect(text).toMatch(/\S/);
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines + 1);
    expect(column).toBeGreaterThanOrEqual(1);
  }
}

/** What a diagnostic error holds; anything else that is thrown fails the test. */
function told(body: () => unknown): readonly Diagnostic[] {
  try {
    body();
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    expect(error.diagnostics.length).toBeGreaterThan(0);
    return error.diagnostics;
  }
}

/** Pieces of posts, right and wrong, that meet in no order. */
const piece = fc.oneof(
  fc.constantFrom(
    ...['```ts\n', '```\n', '```ts fold title="a"\n', '```ts sketch', '````mdx\n', '~~~ts\n'],
    ...['const a = Math.exp(1);', "import fs from 'node:fs';", 'let x = `', 'Date.now()', '/*'],
    ...['$x_{1}$', '$$\n', '\\label{eq:a}', '$\\eqref{eq:a}$', '\\frac{1}', '\\begin{cases}', '$'],
    ...['[@a]', '[@a; @b]', '@a', '[@', '[#fig:a]', '[#sec:b]', '[^1]', '[^1]: note'],
    ...[
      '<Figure id="fig:a">\n\n',
      '\n\n</Figure>\n',
      '<Theorem>',
      '</Theorem>',
      '<b>',
      '</b>',
      '<',
    ],
    ...['{', '}', '{1 + 1}', '{/* */}', 'import { A } from "./a.tsx";\n', 'export const b = 1;\n'],
    ...['![a](./a.svg)', '![](a)', '[a](#b)', '[a](../b/)', '[a](%E0%)', '# A\n', '#### B\n'],
    ...['| symbol | identifier | shape | meaning |\n| - | - | - | - |\n| $a$ | `a` | | |\n'],
    ...['- ', '> ', '  ', '\t', '\n', '\n\n', '---\n', '\r\n', '\0', '\u2028', '𝒳'],
    ...['We measured 0.52 here. ', 'a dataset', 'Mini-batch', '<Value claim="a" />', '<Claims />'],
  ),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const text = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(''));

test('cells and tangle: as many lines, each equal or empty, or located diagnostics', () => {
  fc.assert(
    fc.property(text, (source) => {
      const found = told(() => {
        const lines = source.split('\n');
        const tangled = tangle(source, path).split('\n');
        expect(tangled).toHaveLength(lines.length);
        tangled.forEach((line, at) => expect(['', lines[at]]).toContain(line));
      });
      checkPlaces(found, source);
    }),
    { numRuns: 600, ...time },
  );
}, 60_000);

test('citations, cross-references and all stages of a page: located diagnostics', () => {
  fc.assert(
    fc.property(text, (source) => {
      const found = told(() => {
        const problems = pageProblems({ slug: 'a', path, source });
        checkPlaces(
          problems.filter(({ rule }) => !rule.startsWith('front-matter')),
          source,
        );
      });
      expect(found).toEqual([]);
    }),
    { numRuns: 400, ...time },
  );
}, 60_000);

test('prose and cells: located findings, and fixes that leave nothing to fix', () => {
  const matter = frontMatter.parse({
    title: 'a',
    description: 'a',
    date: '2026-01-01',
    authors: [{ name: 'a' }],
  });
  fc.assert(
    fc.property(text, (source) => {
      const post = { slug: 'a', path, source };
      const found = told(() => {
        // A check asks no more of a post that has no program.
        tangle(source, path);
        const tree = parsePost(source, path);
        const prose = proseProblems(post, tree, matter);
        checkPlaces([...prose, ...cellProblems(post, tree)], source);
        const fixes = prose.flatMap(({ fix }) => fix ?? []);
        const mended = fixed(source, fixes);
        const left = proseProblems(
          { ...post, source: mended },
          parsePost(mended, path),
          matter,
        ).filter(({ rule }) => rule === 'wording');
        expect(left).toEqual([]);
      });
      checkPlaces(found, source);
    }),
    { numRuns: 400, ...time },
  );
}, 60_000);

test('BibTeX: works with titles, or located diagnostics', () => {
  const bibtex = fc.array(
    fc.oneof(
      fc.constantFrom('@misc{', '@article{a,', '}', '{', ',', 'title = {', 'A', '"', '=', '#'),
      fc.constantFrom('\n', ' ', '@', '@string{', '@comment{', '\\"{o}', '$x$', 'year = 2000', '%'),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(bibtex, (pieces) => {
      const source = pieces.join('');
      const found = told(() => {
        for (const { work } of parseBibliography(source, 'a.bib').values()) {
          expect(work.title).toBeTruthy();
        }
      });
      checkPlaces(found, source);
    }),
    { numRuns: 300, ...time },
  );
}, 60_000);

describe('front matter', () => {
  test('any YAML and any text: fields, or located diagnostics', () => {
    const line = fc.oneof(
      fc.constantFrom('title: a', 'description: b', 'date: 2026-01-01', 'authors:', '  - name: A'),
      fc.constantFrom('tags: [a]', 'tags: [', 'draft: yes', '- a', 'a: &x', 'b: *x', '---', '? a'),
      fc.constantFrom('date: 2026-13-01', '    orcid: 1', 'authors: [1, {}]', '<<: *x', '!!set {}'),
      fc.string({ maxLength: 10 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 9 }), fc.boolean(), (lines, closed) => {
        const source = ['---', ...lines, ...(closed ? ['---'] : []), ''].join('\n');
        const { fields, problems } = readFrontMatter(source, path);
        expect(fields === undefined).toBe(problems.length > 0);
        checkPlaces(problems, source);
      }),
      { numRuns: 500, ...time },
    );
  }, 60_000);

  test('an ORCID iD with one wrong digit, or two neighbours exchanged, does not check', () => {
    const real = ['0000-0002-1825-0097', '0000-0001-5109-3700', '0000-0002-1694-233X'];
    for (const iD of real) expect(hasValidChecksum(iD)).toBe(true);
    fc.assert(
      fc.property(
        fc.constantFrom(...real),
        fc.nat(14),
        fc.integer({ min: 1, max: 9 }),
        (iD, at, by) => {
          const digits = [...iD.replaceAll('-', '')];
          const wrong = digits.with(at, String((Number(digits[at]) + by) % 10)).join('');
          expect(hasValidChecksum(wrong)).toBe(false);
          if (at < 14 && digits[at] !== digits[at + 1]) {
            const swapped = digits
              .with(at, digits[at + 1])
              .with(at + 1, digits[at])
              .join('');
            expect(hasValidChecksum(swapped)).toBe(false);
          }
        },
      ),
    );
  });
});
