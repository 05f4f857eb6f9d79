/** A post as the checks read it. */
import { existsSync, readFileSync } from 'node:fs';
import { postFile } from '../generate/posts.ts';
import { displayPath, type Diagnostic } from '../literate/diagnostic.ts';
import type { Severity } from './rules.ts';

export interface Finding extends Diagnostic {
  readonly severity: Severity;
  /** what mends it for certain */
  readonly fix?: Fix;
}

/** Replaces characters `start` to `end` of the finding's file. */
export interface Fix {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A diagnostic that a check may know how to mend. */
export interface Found extends Diagnostic {
  readonly fix?: Fix;
}

export interface Post {
  readonly slug: string;
  /** the text of index.mdx */
  readonly source: string;
  /** the path of index.mdx */
  readonly path: string;
}

export function readPostOf(slug: string): Post {
  const path = postFile(slug, 'index.mdx');
  return { slug, path, source: readFileSync(path, 'utf8') };
}

/** The text of another file of the post; undefined if it has none of that name. */
export function textOf({ slug }: Post, name: string): string | undefined {
  const file = postFile(slug, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** A finding in a file of the post, at character `offset` of its text. */
export function at(
  { slug }: Post,
  name: string,
  text: string,
  offset: number,
  rule: string,
  what: string,
): Found {
  const lines = text.slice(0, offset).split('\n');
  const file = displayPath(postFile(slug, name));
  return { file, line: lines.length, column: lines.at(-1)!.length + 1, rule, text: what };
}
