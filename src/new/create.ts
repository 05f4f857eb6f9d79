/**
 * A new post: a folder that builds and passes at once, with a small true example of each thing.
 *
 * What BibTeX says is not asked again. The folder is there whole or not at all.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { site } from '../../content/site.ts';
import { parseBibliography } from '../bibliography/bibliography.ts';
import { postFile, programFile, root, slugs } from '../generate/posts.ts';
import { DiagnosticError, displayPath } from '../literate/diagnostic.ts';
import { tangleFile } from '../literate/tangle.ts';
import { compileKernels } from '../num/compile-kernels.ts';
import { recordPost } from '../record/record-post.ts';

/** Files of a post; the ending keeps tools from taking them for sources of the site. */
const template = resolve(import.meta.dirname, 'template');

/** A word that begins or ends an address: `ppo`, `annotated-s4`. */
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** What a new post explains: a file of BibTeX whose first entry is the paper, or the paper's title. */
export type About = { readonly bib: string } | { readonly title: string };

export interface NewPost {
  readonly slug: string;
  readonly title: string;
  readonly author: string;
  /** the paper, as prose cites it: `Kingma & Ba (2015)` */
  readonly paper: string;
}

/**
 * @throws RangeError if the slug is none, or a post has it
 * @throws DiagnosticError at what is wrong in the BibTeX; no file is written then
 */
export async function createPost(slug: string, about: About, today: string): Promise<NewPost> {
  checkNewSlug(slug);
  const source = 'bib' in about ? readBib(about.bib) : bibtexFor(slug, about.title);
  const path = 'bib' in about ? about.bib : postFile(slug, 'references.bib');
  const [paper, ...others] = parseBibliography(source, path).values();
  if (!paper) {
    const text =
      'There is no entry. The first entry of the file is the paper that the post explains: `@article{key, title = {…}, author = {…}, year = {…}}`.';
    throw new DiagnosticError([
      { file: displayPath(path), line: 1, column: 1, rule: 'bibtex-valid', text },
    ]);
  }
  const title = plain(paper.work.title);
  const author = authorName();
  const matter = stringify(
    {
      title,
      description: 'One sentence that says what this post shows, to replace.',
      date: today,
      authors: [{ name: author }],
      tags: tagsOf(source),
      draft: true,
    },
    { lineWidth: 0 },
  );
  const more = others.map(({ key }) => `[@${key}]`).join(', ');
  const fill = (text: string) =>
    text
      .replaceAll('__FRONT_MATTER__', () => `---\n${matter}---`)
      .replaceAll('__SLUG__', slug)
      .replaceAll('__KEY__', () => paper.key)
      .replace('descends a parabola.\n', (line) =>
        more ? `${line}Its bibliography also has ${more}.\n` : line,
      );
  const folder = postFile(slug, '.');
  try {
    mkdirSync(folder);
    for (const name of readdirSync(template)) {
      const text = fill(readFileSync(resolve(template, name), 'utf8'));
      writeFileSync(resolve(folder, name.replace(/\.template$/, '')), text);
    }
    writeFileSync(resolve(folder, 'references.bib'), `${source.trim()}\n`);
    tangleFile(postFile(slug, 'index.mdx'), programFile(slug));
    await compileKernels();
    await recordPost(slug);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    rmSync(programFile(slug), { force: true });
    throw error;
  }
  return { slug, title, author, paper: paper.narrative };
}

function checkNewSlug(slug: string): void {
  if (!SLUG.test(slug)) {
    const near = slug
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '');
    const advice = near ? ` Did you mean \`${near}\`?` : '';
    throw new RangeError(
      `\`${slug}\` is no slug: the post's folder and address are lower-case words joined by \`-\`.${advice}`,
    );
  }
  if (existsSync(postFile(slug, '.'))) {
    const there = slugs().includes(slug) ? 'is a post already' : 'is there already, without a post';
    throw new RangeError(
      `content/posts/${slug} ${there}; nothing is overwritten. Choose another slug, or delete the folder.`,
    );
  }
}

/** @throws RangeError if the file cannot be read */
function readBib(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : String(error);
    throw new RangeError(`\`--bib\` must be a file of BibTeX: \`${path}\` ${why}`);
  }
}

/** An entry for a paper of which only the title is known. */
function bibtexFor(slug: string, title: string): string {
  const braces = [...title].filter((letter) => letter === '{' || letter === '}').length;
  if (title.trim() === '' || braces > 0) {
    throw new RangeError(`\`--title\` must be the paper's title, without braces, got \`${title}\``);
  }
  return `@misc{${slug},\n  title = {${title.trim()}}\n}`;
}

/** A title without the marks of its BibTeX. */
function plain(title: string): string {
  return title
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whoever Git says is writing; the publication's editors where it does not say. */
function authorName(): string {
  try {
    const name = execFileSync('git', ['config', 'user.name'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return name.trim() || site.editors[0]!;
  } catch {
    return site.editors[0]!;
  }
}

/** Topics from the first entry's keywords. */
function tagsOf(source: string): string[] {
  const [, words = ''] = /^\s*keywords\s*=\s*[{"]([^}"]*)[}"]/im.exec(source) ?? [];
  const tags = words
    .split(/[,;]/)
    .map((word) =>
      word
        .trim()
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, ''),
    )
    .filter((word) => word !== '');
  return tags.length > 0 ? [...new Set(tags)].slice(0, 4) : ['reproduction'];
}
