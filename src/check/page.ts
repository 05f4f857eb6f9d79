/** What the build's own stages find in a post, and links that its page would leave in the air. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Element, Root as Page } from 'hast';
import type { Root } from 'mdast';
import { toHast } from 'mdast-util-to-hast';
import { unified, type PluggableList } from 'unified';
import { visit } from 'unist-util-visit';
import { VFile } from 'vfile';
import { VFileMessage } from 'vfile-message';
import { shownRuns } from '../demo/remark-demo.ts';
import { postsFolder } from '../generate/posts.ts';
import {
  DiagnosticError,
  diagnosticOf,
  displayPath,
  suggestion,
  type Diagnostic,
} from '../literate/diagnostic.ts';
import { parsePost } from '../literate/parse-post.ts';
import { claimIds } from '../record/remark-claims.ts';
import { rehypeStages, remarkStages } from '../site/stages.ts';
import type { Post } from './post.ts';

/** What MDX keeps of a post besides Markdown. */
const MDX = [
  'mdxFlowExpression',
  'mdxJsxFlowElement',
  'mdxJsxTextElement',
  'mdxTextExpression',
  'mdxjsEsm',
] as const;

const stages = unified()
  .use(remarkStages as PluggableList)
  .use(
    () => (tree: Root) => toHast(tree, { passThrough: [...MDX], allowDangerousHtml: true }) as Page,
  )
  .use(rehypeStages as PluggableList)
  .freeze();

/** What is wrong with the page of a post. */
export function pageProblems(post: Post): Diagnostic[] {
  const { source, path } = post;
  const file = displayPath(path);
  const vfile = new VFile({ path, value: source });
  const messages = () => vfile.messages.map((message) => diagnosticOf(message, file, source));
  try {
    const tree = parsePost(source, path);
    const runs = shownRuns(tree);
    const page = stages.runSync(tree, vfile) as unknown as Page;
    return [...messages(), ...deadLinks(post, page, runs)];
  } catch (error) {
    if (error instanceof DiagnosticError) return [...messages(), ...error.diagnostics];
    if (error instanceof VFileMessage) return [...messages(), diagnosticOf(error, file, source)];
    throw error;
  }
}

/** Links within the page to no id, and within the site to no post or file. */
function deadLinks({ path }: Post, page: Page, runs: readonly string[]): Diagnostic[] {
  const ids = new Set([...runs.map((run) => `demo-${run}`), 'content']);
  for (const id of claimIds(resolve(dirname(path), 'claims.ts'))) ids.add(`claim-${id}`);
  const links: { node: Element; href: string }[] = [];
  visit(page, 'element', (node) => {
    if (node.properties.id) ids.add(String(node.properties.id));
    if (node.tagName === 'a' && node.position) {
      links.push({ node, href: String(node.properties.href ?? '') });
    }
  });
  return links.flatMap(({ node, href }) => {
    const wrong = wrongWith(href, ids, path);
    if (!wrong) return [];
    const { line, column } = node.position!.start;
    return [{ file: displayPath(path), line, column, rule: 'link-there', text: wrong }];
  });
}

function wrongWith(href: string, ids: ReadonlySet<string>, path: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(href)) return undefined;
  const [target = '', hash = ''] = decoded(href).split('#');
  if (target === '') {
    const id = hash.split('?')[0]!;
    if (ids.has(id)) return undefined;
    return `Nothing in this page has the id \`${id}\`.${suggestion(id, ids)}`;
  }
  if (target.startsWith('/')) {
    return `\`${href}\` starts at the host and breaks where the site stands below a path. Link to another post by \`../slug/\`.`;
  }
  const there = resolve(dirname(path), target);
  if (existsSync(there)) return undefined;
  // Pages of the site besides the posts stand two levels above one.
  if (dirname(there) !== postsFolder && !there.startsWith(postsFolder)) return undefined;
  return `\`${href}\` leads to no post and no file.`;
}

function decoded(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}
