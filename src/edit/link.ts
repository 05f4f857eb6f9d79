/** Edits in an address: JSON, compressed, in the alphabet of URLs. */
import type { Edits } from './cells.ts';

/** Characters of a link that chats and mail programs leave whole */
const LONGEST = 6000;

/** Bytes that a link may unpack to: programs are smaller, bombs are not. */
const LARGEST = 200_000;

/** The edits as text for an address; undefined if they are too long for one. */
export async function pack(edits: Edits): Promise<string | undefined> {
  const json = new Blob([JSON.stringify([...edits])]);
  const packed = json.stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  if (bytes.length > LONGEST) return undefined;
  const text = btoa(String.fromCharCode(...bytes));
  const safe = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return safe.length <= LONGEST ? safe : undefined;
}

/**
 * The edits in a text that `pack` made.
 *
 * @throws RangeError if it is none, or too large
 */
export async function unpack(text: string): Promise<Edits> {
  try {
    if (text.length > LONGEST) throw new RangeError('it is too long');
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    const reader = (stream as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length;
      if (size > LARGEST) throw new RangeError('it unpacks to too much');
      parts.push(next.value);
    }
    const entries: unknown = JSON.parse(await new Blob(parts).text());
    if (!Array.isArray(entries) || !entries.every(isEdit))
      throw new RangeError('it holds no cells');
    return new Map(entries);
  } catch (cause) {
    const reason = cause instanceof RangeError ? cause.message : 'it is damaged';
    throw new RangeError(`The edits in this link cannot be read: ${reason}.`, { cause });
  }
}

function isEdit(entry: unknown): entry is [number, string] {
  return (
    Array.isArray(entry) &&
    entry.length === 2 &&
    Number.isInteger(entry[0]) &&
    typeof entry[1] === 'string'
  );
}
