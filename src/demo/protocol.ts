/**
 * What a page and its worker say to each other.
 *
 * Each start has an `id` that all messages about it carry, so that what comes late from an earlier
 * one is known and ignored. Frames are numbered; the page acknowledges each, and the worker computes
 * no further ahead of it than `WINDOW` frames.
 */
import type { Frame, Plain } from './run.ts';

export type ToWorker =
  | {
      readonly type: 'start';
      readonly id: number;
      readonly run: string;
      readonly values: Readonly<Record<string, number | string | boolean>>;
      readonly seed: number;
      /** How many frames to compute before the first pause: Infinity to run, 1 to step. */
      readonly budget: number;
    }
  | { readonly type: 'pause' | 'step' | 'resume' | 'cancel'; readonly id: number }
  | { readonly type: 'acknowledge'; readonly id: number; readonly index: number }
  | {
      /** asks about the result of a run that is done and can answer */
      readonly type: 'ask';
      readonly id: number;
      /** tells this question from others */
      readonly serial: number;
      readonly question: Plain;
    };

export type ToPage =
  | { readonly type: 'loaded'; readonly id: number }
  | {
      readonly type: 'frame';
      readonly id: number;
      /** 0, 1, 2, … */
      readonly index: number;
      readonly frame: Frame;
      /** of computing so far; pauses and loading do not count */
      readonly seconds: number;
    }
  | {
      readonly type: 'done';
      readonly id: number;
      /** of all frames, as `createDigest` makes it */
      readonly digest: string;
      /** whether the run takes questions about its result */
      readonly answers: boolean;
    }
  | {
      readonly type: 'answer';
      readonly id: number;
      readonly serial: number;
      readonly answer: Plain;
    }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly message: string;
      readonly stack: string;
    };

/** The frames that may be under way without being acknowledged. */
export const WINDOW = 4;

/** One end of a channel: `self` in a worker, the `Worker` in a page, a pair of objects in a test. */
export interface Port<Out, In> {
  postMessage(message: Out): void;
  onmessage: ((event: { readonly data: In }) => void) | null;
}
