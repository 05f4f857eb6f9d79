/** The result of a run as `npm run record` keeps it: what the page shows before anybody runs it. */
import { decodeFrame, encodeFrame, type Json } from './frame-json.ts';
import type { Frame } from './run.ts';

export interface Recorded<F extends Frame = Frame> {
  /** name of the run in the post's `runs.ts` */
  readonly run: string;
  readonly values: Readonly<Record<string, number | string | boolean>>;
  readonly seed: number;
  /** how many frames there were */
  readonly frames: number;
  /** of all frames, as `createDigest` makes it */
  readonly digest: string;
  /** of computing, on the machine that recorded it */
  readonly seconds: number;
  /** seconds that each frame took, of a run that is `timed` */
  readonly laps?: readonly number[];
  readonly last: F;
  /** at most a handful of frames, in order, the last one included */
  readonly thinned: readonly F[];
}

/** `Recorded` as JSON holds it. */
export type EncodedRecorded = Omit<Recorded, 'last' | 'thinned'> & {
  readonly last: Json;
  readonly thinned: readonly Json[];
};

export function encodeRecorded(recorded: Recorded): EncodedRecorded {
  return {
    ...recorded,
    last: encodeFrame(recorded.last),
    thinned: recorded.thinned.map((frame) => encodeFrame(frame)),
  };
}

export function decodeRecorded<F extends Frame>(encoded: EncodedRecorded): Recorded<F> {
  return {
    ...encoded,
    last: decodeFrame<F>(encoded.last),
    thinned: encoded.thinned.map((frame) => decodeFrame<F>(frame)),
  };
}
