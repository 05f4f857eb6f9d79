/**
 * One reload a save. Astro reloads the page when a post's module changes, and half a second later
 * again, when it has written what it knows of the post's front matter; by then the first answer is
 * often on its way, and starts anew. Where a save left the front matter as it was, the second one
 * brings nothing.
 */
import { readFileSync } from 'node:fs';
import type { HotPayload, ViteDevServer } from 'vite';

/** How long after a save its second reload may come, in milliseconds. */
const SECOND = 3000;

/**
 * @param posts files of all posts
 * @returns to be called with the file of a post that was saved
 */
export function reloadOnce(
  server: ViteDevServer,
  posts: readonly string[],
): (path: string) => void {
  const matters = new Map(posts.map((path) => [path, matterOf(path)]));
  let saved = -Infinity;
  let reloaded = false;
  const { hot } = server.environments.client;
  for (const channel of new Set<{ send: (...args: never[]) => void }>([server.ws, hot])) {
    const send = channel.send.bind(channel) as (...args: unknown[]) => void;
    channel.send = (...args: unknown[]) => {
      const payload = args[0] as HotPayload | string;
      if (typeof payload === 'object' && payload.type === 'full-reload') {
        const again = payload.path === '*' && reloaded && performance.now() - saved < SECOND;
        if (again) return;
        reloaded = true;
      }
      send(...args);
    };
  }
  return (path) => {
    const matter = matterOf(path);
    const same = matters.get(path) === matter;
    matters.set(path, matter);
    saved = same ? performance.now() : -Infinity;
    reloaded = false;
  };
}

function matterOf(path: string): string {
  const [matter = ''] = /^---\r?\n[\s\S]*?\n---/.exec(readFileSync(path, 'utf8')) ?? [];
  return matter;
}
