/** What is wrong with a post's cells, runs and claims, as far as their text tells. */
import { createRequire } from 'node:module';
import type { Root } from 'mdast';
import ts from 'typescript';
import type { Claims } from '#demo/claim';
import { cells } from '../literate/cells.ts';
import type { Bibliography } from '../bibliography/bibliography.ts';
import { displayPath, suggestion } from '../literate/diagnostic.ts';
import { postFile } from '../generate/posts.ts';
import { at, textOf, type Found, type Post } from './post.ts';

/** Functions of `Math` that a standard leaves to each browser, and what to import in their place. */
const ROUNDED = new Set(
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh'.split(
    ' ',
  ),
);

/** What a cell must not reach: clocks, the network, chance without a seed. */
const OUTSIDE: Readonly<Record<string, string>> = {
  Date: 'a clock',
  performance: 'a clock',
  fetch: 'the network',
  XMLHttpRequest: 'the network',
  crypto: 'chance without a seed',
};

/** Cells import numerics alone, and compute the same bits everywhere. */
export function cellProblems(post: Post, tree: Root): Found[] {
  const found: Found[] = [];
  const lines = post.source.split('\n');
  for (const { sketch, first, last } of cells(tree)) {
    if (sketch) continue;
    const text = lines.slice(first - 1, last).join('\n');
    const file = ts.createSourceFile('cell.ts', text, ts.ScriptTarget.ESNext, true);
    const report = (node: ts.Node, rule: string, what: string) => {
      const place = file.getLineAndCharacterOfPosition(node.getStart());
      found.push({
        file: displayPath(post.path),
        line: first + place.line,
        column: place.character + 1,
        rule,
        text: what,
      });
    };
    const declared = namesIn(file);
    const walk = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
        const { text: name } = node.moduleSpecifier;
        if (!name.startsWith('#num/')) {
          const what = `A cell imports \`#num/*\` alone, not \`${name}\`. Move what needs it to demo.tsx, runs.ts or data.ts.`;
          report(node.moduleSpecifier, 'cell-import', what);
        }
      } else if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'Math') {
        const name = node.name.text;
        if (name === 'random') {
          const what = '`Math.random` has no seed. Take `rng: Rng` as the last parameter.';
          report(node, 'cell-deterministic', what);
        } else if (ROUNDED.has(name)) {
          const what = `\`Math.${name}\` gives other bits in other browsers. ${inNumerics(name)}`;
          report(node, 'cell-deterministic', what);
        }
      } else if (ts.isIdentifier(node) && isReference(node) && !declared.has(node.text)) {
        const reach = Object.hasOwn(OUTSIDE, node.text) ? OUTSIDE[node.text] : undefined;
        if (reach) {
          const what = `\`${node.text}\` reaches ${reach}. What a cell computes depends on its arguments alone.`;
          report(node, 'cell-deterministic', what);
        }
      }
      ts.forEachChild(node, walk);
    };
    walk(file);
  }
  return found;
}

/** Whether an identifier stands for a value, and is not the name of a member or of a declaration. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return ts.isCallExpression(parent) || ts.isNewExpression(parent);
}

function namesIn(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const walk = (node: ts.Node): void => {
    const { name } = node as { name?: ts.Node };
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isBindingElement(node);
    if (declares && name && ts.isIdentifier(name)) names.add(name.text);
    ts.forEachChild(node, walk);
  };
  walk(file);
  return names;
}

const exported = new Set(mathsExports());

function mathsExports(): string[] {
  const { resolve: located } = createRequire(import.meta.url);
  const text = ts.sys.readFile(located('#num/math'), 'utf8') ?? '';
  return [...text.matchAll(/^export (?:function|const) (\w+)/gm)].map(([, name]) => name!);
}

function inNumerics(name: string): string {
  return exported.has(name)
    ? `Import \`${name}\` from \`#num/math\`.`
    : `\`#num/math\` has: ${[...exported].join(', ')}.`;
}

/** Runs that neither the tests name nor a claim measures. */
export function runProblems(post: Post, runs: readonly string[], measured: ReadonlySet<string>) {
  const text = textOf(post, 'index.test.ts');
  const tested = text === undefined ? new Set<string>() : namedIn(text);
  const source = textOf(post, 'runs.ts') ?? '';
  return runs.flatMap((run): Found[] => {
    if (tested.has(run) || tested.has('*') || measured.has(run)) return [];
    const offset = new RegExp(`export const ${run}\\b`).exec(source)?.index ?? 0;
    const there =
      text === undefined ? 'there is no index.test.ts' : 'index.test.ts does not name it';
    const what = `No test runs \`${run}\`: ${there}, and no claim measures it. Test what it computes.`;
    return [at(post, 'runs.ts', source, offset, 'run-tested', what)];
  });
}

/** The names that a module takes from `./runs.ts`; `*` where it takes the module as a whole. */
function namedIn(text: string): Set<string> {
  const file = ts.createSourceFile('index.test.ts', text, ts.ScriptTarget.ESNext, true);
  const names = new Set<string>();
  let all: string | undefined;
  const walk = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings;
      if (!/\.\/runs\.ts['"]$/.test(node.moduleSpecifier.getText()) || !bindings) return;
      if (ts.isNamespaceImport(bindings)) all = bindings.name.text;
      else
        for (const { name, propertyName } of bindings.elements)
          names.add((propertyName ?? name).getText());
      return;
    }
    if (ts.isIdentifier(node) && node.text === all) {
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent)) names.add(parent.name.text);
      else names.add('*');
    }
    ts.forEachChild(node, walk);
  };
  walk(file);
  return names;
}

/** Claims that do not say where their source says it, and a ledger that is not shown. */
export function claimProblems(post: Post, claims: Claims, bibliography: Bibliography): Found[] {
  const text = textOf(post, 'claims.ts') ?? '';
  const found: Found[] = [];
  for (const [id, { source }] of Object.entries(claims)) {
    const key = new RegExp(`^\\s*(?:${id}|'${id}'|"${id}"|\\[[^\\]]*\\])\\s*:`, 'm').exec(text);
    const offset = key ? key.index + key[0].search(/\S/) : 0;
    const report = (rule: string, what: string) => {
      found.push(at(post, 'claims.ts', text, offset, rule, what));
    };
    if (!bibliography.has(source.cite)) {
      const near = suggestion(source.cite, bibliography.keys());
      report(
        'claim-source',
        `Claim \`${id}\` cites \`${source.cite}\`, which is not in references.bib.${near}`,
      );
    }
    if (source.place.trim() === '') {
      const what = `Claim \`${id}\` does not say where in \`${source.cite}\` it stands. Give a section, table, figure or page as \`place\`.`;
      report('claim-place', what);
    }
  }
  if (Object.keys(claims).length > 0 && !/<Claims\b/.test(post.source)) {
    const what =
      'The post has claims and does not show their ledger. Write `<Claims />` at its end.';
    found.push(at(post, 'claims.ts', text, 0, 'claims-shown', what));
  }
  return found;
}

/** The file of a post's module that a stack names first, and the place in it. */
export function placeInStack(post: Post, error: unknown): Found {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const folder = displayPath(postFile(post.slug, '.'));
  for (const [, file, line, column] of stack.matchAll(/([\w./-]+):(\d+):(\d+)/g)) {
    const path = displayPath(file!.replace(/^\/\//, '/'));
    if (!path.startsWith(`${folder}/`)) continue;
    return {
      file: path,
      line: Number(line),
      column: Number(column),
      rule: 'module-loads',
      text: message,
    };
  }
  return { file: `${folder}/runs.ts`, line: 1, column: 1, rule: 'module-loads', text: message };
}
