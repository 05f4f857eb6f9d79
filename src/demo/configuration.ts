/**
 * What a reader has set, as an address can carry it: `#demo-train?passes=5&seed=3`.
 */
import { CELLS } from './link-to-edits.ts';
import { parseValue, type Parameters } from './run.ts';

export interface Configuration {
  readonly values: Readonly<Record<string, number | string | boolean>>;
  readonly seed: number;
}

/** The greatest seed: seeds are unsigned 32-bit integers. */
export const MAX_SEED = 2 ** 32 - 1;

/** @throws RangeError if the text is no seed */
export function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  if (seed <= MAX_SEED) return seed;
  throw new RangeError(`\`seed\` must be a whole number from 0 to ${MAX_SEED}, got ${text}`);
}

/** The hash for a demo, with every value in it, so that a link outlives a change of the defaults. */
export function formatHash(id: string, { values, seed }: Configuration): string {
  const entries = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return `#${id}?${new URLSearchParams([...entries, ['seed', String(seed)]])}`;
}

/** Whether the hash is about the demo. */
export function isHashOf(id: string, hash: string): boolean {
  return hash === `#${id}` || hash.startsWith(`#${id}?`);
}

/**
 * The configuration in a hash.
 *
 * @param initial what holds for all that the hash does not name
 * @returns the configuration, and what of the hash was ignored and why
 */
export function parseHash(
  id: string,
  hash: string,
  parameters: Parameters,
  initial: Configuration,
): { configuration: Configuration; ignored: string[] } {
  const values = { ...initial.values };
  let { seed } = initial;
  const ignored: string[] = [];
  for (const [name, text] of new URLSearchParams(hash.slice(`#${id}?`.length))) {
    try {
      if (name === CELLS) continue; // the editor reads it
      if (name === 'seed') seed = parseSeed(text);
      else if (Object.hasOwn(parameters, name)) {
        values[name] = parseValue(name, parameters[name]!, text);
      } else {
        const known = [...Object.keys(parameters), 'seed'].join(', ');
        throw new RangeError(`no parameter \`${name}\`; there are: ${known}`);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      ignored.push(error.message);
    }
  }
  return { configuration: { values, seed }, ignored };
}
