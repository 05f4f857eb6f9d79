/**
 * Numbers what a post labels, and turns references to it into links.
 *
 * Equations carry `\label{eq:…}`, figures, tables and statements stand in `<Figure id="fig:…">` and
 * its like, and sections are labelled by their headings. What has no label has no number. `[#fig:…]`
 * in prose reads "Figure 2"; `$\eqref{eq:…}$` reads "(3)".
 */
import GithubSlugger from 'github-slugger';
import type { Heading, Link, PhrasingContent, Root, RootContent, Text } from 'mdast';
import type { InlineMath, Math } from 'mdast-util-math';
import type { MdxJsxFlowElement } from 'mdast-util-mdx-jsx';
import { toString } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { visitParents } from 'unist-util-visit-parents';
import type { VFile } from 'vfile';
import { suggestion } from '../literate/diagnostic.ts';
import { captioned, element, statement } from './labelled.ts';

/** What a label's prefix says that it labels. */
const KINDS: Readonly<Record<string, string>> = {
  eq: 'Equation',
  fig: 'Figure',
  tab: 'Table',
  sec: 'Section',
  def: 'Definition',
  thm: 'Theorem',
  lem: 'Lemma',
  alg: 'Algorithm',
};

/** The prefix of each component that holds what is labelled. */
export const SHELLS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(KINDS)
    .filter(([prefix]) => prefix !== 'eq' && prefix !== 'sec')
    .map(([prefix, name]) => [name, prefix]),
);

interface Target {
  /** `2`, or `2.1` for a section */
  readonly number: string;
  /** the id of its element */
  readonly id: string;
  readonly line: number;
}

/** Targets by label, and how many of each kind there are so far. */
interface Labels {
  readonly targets: Map<string, Target>;
  readonly counts: Map<string, number>;
}

export default function remarkCrossref() {
  return (tree: Root, file: VFile): void => {
    const labels: Labels = { targets: new Map(), counts: new Map() };
    numberSections(tree, labels);
    numberEquations(tree, file, labels);
    numberShells(tree, file, labels);
    resolveInMaths(tree, file, labels);
    resolveInProse(tree, file, labels);
  };
}

/** Gives every heading below the title its id, and those of three levels their numbers. */
function numberSections(tree: Root, { targets }: Labels): void {
  const slugger = new GithubSlugger();
  const counts = [0, 0, 0];
  visit(tree, 'heading', (heading: Heading) => {
    const id = slugger.slug(toString(heading));
    const level = heading.depth - 2;
    const properties: Record<string, string> = { id };
    heading.data = { ...heading.data, hProperties: properties };
    if (level < 0 || level >= counts.length) return;
    counts[level] += 1;
    counts.fill(0, level + 1);
    const number = counts.slice(0, level + 1).join('.');
    properties['data-number'] = number;
    targets.set(`sec:${id}`, { number, id, line: heading.position?.start.line ?? 1 });
  });
}

const LABEL = /\\label\{([^{}]*)\}/g;

/** `\label{eq:…}` becomes a `\tag` as long as itself, so that KaTeX's errors keep their places. */
function numberEquations(tree: Root, file: VFile, labels: Labels): void {
  visit(tree, 'math', (math: Math, index, parent) => {
    const [first, second] = math.value.matchAll(LABEL);
    if (!first || index === undefined) return;
    const [command, label] = first;
    if (second) {
      const text = `\`${second[0]}\` is the second label of its block. Give each equation a \`$$\` block of its own.`;
      report(
        file,
        'label-single',
        text,
        placeOf(math, second[0], second[1] === label ? 1 : 0, file),
      );
    }
    const number = register(label!, 'eq', placeOf(math, command, 0, file), file, labels);
    const tagged = math.value.replace(command, `\\tag{${number ?? '?'}}`.padEnd(command.length));
    setMaths(
      math,
      tagged.replace(LABEL, (other) => ' '.repeat(other.length)),
    );
    if (number === undefined) return;
    parent!.children[index] = element('div', { className: ['equation'], id: label! }, [math]);
    return index + 1;
  });
}

/** `<Figure>`, `<Table>`, `<Theorem>` and their like become HTML with their number and title. */
function numberShells(tree: Root, file: VFile, labels: Labels): void {
  visit(tree, 'mdxJsxFlowElement', (node, index, parent) => {
    const shell = node as MdxJsxFlowElement;
    const prefix = SHELLS[shell.name ?? ''];
    if (!prefix || index === undefined) return;
    const label = attribute(shell, 'id');
    const place = shell.position!.start;
    const number = label === undefined ? undefined : register(label, prefix, place, file, labels);
    const name = number === undefined ? shell.name! : `${shell.name}\u00a0${number}`;
    const properties = number === undefined ? {} : { id: label! };
    const children = shell.children as RootContent[];
    parent!.children[index] =
      prefix === 'fig' || prefix === 'tab'
        ? captioned(prefix, properties, number === undefined ? '' : name, children)
        : statement(prefix, properties, name, attribute(shell, 'title'), children, shell.position!);
    return index;
  });
}

/** The number of a new label; undefined, with a message on the file, if the label is no good. */
function register(
  label: string,
  prefix: string,
  place: Place,
  file: VFile,
  { targets, counts }: Labels,
): string | undefined {
  const kind = KINDS[prefix]!.toLowerCase();
  if (!new RegExp(`^${prefix}:[\\w.:-]+$`).test(label)) {
    const name = label.replace(/^[a-z]*:/, '').replace(/[^\w.:-]+/g, '-') || '…';
    const text = `\`${label}\` is no label of ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}. Write \`${prefix}:${name}\`.`;
    report(file, 'label-kind', text, place);
    return undefined;
  }
  const before = targets.get(label);
  if (before) {
    const text = `The label \`${label}\` stands at line ${before.line} already. Give this ${kind} another.`;
    report(file, 'label-unique', text, place);
    return undefined;
  }
  const count = (counts.get(prefix) ?? 0) + 1;
  counts.set(prefix, count);
  targets.set(label, { number: String(count), id: label, line: place.line });
  return String(count);
}

