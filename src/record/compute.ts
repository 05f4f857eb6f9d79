/** Computes one run to its end and keeps what a record keeps of it. */
import { createDigest } from '#demo/digest';
import { encodeFrame } from '#demo/frame-json';
import { loadData } from '#demo/load-data';
import type { EncodedRecorded } from '#demo/recorded';
import { start, type Frame, type Run, type RunData } from '#demo/run';
import type { Task } from './record.ts';

/** A record keeps the frames nearest to each quarter of the run, and the last. */
const THINNED = 4;

/**
 * The recorded form of a task's result.
 *
 * @param onFrame called with each frame's progress, above 0 to 1
 * @throws Error if the run yields no frame or ends before progress 1
 */
export async function compute(
  runs: Readonly<Record<string, Run>>,
  task: Task,
  onFrame: (progress: number, frame: Frame) => void = () => {},
): Promise<EncodedRecorded> {
  const run = runs[task.run];
  const data: RunData = await loadData(run.data);
  const digest = createDigest();
  const began = performance.now();
  let frames = 0;
  let last: Frame | undefined;
  const thinned: Frame[] = [];
  for (const frame of start(run, task.values as never, task.seed, data)) {
    digest.add(frame);
    frames += 1;
    last = frame;
    if (frame.progress < 1 && frame.progress >= (thinned.length + 1) / THINNED) thinned.push(frame);
    onFrame(frame.progress, frame);
  }
  if (last?.progress !== 1) {
    throw new Error(`run \`${task.run}\` ended at progress ${last?.progress ?? 0}, not at 1`);
  }
  const seconds = Math.round(performance.now() - began) / 1000;
  const kept = { last: encodeFrame(last), thinned: thinned.map(encodeFrame) };
  return { ...task, frames, digest: digest.hex(), seconds, ...kept };
}
