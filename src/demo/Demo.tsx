/**
 * The frame of every demo: title, hint, controls, buttons, progress, status and a slot for what the
 * post draws.
 *
 * The server renders it with the recorded result, and the island begins with the same HTML, so that
 * nothing moves when it hydrates. From the first live frame on, the slot shows what the reader
 * computes.
 */
import { useComputed, useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary, useMemo, useRef } from 'preact/hooks';
import { MAX_SEED, parseSeed, type Configuration } from './configuration.ts';
import { Controls, TypedValue } from './controls.tsx';
import type { DemoProps, Shown } from './describe.ts';
import { decodeFrame } from './frame-json.ts';
import {
  DEFAULT_SEED,
  defaults,
  type Frame,
  type Parameters,
  type Run,
  type Values,
} from './run.ts';
import { editsIn } from './link-to-edits.ts';
import { edited } from './program.ts';
import { announcement, statusLine, type Reading } from './status-line.ts';
import { useAddress } from './use-address.ts';
import {
  useRun,
  sameRequest,
  type Ask,
  type Failure,
  type Live,
  type Request,
  type Status,
} from './use-run.ts';
import { useVisible } from './use-visible.ts';

/** What the slot is drawn from. */
export interface View<P extends Parameters, F extends Frame> {
  readonly frame: F;
  /** the values that gave this frame */
  readonly values: Values<P>;
  readonly seed: number;
  readonly clock: {
    /** of computing so far */
    readonly seconds: number;
    readonly frames: number;
    /** seconds that each frame took; of a recorded result only if its run is `timed` */
    readonly laps: readonly number[];
  };
  /** the recorded result at the default values; null if there is none */
  readonly recorded: Shown<F> | null;
  /** Asks the worker about the result; null until the reader's run is done, or if it takes none. */
  readonly ask: Ask | null;
  /** `recorded` as long as the reader has computed no frame */
  readonly status: Status | 'recorded';
}

/** The properties of a post's demo: those in the MDX, and `demo`, which the build adds. */
export type DemoOf<R> =
  R extends Run<infer P, infer F>
    ? {
        /** name of the run in `runs.ts` */
        readonly run?: string;
        /** `visible` starts it when it comes near the viewport */
        readonly start?: 'press' | 'visible';
        readonly demo: DemoProps<P, F>;
      }
    : never;

interface Properties<P extends Parameters, F extends Frame> {
  readonly demo: DemoProps<P, F>;
  readonly start?: 'press' | 'visible';
  /** One sentence: what to try. */
  readonly hint: string;
  readonly worker: () => Worker;
  /** What the computation counts, for the rate in the status line: frames, unless it says. */
  readonly work?: { readonly unit: string; readonly done: (frame: F) => number };
  readonly children: (view: View<P, F>) => ComponentChildren;
}

export function Demo<P extends Parameters, F extends Frame>({
  demo,
  start = 'press',
  hint,
  worker,
  work,
  children,
}: Properties<P, F>) {
  const { id, parameters } = demo;
  const root = useRef<HTMLElement>(null);
  const recorded = useMemo(() => decodeShown<F>(demo.recorded), []);
  const initial: Configuration = useMemo(
    () => ({ values: defaults(parameters) as Configuration['values'], seed: DEFAULT_SEED }),
    [],
  );
  const configuration = useSignal(initial);
  const message = useSignal('');
  const live = useRun<F>(() => edited.peek()?.createWorker() ?? worker());
  const program = useRef(edited.peek()?.createWorker);
  useSignalEffect(() => {
    const createWorker = edited.value?.createWorker;
    if (createWorker === program.current) return;
    program.current = createWorker;
    live.reset();
    live.dispose();
  });
  const wanted = useComputed<Request>(() => ({ run: demo.run, ...configuration.value }));
  const address = useAddress({ id, parameters, initial, configuration, message, root });
  useVisible(root, live, () => {
    if (start === 'visible' && editsIn(location.hash) === null) live.start(wanted.value);
  });

  const reading = useComputed<Reading>(() => {
    const request = live.request.value;
    const known =
      request && demo.known.find((one) => sameRequest({ run: demo.run, ...one }, request));
    const digest = live.digest.value;
    const frame = live.frame.value;
    const clock = live.clock.value;
    return {
      status: live.status.value,
      clock,
      seed: request?.seed ?? DEFAULT_SEED,
      work: work
        ? { unit: work.unit, count: frame?.progress === clock.progress ? work.done(frame) : 0 }
        : { unit: 'frames', count: clock.frames },
      recorded: recorded && { seconds: recorded.seconds },
      sameBits: known && digest ? known.digest === digest : null,
      changed: !sameRequest(request ?? { run: demo.run, ...initial }, wanted.value),
    };
  });

  const change = (next: Configuration) => {
    configuration.value = next;
    address.write(next);
  };

  return (
    <section class="demo" id={id} aria-labelledby={`${id}-title`} ref={root}>
      <h3 class="demo-title" id={`${id}-title`}>
        {demo.title}
      </h3>
      <p class="demo-hint">{hint}</p>
      <Controls
        id={id}
        parameters={parameters}
        values={configuration.value.values}
        onChange={(name, value) => {
          const { values, seed } = configuration.value;
          change({ values: { ...values, [name]: value }, seed });
        }}
        onReject={(text) => (message.value = text)}
      />
      <div class="demo-buttons">
        <RunButton live={live} wanted={wanted} />
        <button class="demo-button" type="button" onClick={() => live.step(wanted.value)}>
          Step
        </button>
        <button
          class="demo-button"
          type="button"
          onClick={() => {
            live.reset();
            configuration.value = initial;
            message.value = '';
            address.clear();
          }}
        >
          Reset
        </button>
        <span class="demo-seed">
          <label class="demo-label" for={`${id}-seed`}>
            Seed
          </label>
          <TypedValue
            id={`${id}-seed`}
            text={String(configuration.value.seed)}
            size={String(MAX_SEED).length}
            parse={(text) => change({ values: configuration.value.values, seed: parseSeed(text) })}
            onReject={(text) => (message.value = text)}
          />
        </span>
        <button class="demo-button demo-link" type="button" onClick={() => address.copy()}>
          Copy link
        </button>
      </div>
      <Progress reading={reading} message={message} />
      <noscript>
        {recorded
          ? 'This is the recorded result. Running it here needs JavaScript.'
          : 'Running this here needs JavaScript.'}
      </noscript>
      <div class="demo-slot">
        <Slot live={live} recorded={recorded}>
          {children}
        </Slot>
      </div>
    </section>
  );
}

