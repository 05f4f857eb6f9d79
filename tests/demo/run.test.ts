import { expect, test } from 'vitest';
import { complete, defineRun, start, type Frame } from '#demo/run';

const frames = (list: readonly Frame[]) =>
  defineRun({
    title: 'List',
    parameters: { n: { kind: 'number', label: 'n', value: 1, min: 1, max: 9, step: 2 } },
    *frames() {
      yield* list;
    },
  });

const progress = (...values: number[]) => frames(values.map((value) => ({ progress: value })));

test.each([
  [[0, 1], '`progress` must rise from above 0 to 1, got 0 after 0'],
  [[0.5, 0.5, 1], '`progress` must rise from above 0 to 1, got 0.5 after 0.5'],
  [[0.5, 1.5], '`progress` must rise from above 0 to 1, got 1.5 after 0.5'],
  [[0.5, 0.9], '`progress` must be 1 in the last frame, got 0.9'],
  [[], '`progress` must be 1 in the last frame, got 0'],
])('progress %j is refused', (values, message) => {
  expect(() => [...start(progress(...values), { n: 1 }, 1, {})]).toThrow(`frame: ${message}`);
});

test('a value that is not accepted is refused before the first frame', () => {
  expect(() => start(progress(1), { n: 4 }, 1, {})).toThrow(
    '`n` must be a number from 1 to 9, in steps of 2, got 4',
  );
});

test('a name that every object has is no parameter', () => {
  expect(() => complete({}, { toString: 1 })).toThrow('no parameter `toString`; there are: none');
});

test('ending early ends the run', () => {
  let ended = false;
  const run = defineRun({
    title: 'Long',
    parameters: {},
    *frames() {
      try {
        for (let n = 1; ; n++) yield { progress: n / 1000 };
      } finally {
        ended = true;
      }
    },
  });
  for (const frame of start(run, {}, 1, {})) if (frame.progress > 0.003) break;
  expect(ended).toBe(true);
});
