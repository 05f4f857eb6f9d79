/**
 * Wasm memory in arenas: what is allocated together is freed together, so nothing is freed alone.
 *
 * An arena takes blocks and hands them out from front to back. Blocks come in few sizes, and a freed
 * one waits for the next arena that needs its size, so a program that repeats itself stops growing.
 */
import { memory } from './wasm.ts';

const PAGE = 65536;
const GROWTH = 16 * PAGE; // growing detaches all views, so it comes in large steps

const idle = new Map<number, number[]>(); // size -> addresses of free blocks
let top = PAGE; // the first page stays unused, so that no address is 0

function takeBlock(size: number): number {
  const address = idle.get(size)?.pop();
  if (address !== undefined) return address;
  const missing = top + size - memory.buffer.byteLength;
  if (missing > 0) {
    try {
      memory.grow(Math.ceil(Math.max(missing, GROWTH) / PAGE));
    } catch {
      throw new RangeError(`memory: no room for another ${size} bytes beside ${top}`);
    }
  }
  top += size;
  return top - size;
}

export class Arena {
  /** False once its memory has been freed. */
  alive = true;
  #blocks: { address: number; size: number }[] = [];
  #next = 0;
  #end = 0;
  #held = 0;
  #children: Arena[] = [];

  /** An arena that is freed with its parent at the latest. */
  child(): Arena {
    const arena = new Arena();
    this.#children.push(arena);
    return arena;
  }

  /** Address of `bytes` bytes, on a multiple of 16, with anything in them. */
  allocate(bytes: number): number {
    const room = Math.max(16, Math.ceil(bytes / 16) * 16);
    if (this.#next + room > this.#end) {
      // as large as all before it, so that a growing arena needs few
      const size = blockSize(Math.max(room, Math.min(this.#held, GROWTH)));
      this.#held += size;
      this.#next = takeBlock(size);
      this.#end = this.#next + size;
      this.#blocks.push({ address: this.#next, size });
    }
    this.#next += room;
    return this.#next - room;
  }

  /** @throws Error saying that the memory of `what` was freed */
  refuse(what: string): never {
    throw new Error(`the memory of ${what} was freed when its scratch or arena ended`);
  }

  free(): void {
    for (const child of this.#children) child.free();
    for (const { address, size } of this.#blocks) {
      const free = idle.get(size);
      if (free) free.push(address);
      else idle.set(size, [address]);
    }
    this.alive = false;
    this.#blocks = [];
    this.#children = [];
    this.#next = this.#end = this.#held = 0;
  }
}

/** The next of the sizes 4, 5, 6, 7 times a power of two. */
function blockSize(bytes: number): number {
  let unit = PAGE / 4;
  while (7 * unit < bytes) unit *= 2;
  return Math.max(4, Math.ceil(bytes / unit)) * unit;
}

let current = new Arena(); // lives as long as the thread

/** The arena that new tensors belong to. */
export function currentArena(): Arena {
  return current;
}

/** `body()`, whose tensors belong to `arena`. */
export function within<T>(arena: Arena, body: () => T): T {
  const outer = current;
  current = arena;
  try {
    return body();
  } finally {
    current = outer;
  }
}
