/** What all commands share: how they end. */
import { DiagnosticError } from '../literate/diagnostic.ts';

/** The command line is wrong: the message says what it accepts. */
export class UsageError extends Error {}

/**
 * Runs a command. Exit code 0: done; 1: it found something wrong; 2: the command line is wrong.
 * A diagnostic is printed as it is; what nobody foresaw keeps its stack.
 */
export async function main(command: () => Promise<number | void>): Promise<void> {
  process.setSourceMapsEnabled(true);
  try {
    process.exitCode = (await command()) ?? 0;
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    const known = error instanceof UsageError || error instanceof DiagnosticError;
    console.error(known ? error.message : error);
  }
}
