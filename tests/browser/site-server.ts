/** Serves a built site on loopback, as a static host would, for the browser tests. */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { text } from 'node:stream/consumers';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain',
  '.md': 'text/markdown; charset=utf-8',
  '.xml': 'application/xml',
  '.png': 'image/png',
};

/** What hosts compress. */
const COMPRESSED = /^text\/|\/(javascript|json|xml|wasm|svg\+xml)/;

export interface SiteServer {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /** paths asked for that do not exist */
  readonly missing: readonly string[];
  close(): Promise<void>;
}

/** The file that answers for a path below the base. */
export function fileOf(folder: string, path: string): string {
  return join(folder, path === '' || path.endsWith('/') ? `${path}index.html` : path);
}

export interface Served {
  /** further pages by path */
  readonly pages?: Readonly<Record<string, string>>;
  /** receives what a page posts to `/report` */
  readonly onReport?: (body: string) => void;
  /** milliseconds before each answer, as a host at some distance has; 0 by default */
  readonly delay?: number;
}

/**
 * @param folder the folder to serve, such as `dist`
 * @param base where it is served, with a slash at both ends; what is outside does not exist
 */
export async function serveFolder(
  folder: string,
  base = '/',
  { pages = {}, onReport = () => {}, delay = 0 }: Served = {},
): Promise<SiteServer> {
  const missing: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url!, 'http://x').pathname));
    if (request.method === 'POST' && path === '/report') {
      void text(request).then(onReport);
      response.end();
      return;
    }
    if (Object.hasOwn(pages, path)) {
      response.writeHead(200, { 'content-type': TYPES['.html'] }).end(pages[path]);
      return;
    }
    const file = path.startsWith(base) ? fileOf(folder, path.slice(base.length)) : undefined;
    setTimeout(delay)
      .then(() => (file ? readFile(file) : Promise.reject()))
      .then(
        (body) => {
          const type = TYPES[extname(file!)] ?? 'application/octet-stream';
          response.setHeader('content-type', type);
          if (!COMPRESSED.test(type) || !/gzip/.test(request.headers['accept-encoding'] ?? ''))
            response.end(body);
          else response.setHeader('content-encoding', 'gzip').end(gzipSync(body));
        },
        () => {
          missing.push(path);
          response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
        },
      );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    missing,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
