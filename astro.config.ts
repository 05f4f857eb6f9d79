import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { site } from './content/site.ts';
import { preact } from './src/demo/preact-integration.ts';
import { press } from './src/demo/press-integration.ts';
import vitePluginEdit from './src/edit/vite-plugin-edit.ts';
import { drafts } from './src/front-matter/drafts.ts';
import { follow } from './src/follow/integration.ts';
import vitePluginPost from './src/literate/vite-plugin-post.ts';
import { keptPosts } from './src/site/kept-posts.ts';

export default defineConfig({
  site: site.url,
  base: site.base,
  srcDir: './src',
  // Its own, also where packages are linked from another copy of the project.
  cacheDir: './.astro/cache',
  devToolbar: { enabled: false },
  // Astro hashes no style sheet that it inlines for a post's own components, so it inlines none.
  build: { inlineStylesheets: 'never' },
  integrations: [mdx(), preact(), press(), follow()],
  // Editors complete front matter from the schema that this writes to .astro/.
  experimental: { contentIntellisense: true },
  security: {
    csp: {
      directives: [
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "object-src 'none'",
        // Said, since the policy of the sandbox for edited cells names workers too (headers.ts).
        "worker-src 'self'",
      ],
      scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"] },
      styleDirective: { resources: ["'self'"] },
    },
  },
  markdown: {
    syntaxHighlight: false,
    processor: keptPosts,
  },
  vite: {
    // Not in node_modules, which clones share: two servers that start would spoil each other's.
    cacheDir: '.astro/vite',
    // What only programs of posts import: found when one runs, it would reload the page.
    optimizeDeps: { include: ['ml-matrix'] },
    // A development server watches the project, of which this is most files and nobody's source.
    server: { watch: { ignored: ['**/.astro/kept/**', '**/{dist,.next-dist,.last-dist}/**'] } },
    plugins: [vitePluginPost(import.meta.dirname, drafts()), vitePluginEdit()],
    // A worker is bundled apart, with plugins of its own: here for the maps of cells to their post.
    worker: { format: 'es', plugins: () => [vitePluginPost(import.meta.dirname)] },
    build: {
      sourcemap: true,
      // The security policy takes fonts from the site's own files, not from a style sheet's text.
      assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
    },
  },
});
