/**
 * Citations: `[@key]`, `[@a; @b]` and `@key` in prose become links to a list of references, which
 * ends the page and links back.
 */
import { dirname, resolve } from 'node:path';
import type { Link, PhrasingContent, Root, RootContent, Text } from 'mdast';
import { visitParents } from 'unist-util-visit-parents';
import type { VFile } from 'vfile';
import { suggestion } from '../literate/diagnostic.ts';
import { readBibliography, type Bibliography, type Entry } from './bibliography.ts';

/** `[@a; @b]`, or `@key` not inside a word such as an address. A key ends in a letter or digit. */
const CITATION = /\[(@[^\]\s][^\]]*)\]|(?<![\w@.[/])@([\p{L}_][\p{L}\p{N}_:.+-]*[\p{L}\p{N}])/gu;

export default function remarkCite() {
  return (tree: Root, file: VFile): void => {
    const path = resolve(dirname(file.path), 'references.bib');
    const bibliography = readBibliography(path);
    const cited = new Map<string, number>();
    visitParents(tree, 'text', (node: Text, ancestors) => {
      const parent = ancestors[ancestors.length - 1]!;
      if (parent.type === 'link' || parent.type === 'linkReference' || !node.value.includes('@'))
        return;
      const children = parent.children as RootContent[];
      const pieces = citationsIn(node, file, bibliography, cited);
      const index = children.indexOf(node);
      children.splice(index, 1, ...pieces);
      return index + pieces.length;
    });
    if (cited.size > 0) tree.children.push(...referenceList(bibliography, cited));
    warnOfUncited(bibliography, cited, path, file);
  };
}

/** Warns of the entries that the post does not cite: no reader is harmed, so the build goes on. */
function warnOfUncited(
  bibliography: Bibliography,
  cited: ReadonlyMap<string, number>,
  path: string,
  file: VFile,
): void {
  for (const { key, line } of bibliography.values()) {
    if (cited.has(key)) continue;
    const text = `\`${key}\` is not cited. Cite it by \`[@${key}]\`, or delete the entry.`;
    const place = { line, column: 1 };
    const message = file.info(text, { place, ruleId: 'cite-used', source: 'worked-papers' });
    message.file = path;
  }
}

/** The text node in pieces: prose and links. An unknown key leaves a message on the file. */
function citationsIn(
  node: Text,
  file: VFile,
  bibliography: Bibliography,
  cited: Map<string, number>,
): PhrasingContent[] {
  const pieces: PhrasingContent[] = [];
  let end = 0;
  const cite = (key: string, at: number, form: (entry: Entry) => string): PhrasingContent => {
    const entry = bibliography.get(key);
    if (entry) {
      const count = (cited.get(key) ?? 0) + 1;
      cited.set(key, count);
      return citation(entry, count, form(entry));
    }
    const place = placeIn(node, at);
    const text = `\`@${key}\` is not in references.bib.${suggestion(key, bibliography.keys())}`;
    file.message(text, { place, ruleId: 'cite-known', source: 'worked-papers' });
    return { type: 'text', value: `@${key}` };
  };
  for (const match of node.value.matchAll(CITATION)) {
    const [whole, group, narrative] = match;
    pieces.push({ type: 'text', value: node.value.slice(end, match.index) });
    end = match.index + whole.length;
    if (narrative) {
      pieces.push(cite(narrative, match.index, (entry) => entry.narrative));
      continue;
    }
    pieces.push({ type: 'text', value: '(' });
    group!.split(';').forEach((part, index) => {
      const key = part.trim().replace(/^@/, '');
      const at = match.index + whole.indexOf(key, index === 0 ? 1 : whole.indexOf(part));
      if (index > 0) pieces.push({ type: 'text', value: '; ' });
      pieces.push(cite(key, at - 1, (entry) => entry.label));
    });
    pieces.push({ type: 'text', value: ')' });
  }
  pieces.push({ type: 'text', value: node.value.slice(end) });
  return pieces.filter((piece) => piece.type !== 'text' || piece.value !== '');
}

function citation(entry: Entry, count: number, text: string): Link {
  return {
    type: 'link',
    url: `#ref-${entry.key}`,
    data: { hProperties: { className: ['citation'], id: `cite-${entry.key}-${count}` } },
    children: [{ type: 'text', value: text }],
  };
}

/** The place of character `at` of a text node, which may run over several lines. */
function placeIn(node: Text, at: number): { line: number; column: number } {
  const { start } = node.position!;
  const before = node.value.slice(0, at).split('\n');
  const last = before[before.length - 1]!;
  return before.length === 1
    ? { line: start.line, column: start.column + at }
    : { line: start.line + before.length - 1, column: last.length + 1 };
}

/** "References": the cited works in the style's order, each with links back to where it is cited. */
function referenceList(bibliography: Bibliography, cited: Map<string, number>): RootContent[] {
  const entries = [...bibliography.values()]
    .filter((entry) => cited.has(entry.key))
    .sort((a, b) => a.html.localeCompare(b.html, 'en'));
  const items = entries.map((entry) => {
    const counts = Array.from({ length: cited.get(entry.key)! }, (_, index) => index + 1);
    const back = counts.map((count) => {
      const to = `#cite-${entry.key}-${count}`;
      const name = counts.length === 1 ? 'Back to the text' : `Back to citation ${count}`;
      const shown = counts.length === 1 ? '↩' : count;
      return `<a class="reference-back" href="${to}" aria-label="${name}">${shown}</a>`;
    });
    const backs = `${counts.length === 1 ? '' : '↩ '}${back.join(' ')}`;
    const value = `${linked(entry.html)} <span class="reference-backs">${backs}</span>`;
    const body = { type: 'html', value };
    return {
      type: 'listItem',
      data: { hProperties: { id: `ref-${entry.key}`, className: ['reference'] } },
      children: [body],
    };
  });
  const list = { type: 'list', ordered: false, spread: false, children: items };
  return [
    { type: 'heading', depth: 2, children: [{ type: 'text', value: 'References' }] },
    { ...list, data: { hProperties: { className: ['references'] } } } as never,
  ];
}

/** Bare addresses of a formatted reference as links. */
function linked(html: string): string {
  return html.replace(/https?:\/\/[^\s<]+[^\s<.]/g, (url) => `<a href="${url}">${url}</a>`);
}
