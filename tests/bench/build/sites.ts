/** Sites of made-up posts, one a generator and a number of posts: ours, and those of peers. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cloneProject } from '../../fixture-clone.ts';
import { installed, type Absent } from '../outside.ts';
import { measured, type Measured } from './measured.ts';
import { syntheticPost, touched, type SyntheticPost } from './posts.ts';

export interface Site {
  readonly folder: string;
  /** Builds with nothing kept of earlier builds. */
  cold(): Promise<Measured>;
  /** Builds after a sentence of the first post changed; what was built cold is kept. */
  afterTouch(): Promise<Measured>;
  delete(): void;
}

/** How one generator has posts, and what it is asked to build them. */
interface Generator {
  /** the packages of a peer, as `name@version` */
  readonly packages?: readonly string[];
  /** its configuration, by path */
  readonly files?: Readonly<Record<string, string>>;
  /** the files of a post, by path */
  readonly post: (post: SyntheticPost, number: number) => Readonly<Record<string, string>>;
  /** the program and its arguments, from the folder of the site */
  readonly command: readonly string[];
  /** what it writes and keeps */
  readonly output: readonly string[];
}

const matter = (title: string, more = '') => `---\ntitle: ${title}\n${more}---\n\n`;

const ours: Generator = {
  post: ({ slug, title, body }, number) => ({
    [`content/posts/${slug}/index.mdx`]: `${matter(title, 'description: Made up to be measured.\ndate: 2026-01-01\nauthors:\n  - name: A Generator\ntags: [synthetic]\n')}${body}\n[@k${number}]\n`,
    [`content/posts/${slug}/references.bib`]: `@article{k${number}, author = {Lovelace, Ada}, title = {${title}}, journal = {J}, year = {${1950 + number}}}\n`,
  }),
  command: ['src/cli/build.ts'],
  output: ['dist', '.astro'],
};

/** Versions are those of November 2026; each generator renders maths by KaTeX and colours code. */
const peers = {
  eleventy: {
    packages: [
      '@11ty/eleventy@3.1.8',
      '@mdit/plugin-katex@0.25.2',
      'katex@0.16.47',
      '@shikijs/markdown-it@4.6.0',
    ],
    files: {
      'eleventy.config.js': `import { katex } from '@mdit/plugin-katex';
import shiki from '@shikijs/markdown-it';
export default async function (config) {
  const highlight = await shiki({ theme: 'github-light', langs: ['ts'] });
  config.amendLibrary('md', (md) => md.use(katex).use(highlight));
  config.setTemplateFormats(['md']);
}
`,
    },
    post: ({ slug, title, body }) => ({
      [`${slug}.md`]: matter(title, 'templateEngineOverride: md\n') + body,
    }),
    command: ['../node_modules/@11ty/eleventy/cmd.cjs', '--quiet'],
    output: ['_site'],
  },
  starlight: {
    packages: [
      'astro@7.3.4',
      '@astrojs/starlight@0.42.4',
      '@astrojs/markdown-remark@7.3.0',
      'remark-math@6.0.0',
      'rehype-katex@7.0.1',
    ],
    files: {
      'astro.config.mjs': `import { unified } from '@astrojs/markdown-remark';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';
export default defineConfig({
  site: 'https://example.org',
  markdown: { processor: unified({ remarkPlugins: [remarkMath], rehypePlugins: [rehypeKatex] }) },
  integrations: [starlight({ title: 'Peer' })],
});
`,
      'src/content.config.ts': `import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };
`,
    },
    post: ({ slug, title, body }) => ({ [`src/content/docs/${slug}.md`]: matter(title) + body }),
    command: ['../node_modules/astro/bin/astro.mjs', 'build'],
    output: ['dist', '.astro', 'node_modules'],
  },
  vitepress: {
    packages: ['vitepress@1.6.4', '@mdit/plugin-katex@0.25.2', 'katex@0.16.47'],
    files: {
      '.vitepress/config.mjs': `import { katex } from '@mdit/plugin-katex';
export default { title: 'Peer', markdown: { config: (md) => md.use(katex, { vPre: true }) } };
`,
      'index.md': '# Peer\n',
    },
    post: ({ slug, title, body }) => ({ [`${slug}.md`]: matter(title) + body }),
    command: ['../node_modules/vitepress/bin/vitepress.js', 'build'],
    output: ['.vitepress/dist', '.vitepress/cache'],
  },
  docusaurus: {
    packages: [
      '@docusaurus/core@3.10.2',
      '@docusaurus/preset-classic@3.10.2',
      'react@19.3.1',
      'react-dom@19.3.1',
      'remark-math@6.0.0',
      'rehype-katex@7.0.1',
    ],
    files: {
      // Its own modules are no ES modules.
      'package.json': '{"private":true}',
      'docusaurus.config.mjs': `import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';
export default {
  title: 'Peer',
  url: 'https://example.org',
  baseUrl: '/',
  onBrokenLinks: 'ignore', // to a front page, which is not there
  presets: [
    [
      'classic',
      {
        docs: { routeBasePath: '/', remarkPlugins: [remarkMath], rehypePlugins: [rehypeKatex] },
        blog: false,
      },
    ],
  ],
};
`,
    },
    post: ({ slug, title, body }) => ({ [`docs/${slug}.md`]: matter(title) + body }),
    command: ['../node_modules/@docusaurus/core/bin/docusaurus.mjs', 'build'],
    output: ['build', '.docusaurus', 'node_modules'],
  },
} satisfies Readonly<Record<string, Generator>>;

export type Peer = keyof typeof peers;
export const peerNames = Object.keys(peers) as Peer[];

function siteOf(generator: Generator, folder: string, posts: number, end: () => void): Site {
  let touches = 0;
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  const build = () => measured(generator.command, folder);
  write(generator.files ?? {});
  for (let number = 1; number <= posts; number++) {
    write(generator.post(syntheticPost(number), number));
  }
  return {
    folder,
    cold: () => {
      for (const name of generator.output) {
        rmSync(join(folder, name), { recursive: true, force: true });
      }
      return build();
    },
    afterTouch: async () => {
      if (!existsSync(join(folder, generator.output[0]))) throw new Error('it did not build cold');
      const post = syntheticPost(1);
      write(generator.post({ ...post, body: touched(post.body, ++touches) }, 1));
      return build();
    },
    delete: end,
  };
}

/** A site of this project. */
export function ourSite(posts: number): Site {
  const clone = cloneProject();
  return siteOf(ours, clone.folder, posts, () => clone.delete());
}

const folders = new Map<Peer, Promise<string | Absent>>();

/** A site of a peer, which is installed outside the project. */
export async function peerSite(name: Peer, posts: number): Promise<Site | Absent> {
  if (!folders.has(name)) folders.set(name, installed(peers[name].packages));
  const folder = await folders.get(name)!;
  if (typeof folder !== 'string') return folder;
  return siteOf(peers[name], join(folder, String(posts)), posts, () =>
    rmSync(folder, { recursive: true, force: true }),
  );
}
