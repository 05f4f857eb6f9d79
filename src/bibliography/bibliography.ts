/**
 * The works that a post cites: references.bib -> entries, labels and formatted references.
 *
 * Parsing and formatting are citation-js's (BibTeX in, CSL's APA style out); this file adds places to
 * its errors.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Cite, plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-csl';
import { engineKey, kept, keyOf } from '../generate/cache.ts';
import { DiagnosticError, displayPath, type Diagnostic } from '../literate/diagnostic.ts';

/** A work in CSL-JSON, as far as pages use it. */
export interface Work {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly author?: readonly { given?: string; family?: string; literal?: string }[];
  readonly issued?: { 'date-parts': readonly (readonly number[])[] };
  readonly 'container-title'?: string;
  readonly volume?: string;
  readonly issue?: string;
  readonly page?: string;
  readonly publisher?: string;
  readonly DOI?: string;
  readonly URL?: string;
}

export interface Entry {
  readonly key: string;
  readonly work: Work;
  /** where the entry stands in references.bib */
  readonly line: number;
  /** in parentheses: `LeCun et al., 1989` */
  readonly label: string;
  /** in a sentence: `LeCun et al. (1989)` */
  readonly narrative: string;
  /** the full reference as HTML */
  readonly html: string;
}

/** Entries by key, in the file's order: the first is the paper that the post explains. */
export type Bibliography = ReadonlyMap<string, Entry>;

/** @throws DiagnosticError at the entry that is no BibTeX, that repeats a key, or that lacks a title */
export function parseBibliography(source: string, path: string): Bibliography {
  const raw = splitEntries(source);
  const wrong: Diagnostic[] = [];
  const report = (line: number, column: number, rule: string, text: string) =>
    wrong.push({ file: displayPath(path), line, column, rule, text });
  const works: Work[] = [];
  const lines = new Map<string, number>();
  for (const { text, line } of raw) {
    const work = parseEntry(text, (row, column, what) =>
      report(line + row - 1, column, 'bibtex-valid', what),
    );
    if (!work) continue;
    const before = lines.get(work.id);
    if (before !== undefined) {
      const what = `The key \`${work.id}\` stands at line ${before} already. Give this entry another key.`;
      report(line, 1, 'bibtex-key-unique', what);
    } else if (!work.title) {
      report(line, 1, 'bibtex-title', `\`${work.id}\` has no title. Add \`title = {…}\`.`);
    } else works.push(work);
    lines.set(work.id, line);
  }
  if (wrong.length > 0) throw new DiagnosticError(wrong);
  return format(works, lines);
}

/** What was read last from each file: several stages and pages ask for one bibliography. */
const lastRead = new Map<string, { source: string; bibliography: Bibliography }>();

/** The bibliography beside a post; empty if the post has none. */
export function readBibliography(path: string): Bibliography {
  if (!existsSync(path)) return new Map();
  const source = readFileSync(path, 'utf8');
  const last = lastRead.get(path);
  if (last?.source === source) return last.bibliography;
  // The style alone takes half a second to load.
  const key = keyOf([engineKey(), path, source]);
  const parsed = kept('bibliographies', key, () => [...parseBibliography(source, path)]);
  const bibliography: Bibliography = new Map(parsed);
  lastRead.set(path, { source, bibliography });
  return bibliography;
}

/** The text between one `@type{` at the start of a line and the next. */
function splitEntries(source: string): { text: string; line: number }[] {
  const starts = [...source.matchAll(/^[ \t]*@(?!comment)\w+\s*[{(]/gim)].map(
    (match) => match.index,
  );
  return starts.map((start, index) => ({
    text: source.slice(start, starts[index + 1]),
    line: source.slice(0, start).split('\n').length,
  }));
}

function parseEntry(
  text: string,
  report: (line: number, column: number, what: string) => void,
): Work | undefined {
  try {
    return (new Cite(text).data as Work[])[0];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /at line (\d+) col (\d+)/.exec(message);
    const what = place
      ? message.split(' at line ')[0]!
      : 'this entry is no BibTeX: a brace, a comma or an equals sign is missing';
    const advice = 'Compare it with `@article{key, title = {…}, author = {…}, year = {…}}`.';
    report(Number(place?.[1] ?? 1), Number(place?.[2] ?? 1), `BibTeX: ${what}. ${advice}`);
    return undefined;
  }
}

const STYLE = 'apa';

function format(works: readonly Work[], lines: ReadonlyMap<string, number>): Bibliography {
  if (works.length === 0) return new Map();
  const references = new Map(
    new Cite(works).format('bibliography', {
      format: 'html',
      template: STYLE,
      asEntryArray: true,
    }) as [string, string][],
  );
  const labels = citations(works);
  return new Map(
    works.map((work, index) => {
      const label = labels[index].replace(/^\(|\)$/g, '');
      const narrative = label.replace(/, ([^,]*)$/, ' ($1)');
      const html = references.get(work.id)!.replace(/^\s*<div[^>]*>|<\/div>\s*$/g, '');
      const line = lines.get(work.id)!;
      return [work.id, { key: work.id, work, line, label, narrative, html }];
    }),
  );
}

/** Each work as it is cited alone: `(LeCun et al., 1989)` */
function citations(works: readonly Work[]): string[] {
  const engine = plugins.config.get('@csl').engine(works, STYLE, undefined, 'text');
  // Cited once all works are known, two of one author and year are told apart: 2022a, 2022b.
  const twice = [...works, ...works].map(({ id }) => ({
    citationItems: [{ id }],
    properties: { noteIndex: 0 },
  }));
  const cited = engine.rebuildProcessorState(twice, 'text', []);
  return cited.slice(works.length).map(([, , text]) => text);
}
