/**
 * The static HTML of posts, in files beside their modules: one file a post, named by its content.
 *
 * `rehype-static-html.ts` writes it when a post is compiled; the post's module reads it when its
 * page is rendered.
 */
import { keep, keyOf, recall } from '../generate/cache.ts';

const KIND = 'html';

/** @returns the key under which the pieces are kept */
export function keepPieces(pieces: readonly string[]): string {
  const key = keyOf(pieces);
  keep(KIND, key, JSON.stringify(pieces));
  return key;
}

/** Whether the pieces that a compiled post needs are there. */
export function piecesAreThere(code: string): boolean {
  const key = /\bpieceOf\("(\w+)"/.exec(code)?.[1];
  return key === undefined || recall(KIND, key) !== undefined;
}

/** The post whose page is being rendered: a page asks for its pieces one after the other. */
let last: { key: string; pieces: readonly string[] } | undefined;

/** @throws Error if somebody deleted the file since the post was compiled */
export function pieceOf(key: string, index: number): string {
  if (last?.key !== key) {
    const text = recall(KIND, key);
    if (!text) throw new Error('a post’s HTML was deleted while the site was built: build again');
    last = { key, pieces: JSON.parse(text.toString()) as string[] };
  }
  return last.pieces[index];
}
