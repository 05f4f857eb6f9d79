/**
 * Writes the site's own fonts: the Source families, cut down to what the pages set.
 *
 * A post's first view has 250 kB in all. The packages' files hold weights and letters that no page
 * uses; KaTeX's hold signs that few formulas have. `npm run fonts` is needed only after a change here.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import subsetFont from 'subset-font';

type Axes = Readonly<Record<string, number | { min: number; max: number }>>;

interface Face {
  readonly name: string;
  /** file below node_modules */
  readonly source: string;
  readonly letters: string;
  readonly axes?: Axes;
}

/** `latin`, `greek` or `latin-ext` of a Source family. */
const family = (name: string, part: string, style = 'normal') =>
  `@fontsource-variable/${name}/files/${name}-${part}-wght-${style}.woff2`;
const katex = (name: string) => `katex/dist/fonts/KaTeX_${name}.woff2`;

const ascii = range(0x20, 0x7e);
/** ASCII, Latin-1, and the packages' other signs that prose needs. */
const latin = ascii + range(0xa0, 0xff) + 'ŒœŸı–—‘’‚“”„‡•…′″‹›⁄€™−↑↓';
/** What italics and code set beyond ASCII; for the rest fonts.css names the packages' files. */
const seldom = '\u00a0°±²³·½×ßäçèéñóöü–—‘’“”…−';
const greek = range(0x391, 0x3a9) + range(0x3b1, 0x3c9) + 'ϕϵϑ';
const latinExtended = range(0x100, 0x17f);
/** Signs of KaTeX's upright face that formulas commonly have; for the rest there is the whole face. */
const signs =
  ascii +
  range(0x391, 0x3a9) +
  '\u00a0\u200b¬±×÷·¨ˉˆ˜˙†‡…′←↑→↓↔↦⇐⇒⇔∀∂∃∅∇∈∉∋−∏∑∓∖∗∘∙√∝∞∠∣∥∧∨∩∪∫∼≃≅≈≠≡≤≥≪≫⊂⊃⊆⊇⊕⊗⊙⊤⊥⋅⋆⋮⋯⋱⌈⌉⌊⌋⟨⟩ℏℓℑℜ‖' +
  '\ue020'; // the stroke of ≠

/** Letters of KaTeX's italic face; capital Greek letters are upright in formulas. */
const variables = range(0x41, 0x5a) + range(0x61, 0x7a) + range(0x3b1, 0x3c9) + 'ϑϕϵ';
/** Delimiters and operators of two sizes. */
const large = '()[]{}/|⌈⌉⌊⌋⟨⟩√∏∑∫';

const text = { wght: { min: 400, max: 600 } };
const faces: readonly Face[] = [
  {
    name: 'serif',
    source: family('source-serif-4', 'latin'),
    letters: latin,
    axes: { wght: { min: 400, max: 700 } },
  },
  {
    name: 'serif-italic',
    source: family('source-serif-4', 'latin', 'italic'),
    letters: ascii + seldom,
    axes: { wght: 400 },
  },
  { name: 'sans', source: family('source-sans-3', 'latin'), letters: latin, axes: text },
  { name: 'mono', source: family('source-code-pro', 'latin'), letters: ascii + seldom, axes: text },
  // One weight: a letter of these in a heading is as light as in the text.
  ...['source-serif-4', 'source-sans-3', 'source-code-pro'].flatMap((name, index): Face[] => {
    const short = ['serif', 'sans', 'mono'][index];
    const axes = { wght: 400 };
    return [
      { name: `${short}-greek`, source: family(name, 'greek'), letters: greek, axes },
      {
        name: `${short}-latin-ext`,
        source: family(name, 'latin-ext'),
        letters: latinExtended,
        axes,
      },
    ];
  }),
  { name: 'katex-main', source: katex('Main-Regular'), letters: signs },
  { name: 'katex-main-bold', source: katex('Main-Bold'), letters: ascii },
  { name: 'katex-ams', source: katex('AMS-Regular'), letters: range(0x41, 0x5a) },
  { name: 'katex-italic', source: katex('Math-Italic'), letters: variables },
  { name: 'katex-size-1', source: katex('Size1-Regular'), letters: large },
  { name: 'katex-size-2', source: katex('Size2-Regular'), letters: large },
];

function range(first: number, last: number): string {
  return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

const packages = new URL('../../node_modules/', import.meta.url);
const target = new URL('../styles/fonts/', import.meta.url);

mkdirSync(target, { recursive: true });
for (const { name, source, letters, axes } of faces) {
  const font = await subsetFont(readFileSync(new URL(source, packages)), letters, {
    targetFormat: 'woff2',
    ...(axes && { variationAxes: axes }),
  });
  writeFileSync(new URL(`${name}.woff2`, target), font);
  console.log(`${name}.woff2  ${(font.length / 1000).toFixed(1)} kB`);
}
copyFileSync(
  new URL('@fontsource-variable/source-serif-4/LICENSE', packages),
  new URL('OFL.txt', target),
);
