import { unified } from '@astrojs/markdown-remark';
import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import { defineConfig } from 'astro/config';
import { site } from './content/site.ts';
import { press } from './src/demo/press-integration.ts';
import vitePluginEdit from './src/edit/vite-plugin-edit.ts';
import { drafts } from './src/front-matter/drafts.ts';
import { follow } from './src/follow/integration.ts';
import rehypeFailOnMessage from './src/literate/rehype-fail-on-message.ts';
import rehypeHighlight from './src/literate/rehype-highlight.ts';
import rehypeKeepPunctuation from './src/literate/rehype-keep-punctuation.ts';
import rehypeStaticHtml from './src/literate/rehype-static-html.ts';
import rehypeStylesToClasses from './src/literate/rehype-styles-to-classes.ts';
import remarkParts from './src/literate/remark-parts.ts';
import vitePluginPost from './src/literate/vite-plugin-post.ts';
import { keptPosts, warnOfPost } from './src/site/kept-posts.ts';
import { rehypeStages, remarkStages } from './src/site/stages.ts';
import { codeClasses, codeTheme } from './src/styles/code-theme.ts';

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
    processor: keptPosts(
      unified({
        remarkPlugins: [...remarkStages, remarkParts],
        rehypePlugins: [
          [rehypeHighlight, { theme: codeTheme, transformers: [codeClasses], warn: warnOfPost }],
          ...rehypeStages,
          [rehypeFailOnMessage, { warn: warnOfPost }],
          rehypeKeepPunctuation,
          rehypeStylesToClasses,
          [rehypeStaticHtml, ['table']],
        ],
      }),
    ),
  },
  vite: {
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
