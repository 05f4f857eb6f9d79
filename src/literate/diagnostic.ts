/**
 * What is wrong in a source file, where, and what to do: the one form of every author's error.
 *
 *     content/posts/ppo/index.mdx:88:14 cite-known
 *       `[@schulman2071]` is not in references.bib. Did you mean `schulman2017`?
 */
import { relative } from 'node:path';
import leven from 'leven';
import type { VFileMessage } from 'vfile-message';

export interface Diagnostic {
  /** path relative to the project's root */
  readonly file: string;
  /** 1-based */
  readonly line: number;
  /** 1-based */
  readonly column: number;
  /** kebab-case name of the rule that is broken */
  readonly rule: string;
  /** what is wrong with the value found, then what to do */
  readonly text: string;
}

/** Whether one of a file's messages only warns: no reader is harmed, and a build goes on. */
export function isWarning({ fatal }: VFileMessage): boolean {
  return fatal === undefined || fatal === null;
}

/** One or more diagnostics on their way to the terminal. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    this.name = 'DiagnosticError';
    this.diagnostics = diagnostics;
  }
}

/** `file:line:column rule`, and the text indented below it. */
export function formatDiagnostic({ file, line, column, rule, text }: Diagnostic): string {
  return `${file}:${line}:${column} ${rule}\n  ${text.replaceAll('\n', '\n  ')}`;
}

/** A path as diagnostics print it: relative to the working directory, with forward slashes. */
export function displayPath(path: string): string {
  return relative(process.cwd(), path).replaceAll('\\', '/');
}

/**
 * The diagnostic in a vfile message, as remark, rehype, MDX and KaTeX report them.
 *
 * @param message any message; one without a place is put at the file's start
 * @param source the file's text: moves a KaTeX error from the formula's start to the place in it
 */
export function diagnosticOf(message: VFileMessage, file: string, source: string): Diagnostic {
  const at = placeOf(message);
  if (message.source === 'rehype-katex') return mathsDiagnostic(message, file, source, at);
  if (message.ruleId && message.source === 'worked-papers') {
    // A stage may find something in another file of the post.
    const found = message.file ? displayPath(message.file) : file;
    return { file: found, ...at, rule: message.ruleId, text: message.reason };
  }
  return syntaxDiagnostic(message, file, source, at);
}

/** A message's own place, or that of the nearest element around it that has one. */
function placeOf({ line, column, ancestors = [] }: VFileMessage): Place {
  if (line !== undefined) return { line, column: column ?? 1 };
  const around = ancestors.findLast((node) => node.position !== undefined);
  return around?.position?.start ?? { line: 1, column: 1 };
}

interface KatexError {
  readonly rawMessage?: string;
  readonly message: string;
  readonly position?: number;
}

type Place = { line: number; column: number };

function mathsDiagnostic(
  message: VFileMessage,
  file: string,
  source: string,
  at: Place,
): Diagnostic {
  const cause = message.cause as KatexError | undefined;
  const what = cause?.rawMessage ?? cause?.message ?? message.reason;
  const place = cause?.position === undefined ? at : inFormula(source, at, cause.position);
  const text = `Maths: ${what.replace(/^KaTeX parse error: /, '')}. Mend the formula; KaTeX's documentation lists what it supports.`;
  return { file, ...place, rule: 'maths-valid', text };
}

/** The place of character `position` of the formula whose opening `$` is at `at`. */
function inFormula(source: string, at: Place, position: number): Place {
  const lines = source.split('\n');
  const before = lines.slice(0, at.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const opening = before + at.column - 1;
  const fence = /^(\$+)([^\n$]*\n)?/.exec(source.slice(opening));
  if (!fence) return at;
  const reached = source.slice(0, opening + fence[0].length + position).split('\n');
  return { line: reached.length, column: reached[reached.length - 1]!.length + 1 };
}

/** An error of MDX itself. Where the line holds TeX outside `$`, the message must say maths. */
function syntaxDiagnostic(
  message: VFileMessage,
  file: string,
  source: string,
  at: Place,
): Diagnostic {
  const line = source.split('\n')[at.line - 1] ?? '';
  const outside = line.replace(/(?<!\\)\$\$?[^$]+\$\$?/g, '').replace(/`[^`]*`/g, '');
  const looksLikeMaths = /\\[a-zA-Z]+|[_^]\{|(?<!\\)\$/.test(outside);
  if (looksLikeMaths) {
    const text = `Maths outside \`$…$\`: MDX reads \`{\` as an expression (${message.reason}). Put the formula between \`$\`, or between \`$$\` lines, and close it.`;
    return { file, ...at, rule: 'maths-delimited', text };
  }
  const opened = /\((\d+):(\d+)-\d+:\d+\)/.exec(message.reason);
  if (/closing tag/.test(message.reason)) {
    const place =
      message.line === undefined && opened
        ? { line: Number(opened[1]), column: Number(opened[2]) }
        : at;
    const text = `${message.reason}. Close every tag, and leave an empty line before what closes it.`;
    return { file, ...place, rule: 'mdx-syntax', text };
  }
  const text = /expression|acorn/.test(message.reason)
    ? `MDX reads \`{\` as the beginning of code, and this is none (${message.reason}). In prose, write \`\\{\`; between \`$\`, a brace is TeX.`
    : `${message.reason}. In prose, write \`\\{\` for a brace and \`&lt;\` for a less-than sign.`;
  return { file, ...at, rule: 'mdx-syntax', text };
}

/** ` Did you mean \`x\`?` for the name nearest to `wrong`, or nothing where none is near. */
export function suggestion(wrong: string, known: Iterable<string>): string {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wrong.length / 3)) + 1;
  for (const name of known) {
    const distance = leven(wrong.toLowerCase(), name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  return best === undefined ? '' : ` Did you mean \`${best}\`?`;
}
