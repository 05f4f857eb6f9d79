/** Questions about the result of a finished run, from the page through the worker and back. */
import { expect, test } from 'vitest';
import { defineRun, type Answer, type Plain } from '#demo/run';
import type { Port, ToPage, ToWorker } from '#demo/protocol';
import { serve } from '#demo/serve';
import { createLive, type WorkerLike } from '../../src/demo/use-run.ts';

const sums = defineRun({
  title: 'Sums',
  parameters: { n: { kind: 'number', label: 'n', value: 3, min: 1, max: 9, step: 1 } },
  *frames({ n }): Generator<{ progress: number; sum: number }, Answer> {
    let sum = 0;
    for (let i = 1; i <= n; i++) yield { progress: i / n, sum: (sum += i) };
    return (question) => {
      if (typeof question !== 'number') throw new TypeError('a number, please');
      return sum * question;
    };
  },
});

const silent = defineRun({
  title: 'Silent',
  parameters: {},
  *frames() {
    yield { progress: 1 };
  },
});

/** A live run whose worker is served on this thread. */
function liveRun() {
  const page = { onmessage: null, onerror: null, terminate: () => {} } as unknown as WorkerLike;
  const port: Port<ToPage, ToWorker> = {
    onmessage: null,
    postMessage: (data) => queueMicrotask(() => page.onmessage?.({ data })),
  };
  page.postMessage = (data) => queueMicrotask(() => port.onmessage?.({ data }));
  serve({ sums, silent }, port, { load: () => Promise.resolve({}) });
  return createLive(() => page, { schedule: (callback) => callback(), calm: () => false });
}

async function finished(live: ReturnType<typeof liveRun>, run: string, values: { n?: number }) {
  live.start({ run, values, seed: 1 });
  await expect.poll(() => live.status.value).toBe('done');
}

test('a finished run answers questions, each with its own answer', async () => {
  const live = liveRun();
  expect(live.ask.value).toBeNull();
  await finished(live, 'sums', { n: 3 });
  const ask = live.ask.value!;
  expect(await Promise.all([ask(1), ask(10)])).toEqual([6, 60]);
});

test('a run that returns nothing takes no questions', async () => {
  const live = liveRun();
  await finished(live, 'silent', {});
  expect(live.ask.value).toBeNull();
});

test('a new start takes no questions until it is done, and an old question stays open', async () => {
  const live = liveRun();
  await finished(live, 'sums', { n: 3 });
  let answered: Plain = null;
  void live.ask.value!(1).then((answer) => (answered = answer));
  live.start({ run: 'sums', values: { n: 4 }, seed: 1 });
  expect(live.ask.value).toBeNull();
  await expect.poll(() => live.status.value).toBe('done');
  expect(answered).toBeNull();
  expect(await live.ask.value!(1)).toBe(10);
});

test('an answer that throws reaches the page as an error', async () => {
  const live = liveRun();
  await finished(live, 'sums', { n: 3 });
  void live.ask.value!('six');
  await expect.poll(() => live.error.value?.message).toBe('a number, please');
});
