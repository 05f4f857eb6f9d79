/** What is wrong with the text of a post: order of headings, wording, numbers that nobody computed. */
import type { Heading, Image, Paragraph, Root, RootContent, Table } from 'mdast';
import { toString } from 'mdast-util-to-string';
import type { Node } from 'unist';
import { SKIP, visit } from 'unist-util-visit';
import { visitParents } from 'unist-util-visit-parents';
import { site } from '../../content/site.ts';
import type { FrontMatter } from '../front-matter/schema.ts';
import { isNotationTable } from '../crossref/remark-notation.ts';
import { at, type Found, type Post } from './post.ts';

const INDEX = 'index.mdx';

/** @param matter absent where the front matter is broken, which other rules tell */
export function proseProblems(post: Post, tree: Root, matter: FrontMatter | undefined): Found[] {
  return [
    ...headingOrder(post, tree),
    ...(matter?.kind === 'paper' ? notation(post, tree) : []),
    ...numbers(post, tree),
    ...wording(post, tree),
    ...credits(post, tree),
  ];
}

function headingOrder(post: Post, tree: Root): Found[] {
  const found: Found[] = [];
  let last = 1;
  visit(tree, 'heading', (heading: Heading) => {
    const { depth } = heading;
    const name = toString(heading);
    const report = (text: string) => found.push(here(post, heading, 'heading-order', text));
    if (depth === 1) report(`“${name}” has the level of the title. Write \`## ${name}\`.`);
    else if (depth > last + 1) {
      const text = `“${name}” is of level ${depth} below a heading of level ${last}. Write \`${'#'.repeat(last + 1)} ${name}\`.`;
      report(text);
    }
    last = Math.max(depth, 2);
    // What stands below a wrong heading is told once.
    if (depth > last + 1) last = depth;
  });
  return found;
}

function notation(post: Post, tree: Root): Found[] {
  let there = false;
  visit(tree, 'table', (table: Table) => {
    there ||= isNotationTable(table);
  });
  if (there) return [];
  const text =
    'The post has no notation table. Introduce its symbols by a table with the header `symbol | identifier | shape | meaning`.';
  return [at(post, INDEX, post.source, 0, 'notation-there', text)];
}

/** A decimal number, a percentage, or a number of times. */
const RESULT =
  /(?<![\w.,:–/-])[±−-]?\d[\d,]*(?:\.\d+(?![\d.]*\.\d)(?:\s?%|×|\stimes\b)?|(?:\s?%|×|\stimes\b))/u;
/** Words by which a sentence speaks of what this page computes … */
const OURS = /\b(?:we|our|ours|here|this (?:page|run|post|demo)|measured|computed)\b/i;
const FOUND =
  /\b(?:get|gets|got|measure[ds]?|find|finds|found|reach(?:es|ed)?|obtain(?:s|ed)?|achieve[ds]?|scored?|scores|computed?|land(?:s|ed)?|misread|misses|errs?|accuracy|error|loss|perplexity|return|reward|regret|faster|slower|better|worse|drops?|falls?|rises?|improves?|agrees?|differs?|is|are|was|were)\b/i;
/** … and by which it says that the number is somebody else's, or a choice. */
const THEIRS =
  /@[\p{L}_]|\b(?:papers?|published|publish(?:es)?|prints?|printed|reports?|reported|reproduction|authors?|original|scripts?|default|defaults|set|choose|chose|chosen|fix(?:ed)?|take|start|between|from|tolerance|bounds?|within|at most|at least|up to|suppose|assume|would|if|let|example|e\.g\.)\b/iu;

/** Sentences with a result of ours that is typed in, and columns of our results with such numbers. */
function numbers(post: Post, tree: Root): Found[] {
  const found: Found[] = [];
  const report = (offset: number, number: string) => {
    const text = `\`${number}\` reads as a result of ours and is typed in. Measure it by a claim and write \`<Value claim="…" />\`; write a setting as \`$${number.replace('%', '\\%')}$\`; cite the source of a published number.`;
    found.push(at(post, INDEX, post.source, offset, 'number-computed', text));
  };
  visit(tree, (node) => {
    if (node.type === 'table') {
      for (const { offset, number } of columnsOfOurs(node, post.source)) report(offset, number);
      return SKIP;
    }
    if (node.type === 'heading' || node.type === 'footnoteDefinition') return SKIP;
    if (node.type !== 'paragraph') return undefined;
    const text = proseOf(node, post.source);
    const start = node.position!.start.offset!;
    for (const { index, 0: sentence } of text.matchAll(
      /[^\s][\s\S]*?(?:[.!?][”’)\]]*(?=\s|$)|$)/gu,
    )) {
      // A sentence that prints a value speaks of the values' settings in its other numbers.
      const offset = start + index;
      if (post.source.slice(offset, offset + sentence.length).includes('<Value')) continue;
      if (!OURS.test(sentence) || !FOUND.test(sentence) || THEIRS.test(sentence)) continue;
      const number = RESULT.exec(sentence);
      if (number) report(offset + number.index, number[0]);
    }
    return SKIP;
  });
  return found;
}