const EQREF = /\\eqref\{([^{}]*)\}/g;

/** `$\eqref{eq:…}$` becomes a link; inside a longer formula it becomes the number. */
function resolveInMaths(tree: Root, file: VFile, labels: Labels): void {
  visit(tree, ['math', 'inlineMath'], (node, index, parent) => {
    const maths = node as Math | InlineMath;
    const found = [...maths.value.matchAll(EQREF)];
    if (found.length === 0) return;
    const numbers = found.map(([command, label], at) => {
      const same = found.slice(0, at).filter(([earlier]) => earlier === command).length;
      const place = () => placeOf(maths, command, same, file);
      return resolve(label!, place, file, labels)?.number;
    });
    if (numbers.includes(undefined)) {
      // The message on the file is enough: KaTeX need not complain of the command too.
      setMaths(maths, maths.value.replace(EQREF, '?'));
      return;
    }
    const [[whole, label]] = found;
    if (maths.type === 'inlineMath' && maths.value.trim() === whole) {
      parent!.children[index!] = reference(label!, `(${numbers[0]})`);
      return;
    }
    const rest = [...numbers];
    setMaths(
      maths,
      maths.value.replace(EQREF, (all) => `(${rest.shift()})`.padEnd(all.length)),
    );
  });
}

const REFERENCE = /\[#([a-z]+:[^\]\s]+)\]/g;

/** `[#fig:…]` becomes a link that reads "Figure 2". */
function resolveInProse(tree: Root, file: VFile, labels: Labels): void {
  visitParents(tree, 'text', (node: Text, ancestors) => {
    const parent = ancestors[ancestors.length - 1]!;
    if (parent.type === 'link' || parent.type === 'linkReference') return;
    const pieces: PhrasingContent[] = [];
    const found = [...node.value.matchAll(REFERENCE)];
    if (found.length === 0) return;
    let end = 0;
    found.forEach((match, at) => {
      const [whole, label] = match;
      const same = found.slice(0, at).filter(([earlier]) => earlier === whole).length;
      const target = resolve(label!, () => placeOf(node, whole, same, file), file, labels);
      if (!target) return;
      const kind = KINDS[label!.slice(0, label!.indexOf(':'))];
      pieces.push(part(node, end, match.index));
      pieces.push(reference(target.id, `${kind}\u00a0${target.number}`));
      end = match.index + whole.length;
    });
    pieces.push(part(node, end, node.value.length));
    const shown = pieces.filter((piece) => piece.type !== 'text' || piece.value !== '');
    const index = (parent.children as RootContent[]).indexOf(node);
    (parent.children as RootContent[]).splice(index, 1, ...shown);
    return index + shown.length;
  });
}

/** A part of a text at its own place, so that what stands in it can still be told where it is. */
function part({ value, position }: Text, from: number, to: number): Text {
  const text: Text = { type: 'text', value: value.slice(from, to) };
  if (!position) return text;
  const { start, end } = position;
  const before = value.slice(0, from).split('\n');
  const column = before.length === 1 ? start.column + from : before.at(-1)!.length + 1;
  const offset = start.offset === undefined ? undefined : start.offset + from;
  return {
    ...text,
    position: { start: { line: start.line + before.length - 1, column, offset }, end },
  };
}

/** The target of a label; undefined, with a message on the file, if there is none. */
function resolve(
  label: string,
  place: () => Place,
  file: VFile,
  { targets }: Labels,
): Target | undefined {
  const target = targets.get(label);
  if (target) return target;
  const near = suggestion(label, targets.keys());
  report(file, 'ref-known', `Nothing in this post has the label \`${label}\`.${near}`, place());
  return undefined;
}

function reference(id: string, text: string): Link {
  return {
    type: 'link',
    url: `#${id}`,
    data: { hProperties: { className: ['crossref'] } },
    children: [{ type: 'text', value: text }],
  };
}

/** Changes a formula where remark-math keeps it twice: for the tree and for its HTML. */
function setMaths(maths: Math | InlineMath, value: string): void {
  maths.value = value;
  const put = (child: unknown): void => {
    const { type, children } = child as { type: string; children?: unknown[] };
    if (type === 'text') (child as Text).value = value;
    else children?.forEach(put);
  };
  maths.data?.hChildren?.forEach(put);
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where in the file a node's text holds `needle`, after `skip` earlier ones; else the node's start. */
function placeOf(node: RootContent, needle: string, skip: number, file: VFile): Place {
  const { start, end } = node.position!;
  const source = String(file.value).slice(start.offset, end.offset);
  let at = source.indexOf(needle);
  for (let seen = 0; seen < skip && at >= 0; seen++) at = source.indexOf(needle, at + 1);
  if (at < 0) return start;
  const before = source.slice(0, at).split('\n');
  const last = before[before.length - 1]!;
  return before.length === 1
    ? { line: start.line, column: start.column + at }
    : { line: start.line + before.length - 1, column: last.length + 1 };
}

function report(file: VFile, ruleId: string, text: string, place: Place): void {
  file.message(text, { place, ruleId, source: 'worked-papers' });
}

/** An attribute's text; undefined if it is absent or an expression. */
function attribute(shell: MdxJsxFlowElement, name: string): string | undefined {
  const found = shell.attributes.find((one) => 'name' in one && one.name === name);
  return typeof found?.value === 'string' ? found.value : undefined;
}
