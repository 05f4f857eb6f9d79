/** Kernels of transforms and sums over poles: apart, so that only who imports them pays for them. */
import { wasm, type Kernels as SpectralKernels } from '#kernels/spectral';
import { byType, instantiate, memory } from './wasm.ts';

export type { SpectralKernels };

export const spectral = byType<SpectralKernels>(instantiate(wasm, { env: { memory } }));
