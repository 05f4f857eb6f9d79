/**
 * Seeded random numbers: the same seed gives the same sequence on every machine.
 *
 * The core is xoshiro128**, 32-bit integers only. A run receives one generator and passes it on;
 * `split` gives an independent one, so that adding a draw in one place leaves the others as they were.
 *
 * @see Blackman & Vigna 2021, Scrambled Linear Pseudorandom Number Generators
 */
import { log } from './math.ts';

export interface Rng {
  /** A number in [low, high), of 53 random bits. */
  uniform(low?: number, high?: number): number;
  /** A normally distributed number. */
  normal(mean?: number, std?: number): number;
  /**
   * One of 0, 1, ... n - 1, all equally likely.
   *
   * @throws RangeError unless n is an integer from 1 to 2^32
   */
  integer(n: number): number;
  /** 0, 1, ... n - 1 in random order. */
  permutation(n: number): Int32Array<ArrayBuffer>;
  /**
   * k different ones of 0, 1, ... n - 1, all equally likely, in random order.
   *
   * @throws RangeError unless k is an integer from 0 to n
   */
  choice(n: number, k: number): Int32Array<ArrayBuffer>;
  /**
   * An index with probability in proportion to its weight.
   *
   * @throws RangeError unless the weights are >= 0, and finite, and one is > 0
   */
  categorical(weights: ArrayLike<number>): number;
  /** An exponentially distributed number; its mean is 1 / rate. */
  exponential(rate?: number): number;
  /** A number with the standard Gumbel distribution: argmax(logits + gumbels) samples a softmax. */
  gumbel(): number;
  /** A generator whose sequence is independent of what this one gives from now on. */
  split(): Rng;
}

/**
 * A generator for a seed.
 *
 * @throws RangeError unless the seed is a safe integer
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`createRng: seed must be an integer, got ${seed}`);
  }
  return new Xoshiro128(spread([seed | 0, Math.floor(seed / 2 ** 32) | 0]));
}

class Xoshiro128 implements Rng {
  readonly #state: Int32Array;
  #spare: number | null = null;

  constructor(state: Int32Array) {
    this.#state = state;
  }

  /** 32 random bits */
  #next(): number {
    const s = this.#state;
    const scrambled = Math.imul(rotate(Math.imul(s[1], 5), 7), 9);
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11);
    return scrambled >>> 0;
  }

  uniform(low = 0, high = 1): number {
    const unit = ((this.#next() >>> 5) * 2 ** 26 + (this.#next() >>> 6)) * 2 ** -53;
    return low + (high - low) * unit;
  }

  // Marsaglia's polar method: a point in the unit disc gives two independent normals.
  normal(mean = 0, std = 1): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return mean + std * spare;
    }
    for (;;) {
      const x = this.uniform(-1, 1);
      const y = this.uniform(-1, 1);
      const s = x * x + y * y;
      if (s === 0 || s >= 1) continue;
      const stretch = Math.sqrt((-2 * log(s)) / s);
      this.#spare = y * stretch;
      return mean + std * x * stretch;
    }
  }

  integer(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 32)) {
      throw new RangeError(`integer: n must be an integer from 1 to 2^32, got ${n}`);
    }
    const limit = 2 ** 32 - (2 ** 32 % n); // beyond it the remainders would not be equally likely
    for (;;) {
      const bits = this.#next();
      if (bits < limit) return bits % n;
    }
  }

  permutation(n: number): Int32Array<ArrayBuffer> {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  choice(n: number, k: number): Int32Array<ArrayBuffer> {
    if (!(Number.isInteger(k) && k >= 0 && k <= n)) {
      throw new RangeError(`choice: k must be an integer from 0 to ${n}, got ${k}`);
    }
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = 0; i < k; i++) {
      const j = i + this.integer(n - i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order.slice(0, k);
  }

  categorical(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0)) {
        throw new RangeError(`categorical: weights must be >= 0, got ${weights[i]} at ${i}`);
      }
      total += weights[i];
    }
    if (!(total > 0 && total < Infinity)) {
      throw new RangeError(`categorical: the sum of weights must be > 0 and finite, got ${total}`);
    }
    let rest = this.uniform() * total;
    let chosen = 0;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] === 0) continue;
      chosen = i; // the last possible one, should rounding leave a rest
      rest -= weights[i];
      if (rest < 0) break;
    }
    return chosen;
  }

  exponential(rate = 1): number {
    return -log(1 - this.uniform()) / rate;
  }

  gumbel(): number {
    for (;;) {
      const e = this.exponential();
      if (e > 0) return -log(e);
    }
  }

  split(): Rng {
    return new Xoshiro128(spread([this.#next(), this.#next(), this.#next(), this.#next()]));
  }
}

function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}

/** Four state words from a key, every bit of which changes about half of theirs (MurmurHash3's mixing). */
function spread(key: readonly number[]): Int32Array {
  let hash = 0;
  const mix = (word: number): number => {
    hash = (Math.imul(hash, 5) + 0x9e3779b9) | 0;
    let mixed = hash ^ word;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    hash ^= mixed ^ (mixed >>> 16);
    return hash;
  };
  for (const word of key) mix(word);
  const state = Int32Array.from({ length: 4 }, () => mix(0));
  if (state.every((word) => word === 0)) state[0] = 1; // the one state that xoshiro never leaves
  return state;
}
