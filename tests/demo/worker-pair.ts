/** A worker on the test's own thread: both ends of its channel, with every message copied. */
import type { Port, ToPage, ToWorker } from '#demo/protocol';
import type { Run } from '#demo/run';
import { serve, type Runs } from '#demo/serve';
import type { WorkerLike } from '../../src/demo/use-run.ts';

export interface WorkerPair {
  readonly worker: WorkerLike;
  /** all that the page was sent */
  readonly sent: ToPage[];
}

export function workerPair(
  runs: Runs,
  load: (sources: Run['data']) => Promise<{}> = () => Promise.resolve({}),
): WorkerPair {
  const sent: ToPage[] = [];
  const port: Port<ToPage, ToWorker> = {
    onmessage: null,
    postMessage(message) {
      const data = structuredClone(message);
      sent.push(data);
      setImmediate(() => worker.onmessage?.({ data }));
    },
  };
  const worker: WorkerLike = {
    onmessage: null,
    onerror: null,
    terminate: () => (port.onmessage = null),
    postMessage(message) {
      const data = structuredClone(message);
      setImmediate(() => port.onmessage?.({ data }));
    },
  };
  serve(runs, port, { load });
  return { worker, sent };
}
