/**
 * Frames as JSON without loss: a typed array is `{"float32": base64 of its bytes}`, and so on.
 */
import { plainFrame } from './plain-frame.ts';
import type { Frame, Plain } from './run.ts';

export type Json =
  number | string | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;

type Kind = keyof typeof arrays;

/**
 * A frame as JSON.
 *
 * @throws RangeError naming the key, if a number is NaN or infinite, a value is not plain data, or an
 *   object looks like an encoded array
 */
export function encodeFrame(frame: Frame): Json {
  return encode(plainFrame(frame));
}

/** The frame that `encodeFrame` was given, bit for bit. */
export function decodeFrame<F extends Frame>(json: Json): F {
  return decode(json) as F;
}

function encode(value: Plain): Json {
  if (Object.is(value, -0)) return { negative: 0 };
  if (typeof value !== 'object' || value === null) return value;
  for (const kind of Object.keys(arrays) as Kind[]) {
    if (value instanceof arrays[kind]) return { [kind]: toBase64(value) };
  }
  if (Array.isArray(value)) return value.map(encode);
  const entries = Object.entries(value as Record<string, Plain>);
  if (
    entries.length === 1 &&
    (Object.hasOwn(arrays, entries[0]![0]) || entries[0]![0] === 'negative')
  ) {
    throw new RangeError(
      `frame: an object must not have \`${entries[0]![0]}\` as its only key: in JSON it marks an array`,
    );
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, encode(item)]));
}

function decode(json: Json): Plain {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(decode);
  const entries = Object.entries(json as Record<string, Json>);
  if (entries.length === 1) {
    const [key, item] = entries[0]!;
    if (key === 'negative') return -0;
    if (Object.hasOwn(arrays, key))
      return new arrays[key as Kind](fromBase64(item as string).buffer);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, decode(item)]));
}

function toBase64(array: Float32Array | Float64Array | Int32Array | Uint8Array): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
