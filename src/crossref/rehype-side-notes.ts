/**
 * Footnotes as side-notes: a copy of each note beside its number, for screens that have a margin.
 *
 * The list at the end, which Markdown makes, serves narrow screens and print. The style sheet shows
 * one of the two, and of each pair of links the one that leads to it: of a note's number, and of a
 * reference back to where a note cites it.
 */
import type { Element, ElementContent, Root } from 'hast';
import { h } from 'hastscript';
import { SKIP, visitParents } from 'unist-util-visit-parents';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';

/** Where a note has no margin beside it. */
const WITHOUT_MARGIN = /^(?:table|figure|h[1-6])$/;

export default function rehypeSideNotes() {
  return (tree: Root, file: VFile): void => {
    const notes = notesIn(tree, file);
    const numbers = new Map<Element, number>();
    const citations = new Set<string>();
    visitParents(tree, 'element', (link, ancestors) => {
      const { dataFootnotes, dataFootnoteRef, className, href } = link.properties;
      if (dataFootnotes !== undefined || hasClass(className, 'side-note')) return SKIP;
      if (dataFootnoteRef === undefined) return;
      const note = notes.get(String(href));
      if (!note) return;
      if (ancestors.some((one) => 'tagName' in one && WITHOUT_MARGIN.test(one.tagName))) {
        const text = 'A note cannot stand in a table, a figure or a heading. Put it into the text.';
        report(file, 'note-place', text, link);
        return;
      }
      const sup = ancestors[ancestors.length - 1] as Element;
      const known = numbers.get(note);
      const number = known ?? numbers.size + 1;
      const id = known === undefined ? `note-ref-${number}` : undefined;
      sup.children.push(h('a.note-link', { href: `#note-${number}`, id }, String(number)));
      if (known !== undefined) return;
      numbers.set(note, number);
      const siblings = (ancestors[ancestors.length - 2] as Element).children;
      siblings.splice(siblings.indexOf(sup) + 1, 0, sideNote(number, note, citations));
      return SKIP;
    });
    leadBackToMargin(tree, citations);
  };
}

/** The notes of the list at the end by their addresses; what a margin cannot hold leaves a message. */
function notesIn(tree: Root, file: VFile): Map<string, Element> {
  const notes = new Map<string, Element>();
  visit(tree, 'element', (section) => {
    if (section.properties.dataFootnotes === undefined) return;
    const list = section.children.find((child) => isElement(child) && child.tagName === 'ol');
    for (const note of (list as Element).children) {
      if (!isElement(note)) continue;
      const other = note.children.find((child) => child.type !== 'text' && !isParagraph(child));
      const text =
        'A note consists of paragraphs, because it stands in the margin. Move the rest into the text.';
      if (other) report(file, 'note-text', text, other);
      else notes.set(`#${note.properties.id}`, note);
    }
    return SKIP;
  });
  return notes;
}

/** @param citations gains the ids of the citations in the note; their copies have ids of their own */
function sideNote(number: number, note: Element, citations: Set<string>): Element {
  const back = { href: `#note-ref-${number}`, 'aria-label': 'Back to the text' };
  const paragraphs = note.children.filter(isParagraph).map((paragraph) => {
    const { children } = structuredClone(paragraph);
    return h(
      'span',
      children.filter((child) => !isBackLink(child)),
    );
  });
  const copy = h('span.side-note', { id: `note-${number}`, role: 'note' }, [
    h('a.note-number', back, String(number)),
    ' ',
    ...paragraphs,
  ]);
  paragraphs.forEach((paragraph) =>
    visit(paragraph, 'element', ({ properties }) => {
      const { id, className } = properties;
      delete properties.id;
      if (id === undefined || !hasClass(className, 'citation')) return;
      citations.add(String(id));
      properties.id = inMargin(String(id));
    }),
  );
  return copy;
}

function inMargin(id: string): string {
  return `margin-${id}`;
}

/** Gives each link back to a citation in a note a twin that leads to the copy in the margin. */
function leadBackToMargin(tree: Root, citations: ReadonlySet<string>): void {
  visit(tree, 'element', (link, index, parent) => {
    const id = String(link.properties.href).slice(1);
    if (!hasClass(link.properties.className, 'reference-back') || !citations.has(id)) return;
    const twin = structuredClone(link);
    twin.properties.href = `#${inMargin(id)}`;
    addClass(link, 'to-list');
    addClass(twin, 'to-margin');
    parent!.children.splice(index! + 1, 0, twin);
    return index! + 2;
  });
}

function addClass({ properties }: Element, name: string): void {
  properties.className = [...(properties.className as string[]), name];
}

function isElement(node: Root['children'][number]): node is Element {
  return node.type === 'element';
}

function isParagraph(node: ElementContent): node is Element {
  return isElement(node) && node.tagName === 'p';
}

function isBackLink(node: ElementContent): boolean {
  return isElement(node) && node.properties.dataFootnoteBackref !== undefined;
}

function hasClass(className: unknown, name: string): boolean {
  return Array.isArray(className) && className.includes(name);
}

function report(file: VFile, ruleId: string, text: string, node: ElementContent): void {
  file.message(text, { place: node.position, ruleId, source: 'worked-papers' });
}
