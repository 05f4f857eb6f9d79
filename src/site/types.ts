/** Types of everything: .ts, .tsx, .astro, and cells under the name of their post. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { root } from '../generate/posts.ts';

/** @throws Error with the compiler's findings; those in cells name the post's file */
export async function checkTypes(): Promise<void> {
  const args = ['--minimumFailingSeverity', 'error', '--minimumSeverity', 'error'];
  const { status, stdout, stderr } = spawnSync(
    resolve(root, 'node_modules/.bin/astro-check'),
    args,
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    },
  );
  if (status !== 0) throw new Error(namePosts(`${stdout}${stderr}`.trim()));
}

/** Line N of `.cells/<slug>.ts` is line N of the post, so only the name needs changing. */
export function namePosts(text: string): string {
  return text.replaceAll(/\.cells\/([\w-]+)\.ts/g, 'content/posts/$1/index.mdx');
}
