/** Products and sums over named axes. */
import { format } from './shape.ts';
import type { Tensor } from './tensor.ts';

/**
 * Sums of products in Einstein's notation, such as `einsum('bthd,bshd->bhts', q, k)`.
 *
 * Each letter names an axis. Letters that the output lacks are summed over. Two inputs become one
 * `matmul`; more are taken from left to right. A letter may stand once in an input; there are no dots.
 *
 * @throws RangeError naming the subscripts if they are malformed or do not fit the shapes
 * @see numpy.einsum
 */
export function einsum(subscripts: string, ...inputs: Tensor[]): Tensor {
  const refuse = (must: string): never => {
    throw new RangeError(`einsum '${subscripts}': ${must}`);
  };
  const parsed = /^([a-zA-Z]*(?:,[a-zA-Z]*)*)->([a-zA-Z]*)$/.exec(subscripts.replace(/\s/g, ''));
  if (!parsed) return refuse('must be letters for each input, commas, an arrow and the output');
  const terms = parsed[1].split(',');
  const output = parsed[2];
  if (terms.length !== inputs.length) {
    return refuse(`names ${terms.length} inputs, got ${inputs.length}`);
  }
  for (const term of [...terms, output]) {
    const repeated = [...term].find((letter, i) => term.indexOf(letter) !== i);
    if (repeated) return refuse(`'${repeated}' must stand once in '${term}'`);
  }
  const sizes = new Map<string, number>();
  terms.forEach((term, i) => {
    const { shape } = inputs[i];
    if (term.length !== shape.length) {
      return refuse(`'${term}' must name the axes of input ${i}, got shape ${format(shape)}`);
    }
    [...term].forEach((letter, axis) => {
      const size = sizes.get(letter) ?? shape[axis];
      if (size !== shape[axis]) {
        const shapes = inputs.map((input) => format(input.shape)).join(' and ');
        return refuse(`'${letter}' must have one size, got ${shapes}`);
      }
      sizes.set(letter, size);
    });
  });
  const unknown = [...output].find((letter) => !sizes.has(letter));
  if (unknown) return refuse(`'${unknown}' of the output must name an axis of an input`);

  let left: Named = { tensor: inputs[0], letters: terms[0] };
  for (let i = 1; i < inputs.length; i++) {
    const later = output + terms.slice(i + 1).join('');
    left = product(left, { tensor: inputs[i], letters: terms[i] }, later, sizes);
  }
  return arranged(summed(left, output), output);
}

interface Named {
  readonly tensor: Tensor;
  readonly letters: string;
}

/** The product of two, without the letters that neither the output nor a later input has. */
function product(a: Named, b: Named, later: string, sizes: ReadonlyMap<string, number>): Named {
  const [left, right] = [summed(a, b.letters + later), summed(b, a.letters + later)];
  const shared = common(left.letters, right.letters);
  const batch = common(shared, later);
  const inner = without(shared, later);
  const rows = without(left.letters, shared);
  const columns = without(right.letters, shared);
  const size = (letters: string) => [...letters].reduce((n, letter) => n * sizes.get(letter)!, 1);
  const fold = (x: Named, ...groups: string[]) =>
    arranged(x, groups.join('')).reshape(groups.map(size));
  const result = fold(left, batch, rows, inner).matmul(fold(right, batch, inner, columns));
  const letters = batch + rows + columns;
  return { tensor: result.reshape([...letters].map((letter) => sizes.get(letter)!)), letters };
}

/** Sums over the axes whose letters are not among `kept`. */
function summed({ tensor, letters }: Named, kept: string): Named {
  let result = tensor;
  for (let axis = letters.length - 1; axis >= 0; axis--) {
    if (!kept.includes(letters[axis])) result = result.sum(axis);
  }
  return { tensor: result, letters: common(letters, kept) };
}

function arranged({ tensor, letters }: Named, order: string): Tensor {
  return tensor.permute([...order].map((letter) => letters.indexOf(letter)));
}

function common(letters: string, others: string): string {
  return [...letters].filter((letter) => others.includes(letter)).join('');
}

function without(letters: string, others: string): string {
  return [...letters].filter((letter) => !others.includes(letter)).join('');
}