function columnsOfOurs(table: Table, source: string): { offset: number; number: string }[] {
  const [header, ...rows] = table.children;
  const ours = header!.children.flatMap((cell, column) =>
    /^(?:ours?|here|we (?:get|find|measure)|measured(?: here)?)\b/i.test(toString(cell))
      ? [column]
      : [],
  );
  return rows.flatMap((row) =>
    ours.flatMap((column) => {
      const cell = row.children[column];
      if (!cell?.position) return [];
      const text = proseOf(cell, source);
      const number = /(?<![\w$])[±−-]?\d[\d,.]*%?/u.exec(text);
      return number
        ? [{ offset: cell.position.start.offset! + number.index, number: number[0] }]
        : [];
    }),
  );
}

/** The publication's spellings, each with those that it does not use. */
const spellings = Object.entries(site.words).flatMap(([write, others]) =>
  others.map((other) => ({
    write,
    other,
    pattern: new RegExp(`(?<![\\p{L}\\p{N}_/.@#-])${escaped(other)}(?![\\p{L}\\p{N}_/-])`, 'giu'),
  })),
);

function wording(post: Post, tree: Root): Found[] {
  const found: Found[] = [];
  visit(tree, (node) => {
    if (node.type !== 'paragraph' && node.type !== 'heading' && node.type !== 'tableCell') return;
    // What somebody else wrote keeps its spelling.
    const text = proseOf(node, post.source).replace(/“[^”]*”|‘[^’]*’/gu, (quote) =>
      ' '.repeat(quote.length),
    );
    const start = node.position!.start.offset!;
    for (const { write, other, pattern } of spellings) {
      for (const { index, 0: word } of text.matchAll(pattern)) {
        const spelled = cased(write, other, word);
        if (spelled === undefined || spelled === word) continue;
        const offset = start + index;
        const what = `\`${word}\`: this publication writes \`${spelled}\`.`;
        const fix = { start: offset, end: offset + word.length, text: spelled };
        found.push({ ...at(post, INDEX, post.source, offset, 'wording', what), fix });
      }
    }
    return SKIP;
  });
  return found;
}

/** The spelling with the capital that the word has; a name is written one way alone. */
function cased(write: string, other: string, word: string): string | undefined {
  if (write !== write.toLowerCase() || other !== other.toLowerCase()) {
    // Of two spellings that differ in capitals, only the wrong one is found.
    return word === other || (word.toLowerCase() === other.toLowerCase() && word !== write)
      ? write
      : undefined;
  }
  const capital = word[0] !== word[0]!.toLowerCase();
  return capital ? write[0]!.toUpperCase() + write.slice(1) : write;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Images that stand in no figure, or in one whose caption does not say whose they are. */
function credits(post: Post, tree: Root): Found[] {
  const found: Found[] = [];
  visitParents(tree, 'image', (image: Image, ancestors) => {
    const figure = ancestors.find(
      (node) => node.type === 'mdxJsxFlowElement' && node.name === 'Figure',
    ) as { children: RootContent[] } | undefined;
    const caption = figure?.children.at(-1);
    const source =
      caption?.position && caption.type === 'paragraph'
        ? post.source.slice(caption.position.start.offset, caption.position.end.offset)
        : '';
    if (/@[\p{L}_]|\bcredit: /iu.test(source)) return;
    const text = `\`${image.url}\` has no caption that says whose it is. Put it into \`<Figure>\` with a last paragraph that cites its source, or that says \`Credit: …\`.`;
    found.push(here(post, image, 'figure-credit', text));
  });
  return found;
}

/**
 * A node's text at its places in the source: what is maths, code, JSX or an address is blank.
 */
function proseOf(node: Paragraph | Heading | Node, source: string): string {
  const { start, end } = node.position!;
  const letters = [...source.slice(start.offset, end.offset).replace(/[^\n]/g, ' ')];
  const blank = ' '.repeat(end.offset! - start.offset!).split('');
  letters.forEach((letter, index) => {
    if (letter === '\n') blank[index] = '\n';
  });
  visit(node as Root, 'text', (text) => {
    const from = text.position!.start.offset!;
    const to = text.position!.end.offset!;
    for (let offset = from; offset < to; offset++) blank[offset - start.offset!] = source[offset]!;
  });
  return blank.join('');
}

function here(post: Post, node: Node, rule: string, text: string): Found {
  return at(post, INDEX, post.source, node.position!.start.offset!, rule, text);
}
