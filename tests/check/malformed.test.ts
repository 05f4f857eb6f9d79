/** Malformed posts, all checked by one command: each is told what is in its fixture, and no more. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/literate/diagnostic.ts';
import type { Finding } from '../../src/check/post.ts';
import { rules } from '../../src/check/rules.ts';
import { root } from '../../src/generate/posts.ts';
import { cloneProject, type Clone } from '../fixture-clone.ts';
import { malformed } from './malformed.ts';

/** What is told of each, as `npm run check` prints it, by name. */
const expected = readFixture(readFileSync(resolve(root, 'tests/fixtures/malformed.txt'), 'utf8'));

let clone: Clone;
let found: Map<string, string>;

beforeAll(async () => {
  clone = cloneProject('sound');
  const slugs = malformed.map((_, at) => `case-${at + 1}`);
  const folder = (slug: string) => resolve(clone.folder, 'content/posts', slug);
  malformed.forEach((_, at) => {
    cpSync(folder('sound'), folder(slugs[at]), { recursive: true });
    const runs = resolve(folder(slugs[at]), 'runs.ts');
    writeFileSync(runs, readFileSync(runs, 'utf8').replace('#cells/sound', `#cells/${slugs[at]}`));
  });
  const recorded = slugs.filter((_, at) => malformed[at].recorded);
  expect(await clone.run('record', 'sound', ...recorded)).toMatchObject({ code: 0, stderr: '' });
  malformed.forEach(({ name, file, from, to }, at) => {
    const path = resolve(folder(slugs[at]), file);
    if (to === undefined) return rmSync(path, { force: true });
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from!)) throw new Error(`${name}: ${file} has no ${from}`);
    writeFileSync(
      path,
      text.replace(from!, () => to),
    );
  });
  const { code, stdout } = await clone.run('check', '--json');
  expect(code).toBe(1);
  const findings = JSON.parse(stdout) as Finding[];
  found = new Map(
    [['sound', 'sound'], ...malformed.map(({ name }, at) => [name, slugs[at]])].map(
      ([name, slug], at) => {
        const own = findings.filter(({ file }) => file.startsWith(`content/posts/${slug}/`));
        // All but a few have no record, which is a case of its own.
        const { recorded, file } = malformed[at - 1] ?? { recorded: true };
        const told = own.filter(
          ({ rule }) => recorded || file === 'record.json' || rule !== 'record-there',
        );
        const text = told.map((one) => formatDiagnostic(one)).join('\n');
        return [name, text.replaceAll(`content/posts/${slug}/`, '').replaceAll(slug, 'sound')];
      },
    ),
  );
}, 300_000);
afterAll(() => clone?.delete());

test('nothing is wrong with the fixture itself', () => expect(found.get('sound')).toBe(''));

describe('told is what is wrong, where, and what to do, and nothing else', () => {
  test.each(malformed.map(({ name }) => name))('%s', (name) => {
    expect(found.get(name)).toBe(expected.get(name));
  });
});

test('--fix mends what is certain, and tells the rest', async () => {
  const slug = `case-${malformed.findIndex(({ name }) => name === 'a spelling that is not ours') + 1}`;
  const { code, stdout } = await clone.run('check', slug, '--fix');
  expect(clone.read(`content/posts/${slug}/index.mdx`)).toContain('The share in a data set tends');
  expect(stdout).toMatch(/record-there\n[^]*\n1 error, 0 warnings, 1 mended in 1 post\n$/);
  expect(code).toBe(1);
});

test('every rule is found by one of them', () => {
  const all = [...expected.values()].join('\n');
  const never = Object.keys(rules).filter((rule) => !all.includes(` ${rule}\n`));
  // A build's own findings, a folder's name and a page's weight are no edits of a file.
  expect(never).toEqual(['slug-valid', 'page-budget', 'build']);
});

/** Cases of a fixture: `# name`, and what is printed. */
function readFixture(text: string): Map<string, string> {
  return new Map(
    text
      .split(/^# /m)
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1).trimEnd()];
      }),
  );
}
