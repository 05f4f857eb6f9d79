/** What Vite must know of posts: their programs' source maps, re-tangling on save, their styles. */
import { readFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { CHANGED } from '../follow/messages.ts';
import { formatDiagnostic, DiagnosticError } from './diagnostic.ts';
import { SHEET, sheetText } from './pieces.ts';
import { identityMap, tangleFile } from './tangle.ts';

/**
 * @param root the project's folder
 * @param drafts slugs of the posts whose views are no part of a build
 */
export default function vitePluginPost(root: string, drafts: readonly string[] = []): Plugin {
  const posts = resolve(root, 'content/posts');
  const programs = resolve(root, '.cells');
  const views = new Set(drafts.map((slug) => resolve(posts, slug, 'demo.tsx')));
  let building = false;
  return {
    name: 'worked-papers:post',
    enforce: 'pre',

    configResolved({ command }) {
      building = command === 'build';
    },

    resolveId(id) {
      return id.startsWith(SHEET) ? id : undefined;
    },

    load(id) {
      if (id.startsWith(SHEET)) return sheetText(id);
      if (building && views.has(id)) return 'export {};';
      if (dirname(id) !== programs) return undefined;
      const slug = basename(id, '.ts');
      const code = readFileSync(id, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n$/, '');
      const post = relative(programs, resolve(posts, slug, 'index.mdx'));
      return { code, map: identityMap(code, post) };
    },

    configureServer(server) {
      server.watcher.add(programs);
      server.watcher.on('change', (path) => {
        if (basename(path) !== 'index.mdx' || dirname(dirname(path)) !== posts) return;
        try {
          const slug = basename(dirname(path));
          const program = resolve(programs, `${slug}.ts`);
          if (!tangleFile(path, program)) return;
          for (const { moduleGraph } of Object.values(server.environments)) {
            moduleGraph.onFileChange(program);
          }
          server.ws.send(CHANGED, slug);
        } catch (error) {
          if (!(error instanceof DiagnosticError)) throw error;
          for (const found of error.diagnostics)
            server.config.logger.error(formatDiagnostic(found));
        }
      });
    },
  };
}
