/**
 * Ends the build on any message.
 *
 * rehype-katex and others only warn, and Astro drops the warnings; a reader then meets a red formula.
 */
import type { Root } from 'hast';
import type { VFile } from 'vfile';
import { DiagnosticError, diagnosticOf, displayPath } from './diagnostic.ts';

/** @throws DiagnosticError with every message that the stages before this one left */
export default function rehypeFailOnMessage() {
  return (_tree: Root, file: VFile): void => {
    if (file.messages.length === 0) return;
    const path = displayPath(file.path);
    const source = String(file.value);
    throw new DiagnosticError(file.messages.map((m) => diagnosticOf(m, path, source)));
  };
}
