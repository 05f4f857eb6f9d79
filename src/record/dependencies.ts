/**
 * What a recorded result depends on, as one hash.
 *
 * A record is fresh when the hash of the post's program, its runs, the numerics and their compiled
 * kernels, the data and the versions of numeric packages is the one it was computed under. Prose,
 * views and the bounds of claims are not in it: they change no bit of a result.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { program } from '../literate/tangle.ts';
import { readPost } from '../literate/parse-post.ts';
import { postFile, root } from '../generate/posts.ts';

/** Packages whose version can change a result. */
const NUMERIC_PACKAGES = ['ml-matrix', 'mnist'];

/** The hash of all that the results of a post depend on, as 64 hexadecimal digits. */
export function computationHash(slug: string): string {
  const hash = createHash('sha256');
  const add = (name: string, content: string | Uint8Array) =>
    hash.update(`${name}\0${content.length}\0`).update(content);
  add('cells', program(readPost(postFile(slug, 'index.mdx')).tree));
  for (const name of ['runs.ts', 'data.ts']) {
    const file = postFile(slug, name);
    if (existsSync(file)) add(name, readFileSync(file));
  }
  add('kernels', compiledKernels());
  const sources = [...numerics(), 'src/demo/run.ts', 'src/demo/digest.ts'];
  for (const file of sources) add(file, readFileSync(resolve(root, file)));
  for (const name of NUMERIC_PACKAGES) add(name, installedVersion(name));
  return hash.digest('hex');
}

/** The kernels as compiled, without the first line, which says what they were compiled from. */
function compiledKernels(): string {
  const text = readFileSync(resolve(root, '.kernels/kernels.ts'), 'utf8');
  return text.slice(text.indexOf('\n'));
}

/** The files of `#num` that compute: how kernels were compiled shows in their bytes. */
function numerics(): string[] {
  return readdirSync(resolve(root, 'src/num'))
    .filter((name) => name.endsWith('.ts') && name !== 'compile-kernels.ts')
    .sort()
    .map((name) => `src/num/${name}`);
}

function installedVersion(name: string): string {
  const file = resolve(root, 'node_modules', name, 'package.json');
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
    : '';
}
