import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { probability, shares } from '#cells/how-to-write-a-post';
import { start } from '#demo/run';
import { createRng } from '#num/random';
import * as runs from './runs.ts';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const source = read('./index.mdx');

describe('the example', () => {
  test('one person shares with nobody, and 366 people must share', () => {
    expect(probability(1)).toBe(0);
    expect(probability(366)).toBe(1);
    expect(shares(366, createRng(1))).toBe(true);
  });

  test('simulation and formula agree to three standard errors', () => {
    const last = [...start(runs.groups, { people: 10, groups: 4000 }, 5, {})].at(-1)!;
    const error = Math.sqrt((last.exact * (1 - last.exact)) / 4000);
    expect(Math.abs(last.estimates.at(-1)! - last.exact)).toBeLessThan(3 * error);
  });
});

describe('what the guide shows', () => {
  const shown = [...source.matchAll(/^(`{3,})mdx\n([\s\S]*?)^\1$/gm)];
  const rest = shown.reduce((text, [fence]) => text.replace(fence, ''), source);

  test.each(shown.map(([, , text]) => [text.trim().split('\n')[0], text.trim()]))(
    'is the source of what stands below it: %s',
    (_first, text) => expect(rest).toContain(text),
  );

  const quoted = [...source.matchAll(/^```(?:typescript|tsx) title="([\w.]+)"\n([\s\S]*?)^```$/gm)];

  test.each(quoted.map(([, file, text]) => [file, text]))('is in %s', (file, text) => {
    expect(read(`./${file}`)).toContain(text);
  });

  test('is not nothing', () => {
    expect(shown.length).toBeGreaterThanOrEqual(10);
    expect(quoted.length).toBeGreaterThanOrEqual(3);
  });
});
