/** Edited cells in an address's hash: `#demo-train?passes=5&cells=…`. */

/** Their name in the hash. */
export const CELLS = 'cells';

/** The text that carries them, null if there is none. Nothing of it runs before a reader asks for it. */
export function editsIn(hash: string): string | null {
  return new URLSearchParams(hash.split('?')[1]).get(CELLS);
}
