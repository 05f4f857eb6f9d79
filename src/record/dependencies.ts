/**
 * What a recorded result depends on, as one hash.
 *
 * A record is fresh when the hash of the post's program, of its runs and of every module that they
 * reach by imports, of the kernels if they reach those, and of the versions of packages is the one
 * it was computed under. Prose, views, the bounds of claims and numerics that the post does not
 * import are not in it: they change no bit of a result.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { program } from '../literate/tangle.ts';
import { readPost } from '../literate/parse-post.ts';
import { postFile, programFile, root } from '../generate/posts.ts';

/** The modules of compiled kernels, whose first line says what they were compiled from. */
const KERNELS = resolve(root, '.kernels') + sep;

/** Packages that `data.ts` reads without importing them. */
const DATA_PACKAGES = ['mnist'];

const { resolve: located } = createRequire(resolve(root, 'package.json'));

export interface Dependencies {
  /** text by path from the project's folder, sorted */
  readonly files: ReadonlyMap<string, string>;
  /** names of packages, sorted */
  readonly packages: readonly string[];
}

/** All that the results of a post depend on. */
export function dependenciesOf(slug: string): Dependencies {
  const cells = programFile(slug);
  const texts = new Map([[cells, program(readPost(postFile(slug, 'index.mdx')).tree)]]);
  const packages = new Set(DATA_PACKAGES);
  const own = ['runs.ts', 'data.ts'].map((name) => postFile(slug, name)).filter(existsSync);
  const reached = new Set([cells, ...own, resolve(root, 'src/demo/digest.ts')]);
  for (const file of reached) {
    const text = texts.get(file) ?? readFileSync(file, 'utf8');
    texts.set(file, file.startsWith(KERNELS) ? text.slice(text.indexOf('\n')) : text);
    for (const name of importedBy(file, text)) {
      if (name.startsWith('.')) reached.add(resolve(file, '..', name));
      else if (name.startsWith('#')) reached.add(located(name));
      else if (!name.startsWith('node:')) packages.add(packageOf(name));
    }
  }
  const files = [...reached]
    .sort()
    .map((file) => [relative(root, file).replaceAll('\\', '/'), texts.get(file)!] as const);
  return { files: new Map(files), packages: [...packages].sort() };
}

/** The hash of all that the results of a post depend on, as 64 hexadecimal digits. */
export function computationHash(slug: string): string {
  const { files, packages } = dependenciesOf(slug);
  const hash = createHash('sha256');
  const add = (name: string, text: string) =>
    hash.update(`${name}\0${Buffer.byteLength(text)}\0${text}`);
  for (const [file, text] of files) add(file, text);
  for (const name of packages) add(name, installedVersion(name));
  return hash.digest('hex');
}

/** What a module imports for its values. */
export function importedBy(file: string, text: string): string[] {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ESNext).statements.flatMap((statement) => {
    const imports = ts.isImportDeclaration(statement)
      ? statement.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword
      : ts.isExportDeclaration(statement) && !statement.isTypeOnly;
    const from = imports && (statement as ts.ImportDeclaration | ts.ExportDeclaration);
    return from && from.moduleSpecifier && ts.isStringLiteral(from.moduleSpecifier)
      ? [from.moduleSpecifier.text]
      : [];
  });
}

/** `ml-matrix` of `ml-matrix/matrix.js`, `@scope/name` of `@scope/name/part`. */
function packageOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}

function installedVersion(name: string): string {
  const file = resolve(root, 'node_modules', name, 'package.json');
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
    : '';
}
