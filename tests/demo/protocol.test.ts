import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDigest } from '#demo/digest';
import { WINDOW, type ToPage } from '#demo/protocol';
import { defineRun, start } from '#demo/run';
import { createLive, type Live, type Pace, type Request } from '../../src/demo/use-run.ts';
import { workerPair } from './worker-pair.ts';

/** Runs under way: each adds one and takes it away in its `finally`. */
let open = 0;

const walk = defineRun({
  title: 'Walk',
  parameters: { steps: { kind: 'number', label: 'steps', value: 12, min: 1, max: 1000, step: 1 } },
  *frames({ steps }, rng) {
    open += 1;
    try {
      let place = 0;
      for (let n = 1; n <= steps; n++) {
        place += rng.normal();
        yield { progress: n / steps, place, path: Float32Array.of(n, place) };
      }
    } finally {
      open -= 1;
    }
  },
});

const stumble = defineRun({
  title: 'Stumble',
  parameters: {
    kind: {
      kind: 'choice',
      label: 'kind',
      value: 'throw',
      options: { throw: 'throws', nan: 'NaN', short: 'stops early' },
    },
  },
  *frames({ kind }) {
    yield { progress: 0.5, place: 1 };
    if (kind === 'throw') throw new Error('the ground is uneven');
    if (kind === 'nan') yield { progress: 1, place: NaN };
  },
});

const runs = { walk, stumble };
const atOnce: Pace = { schedule: (callback) => callback(), calm: () => false };
const request = (steps: number, seed: number): Request => ({
  run: 'walk',
  values: { steps },
  seed,
});

/** All frames of a request and their digest, computed without a worker. */
function uninterrupted({ values, seed }: Request) {
  const frames = [...start(walk, values as { steps: number }, seed, {})];
  const digest = createDigest();
  frames.forEach((frame) => digest.add(frame));
  return { frames, digest: digest.hex() };
}

const framesOf = (sent: readonly ToPage[], id: number) =>
  sent.filter((message) => message.type === 'frame' && message.id === id);

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function settled(live: Live<never>): Promise<void> {
  while (live.status.value === 'loading' || live.status.value === 'running') await turn();
}

