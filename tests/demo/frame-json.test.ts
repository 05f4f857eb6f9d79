import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDigest } from '#demo/digest';
import { decodeFrame, encodeFrame } from '#demo/frame-json';
import { plainFrame } from '#demo/plain-frame';
import { decodeRecorded, encodeRecorded } from '#demo/recorded';
import type { Frame } from '#demo/run';
import { anyFrame } from './plain.ts';

const throughJson = (frame: Frame) =>
  decodeFrame<Frame>(JSON.parse(JSON.stringify(encodeFrame(frame))));

const digestOf = (frame: Frame) => {
  const digest = createDigest();
  digest.add(frame);
  return digest.hex();
};

describe('a frame as JSON', () => {
  test('comes back bit for bit', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const back = throughJson(frame);
        expect(back).toEqual(frame);
        expect(digestOf(back)).toBe(digestOf(frame));
      }),
    );
  });

  test('holds of a view what the view shows', () => {
    const memory = new Float32Array(100_000).fill(1);
    const text = JSON.stringify(encodeFrame({ progress: 1, view: memory.subarray(7, 9) }));
    expect(text).toBe('{"progress":1,"view":{"float32":"AACAPwAAgD8="}}');
  });

  test('cannot hold an object that looks like an encoded array', () => {
    expect(() => encodeFrame({ progress: 1, a: { float32: 'AACAPw==' } })).toThrow(
      'frame: an object must not have `float32` as its only key: in JSON it marks an array',
    );
  });
});

describe('a plain frame', () => {
  test.each([
    ['`loss`', { progress: 1, loss: NaN }, 'NaN'],
    ['`errors.train[2]`', { progress: 1, errors: { train: [1, 2, Infinity] } }, 'Infinity'],
    ['`kernels[3]`', { progress: 1, kernels: Float32Array.of(0, 0, 0, -Infinity) }, '-Infinity'],
  ])('refuses a number that is not finite and names it: %s', (name, frame, value) => {
    expect(() => plainFrame(frame)).toThrow(`frame: ${name} must be finite, got ${value}`);
  });

  test.each([
    ['Map', new Map()],
    ['BigInt64Array', new BigInt64Array(1)],
    ['undefined', undefined],
    ['function', () => 1],
  ])('refuses what is not plain data: %s', (kind, value) => {
    expect(() => plainFrame({ progress: 1, a: [value] } as never)).toThrow(
      `frame: \`a[0]\` must be plain data, got ${kind}`,
    );
  });

  test('shares no memory with the frame it was made of', () => {
    const memory = Float32Array.of(1, 2, 3);
    const plain = plainFrame({ progress: 1, view: memory.subarray(1) });
    memory.fill(9);
    expect(plain.view).toEqual(Float32Array.of(2, 3));
    expect((plain.view as Float32Array).buffer.byteLength).toBe(8);
  });
});

describe('a recorded result', () => {
  test('comes back as it was', () => {
    const frame = { progress: 1, kernels: Float32Array.of(0.1, 0.2) };
    const result = { run: 'train', values: { passes: 5 }, seed: 3, frames: 9, digest: '0' };
    const recorded = { ...result, seconds: 1.5, last: frame, thinned: [frame] };
    expect(decodeRecorded(JSON.parse(JSON.stringify(encodeRecorded(recorded))))).toEqual(recorded);
  });
});
