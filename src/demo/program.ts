/** The program that the demos of a page run: the author's, or one that a reader has edited. */
import { signal } from '@preact/signals';
import type { WorkerLike } from './use-run.ts';

/** A reader's program. */
export interface Edited {
  /** A worker that serves the runs of the post with the edited cells. */
  readonly createWorker: () => WorkerLike;
  /** what a link carries of it, as `cells=…`; empty as long as it is not known or if it is too long */
  readonly link: string;
}

/** Null as long as the cells are the author's. */
export const edited = signal<Edited | null>(null);
