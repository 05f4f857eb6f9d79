/**
 * The digest of a sequence of frames: equal digests mean equal bits.
 *
 * Every value is reduced to 32-bit words in one canonical way: its kind, its length, its bytes, with
 * keys in sorted order. Two MurmurHash3 lanes with different constants mix them into 64 bits. That
 * tells different results apart; it does not resist somebody who forges one.
 */
import type { Frame, Plain } from './run.ts';

export interface Digest {
  /** Takes the next frame of the sequence. */
  add(frame: Frame): void;
  /** The digest of all frames so far, as 16 hexadecimal digits. */
  hex(): string;
}

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const STRING = 4;
const ARRAY = 5;
const OBJECT = 6;
const FLOAT32 = 7;
const FLOAT64 = 8;
const INT32 = 9;
const UINT8 = 10;

export function createDigest(): Digest {
  let a = 0x9747b28c;
  let b = 0x3c6ef372;
  let count = 0;
  const float64 = new Float64Array(1);
  const float64Words = new Uint32Array(float64.buffer);

  function word(value: number): void {
    let mixed = Math.imul(value, 0xcc9e2d51);
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    a ^= mixed;
    a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    mixed = Math.imul(value, 0x239b961b);
    mixed = Math.imul((mixed << 16) | (mixed >>> 16), 0xab0e9789);
    b ^= mixed;
    b = (Math.imul((b << 15) | (b >>> 17), 5) + 0x561ccd1b) | 0;
    count = (count + 1) | 0;
  }

  function header(kind: number, length: number): void {
    word(kind);
    word(length);
  }

  function bytes(kind: number, array: Float32Array | Float64Array | Int32Array | Uint8Array): void {
    header(kind, array.length);
    const whole = array.byteLength >> 2;
    const aligned = array.byteOffset % 4 === 0 ? array : array.slice();
    const words = new Uint32Array(aligned.buffer, aligned.byteOffset, whole);
    for (let i = 0; i < whole; i++) word(words[i]!);
    if (array instanceof Uint8Array) {
      for (let i = whole * 4; i < array.length; i++) word(array[i]!);
    }
  }

  function string(value: string): void {
    header(STRING, value.length);
    for (let i = 0; i < value.length; i++) word(value.charCodeAt(i));
  }

  function add(value: Plain): void {
    if (typeof value === 'number') {
      float64[0] = value;
      word(NUMBER);
      word(float64Words[0]!);
      word(float64Words[1]!);
    } else if (typeof value === 'string') string(value);
    else if (value === null) word(NULL);
    else if (typeof value === 'boolean') word(value ? TRUE : FALSE);
    else if (value instanceof Float32Array) bytes(FLOAT32, value);
    else if (value instanceof Float64Array) bytes(FLOAT64, value);
    else if (value instanceof Int32Array) bytes(INT32, value);
    else if (value instanceof Uint8Array) bytes(UINT8, value);
    else if (isArray(value)) {
      header(ARRAY, value.length);
      for (const item of value) add(item);
    } else {
      const keys = Object.keys(value).sort();
      header(OBJECT, keys.length);
      for (const key of keys) {
        string(key);
        add(value[key]!);
      }
    }
  }

  return {
    add,
    hex: () => hex(finish(a ^ count)) + hex(finish(b ^ count)),
  };
}

/** `Array.isArray`, which knows nothing of readonly arrays. */
function isArray(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

function finish(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
