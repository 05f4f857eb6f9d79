import { describe, expect, test } from 'vitest';
import { parseBibliography } from '../../src/bibliography/bibliography.ts';

const file = 'content/posts/sample/references.bib';
const parse = (source: string) => parseBibliography(source, file);

describe('parseBibliography', () => {
  test('labels a work by its authors and year, in parentheses and in a sentence', () => {
    const works = parse(
      '@article{a, author={Lee, A. and Poe, B. and Ray, C.}, title={One}, journal={J}, year={1989}}\n' +
        '@book{b, author={Lee, A. and Poe, B.}, title={Two}, year={2009}}',
    );
    expect(works.get('a')!.label).toBe('Lee et al., 1989');
    expect(works.get('a')!.narrative).toBe('Lee et al. (1989)');
    expect(works.get('b')!.narrative).toBe('Lee & Poe (2009)');
  });

  test('tells apart two works of one author and year', () => {
    const works = parse(
      '@misc{x, author={Lee, Ann}, title={A}, year=2022}\n@misc{y, author={Lee, Ann}, title={B}, year=2022}',
    );
    expect([...works.values()].map((entry) => entry.label)).toEqual(['Lee, 2022a', 'Lee, 2022b']);
    expect(works.get('y')!.html).toContain('(2022b)');
  });

  test('keeps the order of the file, whose first entry is the paper explained', () => {
    const works = parse('@misc{z, title={Z}, year=2000}\n@misc{a, title={A}, year=2001}');
    expect([...works.keys()]).toEqual(['z', 'a']);
    expect([...works.values()].map(({ line }) => line)).toEqual([1, 2]);
  });

  const cases: [name: string, source: string, message: string][] = [
    [
      'a value that is no BibTeX, at its line',
      '@misc{a, title={A}}\n@misc{b,\n  title={B},\n  year=19 89 x}',
      `${file}:4:11 bibtex-valid\n  BibTeX: expected "rbrace", got "number".`,
    ],
    [
      'an entry that is cut off',
      '@misc{a, title={A}}\n\n@misc{b, title={B',
      `${file}:3:1 bibtex-valid\n  BibTeX: this entry is no BibTeX`,
    ],
    [
      'a key that stands twice',
      '@misc{a, title={A}}\n@misc{a, title={B}}',
      `${file}:2:1 bibtex-key-unique\n  The key \`a\` stands at line 1 already. Give this entry another key.`,
    ],
    ['an entry without a title', '@misc{a, year=2000}', `${file}:1:1 bibtex-title\n`],
  ];
  test.each(cases)('refuses %s', (_name, source, message) => {
    expect(() => parse(source)).toThrow(message);
  });
});
