/** Arbitrary plain data for properties of frames. */
import fc from 'fast-check';
import type { Frame, Plain } from '#demo/run';

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 5e-324, Number.MAX_VALUE),
);

const array = fc.oneof(
  fc.float32Array({ noNaN: true, noDefaultInfinity: true }),
  fc.float64Array({ noNaN: true, noDefaultInfinity: true }),
  fc.int32Array(),
  fc.uint8Array(),
);

/** Keys that mark an encoded array are refused when they stand alone, so they are left out. */
const key = fc
  .string()
  .filter((name) => !['float32', 'float64', 'int32', 'uint8', 'negative'].includes(name));

const { value } = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    number,
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    array,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

export const anyFrame: fc.Arbitrary<Frame> = fc
  .dictionary(key, value, { maxKeys: 4, noNullPrototype: true })
  .map((entries) => ({ ...entries, progress: 1 }));
