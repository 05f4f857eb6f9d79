/** Contrast of the colour tokens, as WCAG 2 computes it, in both themes. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../src/generate/posts.ts';

const css = readFileSync(resolve(root, 'src/styles/tokens.css'), 'utf8');

type Theme = 'light' | 'dark';

const tokens: Record<Theme, Map<string, string>> = { light: new Map(), dark: new Map() };
for (const [, name, light, dark] of css.matchAll(
  /--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g,
)) {
  tokens.light.set(name, light);
  tokens.dark.set(name, dark);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(theme: Theme, one: string, other: string): number {
  const [a, b] = [one, other].map((name) => luminance(tokens[theme].get(name)!));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const syntax = [...tokens.light.keys()].filter((name) => name.startsWith('code-'));
const texts = ['ink', 'ink-soft', 'accent', 'ours', 'theirs', 'alarm', ...syntax];

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  test('every syntax colour is a token', () => {
    expect(syntax).toHaveLength(6);
  });

  test.each(texts)('%s is readable on both grounds: 4.5 to 1', (name) => {
    expect(contrast(theme, name, 'paper')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, name, 'paper-deep')).toBeGreaterThanOrEqual(4.5);
  });

  test('text on the accent is readable: 4.5 to 1', () => {
    expect(contrast(theme, 'accent-ink', 'accent')).toBeGreaterThanOrEqual(4.5);
  });

  test('lines that carry meaning can be seen: 3 to 1', () => {
    expect(contrast(theme, 'rule-strong', 'paper')).toBeGreaterThanOrEqual(3);
  });
});
