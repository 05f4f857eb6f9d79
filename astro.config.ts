import { unified } from '@astrojs/markdown-remark';
import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import { defineConfig } from 'astro/config';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';
import { site } from './content/site.ts';
import remarkCite from './src/bibliography/remark-cite.ts';
import rehypeSideNotes from './src/crossref/rehype-side-notes.ts';
import remarkCrossref from './src/crossref/remark-crossref.ts';
import remarkNotation from './src/crossref/remark-notation.ts';
import { press } from './src/demo/press-integration.ts';
import remarkDemo from './src/demo/remark-demo.ts';
import rehypeFailOnMessage from './src/literate/rehype-fail-on-message.ts';
import rehypeKeepPunctuation from './src/literate/rehype-keep-punctuation.ts';
import rehypeSeal from './src/literate/rehype-seal.ts';
import rehypeStaticHtml from './src/literate/rehype-static-html.ts';
import rehypeStylesToClasses from './src/literate/rehype-styles-to-classes.ts';
import remarkFigures from './src/literate/remark-figures.ts';
import remarkPostProp from './src/literate/remark-post-prop.ts';
import remarkWeave from './src/literate/remark-weave.ts';
import vitePluginPost from './src/literate/vite-plugin-post.ts';
import remarkClaims from './src/record/remark-claims.ts';
import { keptPosts, warnOfPost } from './src/site/kept-posts.ts';
import { codeClasses, codeTheme } from './src/styles/code-theme.ts';

/** A line break at `\\` is what authors mean; every other irregularity ends the build. */
const strict = (code: string) => (code === 'newLineInDisplayMode' ? 'ignore' : 'error');

export default defineConfig({
  site: site.url,
  base: site.base,
  srcDir: './src',
  // Its own, also where packages are linked from another copy of the project.
  cacheDir: './.astro/cache',
  devToolbar: { enabled: false },
  // Astro hashes no style sheet that it inlines for a post's own components, so it inlines none.
  build: { inlineStylesheets: 'never' },
  integrations: [mdx(), preact(), press()],
  security: {
    csp: {
      directives: [
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "object-src 'none'",
      ],
      scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"] },
      styleDirective: { resources: ["'self'"] },
    },
  },
  markdown: {
    shikiConfig: { theme: codeTheme, transformers: [codeClasses] },
    processor: keptPosts(
      unified({
        remarkPlugins: [
          remarkMath,
          remarkCrossref,
          remarkNotation,
          [remarkCite, { warn: warnOfPost }],
          remarkFigures,
          remarkWeave,
          remarkDemo,
          remarkClaims,
          [remarkPostProp, ['Value', 'Claims']],
        ],
        rehypePlugins: [
          rehypeSeal('code'),
          [rehypeKatex, { strict, trust: false }],
          rehypeSeal('katex'),
          rehypeSideNotes,
          rehypeFailOnMessage,
          rehypeKeepPunctuation,
          rehypeStylesToClasses,
          [rehypeStaticHtml, ['table']],
        ],
      }),
    ),
  },
  vite: {
    plugins: [vitePluginPost(import.meta.dirname)],
    // A worker is bundled apart, with plugins of its own: here for the maps of cells to their post.
    worker: { format: 'es', plugins: () => [vitePluginPost(import.meta.dirname)] },
    build: {
      sourcemap: true,
      // The security policy takes fonts from the site's own files, not from a style sheet's text.
      assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
    },
  },
});
