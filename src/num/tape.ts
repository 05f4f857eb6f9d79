/**
 * What happened, in two senses.
 *
 * For replay: every kernel call passes through `emit`, which also notes it while a step is recorded.
 * For gradients: each result knows its inputs and one rule per input, and `gradients` walks back from
 * a result. The rules are made of differentiable operations, so a gradient has gradients itself.
 */

let recording: (() => void)[] | null = null;
let tracking = true;

/** Runs `kernel` now, and again in every replay of the step that is being recorded. */
export function emit(kernel: () => void): void {
  kernel();
  recording?.push(kernel);
}

export function isRecording(): boolean {
  return recording !== null;
}

/** Runs `step` and returns its result and all that it emitted, in order. */
export function record<T>(step: () => T): { result: T; program: readonly (() => void)[] } {
  const outer = recording;
  const program: (() => void)[] = [];
  recording = program;
  try {
    return { result: step(), program };
  } finally {
    recording = outer;
  }
}

/** Notes `kernel` for the replays of the step that is being recorded, without running it now. */
export function emitForReplay(kernel: () => void): void {
  recording?.push(kernel);
}

/** Whether results remember what they were made of. */
export function isTracking(): boolean {
  return tracking;
}

/** `body()`, whose results have no gradient: less work and memory for what is only evaluated. */
export function noGrad<T>(body: () => T): T {
  return withTracking(false, body);
}

export function withTracking<T>(on: boolean, body: () => T): T {
  const outer = tracking;
  tracking = on;
  try {
    return body();
  } finally {
    tracking = outer;
  }
}

/** From the gradient of a result to the gradient of one of its inputs. */
export type Rule<T> = (gradient: T) => T;

/** How a result was made: the rule at i belongs to the input at i. */
export interface Origin<T> {
  readonly inputs: readonly T[];
  readonly rules: readonly Rule<T>[];
}

interface Traced<T> {
  /** later results have larger numbers */
  readonly id: number;
  readonly requiresGrad: boolean;
  readonly origin: Origin<T> | null;
  add(other: T): T;
}

/**
 * The gradient of `result` with respect to itself (`seed`) and to all that it was made of; with
 * `targets`, to these and what lies between alone.
 */
export function gradients<T extends Traced<T>>(
  result: T,
  seed: T,
  targets?: readonly T[],
): Map<T, T> {
  const wanted = ancestors(result, targets);
  const found = new Map<T, T>([[result, seed]]);
  for (const value of wanted) {
    const gradient = found.get(value)!;
    value.origin?.inputs.forEach((input, i) => {
      if (!wanted.has(input)) return;
      const part = value.origin!.rules[i](gradient);
      const sum = found.get(input);
      found.set(input, sum ? sum.add(part) : part);
    });
  }
  return found;
}

/** `result` and all it was made of that has a wanted gradient, each before its own inputs. */
function ancestors<T extends Traced<T>>(result: T, targets?: readonly T[]): Set<T> {
  const oldest = targets ? Math.min(...targets.map(({ id }) => id)) : -1;
  const seen = new Set<T>([result]);
  for (const value of seen) {
    for (const input of value.origin?.inputs ?? []) {
      if (input.requiresGrad && input.id >= oldest) seen.add(input);
    }
  }
  const byAge = [...seen].sort((a, b) => a.id - b.id);
  if (!targets) return new Set(byAge.reverse());
  const leading = new Set<T>(targets);
  for (const value of byAge) {
    if (value.origin?.inputs.some((input) => leading.has(input))) leading.add(value);
  }
  return new Set(byAge.reverse().filter((value) => leading.has(value)));
}
