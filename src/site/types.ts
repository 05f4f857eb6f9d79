/** Types of everything: .ts, .tsx, .astro, and cells under the name of their post. */
import { spawn } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { engineKey, keep, keyOf, recall } from '../generate/cache.ts';
import { DiagnosticError, type Diagnostic } from '../literate/diagnostic.ts';
import { root } from '../generate/posts.ts';

/**
 * Checks cells and the modules of posts that use them: what a build must not publish broken.
 *
 * @param posts the slugs of the posts to check; absent: all
 * @throws DiagnosticError with the compiler's findings
 */
export async function checkPostTypes(posts: readonly string[] = ['*']): Promise<void> {
  const project = resolve(root, '.cells/tsconfig.json');
  const modules = posts.flatMap((slug) => [
    `${slug}.ts`,
    `../content/posts/${slug}/*.ts`,
    `../content/posts/${slug}/*.tsx`,
  ]);
  const settings = {
    extends: '../tsconfig.json',
    // Vite's types are those of imported style sheets.
    compilerOptions: { types: ['node', 'vite/client'] },
    include: [...modules, '../.kernels/*.ts', '../src/num/*.d.ts'],
    exclude: ['../content/posts/*/*.test.ts'],
  };
  const read = globSync(settings.include, { cwd: resolve(root, '.cells') }).sort();
  const sources = read.flatMap((name) => [name, readFileSync(resolve(root, '.cells', name))]);
  const key = keyOf([engineKey(), JSON.stringify(settings), ...sources]);
  if (recall('types', key)) return; // the compiler found nothing
  writeFileSync(project, JSON.stringify(settings));
  const { status, output } = await run('tsc', ['--noEmit', '--pretty', 'false', '-p', project]);
  if (status !== 0) throw findings(output);
  keep('types', key, '');
}

/** @throws Error with the compiler's findings in all sources; those in cells name the post's file */
export async function checkTypes(): Promise<void> {
  const severity = ['--minimumFailingSeverity', 'warning', '--minimumSeverity', 'warning'];
  const { status, output } = await run('astro', ['check', ...severity]);
  if (status !== 0) throw new Error(namePosts(output.trim()));
}

/** Line N of `.cells/<slug>.ts` is line N of the post, so only the name needs changing. */
export function namePosts(text: string): string {
  return text.replaceAll(/\.cells\/([\w-]+)\.ts/g, 'content/posts/$1/index.mdx');
}

/** The compiler's report as diagnostics; as it is where it names no place. */
function findings(output: string): Error {
  const found: Diagnostic[] = [];
  for (const line of namePosts(output).split('\n')) {
    const [, file, row, column, code, what] =
      /^(.+)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line) ?? [];
    if (file) {
      const text = `${what} (${code})`;
      found.push({ file, line: Number(row), column: Number(column), rule: 'types', text });
    } else if (line.startsWith(' ') && found.length > 0) {
      const last = found.pop()!;
      found.push({ ...last, text: `${last.text}\n${line.trim()}` });
    }
  }
  return found.length > 0 ? new DiagnosticError(found) : new Error(output);
}

function run(
  command: string,
  args: readonly string[],
): Promise<{ status: number; output: string }> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  const child = spawn(resolve(root, 'node_modules/.bin', command), args, { cwd: root, env });
  const parts: string[] = [];
  child.stdout.on('data', (part) => parts.push(String(part)));
  child.stderr.on('data', (part) => parts.push(String(part)));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => done({ status: status ?? 1, output: parts.join('') }));
  });
}
