/** Front matter with the places of what is wrong in it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  LineCounter,
  parseDocument,
  isMap,
  isPair,
  isScalar,
  type Document,
  type Node,
} from 'yaml';
import { readBibliography } from '../bibliography/bibliography.ts';
import {
  displayPath,
  DiagnosticError,
  suggestion,
  type Diagnostic,
} from '../literate/diagnostic.ts';
import { frontMatter, type FrontMatter } from './schema.ts';

const MATTER = /^---\r?\n([\s\S]*?)^---[ \t]*\r?$/m;

/** The beginning of an entry of references.bib. */
const ENTRY = /^\s*@(?!comment|string|preamble)\w+\s*[{(]/im;

export interface Matter {
  /** absent where something is wrong */
  readonly fields?: FrontMatter;
  readonly problems: readonly Diagnostic[];
}

/**
 * The front matter of a post.
 *
 * @param path the post's file, named in problems; its folder holds references.bib
 */
export function readFrontMatter(source: string, path: string): Matter {
  const file = displayPath(path);
  const problem = (line: number, column: number, rule: string, text: string): Diagnostic => ({
    file,
    line,
    column,
    rule,
    text,
  });
  const found = source.startsWith('---') ? MATTER.exec(source) : null;
  if (!found) {
    const text =
      'The post does not begin with front matter. Begin it with a line of `---`, fields such as `title: …`, and another `---`.';
    return { problems: [problem(1, 1, 'front-matter-there', text)] };
  }
  const lines = new LineCounter();
  // The fields begin at line 2 of the file.
  const document = parseDocument(found[1]!, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return [line + 1, col] as const;
  };
  if (document.errors.length > 0) {
    const [{ message, pos }] = document.errors;
    const text = `YAML: ${message.replace(/\.?$/, '.')} Quote a value that holds a colon, and indent lists by two spaces.`;
    return { problems: [problem(...at(pos[0]), 'front-matter-yaml', text)] };
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    const text = `YAML: ${error instanceof Error ? error.message : String(error)}. Front matter needs no anchors: write the value where it belongs.`;
    return { problems: [problem(2, 1, 'front-matter-yaml', text)] };
  }
  const { data, error } = frontMatter.safeParse(value);
  if (data) {
    const problems = paperProblems(data, path, (text) =>
      problem(...at(offsetOf(document, ['paper'])), 'paper-known', text),
    );
    return problems.length > 0 ? { problems } : { fields: data, problems };
  }
  const problems = error.issues.flatMap((issue) => {
    const keys = issue.path as (string | number)[];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const known = knownKeys(keys);
        const text = `\`${key}\` is no field of ${keys.length === 0 ? 'front matter' : 'an author'}.${suggestion(key, known)} There are: ${known.join(', ')}.`;
        return problem(...at(offsetOf(document, [...keys, key])), 'front-matter-field', text);
      });
    }
    const given = document.getIn(keys, true) as Node | undefined;
    const text = given
      ? `\`${nameOf(keys)}\` ${issue.message}, got ${shown(value, keys)}.`
      : `\`${nameOf(keys)}\` is missing: it ${issue.message}.`;
    return problem(...at(offsetOf(document, keys)), 'front-matter-value', text);
  });
  return { problems };
}

/** A paper is an entry of references.bib. An unreadable references.bib is told by its own rules. */
function paperProblems(
  { kind, paper }: FrontMatter,
  path: string,
  problem: (text: string) => Diagnostic,
): Diagnostic[] {
  if (kind === 'guide') {
    return paper === undefined
      ? []
      : [problem('A guide explains no paper. Delete `paper`, or `kind: guide`.')];
  }
  const references = resolve(dirname(path), 'references.bib');
  if (!existsSync(references)) {
    return [
      problem(
        'The post explains no paper. Write references.bib, whose first entry is the paper, or `kind: guide`.',
      ),
    ];
  }
  if (!ENTRY.test(readFileSync(references, 'utf8'))) {
    return [problem('references.bib has no entry. Its first entry is the paper explained.')];
  }
  if (paper === undefined) return [];
  let keys: readonly string[];
  try {
    keys = [...readBibliography(references).keys()];
  } catch (error) {
    if (error instanceof DiagnosticError) return [];
    throw error;
  }
  if (keys.includes(paper)) return [];
  return [
    problem(
      `\`paper\` is \`${paper}\`, which is not in references.bib.${suggestion(paper, keys)} There are: ${keys.join(', ')}.`,
    ),
  ];
}

function knownKeys(path: readonly (string | number)[]): string[] {
  const { shape } = frontMatter;
  return Object.keys(path[0] === 'authors' ? shape.authors.unwrap().shape : shape);
}

/** `authors[0].orcid`, and `front matter` for all of it. */
function nameOf(keys: readonly (string | number)[]): string {
  if (keys.length === 0) return 'front matter';
  return keys
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : at > 0 ? `.${key}` : key))
    .join('');
}

/** What stands there, as one line of JSON. */
function shown(value: unknown, keys: readonly (string | number)[]): string {
  const there = keys.reduce<unknown>((inner, key) => (inner as never)?.[key], value);
  const text = JSON.stringify(there) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Where a field's key or an item stands; where it is missing, what would hold it. */
function offsetOf(document: Document, keys: readonly (string | number)[]): number {
  if (keys.length === 0) return 0;
  const holder: unknown =
    keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1), true);
  const last = keys[keys.length - 1];
  if (isMap(holder)) {
    const pair = holder.items.find(
      (item) => isPair(item) && isScalar(item.key) && item.key.value === last,
    );
    const key = pair?.key as Node | undefined;
    if (key?.range) return key.range[0];
    return keys.length === 1 ? 0 : (holder.range?.[0] ?? 0);
  }
  const item = document.getIn(keys, true) as Node | undefined;
  return item?.range?.[0] ?? offsetOf(document, keys.slice(0, -1));
}