describe('a run in a worker', () => {
  test('however it is paused, stepped, resumed, restarted: each start sends a prefix of its frames, in order, and the last ends with their digest', async () => {
    const operation = fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom('pause', 'step', 'resume', 'reset') },
      fc.record({ steps: fc.integer({ min: 1, max: 12 }), seed: fc.nat(9) }),
      fc.record({ turns: fc.nat(12) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 16 }), async (operations) => {
        const { worker, sent } = workerPair(runs);
        const live = createLive<never>(() => worker, atOnce);
        const starts: Request[] = [];
        const begin = (next: Request, how: 'start' | 'step') => {
          const before = live.request.value;
          live[how](next);
          if (how === 'start' || live.request.value !== before) starts.push(next);
        };
        for (const one of operations) {
          if (one === 'step') begin(live.request.value ?? request(7, 3), 'step');
          else if (typeof one === 'string') live[one as 'pause']();
          else if ('turns' in one) for (let n = 0; n < one.turns; n++) await turn();
          else begin(request(one.steps, one.seed), 'start');
        }
        begin(request(9, 1), 'start');
        live.pause();
        await turn();
        live.resume();
        await settled(live);

        const ids = [...new Set(sent.map(({ id }) => id))];
        const byId = new Map(ids.map((id) => [id, framesOf(sent, id)]));
        for (const [id, messages] of byId) {
          messages.forEach((message, index) => expect(message).toMatchObject({ id, index }));
        }
        const last = uninterrupted(request(9, 1));
        expect(
          byId.get(ids.at(-1)!)!.map((message) => (message as { frame: unknown }).frame),
        ).toEqual(last.frames);
        const sequences = starts.map((one) => uninterrupted(one).frames);
        for (const messages of byId.values()) {
          const got = messages.map((message) => (message as { frame: unknown }).frame);
          const isPrefix = sequences.some(
            (all) => JSON.stringify(all.slice(0, got.length)) === JSON.stringify(got),
          );
          expect(isPrefix).toBe(true);
        }
        expect(live.digest.value).toBe(last.digest);
        expect(live.clock.value).toMatchObject({ progress: 1, frames: 9 });
        expect(open).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('computes no further ahead of the page than the window', async () => {
    const { worker, sent } = workerPair(runs);
    worker.postMessage({ type: 'start', id: 1, ...request(50, 1), budget: Infinity });
    for (let n = 0; n < 40; n++) await turn();
    expect(framesOf(sent, 1)).toHaveLength(WINDOW);
    worker.postMessage({ type: 'acknowledge', id: 1, index: 1 });
    for (let n = 0; n < 40; n++) await turn();
    expect(framesOf(sent, 1)).toHaveLength(WINDOW + 2);
    worker.postMessage({ type: 'cancel', id: 1 });
    while (open > 0) await turn();
  });

  test('each step is one frame, and the last is followed by its end', async () => {
    const { worker, sent } = workerPair(runs);
    const live = createLive<never>(() => worker, atOnce);
    for (let frames = 1; frames <= 3; frames++) {
      live.step(request(3, 1));
      for (let n = 0; n < 30; n++) await turn();
      expect(framesOf(sent, 1)).toHaveLength(frames);
      expect(live.status.value).toBe(frames < 3 ? 'paused' : 'done');
    }
    expect(live.digest.value).toBe(uninterrupted(request(3, 1)).digest);
  });

  test('a second start cancels the first, whose generator returns', async () => {
    const { worker, sent } = workerPair(runs);
    const live = createLive<never>(() => worker, atOnce);
    live.start(request(1000, 1));
    while (framesOf(sent, 1).length < 3) await turn();
    live.start(request(2, 2));
    await settled(live);
    expect(live.digest.value).toBe(uninterrupted(request(2, 2)).digest);
    expect(framesOf(sent, 1).length).toBeLessThan(1000);
    expect(open).toBe(0);
  });

  test.each([
    ['throw', 'the ground is uneven'],
    ['nan', 'frame: `place` must be finite, got NaN'],
    ['short', 'frame: `progress` must be 1 in the last frame, got 0.5'],
  ])('tells the page what went wrong, and runs again afterwards: %s', async (kind, message) => {
    const { worker } = workerPair(runs);
    const live = createLive<never>(() => worker, atOnce);
    live.start({ run: 'stumble', values: { kind }, seed: 1 });
    await settled(live);
    expect(live.status.value).toBe('error');
    expect(live.error.value).toMatchObject({ message, stack: expect.stringContaining('Error') });
    live.start(request(2, 1));
    await settled(live);
    expect(live.status.value).toBe('done');
    expect(live.error.value).toBeNull();
  });

  test.each([
    [{ run: 'walk', values: { steps: 0 }, seed: 1 }, '`steps` must be a number from 1 to 1000'],
    [{ run: 'fly', values: {}, seed: 1 }, 'no run `fly`; there are: walk, stumble'],
  ])('names what it does not accept', async (wrong, message) => {
    const { worker } = workerPair(runs);
    const live = createLive<never>(() => worker, atOnce);
    live.start(wrong as Request);
    await settled(live);
    expect(live.error.value?.message).toContain(message);
  });

  test('loads the data of a run once, and again after a failure', async () => {
    let loads = 0;
    const { worker } = workerPair(runs, () => {
      loads += 1;
      return loads === 1
        ? Promise.reject(new Error('data `digits`: HTTP 404'))
        : Promise.resolve({});
    });
    const live = createLive<never>(() => worker, atOnce);
    for (const status of ['error', 'done', 'done']) {
      live.start(request(2, 1));
      await settled(live);
      expect(live.status.value).toBe(status);
    }
    expect(loads).toBe(2);
  });

  test('50 starts use one worker and leave nothing open', async () => {
    let workers = 0;
    const { worker } = workerPair(runs);
    const live = createLive<never>(() => {
      workers += 1;
      return worker;
    }, atOnce);
    const handles = process.getActiveResourcesInfo().length;
    for (let n = 0; n < 50; n++) {
      live.start(request(5, n));
      if (n % 2 === 0) await settled(live);
      if (n % 3 === 0) live.reset();
    }
    live.start(request(5, 1));
    await settled(live);
    await turn();
    expect(workers).toBe(1);
    expect(open).toBe(0);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles + 1);
  });

  test('a worker that cannot be loaded is an error, and the next start tries anew', async () => {
    const pairs = [workerPair(runs), workerPair(runs)];
    const [first] = pairs;
    const live = createLive<never>(() => pairs.shift()!.worker, atOnce);
    live.start(request(2, 1));
    first!.worker.onerror!({ message: '' } as ErrorEvent);
    expect(live.error.value?.message).toBe('the worker could not be loaded');
    live.start(request(2, 1));
    await settled(live);
    expect(live.status.value).toBe('done');
  });

  test('with less motion, the frame changes at a pause, after a step and at the end', async () => {
    const { worker, sent } = workerPair(runs);
    const live = createLive<{ progress: number }>(() => worker, { ...atOnce, calm: () => true });
    live.start(request(40, 1));
    while (framesOf(sent, 1).length < 5) await turn();
    expect(live.frame.value).toBeNull();
    expect(live.clock.value.progress).toBeGreaterThan(0);
    live.pause();
    expect(live.frame.value).not.toBeNull();
    live.resume();
    await settled(live as Live<never>);
    expect(live.frame.value!.progress).toBe(1);
  });
});
