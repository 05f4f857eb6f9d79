/**
 * What a post's module has beside it, in files named by their content: its static HTML and the style
 * sheet of its formulas. They are written when a post is compiled; its module names them.
 */
import { keep, keyOf, recall } from '../generate/cache.ts';

const HTML = 'html';
const STYLES = 'styles';

/** What the names of style sheets start with */
export const SHEET = 'virtual:post-styles/';

/** @returns the key of the pieces of a post's HTML */
export function keepPieces(pieces: readonly string[]): string {
  const key = keyOf(pieces);
  keep(HTML, key, JSON.stringify(pieces));
  return key;
}

/** @returns the name of a style sheet, for an import */
export function keepSheet(css: string): string {
  const key = keyOf([css]);
  keep(STYLES, key, css);
  return `${SHEET}${key}.css`;
}

/** The style sheet of that name. */
export function sheetText(name: string): string {
  return kept(STYLES, name.slice(SHEET.length, -'.css'.length));
}

/** Whether all that a compiled post names is there. */
export function piecesAreThere(code: string): boolean {
  const pieces = /\bpieceOf\("(\w+)"/.exec(code)?.[1];
  const sheet = new RegExp(`"${SHEET}(\\w+)\\.css"`).exec(code)?.[1];
  const isThere = (kind: string, key?: string) => key === undefined || recall(kind, key);
  return Boolean(isThere(HTML, pieces) && isThere(STYLES, sheet));
}

/** The post whose page is being rendered: a page asks for its pieces one after the other. */
let last: { key: string; pieces: readonly string[] } | undefined;

/** A piece of a post's HTML. */
export function pieceOf(key: string, index: number): string {
  if (last?.key !== key) last = { key, pieces: JSON.parse(kept(HTML, key)) as string[] };
  return last.pieces[index];
}

/** @throws Error if somebody deleted the file since the post was compiled */
function kept(kind: string, key: string): string {
  const content = recall(kind, key);
  if (content) return content.toString();
  throw new Error('.astro/kept was emptied while the site was built: start again');
}
