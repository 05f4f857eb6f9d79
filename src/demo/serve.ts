/** The worker's side of a demo: runs a post's runs and sends their frames. */
import { createDigest } from './digest.ts';
import { fetchBytes, loadData } from './load-data.ts';
import { WINDOW, type Port, type ToPage, type ToWorker } from './protocol.ts';
import { start, type Answer, type Frame, type Frames, type Run, type RunData } from './run.ts';

// A post's runs are of several types; each checked its own where it was defined.
export type Runs = Readonly<Record<string, Run<any, any>>>;

type Load = (sources: Run['data']) => Promise<RunData>;

export interface ServeOptions {
  /** The assets of a run; the page's way is to fetch them. */
  readonly load?: Load;
}

/** What is known of one start. */
interface Session {
  readonly id: number;
  cancelled: boolean;
  /** frames that may be computed before a pause */
  budget: number;
  /** frames that the page has */
  acknowledged: number;
  /** what a run that is done says about its result */
  answer: Answer | undefined;
  /** Looks again at the fields above. */
  wake: () => void;
}

/**
 * Answers the page's messages for ever. One run at a time: a start ends the one before it, whose
 * generator returns and so frees its memory.
 */
export function serve(
  runs: Runs,
  port: Port<ToPage, ToWorker> = self as unknown as Port<ToPage, ToWorker>,
  { load = (sources) => loadData(sources, fetchBytes) }: ServeOptions = {},
): void {
  const loadOnce = once(load);
  let current: Session | undefined;

  port.onmessage = ({ data: message }) => {
    if (message.type === 'start') {
      if (current) cancel(current);
      const { id, budget } = message;
      const nothing = { cancelled: false, acknowledged: 0, answer: undefined, wake: () => {} };
      current = { id, budget, ...nothing };
      void drive(current, message);
      return;
    }
    if (!current || message.id !== current.id) return;
    if (message.type === 'ask') return reply(current, message);
    if (message.type === 'acknowledge') current.acknowledged = message.index + 1;
    else if (message.type === 'cancel') current.cancelled = true;
    else current.budget = { pause: 0, step: 1, resume: Infinity }[message.type];
    current.wake();
  };

  function reply({ id, answer }: Session, { serial, question }: Question): void {
    try {
      if (answer) port.postMessage({ type: 'answer', id, serial, answer: answer(question) });
    } catch (thrown) {
      fail(id, thrown);
    }
  }

  function fail(id: number, thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    port.postMessage({ type: 'error', id, message: error.message, stack: error.stack ?? '' });
  }

  async function drive(session: Session, { id, run: name, values, seed }: Start): Promise<void> {
    let frames: Frames<Frame> | undefined;
    try {
      if (!Object.hasOwn(runs, name)) {
        throw new RangeError(`no run \`${name}\`; there are: ${Object.keys(runs).join(', ')}`);
      }
      const run = runs[name]!;
      const data = await loadOnce(run.data);
      if (session.cancelled) return;
      port.postMessage({ type: 'loaded', id });
      const digest = createDigest();
      let milliseconds = 0;
      let progress = 0;
      frames = start(run, values as never, seed, data);
      for (let index = 0; ; index++) {
        // The last frame is followed by its "done" even when paused.
        while (progress < 1 && !(session.budget > 0 && index < session.acknowledged + WINDOW)) {
          await new Promise<void>((resolve) => (session.wake = resolve));
          if (session.cancelled) return;
        }
        const before = performance.now();
        const next = frames.next();
        if (next.done) {
          session.answer = next.value ?? undefined;
          port.postMessage({ type: 'done', id, digest: digest.hex(), answers: !!next.value });
          return;
        }
        const frame = next.value;
        digest.add(frame);
        milliseconds += performance.now() - before;
        ({ progress } = frame);
        session.budget -= 1;
        port.postMessage({ type: 'frame', id, index, frame, seconds: milliseconds / 1000 });
        await messagesHandled();
        if (session.cancelled) return;
      }
    } catch (thrown) {
      if (!session.cancelled) fail(id, thrown);
    } finally {
      frames?.return();
    }
  }
}

type Start = Extract<ToWorker, { type: 'start' }>;
type Question = Extract<ToWorker, { type: 'ask' }>;

function cancel(session: Session): void {
  session.cancelled = true;
  session.wake();
}

/** Resolves after the messages that have already arrived; a timer would wait for 4 ms. */
function messagesHandled(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Loads the assets of each run once; a failure is not kept. */
function once(load: Load): Load {
  const loaded = new Map<Run['data'], Promise<RunData>>();
  return (sources) => {
    const known = loaded.get(sources);
    if (known) return known;
    const loading = load(sources);
    loaded.set(sources, loading);
    loading.catch(() => loaded.delete(sources));
    return loading;
  };
}
