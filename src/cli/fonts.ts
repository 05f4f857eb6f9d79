/**
 * Writes the site's own fonts: the Source families, cut down to what the pages set.
 *
 * A post's first view has 250 kB in all. The packages' files hold weights and letters that no page
 * uses; without them four faces take 90 kB. `npm run fonts` is needed only after a change here.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import subsetFont from 'subset-font';

type Axes = Readonly<Record<string, number | { min: number; max: number }>>;

interface Face {
  readonly name: string;
  /** folder and file below node_modules/@fontsource-variable */
  readonly source: string;
  readonly axes: Axes;
}

const faces: readonly Face[] = [
  {
    name: 'serif',
    source: 'source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
    axes: { wght: { min: 400, max: 700 } },
  },
  {
    name: 'serif-italic',
    source: 'source-serif-4/files/source-serif-4-latin-wght-italic.woff2',
    axes: { wght: 400 },
  },
  {
    name: 'sans',
    source: 'source-sans-3/files/source-sans-3-latin-wght-normal.woff2',
    axes: { wght: { min: 400, max: 600 } },
  },
  {
    name: 'mono',
    source: 'source-code-pro/files/source-code-pro-latin-wght-normal.woff2',
    axes: { wght: { min: 400, max: 600 } },
  },
];

/** ASCII, Latin-1, and the packages' other signs that prose needs. Other letters: fonts.css. */
const letters = range(0x20, 0x7e) + range(0xa0, 0xff) + 'ŒœŸı–—‘’‚“”„‡•…′″‹›⁄€™−↑↓';

function range(first: number, last: number): string {
  return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

const packages = new URL('../../node_modules/@fontsource-variable/', import.meta.url);
const target = new URL('../styles/fonts/', import.meta.url);

mkdirSync(target, { recursive: true });
for (const { name, source, axes } of faces) {
  const font = await subsetFont(readFileSync(new URL(source, packages)), letters, {
    targetFormat: 'woff2',
    variationAxes: axes,
  });
  writeFileSync(new URL(`${name}.woff2`, target), font);
  console.log(`${name}.woff2  ${(font.length / 1000).toFixed(1)} kB`);
}
copyFileSync(new URL('source-serif-4/LICENSE', packages), new URL('OFL.txt', target));
