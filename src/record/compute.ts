/** Computes one run to its end and keeps what a record keeps of it. */
import { createDigest } from '#demo/digest';
import { readData } from '#demo/read-data';
import { encodeRecorded, type EncodedRecorded } from '#demo/recorded';
import { start, type Frame, type Run } from '#demo/run';
import type { Task } from './record.ts';

/** A record keeps the frames nearest to each quarter of the run. */
const THINNED = 4;

/**
 * The recorded form of a task's result.
 *
 * @param onFrame called with each frame's progress, above 0 to 1
 * @throws whatever the run throws, and RangeError as `start`
 */
export async function compute(
  runs: Readonly<Record<string, Run>>,
  { run: name, values, seed }: Task,
  onFrame: (progress: number) => void = () => {},
): Promise<EncodedRecorded> {
  const run = runs[name];
  const data = await readData(run.data);
  const digest = createDigest();
  const began = performance.now();
  const thinned: Frame[] = [];
  let frames = 0;
  let last: Frame | undefined; // `start` throws if there is none
  const laps: number[] = [];
  let resumed = began;
  for (const frame of start(run, values as never, seed, data)) {
    laps.push(Math.round((performance.now() - resumed) * 1e3) / 1e6);
    digest.add(frame);
    frames += 1;
    last = frame;
    if (frame.progress >= (thinned.length + 1) / THINNED) thinned.push(frame);
    onFrame(frame.progress);
    resumed = performance.now();
  }
  const seconds = Math.round(performance.now() - began) / 1000;
  return encodeRecorded({
    run: name,
    values,
    seed,
    frames,
    digest: digest.hex(),
    seconds,
    ...(run.timed ? { laps } : {}),
    last: last!,
    thinned,
  });
}
