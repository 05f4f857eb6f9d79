/** From a post's MDX to the module of its page. */
import { unified } from '@astrojs/markdown-remark';
import rehypeFailOnMessage from '../literate/rehype-fail-on-message.ts';
import rehypeHighlight from '../literate/rehype-highlight.ts';
import rehypeKeepPunctuation from '../literate/rehype-keep-punctuation.ts';
import rehypeStaticHtml from '../literate/rehype-static-html.ts';
import rehypeStylesToClasses from '../literate/rehype-styles-to-classes.ts';
import remarkParts from '../literate/remark-parts.ts';
import { codeClasses, codeTheme } from '../styles/code-theme.ts';
import { rehypeStages, remarkStages } from './stages.ts';
import { warnOfPost } from './warnings.ts';

export const markdown = unified({
  remarkPlugins: [...remarkStages, remarkParts],
  rehypePlugins: [
    [rehypeHighlight, { theme: codeTheme, transformers: [codeClasses], warn: warnOfPost }],
    ...rehypeStages,
    [rehypeFailOnMessage, { warn: warnOfPost }],
    rehypeKeepPunctuation,
    rehypeStylesToClasses,
    [rehypeStaticHtml, ['table']],
  ],
});

export type Renderer = Awaited<ReturnType<NonNullable<typeof markdown.createMdxRenderer>>>;
export type Compiled = Awaited<ReturnType<Renderer['process']>>;
export type Settings = Parameters<NonNullable<typeof markdown.createMdxRenderer>>;