function decodeShown<F extends Frame>(json: string | null): Shown<F> | null {
  if (json === null) return null;
  const encoded = JSON.parse(json);
  return { ...encoded, last: decodeFrame<F>(encoded.last) };
}

/** The one filled button: it runs what is set, or pauses and resumes that. */
function RunButton({ live, wanted }: { live: Live<Frame>; wanted: ReadonlySignal<Request> }) {
  const request = live.request.value;
  const status = request && sameRequest(request, wanted.value) ? live.status.value : 'idle';
  const active = status === 'running' || status === 'loading';
  const press = () => {
    if (active) live.pause();
    else if (status === 'paused') live.resume();
    else live.start(wanted.value);
  };
  return (
    <button class="demo-button demo-run" type="button" onClick={press}>
      {active ? 'Pause' : status === 'paused' ? 'Resume' : 'Run'}
    </button>
  );
}

/** Bar and status line. They change with every frame; what is announced changes with the status. */
function Progress({
  reading,
  message,
}: {
  reading: ReadonlySignal<Reading>;
  message: ReadonlySignal<string>;
}) {
  const spoken = useComputed(() => announcement(reading.value));
  return (
    <div class="demo-progress">
      <progress max={1} value={reading.value.clock.progress} aria-label="Progress of the run" />
      <div class="demo-lines">
        <p class="demo-status">{statusLine(reading.value)}</p>
        <p class="demo-message" role="status">
          {message}
        </p>
      </div>
      <p class="sr-only" role="status">
        {spoken}
      </p>
    </div>
  );
}

interface SlotProps<P extends Parameters, F extends Frame> {
  readonly live: Live<F>;
  readonly recorded: Shown<F> | null;
  readonly children: (view: View<P, F>) => ComponentChildren;
}

/** What the post draws, or why it cannot. */
function Slot<P extends Parameters, F extends Frame>(props: SlotProps<P, F>) {
  const { live } = props;
  const [broken, mend] = useErrorBoundary();
  const request = live.request.value;
  useEffect(() => {
    if (broken) mend();
  }, [request]);
  if (broken) return <Failed message={messageOf(broken)} stack={stackOf(broken)} />;
  if (live.error.value) return <Failed {...live.error.value} />;
  return <Drawing {...props} />;
}

function Drawing<P extends Parameters, F extends Frame>({
  live,
  recorded,
  children,
}: SlotProps<P, F>) {
  const frame = live.frame.value;
  const request = live.request.value;
  if (frame && request) {
    const { values, seed } = request;
    const view = { frame, values: values as Values<P>, seed, clock: live.clock.value };
    const drawn = children({ ...view, recorded, ask: live.ask.value, status: live.status.value });
    if (!edited.value) return <>{drawn}</>;
    const comparable = recorded !== null && sameRequest(recorded, request);
    return (
      <>
        <p class="demo-whose">With your changes</p>
        {drawn}
        <p class="demo-whose">
          {comparable
            ? 'The author’s code with the same seed, as recorded'
            : 'Nothing is recorded at these settings. Reset goes back to those of the record.'}
        </p>
        {comparable && drawRecorded(recorded, children)}
      </>
    );
  }
  if (!recorded) return <p class="demo-empty">Nothing is recorded yet. Press Run.</p>;
  return drawRecorded(recorded, children);
}

function drawRecorded<P extends Parameters, F extends Frame>(
  recorded: Shown<F>,
  children: SlotProps<P, F>['children'],
) {
  const { last, seed, seconds, frames, laps = [] } = recorded;
  const view = { frame: last, values: recorded.values as Values<P>, seed };
  const clock = { seconds, frames, laps };
  return <>{children({ ...view, clock, recorded, ask: null, status: 'recorded' })}</>;
}

function Failed({ message, stack }: Failure) {
  return (
    <div class="demo-error">
      <p>{message}</p>
      {stack !== '' && (
        <details>
          <summary>Where it happened</summary>
          <pre tabIndex={0}>{stack}</pre>
        </details>
      )}
    </div>
  );
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? '') : '';
}
