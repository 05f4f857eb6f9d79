/** Kernels of 1,024 steps a second at N = 128: the post's Cauchy sums against its two other ways. */
import {
  discretize,
  hippo,
  hippoDplr,
  kernelByCauchy,
  kernelByRecurrence,
  kernelByVandermonde,
  s4dLin,
  truncated,
} from '#cells/annotated-s4';
import { createRng } from '#num/random';
import type { Bench } from '../../../src/cli/bench.ts';

const N = 128;
const L = 1024;
const STEP = 1 / L;
const MILLISECONDS = 200;

const rng = createRng(2022);
const gaussian = (length: number) => Float64Array.from({ length }, () => rng.normal());
const system = discretize({ ...hippo(N), C: gaussian(N) }, STEP);
const dplr = hippoDplr(N);
const C = truncated(system, L);
const modes = s4dLin(N);
const weights = { re: gaussian(N / 2), im: gaussian(N / 2) };

/** Calls a second, after one that is not counted. */
async function rate(call: () => unknown): Promise<number> {
  call();
  const start = performance.now();
  let calls = 0;
  while (performance.now() - start < MILLISECONDS) {
    call();
    calls += 1;
  }
  return (1000 * calls) / (performance.now() - start);
}

export const bench: Bench = {
  title: `A kernel of ${L} steps, N = ${N}`,
  unit: 'kernels/s',
  rows: [
    {
      name: 'Cauchy sums and an inverse FFT',
      measure: () => rate(() => kernelByCauchy(dplr, C, STEP, L)),
    },
    {
      name: 'dense recurrence',
      peer: 'recurrence',
      measure: () => rate(() => kernelByRecurrence(system, L)),
    },
    {
      name: 'Vandermonde product of S4D',
      peer: 'vandermonde',
      measure: () => rate(() => kernelByVandermonde(modes, weights, STEP, L)),
    },
  ],
};
