/** Computes tasks on all cores. Results do not depend on how many there are. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { EncodedRecorded } from '#demo/recorded';
import type { Task } from './record.ts';

type Message = { progress: number } | { recorded: EncodedRecorded } | { error: unknown };

/**
 * The results of `tasks`, in their order.
 *
 * @param onProgress called with the share of all tasks that is done, 0 to 1
 * @throws the first error of a run; the other workers are ended
 */
export async function computeAll(
  slug: string,
  tasks: readonly Task[],
  onProgress: (share: number) => void,
): Promise<EncodedRecorded[]> {
  const results: EncodedRecorded[] = Array.from({ length: tasks.length });
  const shares = tasks.map(() => 0);
  let next = 0;

  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      let current = -1;
      const take = () => {
        current = next++;
        if (current < tasks.length) worker.postMessage(tasks[current]);
        else resolve();
      };
      worker.on('error', reject);
      worker.on('message', (message: Message) => {
        if ('error' in message) return reject(message.error);
        if ('recorded' in message) {
          results[current] = message.recorded;
          shares[current] = 1;
        } else shares[current] = message.progress;
        onProgress(shares.reduce((sum, share) => sum + share, 0) / tasks.length);
        if ('recorded' in message) take();
      });
      take();
    });

  const count = Math.min(availableParallelism(), tasks.length);
  const file = new URL('./worker.ts', import.meta.url);
  const workers = Array.from({ length: count }, () => new Worker(file, { workerData: { slug } }));
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}
