/** The assets that a run asks for, as bytes. */
import type { RunData } from './run.ts';

/**
 * Reads every asset; what ends in `.deflate` is inflated.
 *
 * @param read how the bytes behind an address are got: `fetchBytes` in a page
 * @throws Error naming the asset that cannot be read
 */
export async function loadData(
  sources: Readonly<Record<string, URL>>,
  read: (source: URL) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<RunData> {
  const entries = Object.entries(sources).map(async ([name, source]) => {
    try {
      const bytes = await read(source);
      return [name, source.pathname.endsWith('.deflate') ? await inflate(bytes) : bytes] as const;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`data \`${name}\`: ${reason} (${source.href})`, { cause });
    }
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** @throws Error with the HTTP status if it is not a success */
export async function fetchBytes(source: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(source);
  if (!response.ok) throw new Error(`HTTP ${response.status} ${response.statusText}`.trim());
  return new Uint8Array(await response.arrayBuffer());
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
