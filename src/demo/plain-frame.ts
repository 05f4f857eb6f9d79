/**
 * A frame as a run may hand it out: plain data that shares no memory with the run.
 *
 * A frame's arrays are often views of Wasm memory. Kept as they are, they would change with the next
 * step, and sent to another thread they would take the whole memory with them.
 */
import type { Frame, Plain } from './run.ts';

/**
 * A copy of the frame.
 *
 * @throws RangeError naming the key, if a number is NaN or infinite or a value is not plain data
 */
export function plainFrame<F extends Frame>(frame: F): F {
  return copy(frame, []) as F;
}

type Path = (string | number)[];

function copy(value: unknown, path: Path): Plain {
  if (typeof value === 'number') return finite(value, path);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (value instanceof Float32Array || value instanceof Float64Array) {
    const own = value.slice();
    for (let i = 0; i < own.length; i++) {
      if (!Number.isFinite(own[i])) finite(own[i]!, [...path, i]);
    }
    return own;
  }
  if (value instanceof Int32Array || value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return value.map((item, index) => at(index, item, path));
  if (isPlainObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, at(key, item, path)]),
    );
  }
  throw new RangeError(`frame: ${nameOf(path)} must be plain data, got ${kindOf(value)}`);
}

function at(key: string | number, value: unknown, path: Path): Plain {
  path.push(key);
  const own = copy(value, path);
  path.pop();
  return own;
}

function finite(value: number, path: Path): number {
  if (Number.isFinite(value)) return value;
  throw new RangeError(`frame: ${nameOf(path)} must be finite, got ${value}`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** `errors.train[3]` */
function nameOf(path: Path): string {
  const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return name === '' ? 'a frame' : `\`${name.replace(/^\./, '')}\``;
}

function kindOf(value: unknown): string {
  return typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value;
}
