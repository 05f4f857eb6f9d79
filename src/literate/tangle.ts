/**
 * From a post to its program: every line that is not in a cell becomes an empty line.
 *
 * Line N of the program is line N of the post, so a compiler's or a stack's line number needs no
 * translation; an identity source map at the end names the post's file too.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Root } from 'mdast';
import { engineKey, kept, keyOf } from '../generate/cache.ts';
import { cells } from './cells.ts';
import { located, parsePost } from './parse-post.ts';

/**
 * The program of a post: as many lines as `source`, each equal to the post's line or empty.
 *
 * @param path the post's file, for errors
 * @throws DiagnosticError where the post or a cell's fence is malformed
 */
export function tangle(source: string, path: string): string {
  const runs = located(source, path, () => cells(parsePost(source, path))).filter((c) => !c.sketch);
  const inCell = new Set<number>();
  for (const { first, last } of runs) for (let line = first; line <= last; line++) inCell.add(line);
  return source
    .split('\n')
    .map((line, index) => (inCell.has(index + 1) ? line : ''))
    .join('\n');
}

/** The code of the cells that run, one after the other: what a record depends on. */
export function program(tree: Root): string {
  return cells(tree)
    .filter((cell) => !cell.sketch)
    .map((cell) => cell.node.value)
    .join('\n');
}

/**
 * Writes the program of the post at `post` to `target`, if it changed.
 *
 * @returns whether it changed
 * @throws DiagnosticError as `tangle`; then `target` is left as it was
 */
export function tangleFile(post: string, target: string): boolean {
  const source = readFileSync(post, 'utf8');
  const code = kept('programs', keyOf([engineKey(), source]), () => tangle(source, post));
  const map = identityMap(code, relative(dirname(target), post));
  const base64 = Buffer.from(JSON.stringify(map)).toString('base64');
  const text = `${code}\n//# sourceMappingURL=data:application/json;base64,${base64}\n`;
  if (readIfThere(target) === text) return false;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(`${target}.partial`, text);
  renameSync(`${target}.partial`, target);
  return true;
}

/** A source map that sends every line of `code` to the same line of `source`. */
export function identityMap(code: string, source: string) {
  const lines = code.split('\n').length;
  return {
    version: 3 as const,
    sources: [source],
    names: [],
    // Each segment: same column 0, same source, next line (AACA), column 0.
    mappings: ['AAAA', ...Array<string>(lines - 1).fill('AACA')].join(';'),
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
