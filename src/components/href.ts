import { join } from 'node:path/posix';
import { site } from '../../content/site.ts';

/** An internal link below the site's base path: `href('/posts/ppo/')`. */
export function href(path: `/${string}`): string {
  return join(import.meta.env.BASE_URL, path);
}

/** The same in full, for those who read it elsewhere: `https://example.org/posts/ppo/`. */
export function address(path: `/${string}`): string {
  return new URL(href(path), site.url).href;
}
