/**
 * On request, the operation that made the first NaN or infinity.
 *
 * An operation is to blame if its result holds a NaN and no input does, or an infinity and every input
 * is finite. What was already there when it began is not its doing: a mask of -Infinity may pass.
 */
import type { NdArray } from './nd-array.ts';
import { format } from './shape.ts';

let detecting = false;

/**
 * `body()`, in which every operation looks at its result, in replays of steps compiled there too.
 *
 * It costs a pass over each result and each input; leave it out where time matters.
 *
 * @throws Error naming the operation, the place and the shapes
 */
export function detectNonFinite<T>(body: () => T): T {
  const outer = detecting;
  detecting = true;
  try {
    return body();
  } finally {
    detecting = outer;
  }
}

/** `kernel`, which also looks at what it wrote where that was asked for. */
export function watched(
  operation: string,
  out: NdArray,
  inputs: readonly NdArray[],
  kernel: () => void,
): () => void {
  if (!detecting) return kernel;
  return () => {
    const given = inputs.map((input) => input.data);
    const hadNaN = given.some((values) => values.some((x) => x !== x));
    const wereFinite = given.every((values) => values.every((x) => Number.isFinite(x)));
    kernel();
    const { data } = out;
    const at = data.findIndex((x) => (x !== x ? !hadNaN : wereFinite && !Number.isFinite(x)));
    if (at === -1) return;
    const from = inputs.map(({ shape }) => format(shape)).join(' and ');
    throw new Error(
      `${operation}: made ${data[at]} at ${format(indexOf(at, out))} of ${format(out.shape)}` +
        (from && `, from ${from}`),
    );
  };
}

function indexOf(place: number, { shape }: NdArray): number[] {
  const index: number[] = [];
  for (const n of shape.toReversed()) {
    index.unshift(place % n);
    place = Math.floor(place / n);
  }
  return index;
}
