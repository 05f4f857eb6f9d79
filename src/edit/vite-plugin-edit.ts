/** Serves the kits for edited cells while the site is developed; `publish.ts` writes them for a build. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { Plugin } from 'vite';
import { postFile, root } from '../generate/posts.ts';
import { makeKit } from './kit.ts';

const KIT = /\/edit\/([a-z0-9-]+)\.json$/;

export default function vitePluginEdit(): Plugin {
  return {
    name: 'worked-papers:edit',
    apply: 'serve',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const slug = KIT.exec(request.url ?? '')?.[1];
        if (slug === undefined || !existsSync(postFile(slug, 'runs.ts'))) return next();
        makeKit(slug, (file) => relative(root, file)).then((kit) => {
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(kit));
        }, next);
      });
    },
  };
}
