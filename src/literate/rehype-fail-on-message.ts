/**
 * Ends the build on any message but a warning, which it prints.
 *
 * rehype-katex and others only warn, and Astro drops the warnings; a reader then meets a red formula.
 */
import type { Root } from 'hast';
import type { VFile } from 'vfile';
import {
  DiagnosticError,
  diagnosticOf,
  displayPath,
  formatDiagnostic,
  isWarning,
} from './diagnostic.ts';

/**
 * @param warn prints a warning
 * @throws DiagnosticError with every message that the stages before this one left
 */
export default function rehypeFailOnMessage({ warn }: { warn: (text: string) => void }) {
  return (_tree: Root, file: VFile): void => {
    const path = displayPath(file.path);
    const source = String(file.value);
    const told = file.messages.map((message) => ({
      warning: isWarning(message),
      ...diagnosticOf(message, path, source),
    }));
    for (const { warning, ...found } of told) {
      if (warning) warn(formatDiagnostic({ ...found, text: `Warning: ${found.text}` }));
    }
    const errors = told.filter(({ warning }) => !warning);
    if (errors.length > 0) throw new DiagnosticError(errors);
  };
}
