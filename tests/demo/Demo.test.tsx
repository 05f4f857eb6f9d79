import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { Demo } from '#demo/Demo.tsx';
import { describeDemo } from '#demo/describe';
import { defineRun, type Parameters } from '#demo/run';
import { statusLine, type Reading } from '#demo/status-line';

const parameters = {
  passes: { kind: 'number', label: 'Passes', unit: 'of all', value: 5, min: 1, max: 80, step: 1 },
  lr: {
    kind: 'number',
    label: 'Rate',
    value: 0.01,
    min: 0.0001,
    max: 1,
    step: 0.0001,
    scale: 'log',
  },
  order: {
    kind: 'choice',
    label: 'Order',
    value: 'fixed',
    options: { fixed: 'fixed', new: 'new' },
  },
  recipe: {
    kind: 'choice',
    label: 'Recipe',
    value: 'b',
    options: { a: 'the recipe of the year 1989', b: 'the same with softmax' },
  },
  shift: { kind: 'flag', label: 'Shift images', value: true },
} as const satisfies Parameters;

const train = defineRun({
  title: 'Train the network',
  parameters,
  *frames() {
    yield { progress: 1, misses: 102 };
  },
});

const values = { passes: 5, lr: 0.01, order: 'fixed', recipe: 'b', shift: true };
const result = { run: 'train', values, seed: 1, frames: 1, digest: '0', seconds: 12.34 };
const record = { runs: [{ ...result, last: { progress: 1, misses: 102 }, thinned: [] }] };

function html(demo: ReturnType<typeof describeDemo>): string {
  return renderToString(
    <Demo
      demo={demo as never}
      hint="Try another seed."
      worker={() => {
        throw new Error('the server starts no worker');
      }}
    >
      {({ frame, values: shown, seed, status }) => (
        <p>{JSON.stringify({ frame, shown, seed, status }).replaceAll('"', '')}</p>
      )}
    </Demo>,
  );
}

describe('a demo on the server', () => {
  const page = html(describeDemo({ train }, record, 'train', 'demo-train'));

  test('shows the recorded result, with the values that gave it', () => {
    expect(page).toContain(
      '{frame:{progress:1,misses:102},shown:{passes:5,lr:0.01,order:fixed,recipe:b,shift:true},seed:1,status:recorded}',
    );
    expect(page).toContain('recorded result · 12 s · seed 1');
    expect(page).toContain(
      '<noscript>This is the recorded result. Running it here needs JavaScript.</noscript>',
    );
  });

  test('gives every control its label', () => {
    const ids = [...page.matchAll(/<(?:input|select)[^>]* id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual(
      ['passes', 'lr', 'recipe', 'shift', 'seed'].map((name) => `demo-train-${name}`),
    );
    for (const id of ids) expect(page).toContain(`for="${id}"`);
    expect(page).toContain('aria-label="Passes, typed"');
    expect(page).toContain('<legend class="demo-label">Order</legend>');
    expect(page).toContain('aria-valuetext="5 of all"');
  });

  test('sets every control to its value', () => {
    expect(page).toMatch(/type="range"[^>]* max="200"[^>]* value="100"/);
    expect(page).toMatch(/<option selected value="b">|<option value="b" selected>/);
    expect(page).toMatch(/value="fixed" checked/);
    expect(page).toMatch(/id="demo-train-shift"[^>]* checked/);
  });

  test('has one filled button, and no style attribute', () => {
    expect(page.match(/demo-run/g)).toHaveLength(1);
    expect(page).not.toMatch(/\sstyle=/);
  });

  test('says so where nothing is recorded', () => {
    const empty = html(describeDemo({ train }, null, 'train', 'demo-train'));
    expect(empty).toContain('Nothing is recorded yet. Press Run.');
    expect(empty).toContain('not run yet');
  });
});

describe('the status line', () => {
  const none = { progress: 0, seconds: 0, frames: 0, laps: [] };
  const reading: Reading = {
    status: 'running',
    clock: { progress: 0.41, seconds: 2.2, frames: 41, laps: [] },
    seed: 7,
    work: { unit: 'steps', count: 44_220 },
    recorded: { seconds: 12 },
    sameBits: null,
    changed: false,
  };

  test.each<[Partial<Reading>, string]>([
    [{}, 'running 41 %, 3.2 s left · 20,100 steps/s · seed 7'],
    [{ status: 'loading', clock: none }, 'loading · seed 7'],
    [{ status: 'paused' }, 'paused at 41 % · 20,100 steps/s · seed 7'],
    [{ status: 'idle', clock: none }, 'recorded result · 12 s · seed 7'],
    [
      { status: 'idle', clock: none, recorded: null, changed: true },
      'not run yet · seed 7 · settings changed: press Run',
    ],
    [
      { changed: true },
      'running 41 %, 3.2 s left · 20,100 steps/s · seed 7 · settings changed: press Run',
    ],
    [
      { status: 'done', clock: { progress: 1, seconds: 75, frames: 9, laps: [] }, sameBits: true },
      'done in 1 min 15 s · 590 steps/s · seed 7 · same bits as the record',
    ],
    [
      { status: 'done', sameBits: false },
      'done in 2.2 s · 20,100 steps/s · seed 7 · differs from the record',
    ],
  ])('%#: says what is going on', (change, text) => {
    expect(statusLine({ ...reading, ...change })).toBe(text);
  });
});
