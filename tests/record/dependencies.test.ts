import { describe, expect, test } from 'vitest';
import { slugs } from '../../src/generate/posts.ts';
import { computationHash, dependenciesOf, importedBy } from '../../src/record/dependencies.ts';

test('what is imported for its types alone changes no result', () => {
  const text = "import type { A } from './a.ts';\nimport { b } from '#num/b';\nexport * from 'c';";
  expect(importedBy('x.ts', text)).toEqual(['#num/b', 'c']);
});

// A publication without this post has none whose results depend on so much.
describe.skipIf(!slugs().includes('lecun-1989'))('the record of lecun-1989', () => {
  const { files, packages } = dependenciesOf('lecun-1989');

  test('a record depends on cells, runs, data and what they import for its values', () => {
    const expected = [
      '.cells/lecun-1989.ts',
      '.kernels/kernels.ts',
      'content/posts/lecun-1989/data.ts',
      'content/posts/lecun-1989/runs.ts',
      'src/demo/digest.ts',
      'src/demo/run.ts',
      'src/num/optim.ts',
      'src/num/tensor.ts',
    ];
    expect(expected.filter((file) => !files.has(file))).toEqual([]);
    expect(packages).toContain('mnist');
  });

  test('it depends on no prose, no view, no bound of a claim and no command', () => {
    const others = /\.mdx$|\.tsx$|claims\.ts$|index\.test\.ts$|src\/(cli|site|literate)\//;
    expect([...files.keys()].filter((file) => others.test(file))).toEqual([]);
  });

  test('the kernels count as compiled, not what they were compiled from', () => {
    expect(files.get('.kernels/kernels.ts')).not.toMatch(/^\/\/ [0-9a-f]{64}/);
  });

  test('the same sources give the same hash', () => {
    expect(computationHash('lecun-1989')).toBe(computationHash('lecun-1989'));
    expect(computationHash('lecun-1989')).toMatch(/^[0-9a-f]{64}$/);
  });
});
