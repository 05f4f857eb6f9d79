/** What the server tells a demo's island: its run's parameters and its recorded result. */
import type { Recorded } from './recorded.ts';
import { DEFAULT_SEED, defaults, type Frame, type Parameters, type Run } from './run.ts';
import type { Configuration } from './configuration.ts';
import type { EncodedRecorded } from './recorded.ts';

/** A recorded result as a page carries it: what its frame slot shows and nothing more. */
export type Shown<F extends Frame = Frame> = Omit<Recorded<F>, 'thinned'>;

/** A configuration whose result is recorded, for comparison. */
export type Known = Configuration & Pick<Recorded, 'digest'>;

/** The property `demo` of a demo. It holds JSON alone. */
export interface DemoProps<P extends Parameters = Parameters, F extends Frame = Frame> {
  /** unique on its page, and the name of the demo in an address's hash */
  readonly id: string;
  readonly run: string;
  readonly title: string;
  readonly parameters: P;
  /** `Shown<F>` as JSON text, its frame encoded; null if nothing is recorded yet */
  readonly recorded: string | null;
  readonly known: readonly Known[];
  /** Never present: carries the type of the frames. */
  readonly frame?: F;
}

/** A record as far as demos need it. */
export interface RecordOfRuns {
  readonly runs: readonly EncodedRecorded[];
}

/**
 * The property `demo` for a run. The recorded result is the one at the default values and seed.
 *
 * @param runs the exports of a post's `runs.ts`
 * @param record the post's `record.json`, null if there is none yet
 * @param name the run's name among the exports
 * @param id unique on the page
 * @throws RangeError if there is no such run; it lists those that there are
 */
export function describeDemo(
  runs: Readonly<Record<string, Run<any, any>>>,
  record: RecordOfRuns | null,
  name: string,
  id: string,
): DemoProps {
  if (!Object.hasOwn(runs, name)) {
    throw new RangeError(`no run \`${name}\`; there are: ${Object.keys(runs).join(', ')}`);
  }
  const { title, parameters } = runs[name]!;
  const ofRun = (record?.runs ?? []).filter((recorded) => recorded.run === name);
  const initial = JSON.stringify(sorted(defaults(parameters)));
  const atDefaults = ofRun.find(
    ({ values, seed }) => seed === DEFAULT_SEED && JSON.stringify(sorted(values)) === initial,
  );
  return {
    id,
    run: name,
    title,
    parameters,
    recorded: atDefaults ? JSON.stringify({ ...atDefaults, thinned: undefined }) : null,
    known: ofRun.map(({ values, seed, digest }) => ({ values, seed, digest })),
  };
}

function sorted(values: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
