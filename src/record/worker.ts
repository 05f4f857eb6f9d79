/** A worker thread that computes the tasks it is sent, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { compute } from './compute.ts';
import { loadPost, type Task } from './record.ts';

const { runs } = await loadPost((workerData as { slug: string }).slug);

parentPort!.on('message', (task: Task) => {
  const report = (progress: number) => parentPort!.postMessage({ progress });
  compute(runs, task, report).then(
    (recorded) => parentPort!.postMessage({ recorded }),
    (error: unknown) => parentPort!.postMessage({ error }),
  );
});
