/** What all commands share: how they end. */
import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { root } from '../generate/posts.ts';
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

/**
 * Keeps compiled JavaScript between commands. A command imports what is large after it called this.
 * Loading Astro, Vite and all that posts pass through takes half the time then.
 */
export function keepCompiledCode(): void {
  enableCompileCache(resolve(root, '.astro/kept/node'));
}
