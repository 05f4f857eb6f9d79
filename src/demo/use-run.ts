/** The page's side of a demo: one worker, one run at a time, and what is known of it as signals. */
import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Port, ToPage, ToWorker } from './protocol.ts';
import type { Frame, Plain } from './run.ts';

export type Status = 'idle' | 'loading' | 'running' | 'paused' | 'done' | 'error';

/** What is computed: a run's name, its values and its seed. */
export interface Request {
  readonly run: string;
  readonly values: Readonly<Record<string, number | string | boolean>>;
  readonly seed: number;
}

/** How far a run has come. */
export interface Clock {
  /** above 0 to 1 */
  readonly progress: number;
  /** of computing; pauses and loading do not count */
  readonly seconds: number;
  readonly frames: number;
  /** seconds that each frame took */
  readonly laps: readonly number[];
}

export interface Failure {
  readonly message: string;
  readonly stack: string;
}

/** A question about the result, and a promise of the answer, which a later start leaves open. */
export type Ask = (question: Plain) => Promise<Plain>;

/** What of a `Worker` is needed here. */
export interface WorkerLike extends Port<ToWorker, ToPage> {
  /** Whether its code is a reader's, which may never come back to its messages: it is ended instead. */
  readonly foreign?: boolean;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** When the page takes up what has come since it last did. */
export interface Pace {
  /** Calls back before the next paint, or later. */
  readonly schedule: (callback: () => void) => void;
  /** Whether only finished states are shown: at the end, at a pause, after a step. */
  readonly calm: () => boolean;
}

/** A run in a worker. Its signals change when the page is ready to paint, not with every message. */
export interface Live<F extends Frame> {
  readonly status: ReadonlySignal<Status>;
  /** what the latest start asked for */
  readonly request: ReadonlySignal<Request | null>;
  /** the latest frame, null before the first */
  readonly frame: ReadonlySignal<F | null>;
  readonly clock: ReadonlySignal<Clock>;
  /** of all frames, once done */
  readonly digest: ReadonlySignal<string | null>;
  readonly error: ReadonlySignal<Failure | null>;
  /** Asks the worker about the result; null until a run is done that takes questions. */
  readonly ask: ReadonlySignal<Ask | null>;
  /** Ends what is under way and starts anew. */
  start(request: Request): void;
  pause(): void;
  resume(): void;
  /** One more frame, then a pause; of `request`, if that is not what is under way. */
  step(request: Request): void;
  /** Ends what is under way and forgets it. The worker stays for the next start. */
  reset(): void;
  /** Ends the worker. */
  dispose(): void;
}

const NOT_STARTED: Clock = { progress: 0, seconds: 0, frames: 0, laps: [] };

export function createLive<F extends Frame>(createWorker: () => WorkerLike, pace: Pace): Live<F> {
  const status = signal<Status>('idle');
  const request = signal<Request | null>(null);
  const frame = signal<F | null>(null);
  const clock = signal<Clock>(NOT_STARTED);
  const digest = signal<string | null>(null);
  const error = signal<Failure | null>(null);
  const ask = signal<Ask | null>(null);

  let worker: WorkerLike | undefined;
  let id = 0;
  let latest: { readonly frame: F; readonly clock: Clock } | null = null;
  let laps: number[] = [];
  let scheduled = false;
  let serial = 0;
  const questions = new Map<number, (answer: Plain) => void>();

  function send(message: ToWorker): void {
    if (!worker) {
      worker = createWorker();
      worker.onmessage = ({ data }) => receive(data);
      worker.onerror = (event) => {
        dispose();
        fail({ message: event.message || 'the worker could not be loaded', stack: '' });
      };
    }
    worker.postMessage(message);
  }

  function receive(message: ToPage): void {
    if (message.id !== id) return;
    if (message.type === 'loaded') {
      if (status.value === 'loading') status.value = 'running';
    } else if (message.type === 'frame') {
      send({ type: 'acknowledge', id, index: message.index });
      const { seconds, index } = message;
      const { progress } = message.frame;
      laps.push(seconds - (latest?.clock.seconds ?? 0));
      latest = { frame: message.frame as F, clock: { progress, seconds, frames: index + 1, laps } };
      if (status.value === 'running') schedule();
      else takeUp();
    } else if (message.type === 'done') {
      digest.value = message.digest;
      if (message.answers) ask.value = put;
      settle('done');
    } else if (message.type === 'answer') {
      questions.get(message.serial)?.(message.answer);
      questions.delete(message.serial);
    } else {
      fail(message);
    }
  }

  function put(question: Plain): Promise<Plain> {
    return new Promise((resolve) => {
      questions.set(++serial, resolve);
      send({ type: 'ask', id, serial, question });
    });
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    pace.schedule(() => {
      scheduled = false;
      if (status.value !== 'running' || !latest) return;
      clock.value = latest.clock;
      if (!pace.calm()) frame.value = latest.frame;
    });
  }

  function takeUp(): void {
    if (!latest) return;
    clock.value = latest.clock;
    frame.value = latest.frame;
  }

  function settle(next: Status): void {
    takeUp();
    status.value = next;
  }

  function fail({ message, stack }: Failure): void {
    error.value = { message, stack };
    settle('error');
  }

  function begin(next: Request, budget: number): void {
    if (underWay() && worker?.foreign) dispose();
    forget();
    id += 1;
    request.value = next;
    status.value = budget === Infinity ? 'loading' : 'paused';
    send({ type: 'start', id, ...next, budget });
  }

  function forget(): void {
    latest = null;
    laps = [];
    request.value = null;
    frame.value = null;
    clock.value = NOT_STARTED;
    digest.value = null;
    error.value = null;
    ask.value = null;
    questions.clear();
    status.value = 'idle';
  }

  function underWay(): boolean {
    return ['loading', 'running', 'paused'].includes(status.value);
  }

  function reset(): void {
    if (underWay() && worker?.foreign) dispose();
    if (underWay()) send({ type: 'cancel', id });
    id += 1;
    forget();
  }

  function dispose(): void {
    worker?.terminate();
    worker = undefined;
    if (!underWay()) return;
    id += 1;
    forget();
  }

  return {
    status,
    request,
    frame,
    clock,
    digest,
    error,
    ask,
    start: (next) => begin(next, Infinity),
    pause() {
      if (status.value !== 'running' && status.value !== 'loading') return;
      send({ type: 'pause', id });
      settle('paused');
    },
    resume() {
      if (status.value !== 'paused') return;
      send({ type: 'resume', id });
      status.value = 'running';
    },
    step(next) {
      if (!underWay() || !request.value || !sameRequest(request.value, next)) {
        begin(next, 1);
        return;
      }
      send({ type: 'step', id });
      settle('paused');
    },
    reset,
    dispose,
  };
}

/** Whether two requests give the same bits. */
export function sameRequest(a: Request, b: Request): boolean {
  const names = Object.keys(a.values);
  return (
    a.run === b.run &&
    a.seed === b.seed &&
    names.length === Object.keys(b.values).length &&
    names.every((name) => a.values[name] === b.values[name])
  );
}

/** Paints with the display, and once a second for readers who asked for less motion. */
const displayPace: Pace = {
  schedule: (callback) => {
    if (displayPace.calm()) setTimeout(callback, 1000);
    else requestAnimationFrame(callback);
  },
  calm: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
};

/** A live run for as long as the component is mounted. The worker is created by the first start. */
export function useRun<F extends Frame>(createWorker: () => Worker | WorkerLike): Live<F> {
  const live = useMemo(() => createLive<F>(createWorker as () => WorkerLike, displayPace), []);
  useEffect(() => {
    const leave = (event: PageTransitionEvent) => {
      if (!event.persisted) live.dispose();
    };
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      live.dispose();
    };
  }, []);
  return live;
}
