/** Finds the author's error in what a build threw. */
import { readFileSync } from 'node:fs';
import { VFileMessage } from 'vfile-message';
import { DiagnosticError, diagnosticOf, displayPath } from '../literate/diagnostic.ts';

interface LocatedError extends Error {
  readonly loc?: { file?: string; line?: number; column?: number };
  readonly id?: string;
  readonly hint?: string;
}

/**
 * What to throw for what a build threw: the diagnostics in it where it has a place in a source file,
 * and itself where nobody foresaw it.
 */
export function rootDiagnostics(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DiagnosticError || cause.name === 'DiagnosticError') return cause;
    if ('diagnostics' in cause && Array.isArray(cause.diagnostics)) {
      return new DiagnosticError(cause.diagnostics as DiagnosticError['diagnostics']);
    }
    const located = cause as LocatedError;
    if (cause instanceof VFileMessage && cause.file) {
      const source = readFileSync(cause.file, 'utf8');
      return new DiagnosticError([diagnosticOf(cause, displayPath(cause.file), source)]);
    }
    const file = located.loc?.file;
    if (file) {
      const { line = 1, column = 1 } = located.loc ?? {};
      const text = [cause.message, located.hint].filter(Boolean).join('\n');
      return new DiagnosticError([{ file: displayPath(file), line, column, rule: 'build', text }]);
    }
  }
  return error;
}
