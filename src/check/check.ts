/**
 * Everything that can be wrong with a post, found without building the site.
 *
 * Each rule is told with its place. What one error hides, such as the page of a post that is no MDX,
 * is told when that error is mended; nothing is told twice.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readBibliography, type Bibliography } from '../bibliography/bibliography.ts';
import { readFrontMatter } from '../front-matter/read.ts';
import { postFile, programFile, root } from '../generate/posts.ts';
import { DiagnosticError, type Diagnostic } from '../literate/diagnostic.ts';
import { parsePost } from '../literate/parse-post.ts';
import { tangleFile } from '../literate/tangle.ts';
import { recordProblems } from '../record/freshness.ts';
import { loadPost } from '../record/record.ts';
import { checkPostTypes } from '../site/types.ts';
import { cellProblems, claimProblems, placeInStack, runProblems } from './modules.ts';
import { pageProblems } from './page.ts';
import { at, readPostOf, type Finding, type Found, type Post } from './post.ts';
import { proseProblems } from './prose.ts';
import { rules } from './rules.ts';

export interface CheckOptions {
  /** the day of checking, such as 2026-03-26; absent: no post is dated too late */
  readonly today?: string;
  /** false: the compiler is left out, where its check runs anyway */
  readonly types?: boolean;
}

/** What is wrong with posts, by post and by place. */
export async function checkPosts(
  slugs: readonly string[],
  options: CheckOptions = {},
): Promise<Finding[]> {
  // The compiler runs in a process of its own, on the programs of posts that have one.
  const broken = new Map(slugs.map((slug) => [slug, tangleProblems(readPostOf(slug))]));
  const compiled = slugs.filter((slug) => broken.get(slug)!.length === 0);
  const types =
    options.types !== false && compiled.length > 0 ? typeProblems(compiled) : Promise.resolve([]);
  const found: Found[] = [];
  for (const slug of slugs) found.push(...(await checkPost(slug, broken.get(slug)!, options)));
  const mistyped = await types;
  // A module that the compiler refuses cannot be loaded either.
  const refused = (slug: string) => mistyped.some(({ file }) => file.includes(`/${slug}/`));
  const loaded = found.filter(
    ({ rule, file }) => rule !== 'module-loads' || !refused(basename(dirname(file))),
  );
  const all = unique([...loaded, ...mistyped]);
  return all.map((one) => ({ ...one, severity: rules[one.rule]?.severity ?? 'error' }));
}

async function checkPost(
  slug: string,
  broken: readonly Diagnostic[],
  { today }: CheckOptions,
): Promise<Found[]> {
  const post = readPostOf(slug);
  const found: Found[] = [...folderProblems(post)];
  const { fields } = readFrontMatter(post.source, post.path);
  if (fields && !fields.draft && today !== undefined) {
    const day = fields.date.toISOString().slice(0, 10);
    if (day > today) {
      const offset = /^date:/m.exec(post.source)?.index ?? 0;
      const what = `\`date\` is ${day}, which is still to come: a static site publishes when it is built. Give the day of publishing, or write \`draft: true\` until then.`;
      found.push(at(post, 'index.mdx', post.source, offset, 'date-future', what));
    }
  }
  const bibliography = bibliographyProblems(post, found);
  // The stages stop at a broken bibliography, which is told already.
  if (bibliography) found.push(...pageProblems(post));
  if (broken.length > 0) return [...found, ...broken];
  const tree = parsePost(post.source, post.path);
  found.push(...proseProblems(post, tree, fields), ...cellProblems(post, tree));
  if (bibliography) found.push(...(await moduleProblems(post, bibliography)));
  found.push(...weightProblems(post));
  return found;
}

function folderProblems(post: Post): Found[] {
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(post.slug)) return [];
  const what = `\`${post.slug}\` is the post’s address: it must be lower-case words joined by \`-\`. Rename the folder.`;
  return [at(post, 'index.mdx', post.source, 0, 'slug-valid', what)];
}

/** Why a post has no program; if it has one, it is written. */
function tangleProblems(post: Post): readonly Diagnostic[] {
  try {
    tangleFile(post.path, programFile(post.slug));
    return [];
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}

/** The works of a post; undefined, with what is wrong among `found`, where they cannot be read. */
function bibliographyProblems(post: Post, found: Found[]): Bibliography | undefined {
  try {
    return readBibliography(postFile(post.slug, 'references.bib'));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    found.push(...error.diagnostics);
    return undefined;
  }
}

async function moduleProblems(post: Post, bibliography: Bibliography): Promise<readonly Found[]> {
  try {
    const { runs, claims } = await loadPost(post.slug);
    const measured = Object.entries(runs).flatMap(([name, run]) =>
      Object.values(claims).some((claim) => claim.run === run) ? [name] : [],
    );
    return [
      ...runProblems(post, Object.keys(runs), new Set(measured)),
      ...claimProblems(post, claims, bibliography),
      ...(await recordProblems(post.slug)),
    ];
  } catch (error) {
    return [placeInStack(post, error)];
  }
}

/** The compiler tells types only where the syntax is right: posts in which it is wrong are left aside. */
async function typeProblems(slugs: readonly string[]): Promise<readonly Diagnostic[]> {
  try {
    await checkPostTypes(slugs);
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const { diagnostics } = error;
    const syntax = diagnostics.filter(({ text }) => /\(TS1\d{3}\)/.test(text));
    const others = slugs.filter((slug) => !syntax.some(({ file }) => file.includes(`/${slug}/`)));
    if (syntax.length === 0 || others.length === 0 || others.length === slugs.length) {
      return diagnostics;
    }
    return [...diagnostics, ...(await typeProblems(others))];
  }
}

const BUDGET = 90_000;

/** Whether the page is too heavy, if dist/ has it as the sources are. */
function weightProblems(post: Post): Found[] {
  const page = resolve(root, 'dist/posts', post.slug, 'index.html');
  if (!existsSync(page)) return [];
  const folder = postFile(post.slug, '.');
  const newest = Math.max(
    ...readdirSync(folder).map((name) => statSync(resolve(folder, name)).mtimeMs),
  );
  if (statSync(page).mtimeMs < newest) return [];
  const { length } = gzipSync(readFileSync(page));
  if (length <= BUDGET) return [];
  const what = `The page has ${Math.round(length / 1000)} kB of compressed HTML, above ${BUDGET / 1000} kB. Draw fewer points on the server, or shorten the post.`;
  return [at(post, 'index.mdx', post.source, 0, 'page-budget', what)];
}

/** Findings in the order of files and places, each once. */
function unique(found: readonly Found[]): Found[] {
  const known = new Map(
    found.map((one) => [`${one.file}:${one.line}:${one.column} ${one.rule} ${one.text}`, one]),
  );
  return [...known.values()].sort(
    (a, b) =>
      Number(a.file > b.file) - Number(a.file < b.file) || a.line - b.line || a.column - b.column,
  );
}
