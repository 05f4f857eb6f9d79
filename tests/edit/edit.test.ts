/** What becomes of edited cells before they run: the program, its lines, and the link to it. */
import { existsSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOf, programOf } from '../../src/edit/cells.ts';
import { compile, SyntaxProblem } from '../../src/edit/compile.ts';
import { makeKit } from '../../src/edit/kit.ts';
import { pack, unpack } from '../../src/edit/link.ts';
import { postFile, slugs } from '../../src/generate/posts.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const edits = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 30 }), text), {
  selector: ([number]) => number,
  maxLength: 8,
});

describe('lines', () => {
  test('of a program are lines of its cells', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), edits, (codes, changed) => {
        const cells = codes.map((code, index) => ({ number: index + 1, code }));
        const known = new Map(changed);
        const lines = programOf(cells, known).split('\n');
        lines.forEach((line, index) => {
          const { cell, line: inside } = placeOf(index + 1, cells, known)!;
          const code = known.get(cell) ?? cells[cell - 1].code;
          expect(code.split('\n')[inside - 1]).toBe(line);
        });
        expect(placeOf(lines.length + 1, cells, known)).toBeUndefined();
        expect(placeOf(0, cells, known)).toBeUndefined();
      }),
    );
  });

  test('of a compiled program come one line later, whatever types were in them', () => {
    const program = [
      "import { exp } from '#num/math';",
      'interface Settings {',
      '  readonly lr: number;',
      '}',
      'export function step<T extends Settings>({ lr }: T): never {',
      '  throw new Error(`${exp(lr)}` as string);',
      '}',
    ].join('\n');
    const exports: Record<string, (settings: object) => never> = {};
    const code = `${compile(program)}globalThis.__program(require, exports)`;
    const require = () => ({ exp: Math.exp });
    runInNewContext(code, { require, exports }, { filename: 'worker' });
    const thrown = (() => {
      try {
        return exports.step({ lr: 0 });
      } catch (error) {
        return error as Error;
      }
    })();
    expect(thrown.message).toBe('1');
    expect(/worker:(\d+):/.exec(thrown.stack!)![1]).toBe('7');
  });

  test.each([
    ['const a = ;', 1, 'Unexpected token'],
    ['const a = 1;\nconst b = (2;', 2, 'Unexpected token, expected ","'],
    ["const a = 1;\nconst b = 'open;\n", 2, 'Unterminated string constant'],
  ])('of %j: what is wrong is told at its own', (program, line, message) => {
    const thrown = (() => {
      try {
        return compile(program);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(SyntaxProblem);
    expect(thrown).toMatchObject({ line, message });
  });
});

describe('a link', () => {
  test('gives back what was packed, in the alphabet of addresses', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (entries) => {
        const link = (await pack(new Map(entries)))!;
        expect(link).toMatch(/^[\w-]*$/);
        expect([...(await unpack(link))]).toEqual(entries);
      }),
    );
  });

  test('is refused if it would be too long, or unpacks to too much', async () => {
    const noise = Array.from({ length: 20_000 }, (_, i) => ((i * 7919) ** 2 % 9973).toString(36));
    expect(await pack(new Map([[1, noise.join('')]]))).toBeUndefined();
    const bomb = (await pack(new Map([[1, 'a'.repeat(400_000)]])))!;
    await expect(unpack(bomb)).rejects.toThrow('it unpacks to too much');
  });

  test('with anything else in it is told to be damaged, and nothing else happens', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (garbage) => {
        await expect(unpack(garbage)).rejects.toThrow(RangeError);
      }),
    );
  });
});

describe.each(slugs().filter((slug) => existsSync(postFile(slug, 'runs.ts'))))(
  'the kit of %s',
  (slug) => {
    test('is one script without imports, whose data has an address', async () => {
      const { engine, data } = await makeKit(slug, (file) => file);
      expect(engine).not.toMatch(/\bimport\s*[({"'*]|import\.meta/);
      for (const file of Object.values(data)) expect(file).toMatch(/\.data\//);
    });
  },
);
