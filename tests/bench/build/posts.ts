/**
 * Posts made up for measuring a build: 2,500 words, 60 formulas and 12 fences of code each, all
 * different, in Markdown that every generator of sites under comparison reads.
 */
import { createRng, type Rng } from '#num/random';

const WORDS = 2500;
const DISPLAYED = 20;
const IN_TEXT = 40;
const FENCES = 12;
const SECTIONS = 8;

const LETTERS = 'abcdfghklmnpqrstuvwxyz'.split('');
const GREEK = ['alpha', 'beta', 'gamma', 'theta', 'lambda', 'mu', 'sigma', 'phi'].map(
  (name) => `\\${name}`,
);
const SYLLABLES = 'ra te mo li sun ka ver dis po ne gra ti la con fe ru men so bi tal'.split(' ');

export interface SyntheticPost {
  readonly slug: string;
  readonly title: string;
  /** Markdown with maths, without front matter */
  readonly body: string;
}

/** The post of that number, the same on every call. */
export function syntheticPost(number: number): SyntheticPost {
  const rng = createRng(number);
  const title = `On ${words(rng, 3)}`;
  const parts: string[] = [];
  const each = <T>(count: number, section: number, make: () => T): T[] =>
    Array.from(
      {
        length:
          Math.floor((count * (section + 1)) / SECTIONS) - Math.floor((count * section) / SECTIONS),
      },
      make,
    );
  for (let section = 0; section < SECTIONS; section++) {
    parts.push(`## ${words(rng, 3)} ${section + 1}`);
    const paragraphs = each(IN_TEXT / 2, section, () => {
      const n = Math.round(WORDS / (IN_TEXT / 2) / 4);
      const [a, b] = [inText(rng), inText(rng)];
      return `${sentence(rng, n)} ${sentence(rng, n - 1)} $${a}$ ${sentence(rng, n)} $${b}$ ${sentence(rng, n)}`;
    });
    const formulas = each(DISPLAYED, section, () => `$$\n${displayed(rng)}\n$$`);
    const code = each(FENCES, section, () => fence(rng, number));
    const length = Math.max(paragraphs.length, formulas.length, code.length);
    for (let i = 0; i < length; i++) {
      parts.push(...[paragraphs[i], formulas[i], code[i]].filter((part) => part !== undefined));
    }
  }
  return { slug: `synthetic-${number}`, title, body: `${parts.join('\n\n')}\n` };
}

/** The change of one sentence: what a touched post differs by. */
export function touched(body: string, time: number): string {
  return body.replace('\n\n', `\n\nTouched for the ${time}th time.\n\n`);
}

function pick<T>(rng: Rng, from: readonly T[]): T {
  return from[rng.integer(from.length)];
}

function words(rng: Rng, count: number): string {
  const word = () =>
    Array.from({ length: 1 + rng.integer(3) }, () => pick(rng, SYLLABLES)).join('');
  return Array.from({ length: count }, word).join(' ');
}

function sentence(rng: Rng, count: number): string {
  const text = words(rng, count);
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function symbol(rng: Rng): string {
  return `${pick(rng, [...LETTERS, ...GREEK])}_{${pick(rng, LETTERS)}${rng.integer(10)}}`;
}

function inText(rng: Rng): string {
  const [a, b] = [symbol(rng), symbol(rng)];
  return pick(rng, [
    `${a} = ${b}^{${rng.integer(9)}}`,
    `\\mathbb{E}[${a}] \\le \\sqrt{${b}}`,
    `${a} \\in \\mathbb{R}^{${pick(rng, LETTERS)} \\times ${pick(rng, LETTERS)}}`,
    `\\lVert ${a} - ${b} \\rVert_2`,
  ]);
}

function displayed(rng: Rng): string {
  const [a, b, c, d] = [symbol(rng), symbol(rng), symbol(rng), symbol(rng)];
  return pick(rng, [
    `${a} = \\frac{1}{${b}} \\sum_{i=1}^{n} \\exp\\left(-\\frac{(${c} - ${d})^2}{2 \\sigma^2}\\right)`,
    `\\nabla_\\theta J = \\mathbb{E}_{\\pi}\\left[\\sum_{t=0}^{T} \\nabla \\log \\pi(${a} \\mid ${b})\\, ${c}\\right] + ${d}`,
    `\\begin{aligned} ${a} &= ${b} + \\int_0^1 ${c}(s)\\, ds \\\\ &\\le \\sqrt{${d}} + \\max_{k} ${b} \\end{aligned}`,
    `\\begin{pmatrix} ${a} & ${b} \\\\ ${c} & ${d} \\end{pmatrix} = U \\Sigma V^\\top`,
  ]);
}

/** Ten lines of TypeScript that declare one function of a name of its own. */
function fence(rng: Rng, number: number): string {
  const name = `f${number}x${rng.integer(2 ** 31)}`;
  const [a, b] = [pick(rng, LETTERS) + rng.integer(99), `${pick(rng, LETTERS)}x${rng.integer(99)}`];
  return [
    '```ts',
    `/** ${sentence(rng, 6)} */`,
    `export function ${name}(values: readonly number[], scale = ${rng.integer(100)}): number {`,
    `  let ${a} = 0;`,
    `  for (const ${b} of values) {`,
    `    if (${b} < scale) ${a} += Math.sqrt(${b} * ${rng.integer(50)});`,
    `    else ${a} -= ${b} / ${1 + rng.integer(50)};`,
    '  }',
    `  if (${a} === scale) throw new RangeError('${words(rng, 4)}');`,
    `  return ${a} * ${rng.integer(1000) / 10};`,
    '}',
    '```',
  ].join('\n');
}
