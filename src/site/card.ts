/** The image that stands for a post where a link to it is shared: its title over its own drawing. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import type { Element } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { s } from 'hastscript';
import subsetFont from 'subset-font';
import { engineKey, fileOf, keep, keyOf, recall } from '../generate/cache.ts';
import { root } from '../generate/posts.ts';

/** As the font's own file names it. */
const FAMILY = 'Source Serif 4 Variable';
/** Everything that the site's font has. */
const LETTERS = Array.from({ length: 0x3000 - 0x20 }, (_, index) =>
  String.fromCodePoint(index + 0x20),
).join('');

const WIDTH = 1200;
const HEIGHT = 630;
const EDGE = 72;
const TITLE = { size: 66, line: 76, letters: 34 };
const NOTE = { size: 30, line: 40, letters: 66 };
/** Lines of the site's drawings are made for this width, and keep their thickness at any. */
const DRAWN_AT = 420;

export interface Card {
  readonly title: string;
  /** what stands above it: the publication's title */
  readonly publication: string;
  /** what stands below it, on one line: the paper, or what a guide is about */
  readonly note: string;
  /** an `<svg>` with a viewBox, as the front page has it */
  readonly drawing?: Element;
  /** style sheets of the drawing */
  readonly css: string;
}

/** The card as an SVG document without variables or nested rules, which resvg does not read. */
export function cardSvg({ title, publication, note, drawing, css }: Card): string {
  const colours = lightColours();
  const lines = wrapped(title, TITLE.letters);
  const text = (y: number, size: number, fill: string, weight: number, value: string) =>
    s('text', { x: EDGE, y, fontSize: size, fill, fontWeight: weight }, value);
  const top = EDGE + NOTE.line + TITLE.line;
  const below = top + (lines.length - 1) * TITLE.line + NOTE.line + 20;
  const room = { y: below + 40, height: HEIGHT - EDGE - below - 40 };
  const view = String(drawing?.properties.viewBox ?? '')
    .split(/[\s,]+/)
    .map(Number);
  const drawn = drawing && view.length === 4 && room.height > 80;
  const scale = drawn ? Math.min((WIDTH - 2 * EDGE) / view[2], room.height / view[3]) : 1;
  const card = s(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width: WIDTH, height: HEIGHT, fontFamily: FAMILY },
    [
      s('style', flatStyles(css, colours, (WIDTH - 2 * EDGE) / DRAWN_AT / scale)),
      s('rect', { width: WIDTH, height: HEIGHT, fill: colours.get('paper') }),
      text(EDGE + NOTE.size / 2, NOTE.size, colours.get('ink-soft')!, 400, publication),
      ...lines.map((line, index) =>
        text(top + index * TITLE.line, TITLE.size, colours.get('ink')!, 600, line),
      ),
      text(below, NOTE.size, colours.get('ink-soft')!, 400, firstLine(note)),
      ...(drawn
        ? [
            s(
              'svg',
              {
                x: EDGE,
                y: room.y,
                width: WIDTH - 2 * EDGE,
                height: room.height,
                viewBox: view.join(' '),
                preserveAspectRatio: 'xMinYMid meet',
              },
              drawing.children as never,
            ),
          ]
        : []),
    ],
  );
  return toHtml(card, { space: 'svg' });
}

/** Greedy lines of at most `letters` letters, three at most; what is left is told by `…`. */
export function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= letters) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.length <= 3 ? lines : [...lines.slice(0, 2), `${lines[2]} …`];
}

function firstLine(text: string): string {
  const [line, ...more] = wrapped(text, NOTE.letters);
  return more.length > 0 ? `${line} …` : line;
}

/** The light theme's colours by the names of their tokens. */
function lightColours(): Map<string, string> {
  const css = readFileSync(resolve(root, 'src/styles/tokens.css'), 'utf8');
  const pairs = css.matchAll(/--([\w-]+): light-dark\((#\w+), #\w+\)/g);
  return new Map([...pairs].map(([, name, light]) => [name, light]));
}

/** Classes of the plots that set the colour `--mark`, and the tokens that they take. */
const MARKS = { ours: 'ours', theirs: 'theirs', ink: 'ink', soft: 'rule-strong' } as const;

/**
 * The rules on single classes with their variables resolved: one rule for each colour of a mark.
 *
 * @param pixel a line of the page that is one pixel wide, in units of the drawing
 */
function flatStyles(css: string, colours: ReadonlyMap<string, string>, pixel: number): string {
  const rules: string[] = [];
  const flat = css.replace(/\/\*[\s\S]*?\*\//g, '');
  for (const [, name, body] of flat.matchAll(/^\.([\w-]+) \{([^{}]*)\}/gm)) {
    const declarations = body
      .replace(/stroke-width:\s*([\d.]+)(?:px)?/g, (_all, width: string) => {
        return `stroke-width: ${(Number(width) * pixel).toFixed(3)}`;
      })
      .replace(/var\(--([\w-]+)\)/g, (all, token: string) => colours.get(token) ?? all);
    for (const [mark, token] of Object.entries(MARKS)) {
      const text = declarations.replaceAll('var(--mark)', colours.get(token)!);
      if (!text.includes('var(')) rules.push(`.${name}.plot-${mark} {${text}}`);
    }
    if (!declarations.includes('var(')) rules.push(`.${name} {${declarations}}`);
  }
  return rules.join('\n');
}

/** Files of the site's own serif, so that a card looks the same on any machine. */
export async function cardFonts(): Promise<string[]> {
  const font = readFileSync(resolve(root, 'src/styles/fonts/serif.woff2'));
  return Promise.all(
    [400, 600].map(async (weight) => {
      const key = keyOf([engineKey(), font, String(weight)]);
      const axes = { targetFormat: 'sfnt', variationAxes: { wght: weight } } as const;
      if (!recall('fonts', key)) keep('fonts', key, await subsetFont(font, LETTERS, axes));
      return fileOf('fonts', key);
    }),
  );
}

/** A card as PNG, with fonts from `cardFonts`. */
export function cardPng(svg: string, fontFiles: string[]): Uint8Array {
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: FAMILY };
  return new Resvg(svg, { font }).render().asPng();
}
