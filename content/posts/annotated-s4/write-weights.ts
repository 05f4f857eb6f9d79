/**
 * Trains on 16 x 16 pixels with seed 1 and writes the network's parameters to weights.bin.
 *
 * Run it from the root after a change of the network or its training, `node
 * content/posts/annotated-s4/write-weights.ts`, and put the hash that it prints into data.ts. The claim
 * `shipped-distance` tells whether that is needed.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readData } from '#demo/read-data';
import { DEFAULT_SEED, defaults, start } from '#demo/run';
import { trainFull } from './runs.ts';

const frames = start(
  trainFull,
  defaults(trainFull.parameters),
  DEFAULT_SEED,
  await readData(trainFull.data),
);
for (;;) {
  const { done, value } = frames.next();
  if (done) {
    const weights = value!(null) as Float32Array;
    const bytes = new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
    writeFileSync(new URL('./weights.bin', import.meta.url), bytes);
    console.log(createHash('sha256').update(bytes).digest('hex'));
    break;
  }
  if (value.step % 100 === 0) console.log(`step ${value.step}`);
}
