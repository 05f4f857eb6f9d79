/**
 * A claim binds a statement of the paper to a value that a run produces.
 *
 * The ledger is data: `npm run record` computes each value once per seed, the page shows them beside
 * the paper's, and the tests fail when a value leaves its bounds without an explanation.
 */
import type { Frame, Parameters, Run, Values } from './run.ts';

/** What somebody published, and where. */
export interface Source {
  /** key in references.bib */
  readonly cite: string;
  /** section, table, figure or page */
  readonly place: string;
  /** as published, in the claim's unit; absent where only the statement is published */
  readonly value?: number;
}

export interface Claim<P extends Parameters = Parameters, F extends Frame = Frame> {
  /** The claim in one sentence without its number. */
  readonly statement: string;
  /** unit of all values of the claim: `%`, `misses`, `parameters` */
  readonly unit: string;
  /** digits after the decimal point in the page */
  readonly digits: number;
  readonly source: Source;
  readonly run: Run<P, F>;
  readonly values: Partial<Values<P>>;
  readonly seeds: readonly number[];
  /** The claim's value from the run's last frame. */
  readonly measure: (last: F) => number;
  /** The median over the seeds counts as reproduced from `low` to `high`, both inclusive. */
  readonly within: { readonly low: number; readonly high: number };
  /** How this run is smaller than the paper's: turns the verdict into "scaled down". */
  readonly scaled?: string;
  /** Why a value outside `within` is right all the same: turns the verdict into "differs". */
  readonly differs?: string;
}

/** `computed`: within its bounds, where nobody published a number to compare with. */
export type Verdict = 'reproduced' | 'computed' | 'scaled down' | 'differs' | 'failed';

// A ledger holds claims over runs of several types; each claim was checked where it was defined.
export type Claims = Readonly<Record<string, Claim<any, any>>>;

/** One claim, with `values` and `measure` checked against its run's own types. */
export function claim<P extends Parameters, F extends Frame>(definition: Claim<P, F>): Claim<P, F> {
  return definition;
}

/** `failed` means: outside the bounds, and nobody says why. */
export function verdict(
  { within, scaled, differs, source }: Pick<Claim, 'within' | 'scaled' | 'differs' | 'source'>,
  value: number,
): Verdict {
  if (!(value >= within.low && value <= within.high)) return differs ? 'differs' : 'failed';
  if (scaled) return 'scaled down';
  return source.value === undefined ? 'computed' : 'reproduced';
}
