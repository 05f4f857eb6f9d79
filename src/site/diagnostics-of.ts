/** Finds the author's error in what a build threw. */
import { readFileSync } from 'node:fs';
import { VFileMessage } from 'vfile-message';
import { diagnosticOf, displayPath, type Diagnostic } from '../literate/diagnostic.ts';

interface BundlerError extends Error {
  /** what a bundler collected from its plugins */
  readonly errors?: readonly unknown[];
  readonly diagnostics?: readonly Diagnostic[];
  readonly loc?: { file?: string; line?: number; column?: number };
  readonly hint?: string;
}

/** The diagnostics in what a build threw; none where nobody foresaw it. */
export function diagnosticsIn(error: unknown): readonly Diagnostic[] {
  if (!(error instanceof Error)) return [];
  const { diagnostics, errors, loc, hint, message, cause } = error as BundlerError;
  if (diagnostics) return diagnostics;
  const inner = [cause, ...(errors ?? [])].flatMap(diagnosticsIn);
  if (inner.length > 0) return inner;
  if (error instanceof VFileMessage && loc?.file) {
    const source = readFileSync(loc.file, 'utf8');
    return [diagnosticOf(error, displayPath(loc.file), source)];
  }
  if (!loc?.file || loc.line === undefined) return [];
  const text = [message, hint].filter(Boolean).join('\n');
  const { line, column = 1 } = loc;
  return [{ file: displayPath(loc.file), line, column, rule: 'build', text }];
}
