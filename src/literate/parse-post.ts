/** Parsing of a post's MDX, as the build parses it: the syntax tree has the file's own lines. */
import { readFileSync } from 'node:fs';
import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { VFileMessage } from 'vfile-message';
import { DiagnosticError, diagnosticOf, displayPath } from './diagnostic.ts';

const parser = unified().use(remarkParse).use(remarkMdx).use(remarkGfm).use(remarkMath);

/**
 * The syntax tree of a post.
 *
 * @param path named in errors
 * @throws DiagnosticError at the place where the text is no MDX
 */
export function parsePost(source: string, path: string): Root {
  return located(source, path, () => {
    try {
      return parser.parse(blankFrontMatter(source));
    } catch (error) {
      if (error instanceof VFileMessage) throw error;
      throw confusion(source, error);
    }
  });
}

/** What confuses the parser itself stands at the end of the shortest beginning that does. */
function confusion(source: string, error: unknown): VFileMessage {
  const lines = blankFrontMatter(source).split('\n');
  const confuses = (count: number) => {
    try {
      parser.parse(lines.slice(0, count).join('\n'));
      return false;
    } catch (other) {
      return !(other instanceof VFileMessage);
    }
  };
  const line = lines.findIndex((_, index) => confuses(index + 1)) + 1 || lines.length;
  const what = error instanceof Error ? error.message : String(error);
  return new VFileMessage(
    `The Markdown parser is at a loss here (${what}). Give each tag, heading and list a line of its own, with an empty line around it.`,
    { place: { line, column: 1 }, ruleId: 'mdx-syntax', source: 'worked-papers' },
  );
}

/** The syntax tree of the post in a file. */
export function readPost(path: string): { source: string; tree: Root } {
  const source = readFileSync(path, 'utf8');
  return { source, tree: parsePost(source, path) };
}

/** What `body` returns; a vfile message that it throws becomes a located diagnostic. */
export function located<T>(source: string, path: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof VFileMessage)) throw error;
    throw new DiagnosticError([diagnosticOf(error, displayPath(path), source)]);
  }
}

/** The front matter overwritten with spaces, so that every later character keeps its place. */
function blankFrontMatter(source: string): string {
  return source.replace(/^---\r?\n[\s\S]*?\r?\n---(?=\r?\n|$)/, (matter) =>
    matter.replace(/[^\r\n]/g, ' '),
  );
}
