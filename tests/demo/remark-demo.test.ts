import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Root } from 'mdast';
import type { MdxJsxFlowElement } from 'mdast-util-mdx-jsx';
import type { MdxjsEsm } from 'mdast-util-mdxjs-esm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { VFile } from 'vfile';
import { describeDemo } from '#demo/describe';
import { defineRun } from '#demo/run';
import remarkDemo from '../../src/demo/remark-demo.ts';

const folder = mkdtempSync(join(tmpdir(), 'remark-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  rmSync(join(folder, 'record.json'), { force: true });
  writeFileSync(
    join(folder, 'runs.ts'),
    'type A = { a: number };\nexport const train = 1, sizes = 2;\nconst hidden = 3;\nexport type B = A;\n',
  );
});

function stage(source: string): { tree: Root; file: VFile } {
  const file = new VFile({ path: join(folder, 'index.mdx'), value: source });
  const processor = unified().use(remarkParse).use(remarkMdx).use(remarkDemo);
  const tree = processor.runSync(processor.parse(file), file) as Root;
  return { tree, file };
}

/** What the elements of a page are given: attribute -> its text, or the call in it. */
function attributes(tree: Root): Record<string, unknown>[] {
  return tree.children
    .filter((node) => node.type === 'mdxJsxFlowElement')
    .map((node) =>
      Object.fromEntries(
        (node as MdxJsxFlowElement).attributes.flatMap((attribute): [string, unknown][] => {
          if (attribute.type !== 'mdxJsxAttribute') return [];
          if (typeof attribute.value !== 'object' || !attribute.value) {
            return [[attribute.name, attribute.value]];
          }
          const [statement] = attribute.value.data!.estree!.body;
          const call = (
            statement as { expression: { arguments: { name?: string; value?: unknown }[] } }
          ).expression;
          return [[attribute.name, call.arguments.map(({ name, value }) => name ?? value)]];
        }),
      ),
    );
}

const imported = "import { Train } from './demo.tsx';\n\n";

describe('a demo in a post', () => {
  test('gets its client directive and its description', () => {
    const { tree } = stage(`${imported}<Train run="train" />\n`);
    expect(attributes(tree)).toEqual([
      {
        run: 'train',
        'client:press': null,
        demo: ['__runs', null, 'train', 'demo-train'],
      },
    ]);
    const [injected] = tree.children as MdxjsEsm[];
    const sources = injected!.data!.estree!.body.map(
      (statement) => statement.type === 'ImportDeclaration' && statement.source.value,
    );
    expect(sources).toEqual(['#demo/describe', './runs.ts']);
  });

  test('is given the record when there is one', () => {
    writeFileSync(join(folder, 'record.json'), '{}');
    const { tree } = stage(`${imported}<Train run="train" />\n`);
    expect(attributes(tree)[0]!.demo).toEqual(['__runs', '__record', 'train', 'demo-train']);
  });

  test('keeps the directive that the author chose, and starts near the viewport when asked', () => {
    const { tree } = stage(
      `${imported}<Train run="train" client:load />\n\n<Train run="sizes" start="visible" />\n`,
    );
    const [first, second] = attributes(tree);
    expect(Object.keys(first!)).toEqual(['run', 'client:load', 'demo']);
    expect(Object.keys(second!)).toEqual(['run', 'start', 'client:visible', 'demo']);
  });

  test('shown twice has two ids', () => {
    const { tree } = stage(`${imported}<Train run="train" />\n\n<Train run="train" />\n`);
    expect(attributes(tree).map(({ demo }) => (demo as string[])[3])).toEqual([
      'demo-train',
      'demo-train-2',
    ]);
  });

  test('of another module, or without a run, is left alone', () => {
    const { tree } = stage(`${imported}<Train />\n\n<Other run="train" />\n`);
    expect(attributes(tree)).toEqual([{}, { run: 'train' }]);
    expect(tree.children[0]!.type).toBe('mdxjsEsm');
    expect((tree.children[0] as MdxjsEsm).value).toContain('./demo.tsx');
  });

  test('of an unknown run leaves a message with its place, the near name and all names', () => {
    const { file } = stage(`${imported}<Train run="trian" />\n`);
    expect(file.messages).toHaveLength(1);
    expect(file.messages[0]).toMatchObject({
      line: 3,
      column: 1,
      ruleId: 'run-known',
      source: 'worked-papers',
      reason: '`trian` is no run of runs.ts. Did you mean `train`? There are: train, sizes.',
    });
  });
});

describe('the description of a demo', () => {
  const train = defineRun({
    title: 'Train',
    parameters: { passes: { kind: 'number', label: 'Passes', value: 5, min: 1, max: 80, step: 1 } },
    *frames() {
      yield { progress: 1 };
    },
  });
  const recorded = (passes: number, seed: number) => ({
    run: 'train',
    values: { passes },
    seed,
    frames: 1,
    digest: `${passes}-${seed}`,
    seconds: 1,
    last: { progress: 1, loss: { float32: 'AACAPw==' } },
    thinned: [{ progress: 1 }],
  });

  test('holds the result at the default values, and the digests of all recorded ones', () => {
    const runs = [recorded(23, 1), recorded(5, 2), recorded(5, 1)];
    const demo = describeDemo({ train }, { runs }, 'train', 'demo-train');
    expect(JSON.parse(demo.recorded!)).toEqual({ ...recorded(5, 1), thinned: undefined });
    expect(demo.known.map(({ digest }) => digest)).toEqual(['23-1', '5-2', '5-1']);
    expect(structuredClone(demo)).toEqual(demo);
  });

  test('has no result where none is recorded', () => {
    expect(describeDemo({ train }, null, 'train', 'demo-train')).toMatchObject({
      recorded: null,
      known: [],
    });
  });

  test('of a run that does not exist names those that do', () => {
    expect(() => describeDemo({ train }, null, 'toString', 'x')).toThrow(
      'no run `toString`; there are: train',
    );
  });
});
