import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDigest } from '#demo/digest';
import type { Frame, Plain } from '#demo/run';
import { anyFrame } from './plain.ts';

function digestOf(...frames: Frame[]): string {
  const digest = createDigest();
  frames.forEach((frame) => digest.add(frame));
  return digest.hex();
}

const of = (value: Plain) => digestOf({ progress: 1, value });

describe('the digest', () => {
  test('is the same for a copy of the frames', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 4 }), (frames) => {
        expect(digestOf(...structuredClone(frames))).toBe(digestOf(...frames));
      }),
    );
  });

  test('does not depend on the order in which keys were written', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const reversed = Object.fromEntries(Object.entries(frame).reverse()) as Frame;
        expect(digestOf(reversed)).toBe(digestOf(frame));
      }),
    );
  });

  test('depends on the order of frames and on how many there are', () => {
    const [a, b] = [{ progress: 0.5 }, { progress: 1 }];
    expect(
      new Set([digestOf(), digestOf(a), digestOf(b), digestOf(a, b), digestOf(b, a)]).size,
    ).toBe(5);
  });

  test('changes with any bit of a float32 array', () => {
    const bits = fc.nat(31);
    fc.assert(
      fc.property(
        fc.uint32Array({ minLength: 1, maxLength: 40 }),
        fc.nat(),
        bits,
        (words, index, bit) => {
          const before = of(new Float32Array(words.buffer.slice()));
          words[index % words.length]! ^= 1 << bit;
          expect(of(new Float32Array(words.buffer.slice()))).not.toBe(before);
        },
      ),
    );
  });

  test('changes when two numbers change their sign', () => {
    expect(of(Float32Array.of(1, 2, 3))).not.toBe(of(Float32Array.of(-1, -2, 3)));
  });

  test.each<[string, Plain, Plain]>([
    ['zero and minus zero', 0, -0],
    ['equal bytes of different types', Float32Array.of(0), Int32Array.of(0)],
    ['an array and a typed array', [0], Float64Array.of(0)],
    ['a number and its text', 1, '1'],
    ['null and false', null, false],
    ['texts cut differently', ['ab', 'c'], ['a', 'bc']],
    ['lists nested differently', [[1], 2], [1, [2]]],
    ['bytes that end in zeros', Uint8Array.of(1, 0), Uint8Array.of(1)],
  ])('tells %s apart', (_, a, b) => {
    expect(of(a)).not.toBe(of(b));
  });

  test('reads a view as it reads a copy of it', () => {
    const bytes = Uint8Array.from({ length: 40 }, (_, index) => index * 7);
    expect(of(bytes.subarray(3, 17))).toBe(of(bytes.slice(3, 17)));
    const floats = Float64Array.from({ length: 9 }, (_, index) => index / 3);
    expect(of(floats.subarray(2, 7))).toBe(of(floats.slice(2, 7)));
  });

  test('of known frames is known: a change of the digest makes every record stale', () => {
    const frame = { progress: 1, error: 5.02, name: 'H1', kernels: Float32Array.of(0.5, -1, 3) };
    expect(digestOf({ progress: 0.5, done: false, rest: [null, -0] }, frame)).toBe(
      'd5afab409678c686',
    );
  });
});
