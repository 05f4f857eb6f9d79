import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneProject, type Clone } from '../fixture-clone.ts';

const post = 'content/posts/coin/index.mdx';
let clone: Clone;

beforeAll(async () => {
  clone = cloneProject('coin');
  const recorded = await clone.run('record', 'coin');
  expect(recorded.stderr).toBe('');
  expect(recorded.code).toBe(0);
  const built = await clone.run('build');
  expect(built.stderr).toBe('');
  expect(built.code).toBe(0);
});
afterAll(() => clone?.delete());

/** Runs a command on the post with `from` replaced by `to`, then mends it. */
async function broken(file: string, from: string, to: string, command: string, ...args: string[]) {
  const good = clone.read(file);
  expect(good).toContain(from);
  clone.write(file, good.replace(from, to));
  try {
    return await clone.run(command, ...args);
  } finally {
    clone.write(file, good);
  }
}

describe('a build names what is wrong and leaves the last good dist/', () => {
  const cases: [name: string, file: string, from: string, to: string, message: string][] = [
    [
      'a broken formula',
      post,
      '\\frac{1}{n}',
      '\\frca{1}{n}',
      `${post}:30:25 maths-valid\n  Maths: Undefined control sequence: \\frca`,
    ],
    [
      'a type error in a cell',
      post,
      'let heads = 0;',
      'let heads: boolean = 0;',
      `${post}:19:7 types\n  Type 'number' is not assignable to type 'boolean'. (TS2322)`,
    ],
    [
      'an unknown citation',
      post,
      '[@bernoulli1713]',
      '[@bernouli1713]',
      `${post}:12:51 cite-known\n  \`@bernouli1713\` is not in references.bib. Did you mean \`bernoulli1713\`?`,
    ],
    [
      'a reference to nothing',
      post,
      '[@bernoulli1713]',
      '[#fig:coin]',
      `${post}:12:50 ref-known\n  Nothing in this post has the label \`fig:coin\`.`,
    ],
    [
      'a missing figure',
      post,
      'coin.svg',
      'coins.svg',
      `${post}:27:1 figure-there\n  \`./figures/coins.svg\` does not exist. Did you mean \`coin.svg\`?`,
    ],
    ['a figure without alt text', post, '![A coin]', '![]', `${post}:27:1 figure-alt\n`],
    [
      'a stale record',
      post,
      'rng.uniform() < p',
      'rng.uniform() <= p',
      'content/posts/coin/record.json:1:1 record-fresh\n  The record is stale',
    ],
    [
      'a claim outside its bounds that nobody explains',
      'content/posts/coin/claims.ts',
      'low: 0.4',
      'low: 0.59',
      'content/posts/coin/record.json:1:1 claim-holds\n  Claim `share` is 0.',
    ],
  ];
  test.each(cases)('%s', async (_name, file, from, to, message) => {
    const before = clone.read('dist/posts/coin/index.html');
    const { code, stderr } = await broken(file, from, to, 'build');
    expect(stderr).toContain(message);
    expect(code).toBe(1);
    expect(clone.read('dist/posts/coin/index.html')).toBe(before);
  });
});

describe('a run that throws', () => {
  const from = 'heads += rng';
  const to = "if (n > 100) throw new Error('the coin rolled away'); heads += rng";

  test('ends a demo with its message and the line of the post', async () => {
    const { code, stderr } = await broken(post, from, to, 'demo', 'coin', 'toss');
    expect(code).toBe(1);
    expect(stderr).toContain('the coin rolled away');
    expect(stderr).toContain(`${post}:21`);
  });

  test('ends a recording and leaves the last good record', async () => {
    const before = clone.read('content/posts/coin/record.json');
    const { code, stderr } = await broken(post, from, to, 'record', 'coin');
    expect(code).toBe(1);
    expect(stderr).toContain('the coin rolled away');
    expect(clone.read('content/posts/coin/record.json')).toBe(before);
  });
});

describe('npm run demo', () => {
  test('prints every frame as one JSON object a line', async () => {
    const { code, stdout } = await clone.run(
      'demo',
      'coin',
      'toss',
      '--set',
      'tosses=50',
      '--json',
    );
    expect(code).toBe(0);
    const frames = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { progress: number });
    expect(frames.map((frame) => frame.progress)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  });

  test('runs what the post shows first, and says that it has the bits of the record', async () => {
    const { stdout } = await clone.run('demo', 'coin');
    expect(stdout).toContain('coin toss: Toss a coin');
    expect(stdout).toContain('same bits as the record');
  });

  const refused: [name: string, args: string[], message: string][] = [
    ['an unknown post', ['coins'], 'no post `coins`. Did you mean `coin`? There are: coin'],
    [
      'an unknown run',
      ['coin', 'tos'],
      'no run `tos` in `coin`. Did you mean `toss`? There are: drop, toss',
    ],
    [
      'an unknown parameter',
      ['coin', 'toss', '--set', 'toses=5'],
      'no parameter `toses` in run `toss`. Did you mean `tosses`? There are:\n  tosses: a number from 10 to 10000',
    ],
    [
      'a value out of range',
      ['coin', 'toss', '--set', 'p=2'],
      '`p` must be a number from 0 to 1, got 2',
    ],
    [
      'a setting without a value',
      ['coin', 'toss', '--set', 'p'],
      '`--set` takes name=value, got `p`',
    ],
    [
      'a seed that is no whole number',
      ['coin', '--seed', '1.5'],
      '`--seed` must be a whole number',
    ],
    ['an unknown flag', ['coin', '--sed', '1'], "Unknown option '--sed'"],
    ['no post at all', [], 'Which post? There are: coin'],
  ];
  test.each(refused)('refuses %s with exit code 2', async (_name, args, message) => {
    const { code, stderr } = await clone.run('demo', ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
