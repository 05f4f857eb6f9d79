/** The kernels and the memory that they work on, one of each in a thread. */
import { wasm, type Kernels } from '#kernels';

export type DType = 'float32' | 'float64';

const bytes = Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0));
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));

export const memory = exports.memory as WebAssembly.Memory;

export const kernels: Readonly<Record<DType, Kernels>> = {
  float32: kernelsFor('_f32'),
  float64: kernelsFor('_f64'),
};

function kernelsFor(suffix: string): Kernels {
  const named = Object.entries(exports).filter(([name]) => name.endsWith(suffix));
  return Object.fromEntries(
    named.map(([name, kernel]) => [name.slice(0, -suffix.length), kernel]),
  ) as unknown as Kernels;
}
