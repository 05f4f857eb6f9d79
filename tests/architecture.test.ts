/** Who may import whom: read from every import in the sources. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { program } from '../src/literate/tangle.ts';
import { readPost } from '../src/literate/parse-post.ts';
import { postFile, root, slugs } from '../src/generate/posts.ts';

interface Import {
  readonly from: string;
  /** a path from the root, or a package's name */
  readonly to: string;
  readonly typeOnly: boolean;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|new URL\(\s*['"](\.[^'"]+)['"]/g;

const ALIASES: [prefix: string, folder: string, ending: string][] = [
  ['#cells/', '.cells/', '.ts'],
  ['#num/', 'src/num/', '.ts'],
  ['#demo/', 'src/demo/', '.ts'],
  ['#plot/', 'src/plot/', '.tsx'],
];

function resolved(from: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    return relative(root, resolve(root, dirname(from), specifier)).replaceAll('\\', '/');
  }
  for (const [prefix, folder, ending] of ALIASES) {
    if (!specifier.startsWith(prefix)) continue;
    const name = specifier.slice(prefix.length);
    return folder + (/\.tsx?$/.test(name) ? name : name + ending);
  }
  return specifier;
}

function importsIn(from: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(([, type, named, bare, url]) => ({
    from,
    to: resolved(from, (named ?? bare ?? url)!),
    typeOnly: type !== undefined,
  }));
}

function importsOf(pattern: string): Import[] {
  const files = globSync(pattern, { cwd: root }).map((file) => file.replaceAll('\\', '/'));
  return files.flatMap((file) => importsIn(file, readFileSync(resolve(root, file), 'utf8')));
}

/** The imports whose target none of the patterns allows. */
function forbidden(imports: readonly Import[], allowed: readonly RegExp[]): string[] {
  return imports
    .filter(({ to }) => !allowed.some((pattern) => pattern.test(to)))
    .map(({ from, to }) => `${from} -> ${to}`);
}

const inSrc = importsOf('src/**/*.{ts,tsx,astro}').filter(
  ({ from }) => !from.includes('/kernels/'),
);
const internal = (prefix: string) => inSrc.filter(({ from }) => from.startsWith(`src/${prefix}/`));
const local = (imports: readonly Import[]) =>
  imports.filter(({ to }) => /^(src|content|tests|\.cells|#)/.test(to));

test('the imports of the sources are found', () => {
  expect(inSrc.length).toBeGreaterThan(100);
  expect(importsIn('src/a/b.ts', "import type { X } from './c.ts';\nimport '#num/math';")).toEqual([
    { from: 'src/a/b.ts', to: 'src/a/c.ts', typeOnly: true },
    { from: 'src/a/b.ts', to: 'src/num/math.ts', typeOnly: false },
  ]);
});

describe.each(slugs())('the post %s', (slug) => {
  const own = new RegExp(`^content/posts/${slug}/`);
  const post = (name: string) => importsOf(`content/posts/${slug}/${name}`);

  test('its cells import numerics only', () => {
    const cells = importsIn(
      `.cells/${slug}.ts`,
      program(readPost(postFile(slug, 'index.mdx')).tree),
    );
    expect(forbidden(cells, [/^src\/num\//])).toEqual([]);
  });

  test('its runs, claims and tests know no page', () => {
    const allowed = [own, new RegExp(`^\\.cells/${slug}\\.ts$`), /^src\/num\//];
    const contracts = [/^src\/demo\/(run|claim)\.ts$/, /^vitest$/, /^\.data\//];
    const files = ['runs.ts', 'claims.ts'].flatMap(post);
    expect(forbidden(files, [...allowed, ...contracts])).toEqual([]);
    const inTests = [/^node:/, /^src\/demo\/digest\.ts$/];
    expect(forbidden(post('index.test.ts'), [...allowed, ...contracts, ...inTests])).toEqual([]);
  });

  test('its view knows no numerics: of its runs it takes types only', () => {
    const view = post('demo.tsx');
    expect(forbidden(view, [own, /^src\/(plot|demo)\//, /^@?preact/])).toEqual([]);
    const values = view.filter(({ to, typeOnly }) => /\/runs\.ts$/.test(to) && !typeOnly);
    expect(values).toEqual([]);
  });

  test('its worker serves its runs and nothing else', () => {
    expect(forbidden(post('worker.ts'), [/\/runs\.ts$/, /^src\/demo\/serve\.ts$/])).toEqual([]);
  });
});

describe('the engine', () => {
  const only = (folder: string, allowed: RegExp[]) =>
    expect(forbidden(local(internal(folder)), [new RegExp(`^src/${folder}/`), ...allowed])).toEqual(
      [],
    );

  test('num knows nothing but itself and its kernels', () => only('num', [/^#kernels(\/|$)/]));
  test('plot knows no demo', () => only('plot', []));
  test('demo knows plot, seeded numbers and what places a message', () =>
    only('demo', [/^src\/plot\//, /^src\/num\/random\.ts$/, /^src\/literate\/diagnostic\.ts$/]));
  test('literate knows no Astro; what is kept, and what pages under development are told', () => {
    only('literate', [/^src\/follow\/messages\.ts$/, /^src\/generate\/cache\.ts$/]);
    expect(internal('literate').filter(({ to }) => /^astro|@astrojs/.test(to))).toEqual([]);
  });
  test('bibliography knows only how errors are told, and what is kept', () =>
    only('bibliography', [/^src\/literate\/diagnostic\.ts$/, /^src\/generate\/cache\.ts$/]));
  test('front matter knows where posts are, the works they cite, and how errors are told', () =>
    only('front-matter', [
      /^src\/bibliography\//,
      /^src\/literate\/diagnostic\.ts$/,
      /^src\/generate\/posts\.ts$/,
    ]));
  test('checks know what they check, and no page or command', () => {
    expect(
      forbidden(internal('check'), [/^(?!src\/(pages|layouts|components|cli)\/|astro)/]),
    ).toEqual([]);
  });
  test('crossref knows only how errors are told', () =>
    only('crossref', [/^src\/literate\/diagnostic\.ts$/]));
  test('editing knows demos, and where posts are', () =>
    only('edit', [/^src\/demo\//, /^src\/generate\/posts\.ts$/]));
  test('following knows only itself', () => only('follow', []));
  test('components, layouts and pages each know those to their left', () => {
    const shell = [
      /^src\/(bibliography|record|demo|plot|generate|styles)\//,
      /^src\/check\/rules\.ts$/,
      /^content\/site\.ts$/,
    ];
    only('components', shell);
    only('layouts', [
      ...shell,
      /^src\/components\//,
      /^src\/edit\/offer\.ts$/,
      /^src\/follow\/messages\.ts$/,
    ]);
    only('pages', [...shell, /^src\/(components|layouts)\//]);
  });

  test('nothing imports pages or commands', () => {
    const into = inSrc.filter(({ to }) => /^src\/(pages|cli)\//.test(to));
    expect(into.filter(({ from }) => !/^src\/(pages|cli)\//.test(from))).toEqual([]);
  });

  test('there is no cycle', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, typeOnly } of inSrc) {
      if (!typeOnly && to.startsWith('src/')) next.set(from, [...(next.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const walk = (file: string, path: readonly string[]): void => {
      expect(path, `cycle: ${[...path, file].join(' -> ')}`).not.toContain(file);
      if (done.has(file)) return;
      for (const to of next.get(file) ?? []) walk(to, [...path, file]);
      done.add(file);
    };
    for (const file of next.keys()) walk(file, []);
  });
});
