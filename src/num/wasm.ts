/** The kernels and the memory that they work on, one of each in a thread. */
import { wasm, type Kernels } from '#kernels';

export type DType = 'float32' | 'float64';

const exports = instantiate(wasm);

export const memory = exports.memory as WebAssembly.Memory;

export const kernels = byType<Kernels>(exports);

/** What a compiled module exports, whose text is base64. */
export function instantiate(text: string, imports?: WebAssembly.Imports): WebAssembly.Exports {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
}

/** The kernels among the exports of a module, for each type of element. */
export function byType<K>(exports: WebAssembly.Exports): Readonly<Record<DType, K>> {
  const of = (suffix: string) =>
    Object.fromEntries(
      Object.entries(exports)
        .filter(([name]) => name.endsWith(suffix))
        .map(([name, kernel]) => [name.slice(0, -suffix.length), kernel]),
    ) as K;
  return { float32: of('_f32'), float64: of('_f64') };
}
