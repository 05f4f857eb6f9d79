import { join } from 'node:path/posix';

/** An internal link below the site's base path: `href('/posts/ppo/')`. */
export function href(path: `/${string}`): string {
  return join(import.meta.env.BASE_URL, path);
}
