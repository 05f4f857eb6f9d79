/**
 * What a page needs to run edited cells of a post: its runs and what they import, bundled once more
 * with a place for the cells. Nobody loads it before the first run of an edited cell.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { rolldown, type Plugin } from 'rolldown';
import { parseSync } from 'vite';
import { postFile, programFile, root } from '../generate/posts.ts';

/** The content of `edit/<slug>.json`. */
export interface Kit {
  /** the text of a script, to follow the cells */
  readonly engine: string;
  /** addresses of the data of the runs, below the site's base, by the names that the engine asks for */
  readonly data: Readonly<Record<string, string>>;
}

const ENTRY = 'kit:entry';
const MODULES = 'kit:modules';
const CELLS = 'kit:cells';
const DATA = /new URL\(\s*'([^']+)',\s*import\.meta\.url\s*\)/g;

/**
 * @param addressOf where the page finds a file of data, below the site's base
 * @throws Error if the bundler cannot make it, with what the bundler says
 */
export async function makeKit(slug: string, addressOf: (file: string) => string): Promise<Kit> {
  const files = new Map<string, string>();
  const program = readFileSync(programFile(slug), 'utf8');
  const bundle = await rolldown({
    input: ENTRY,
    cwd: root,
    platform: 'browser',
    logLevel: 'silent',
    plugins: [pluginKit(slug, program, files)],
  });
  try {
    const { output } = await bundle.generate({
      format: 'iife',
      minify: true,
      codeSplitting: false,
    });
    const data = Object.fromEntries(
      [...files].map(([name, file]) => [`/${name}`, addressOf(file)]),
    );
    return { engine: output[0].code, data };
  } finally {
    await bundle.close();
  }
}

/** @param files gains the files of data by their names */
function pluginKit(slug: string, program: string, files: Map<string, string>): Plugin {
  const engine = JSON.stringify(resolve(import.meta.dirname, 'engine.ts'));
  const folder = dirname(postFile(slug, 'runs.ts'));
  const imports = [...new Set(importsIn(program))].filter((name) => name.startsWith('#num/'));
  const names = exportsIn(program);
  const texts: Record<string, string> = {
    [ENTRY]: `import '${MODULES}';
import * as runs from ${JSON.stringify(resolve(folder, 'runs.ts'))};
import { serveEdited } from ${engine};
serveEdited(runs);`,
    // Evaluated before the runs, which evaluate the cells.
    [MODULES]: `import { provide } from ${engine};
${imports.map((name, i) => `import * as m${i} from '${name}'; provide('${name}', m${i});`).join('\n')}`,
    [CELLS]: `import { exportsOfCells } from ${engine};
export const { ${names.join(', ')} } = exportsOfCells(${JSON.stringify(names)});`,
  };
  return {
    name: 'worked-papers:kit',
    resolveId(source) {
      if (source === `#cells/${slug}`) return CELLS;
      if (Object.hasOwn(texts, source)) return source;
      const name = /^#num\/(.+)$/.exec(source)?.[1];
      return name === undefined ? undefined : resolve(root, 'src/num', `${name}.ts`);
    },
    load(id) {
      return Object.hasOwn(texts, id) ? { code: texts[id], moduleType: 'js' } : undefined;
    },
    transform(code, id) {
      if (dirname(id) !== folder) return undefined;
      return code.replace(DATA, (_, path: string) => {
        files.set(basename(path), resolve(folder, path));
        return `new URL('kit:/${basename(path)}')`;
      });
    },
  };
}

/** What the program imports, types too: an edit may need the values beside them. */
function importsIn(program: string): string[] {
  return parseSync('cells.ts', program).module.staticImports.map(
    ({ moduleRequest }) => moduleRequest.value,
  );
}

/** The names of the values that the program exports. */
function exportsIn(program: string): string[] {
  return parseSync('cells.ts', program)
    .module.staticExports.flatMap(({ entries }) => entries)
    .filter(({ isType }) => !isType)
    .flatMap(({ exportName }) => (exportName.name ? [exportName.name] : []));
}
