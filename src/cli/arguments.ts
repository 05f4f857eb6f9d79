/** Command lines: flags read by Node, with errors that say what a command accepts. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { checkSlug, slugs } from '../generate/posts.ts';
import { UsageError } from './main.ts';

/**
 * A command line's flags and words.
 *
 * @param usage printed below the error, and for `--help`
 * @throws UsageError for an unknown flag, a missing value or `--help`
 */
export function parseCommandLine<T extends NonNullable<ParseArgsConfig['options']>>(
  options: T,
  usage: string,
) {
  const withHelp = { ...options, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const parsed = parseArgs({ options: withHelp, allowPositionals: true });
    if ((parsed.values as { help?: boolean }).help) throw new UsageError(usage);
    return parsed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}

/**
 * The post that a command names, or the only one there is.
 *
 * @throws UsageError if there is no such post, or none is named and there are several
 */
export function slugArgument(given: string | undefined, usage: string): string {
  const known = slugs();
  if (given === undefined) {
    throw new UsageError(`Which post? There are: ${known.join(', ')}\n\n${usage}`);
  }
  return asUsage(() => {
    checkSlug(given);
    return given;
  });
}

/** A port from `--port`; 4321 if absent. The next free one is taken where it is in use. */
export function portArgument(given: string | undefined): number {
  const port = given === undefined ? 4321 : Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new UsageError(`\`--port\` must be a whole number from 0 to 65535, got ${given}`);
}

/** What `body` returns; its RangeError, which says what is accepted, becomes a UsageError. */
export function asUsage<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
