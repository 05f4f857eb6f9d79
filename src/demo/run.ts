/**
 * A run is what can be computed: parameters as data, and a pure seeded generator of frames.
 *
 * The same run is a demo in a Web Worker, a recorded result in the page, a test and a command. So it
 * knows no DOM, no clock and no network: whatever it needs arrives as an argument, and whatever it
 * shows leaves as plain data.
 */
import { createRng, type Rng } from '#num/random';
import { plainFrame } from './plain-frame.ts';

/** A number on a slider. `scale: 'log'` spreads the slider over orders of magnitude. */
export interface NumberParameter {
  readonly kind: 'number';
  readonly label: string;
  readonly unit?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Distance between neighbouring values; for `scale: 'log'` the values stay on multiples of it. */
  readonly step: number;
  readonly scale?: 'linear' | 'log';
}

/** One of several named options. */
export interface ChoiceParameter {
  readonly kind: 'choice';
  readonly label: string;
  readonly value: string;
  /** value -> what the reader sees */
  readonly options: Readonly<Record<string, string>>;
}

/** On or off. */
export interface FlagParameter {
  readonly kind: 'flag';
  readonly label: string;
  readonly value: boolean;
}

export type Parameter = NumberParameter | ChoiceParameter | FlagParameter;
export type Parameters = Readonly<Record<string, Parameter>>;

/** The values that a run is called with, by parameter name. */
export type Values<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends NumberParameter
    ? number
    : P[K] extends FlagParameter
      ? boolean
      : P[K] extends { options: infer O }
        ? keyof O & string
        : never;
};

/** What a frame may hold: data that survives a structured clone and has one byte representation. */
export type Plain =
  | number
  | string
  | boolean
  | null
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/**
 * One state of a computation, complete in itself: a view draws it without the frames before it.
 * `progress` rises from above 0 to exactly 1 in the last frame.
 */
export type Frame = { readonly progress: number } & { readonly [key: string]: Plain };

/**
 * Answers questions about the result of a finished run, plain data for plain data. The memory of the
 * run's tensors is freed by then: it keeps what it needs in arrays of its own.
 */
export type Answer = (question: Plain) => Plain;

/** The frames of a run. A generator that returns an `Answer` lets the page ask about the result. */
export type Frames<F extends Frame> = Generator<F, Answer | void, void>;

/** Bytes by name, as `run.data` asked for them. */
export type RunData = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

export interface Run<P extends Parameters = Parameters, F extends Frame = Frame> {
  readonly title: string;
  readonly parameters: P;
  /** Assets to load first: name -> `new URL('…', import.meta.url)`. Ending in `.deflate` means raw deflate. */
  readonly data: Readonly<Record<string, URL>>;
  /** Whether the record keeps what each frame took; frames themselves know no clock. */
  readonly timed?: boolean;
  readonly frames: (values: Values<P>, rng: Rng, data: RunData) => Frames<F>;
}

/**
 * A run, with its parameters checked once.
 *
 * @throws RangeError if a default lies outside its own range or options
 */
export function defineRun<const P extends Parameters, F extends Frame>(run: {
  title: string;
  parameters: P;
  data?: Readonly<Record<string, URL>>;
  timed?: boolean;
  frames: (values: Values<P>, rng: Rng, data: RunData) => Frames<F>;
}): Run<P, F> {
  for (const [name, parameter] of Object.entries(run.parameters)) {
    checkValue(name, parameter, parameter.value);
  }
  return { data: {}, ...run };
}

/** The seed of a run that nobody gave one. */
export const DEFAULT_SEED = 1;

/** The values that a reader who touches nothing gets. */
export function defaults<P extends Parameters>(parameters: P): Values<P> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter.value]),
  ) as Values<P>;
}

/**
 * `given` over the defaults, every value checked.
 *
 * @throws RangeError naming the parameter, what it accepts and what came
 */
export function complete<P extends Parameters>(
  parameters: P,
  given: Readonly<Record<string, unknown>>,
): Values<P> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(parameters, name)) {
      throw new RangeError(
        `no parameter \`${name}\`; there are: ${Object.keys(parameters).join(', ') || 'none'}`,
      );
    }
    checkValue(name, parameters[name], given[name]);
  }
  return { ...defaults(parameters), ...given } as Values<P>;
}

/**
 * A parameter's value from text: a command line's `--set` or a page's hash.
 *
 * @throws RangeError naming the parameter, what it accepts and what came
 */
export function parseValue(
  name: string,
  parameter: Parameter,
  text: string,
): number | string | boolean {
  const value =
    parameter.kind === 'number'
      ? text.trim() === ''
        ? NaN
        : Number(text)
      : parameter.kind === 'flag'
        ? (({ true: true, false: false } as Record<string, boolean>)[text] ?? text)
        : text;
  checkValue(name, parameter, value);
  return value;
}

/** @throws RangeError naming the parameter, what it accepts and what came */
export function checkValue(name: string, parameter: Parameter, value: unknown): void {
  const accepts = describe(parameter);
  const ok =
    parameter.kind === 'number'
      ? typeof value === 'number' &&
        value >= parameter.min &&
        value <= parameter.max &&
        (parameter.step < 1 || Number.isInteger((value - parameter.min) / parameter.step))
      : parameter.kind === 'flag'
        ? typeof value === 'boolean'
        : typeof value === 'string' && Object.hasOwn(parameter.options, value);
  if (!ok) throw new RangeError(`\`${name}\` must be ${accepts}, got ${String(value)}`);
}

/** What a parameter accepts, in words. */
export function describe(parameter: Parameter): string {
  if (parameter.kind === 'flag') return 'true or false';
  if (parameter.kind === 'choice') return `one of ${Object.keys(parameter.options).join(', ')}`;
  const steps = parameter.step >= 1 ? `, in steps of ${parameter.step}` : '';
  const unit = parameter.unit ? ` ${parameter.unit}` : '';
  return `a number from ${parameter.min} to ${parameter.max}${unit}${steps}`;
}

/**
 * The frames of a run for a seed: the one way in which a worker, a test and a command start it. Each
 * frame is a copy of its own, so that it may be kept or sent while the run goes on.
 *
 * @throws RangeError at once if a value is not accepted; while iterating, if a frame holds NaN, an
 *   infinity or what is not plain data, or if `progress` does not rise to exactly 1
 */
export function start<P extends Parameters, F extends Frame>(
  run: Run<P, F>,
  values: Values<P>,
  seed: number,
  data: RunData,
): Frames<F> {
  return checkedFrames(run.frames(complete(run.parameters, values), createRng(seed), data));
}

function* checkedFrames<F extends Frame>(frames: Frames<F>): Frames<F> {
  let progress = 0;
  const answer = yield* mapped(frames, (frame) => {
    const plain = plainFrame(frame);
    if (!(plain.progress > progress && plain.progress <= 1)) {
      throw new RangeError(
        `frame: \`progress\` must rise from above 0 to 1, got ${plain.progress} after ${progress}`,
      );
    }
    progress = plain.progress;
    return plain;
  });
  if (progress !== 1) {
    throw new RangeError(`frame: \`progress\` must be 1 in the last frame, got ${progress}`);
  }
  return answer;
}

/** Every frame through `change`; ends the run when the caller ends early. */
function* mapped<F extends Frame>(frames: Frames<F>, change: (frame: F) => F): Frames<F> {
  try {
    for (;;) {
      const next = frames.next();
      if (next.done) return next.value;
      yield change(next.value);
    }
  } finally {
    frames.return();
  }
}
