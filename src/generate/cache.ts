/**
 * Results kept on disk between builds, each under a key that names everything it depends on.
 *
 * A build with the cache gives the same bytes as one without. Whatever is in the folder may be
 * deleted at any time; an entry is written whole or not at all.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { site } from '../../content/site.ts';
import { root } from './posts.ts';

const FOLDER = resolve(root, '.astro/kept');

/** What the folder may hold after a build, in bytes. */
const LIMIT = 512 * 2 ** 20;

/** The sources of the program that builds. */
const ENGINE = ['src', 'astro.config.ts', 'package-lock.json', 'package.json'];

/** One text from many, no two lists of which have the same. */
export function keyOf(parts: Iterable<string | Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}\0`).update(part);
  return hash.digest('hex');
}

let engine: string | undefined;

/** The key of the program that builds: of all its sources, its packages and its Node. */
export function engineKey(): string {
  engine ??= keyOf([
    process.version,
    JSON.stringify(site),
    ...ENGINE.flatMap((name) => contentsOf(resolve(root, name))),
  ]);
  return engine;
}

/** Names and contents of a file, or of all files below a folder, in one order. */
export function contentsOf(path: string): (string | Uint8Array)[] {
  if (!statSync(path).isDirectory()) return [path.slice(root.length), readFileSync(path)];
  return readdirSync(path)
    .sort()
    .flatMap((name) => contentsOf(resolve(path, name)));
}

/** What was kept under this key, in this build or an earlier one. */
export function recall(kind: string, key: string): Buffer | undefined {
  const file = fileOf(kind, key);
  try {
    const content = readFileSync(file);
    const now = new Date();
    utimesSync(file, now, now); // what is used stays
    return content;
  } catch {
    return undefined;
  }
}

/** @param kind a folder for results of one form; `key` is made by `keyOf` */
export function keep(kind: string, key: string, content: string | Uint8Array): void {
  const file = fileOf(kind, key);
  mkdirSync(resolve(file, '..'), { recursive: true });
  const partial = `${file}.${randomUUID()}`;
  writeFileSync(partial, content);
  renameSync(partial, file);
}

/** What `make` returned for this key, now or earlier: plain JSON. */
export function kept<T>(kind: string, key: string, make: () => T): T {
  const text = recall(kind, key);
  if (text) return JSON.parse(text.toString()) as T;
  const value = make();
  keep(kind, key, JSON.stringify(value));
  return value;
}

/** Where what is kept under this key is or will be, for what reads files by itself. */
export function fileOf(kind: string, key: string): string {
  return resolve(FOLDER, kind, key);
}

/** Deletes what was not used for longest until the folder is within its limit. */
export function trimCache(limit = LIMIT, folder = FOLDER): void {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const file = resolve(parentPath, name);
      const { size, mtimeMs } = statSync(file);
      return { file, size, mtimeMs };
    })
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  let held = 0;
  for (const { file, size } of files) {
    held += size;
    if (held > limit) rmSync(file, { force: true });
  }
}
