import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  accuracy,
  asConvolution,
  asRecurrence,
  centred,
  convolve,
  convolveDirectly,
  createNetwork,
  denominatorAtOne,
  discretize,
  dot,
  fft,
  guesses,
  hippo,
  hippoDplr,
  hippoFromOne,
  impulseResponse,
  kernelByCauchy,
  kernelByConversion,
  kernelByRecurrence,
  kernelByVandermonde,
  kernels,
  legendre,
  lowRank,
  matrix,
  memory,
  norm,
  parametersOf,
  part,
  power,
  product,
  readDigits,
  reconstruct,
  recipe,
  s4dLin,
  s4dReal,
  scan,
  setWeights,
  skewPart,
  small,
  softmax,
  spring,
  toeplitz,
  train,
  truncated,
  warpedLegendre,
  weightsOf,
  zeroOrderHold,
  type Vector,
} from '#cells/annotated-s4';
import { inArena, scratch } from '#num/arena';
import { eigenvalues } from '#num/linalg';
import { exp } from '#num/math';
import { createRng, type Rng } from '#num/random';
import { tensor } from '#num/tensor';
import { start } from '#demo/run';
import { pooled } from './data.ts';
import * as runs from './runs.ts';

const asset = (name: string) =>
  readFileSync(new URL(`../../../.data/annotated-s4/${name}`, import.meta.url));
const inflated = (name: string) => new Uint8Array(inflateRawSync(asset(name)));

const gaussian = (length: number, rng: Rng): Vector =>
  Float64Array.from({ length }, () => rng.normal());

/** The largest difference over the largest value of `b`. */
function relative(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const largest = Math.max(...Array.from(b, Math.abs));
  return Math.max(...Array.from(b, (value, i) => Math.abs(a[i] - value))) / largest;
}

describe('a system in steps', () => {
  test('the spring at rest stays at rest, and under a constant force goes to u / k', () => {
    const system = discretize(spring(40, 5, 1), 0.01);
    expect(Math.max(...scan(system, new Float64Array(50)))).toBe(0);
    const pushed = scan(system, new Float64Array(2000).fill(3));
    expect(pushed[1999]).toBeCloseTo(3 / 40, 12);
  });

  test('the bilinear rule sends -1 / 2 to (1 - step / 4) / (1 + step / 4)', () => {
    const A = [Float64Array.of(-0.5)];
    const one = Float64Array.of(1);
    const system = discretize({ A, B: one, C: one }, 0.2);
    expect(system.A[0][0]).toBeCloseTo(0.95 / 1.05, 15);
    expect(system.B[0]).toBeCloseTo(0.2 / 1.05, 15);
  });

  test('the transform is the sum that it is said to be', () => {
    const rng = createRng(1);
    const z = { re: gaussian(16, rng), im: gaussian(16, rng) };
    const out = { re: z.re.slice(), im: z.im.slice() };
    fft(out);
    for (let j = 0; j < 16; j++) {
      let [re, im] = [0, 0];
      for (let l = 0; l < 16; l++) {
        const [c, s] = [
          Math.cos((2 * Math.PI * j * l) / 16),
          -Math.sin((2 * Math.PI * j * l) / 16),
        ];
        re += z.re[l] * c - z.im[l] * s;
        im += z.re[l] * s + z.im[l] * c;
      }
      expect(out.re[j]).toBeCloseTo(re, 12);
      expect(out.im[j]).toBeCloseTo(im, 12);
    }
  });

  test('convolution by the transform is the direct one, and the scan, to 1e-9', () => {
    const rng = createRng(2);
    const system = discretize({ ...hippo(32), C: gaussian(32, rng) }, 0.01);
    const K = kernelByRecurrence(system, 512);
    const u = gaussian(512, rng);
    const y = scan(system, u);
    expect(relative(convolveDirectly(K, u), y)).toBeLessThan(1e-12);
    expect(relative(convolve(K, u), y)).toBeLessThan(1e-9);
  });
});

describe('HiPPO-LegS', () => {
  test('its first entries, as the papers index them', () => {
    const { A, B } = hippo(3);
    expect([...A[0]]).toEqual([-1, 0, 0]);
    expect([...A[1]]).toEqual([-Math.sqrt(3), -2, 0]);
    expect(A[2][1]).toBeCloseTo(-Math.sqrt(15), 15);
    expect([...B]).toEqual([1, Math.sqrt(3), Math.sqrt(5)]);
  });

  test('its impulse responses are warped Legendre polynomials, to 1e-10', () => {
    const { A, B } = hippo(16);
    for (const t of [0.1, 0.5, 1, 3]) {
      expect(relative(impulseResponse(A, B, t), warpedLegendre(16, t))).toBeLessThan(1e-10);
    }
  });

  test('Legendre polynomials: values at 1/2 from their formulas', () => {
    expect([...legendre(4, 0.5)]).toEqual([1, 0.5, -0.125, -0.4375]);
  });

  test('a state that has seen a polynomial in e^-age gives it back', () => {
    // coefficients of s^2 in the orthonormal polynomials of [0, 1], by Gauss' rule of plain sums
    const x = new Float64Array(4);
    const points = 20_000;
    for (let i = 0; i < points; i++) {
      const s = (i + 0.5) / points;
      const P = legendre(4, 2 * s - 1);
      for (let n = 0; n < 4; n++) x[n] += (s * s * Math.sqrt(2 * n + 1) * P[n]) / points;
    }
    for (const age of [0, 0.3, 1, 2]) expect(reconstruct(x, age)).toBeCloseTo(exp(-2 * age), 6);
  });

  test('its eigenvalues are -1 to -N; those of the block that counts from 1, -2 to -(N + 1)', () => {
    const of = (rows: readonly Vector[]) =>
      scratch(() => {
        const A = tensor(
          rows.flatMap((row) => [...row]),
          [8, 8],
          { dtype: 'float64' },
        );
        return [...eigenvalues(A).real.data].sort((a, b) => b - a).map(Math.round);
      });
    expect(of(hippo(8).A)).toEqual([-1, -2, -3, -4, -5, -6, -7, -8]);
    expect(of(hippoFromOne(8).A)).toEqual([-2, -3, -4, -5, -6, -7, -8, -9]);
  });

  test('the secular equation of Lambda - P P* has the roots -1 to -N', () => {
    const { Lambda, P } = hippoDplr(8);
    for (let root = -1; root >= -8; root--) {
      let re = 1;
      P.re.forEach((p, n) => {
        const weight = p * p + P.im[n] * P.im[n];
        const [dr, di] = [root - Lambda.re[n], -Lambda.im[n]];
        re += (weight * dr) / (dr * dr + di * di);
      });
      expect(Math.abs(re)).toBeLessThan(1e-10);
    }
  });

  test('A + P P^T is -1/2 and a skew-symmetric matrix', () => {
    const S = skewPart(16);
    expect(norm(matrix(16, 16, (n, k) => S[n][k] + S[k][n]))).toBeLessThan(1e-13);
    expect(lowRank(3)[2]).toBe(Math.sqrt(2.5));
  });

  test('V is unitary and takes S to its frequencies, which come in pairs', () => {
    const N = 32;
    const { V, Lambda } = hippoDplr(N);
    const S = skewPart(N);
    for (let k = 0; k < N; k++) {
      expect(Lambda.re[k]).toBe(-0.5);
      expect(Lambda.im[k]).toBeCloseTo(-Lambda.im[N - 1 - k], 9);
      const re = Float64Array.from(V.re, (row) => row[k]);
      const im = Float64Array.from(V.im, (row) => row[k]);
      expect(dot(re, re) + dot(im, im)).toBeCloseTo(1, 12);
      // S v = i frequency v
      const residual = S.map((row, n) =>
        Math.hypot(dot(row, re) + Lambda.im[k] * im[n], dot(row, im) - Lambda.im[k] * re[n]),
      );
      expect(Math.max(...residual)).toBeLessThan(1e-10);
    }
  });
});

describe('the kernel by three routes', () => {
  const cases = [
    [8, 16],
    [16, 256],
    [64, 1024],
  ] as const;

  test.each(cases)('N = %i, L = %i: they agree to 1e-10 and 1e-9', (N, L) => {
    const rng = createRng(N);
    const dplr = hippoDplr(N);
    for (const step of [1 / L, 0.01, 0.1]) {
      const system = discretize({ ...hippo(N), C: gaussian(N, rng) }, step);
      const C = truncated(system, L);
      const K = kernelByRecurrence(system, L);
      expect(relative(kernelByCauchy(dplr, C, step, L), K)).toBeLessThan(1e-10);
      expect(relative(kernelByConversion(dplr, C, step, L), K)).toBeLessThan(1e-9);
    }
  });

  test('the check can fail: a wrong sign, or C in place of its truncation, shows', () => {
    const rng = createRng(3);
    const dplr = hippoDplr(16);
    const system = discretize({ ...hippo(16), C: gaussian(16, rng) }, 0.01);
    const K = kernelByRecurrence(system, 64);
    const C = truncated(system, 64);
    const flipped = kernelByCauchy(dplr, C, 0.01, 64, { outer: 1, inner: 1 });
    expect(relative(flipped, K)).toBeGreaterThan(0.1);
    expect(relative(kernelByCauchy(dplr, system.C, 0.01, 64), K)).toBeGreaterThan(0.01);
  });

  test('powers by squaring are powers', () => {
    const A = discretize({ ...hippo(4), C: new Float64Array(4) }, 0.1).A;
    const plain = [1, 2, 3, 4].reduce((sum) => product(sum, A), A);
    power(A, 5).forEach((row, n) => expect(relative(row, plain[n])).toBeLessThan(1e-13));
  });

  test('1 - k_PP is 0 at w = 1, since Lambda + P P* is singular; 1 + k_PP is not', () => {
    for (const N of [4, 16, 64]) {
      const [re, im] = denominatorAtOne(hippoDplr(N), -1);
      expect(Math.hypot(re, im)).toBeLessThan(1e-11);
      expect(denominatorAtOne(hippoDplr(N), 1)[0]).toBeCloseTo(2, 10);
    }
  });
});

describe('the diagonal system', () => {
  test('its kernel is what its recurrence answers to a single 1', () => {
    const rng = createRng(4);
    const Lambda = s4dLin(16);
    const C = { re: gaussian(8, rng), im: gaussian(8, rng) };
    const K = kernelByVandermonde(Lambda, C, 0.05, 64);
    const planes = memory('s4d', 16, 0.05, 1, rng);
    const readout = Float64Array.from({ length: 16 }, (_, n) =>
      n % 2 === 0 ? 2 * C.re[n >> 1] : -2 * C.im[n >> 1],
    );
    expect(relative(K, kernelByRecurrence({ ...planes, C: readout }, 64))).toBeLessThan(1e-12);
  });

  test('the zero-order hold of -1 is 1 - e^-step', () => {
    const { factor, input } = zeroOrderHold(s4dReal(2), 0.3);
    expect(factor.re[0]).toBeCloseTo(Math.exp(-0.3), 15);
    expect(input.re[0]).toBeCloseTo(1 - Math.exp(-0.3), 15);
  });
});

describe('the network', () => {
  const digits = readDigits(inflated('digits-8.deflate'), 8);
  const within = <T>(body: () => T): T => {
    let result: T | undefined;
    for (const value of inArena(function* () {
      yield body();
    })) {
      result = value;
    }
    return result!;
  };

  test('has 8,970 parameters', () => {
    within(() => {
      const { dynamics, others } = parametersOf(createNetwork(small, createRng(1)));
      const count = [...dynamics, ...others].reduce((sum, { size }) => sum + size, 0);
      expect(count).toBe(8970);
      return 0;
    });
  });

  test('its kernels on tensors are those of the cell in float64, to float32', () => {
    within(() => {
      const layer = createNetwork(small, createRng(2)).layers[0];
      const K = kernels(layer, 64).data;
      for (const h of [0, 17]) {
        const row = ({ data }: { data: ArrayLike<number> }) =>
          Float64Array.from({ length: 16 }, (_, n) => data[h * 16 + n]);
        const Lambda = {
          re: row(layer.logDecay).map((value) => -Math.exp(value)),
          im: row(layer.frequency),
        };
        const C = { re: row(layer.cRe), im: row(layer.cIm) };
        const step = Math.exp(layer.logStep.data[h]);
        const exact = kernelByVandermonde(Lambda, C, step, 64);
        expect(relative(K.slice(h * 64, (h + 1) * 64), exact)).toBeLessThan(1e-5);
      }
      return 0;
    });
  });

  test('gives the same logits as a convolution and as a recurrence, to 1e-4', () => {
    within(() => {
      const network = createNetwork(small, createRng(3));
      const { images } = part(digits, 5, 6);
      const fast = asConvolution(network, tensor(images, [64, 1]), toeplitz(64)).data;
      const slow = asRecurrence(network, images);
      expect(slow).toHaveLength(64);
      fast.forEach((logit, c) => expect(Math.abs(logit - slow[63][c])).toBeLessThan(1e-4));
      return 0;
    });
  });

  test('does not see the future: what it believes after k pixels is unmoved by the rest', () => {
    within(() => {
      const network = createNetwork(small, createRng(4));
      const { images } = part(digits, 6, 7);
      const cut = images.map((ink, k) => (k < 32 ? ink : 1));
      const [all, changed] = [asRecurrence(network, images), asRecurrence(network, cut)];
      expect([...changed[31]]).toEqual([...all[31]]);
      expect([...changed[63]]).not.toEqual([...all[63]]);
      return 0;
    });
  });

  test('its gradient is that of central differences', () => {
    within(() => {
      const network = createNetwork({ ...small, H: 4, N: 4 }, createRng(5));
      const pixels = tensor(part(digits, 0, 2).images, [2, 64]).transpose(0, 1);
      const table = toeplitz(64);
      const loss = () => asConvolution(network, pixels, table).square().sum();
      loss().backward();
      const [{ logDecay, frequency, logStep, cRe, D, mix }] = network.layers;
      for (const parameter of [logDecay, frequency, logStep, cRe, D, mix, network.encoder]) {
        const gradient = parameter.grad!.data[1];
        const value = parameter.data[1];
        const at = (shift: number) => {
          parameter.data[1] = value + shift;
          return loss().item();
        };
        const numeric = (at(1e-2) - at(-1e-2)) / 2e-2;
        at(0);
        expect(Math.abs(gradient - numeric)).toBeLessThan(0.02 * (1 + Math.abs(numeric)));
      }
      return 0;
    });
  });

  test('learns: the loss of 60 steps falls, from the same seed by the same bits', () => {
    const losses = () =>
      within(() => {
        const rng = createRng(6);
        const network = createNetwork({ ...small, H: 8, N: 8 }, rng.split());
        return [...train(network, digits, { ...recipe, steps: 60 }, rng.split())];
      });
    const first = losses();
    expect(first.slice(-10).reduce((a, b) => a + b) / 10).toBeLessThan(0.97 * first[0]);
    expect(losses()).toEqual(first);
  });

  test('weights go out and come back; a wrong number of them does not', () => {
    within(() => {
      const [a, b] = [createNetwork(small, createRng(7)), createNetwork(small, createRng(8))];
      setWeights(b, weightsOf(a));
      expect(weightsOf(b)).toEqual(weightsOf(a));
      expect(() => setWeights(b, new Float32Array(3))).toThrow(
        'setWeights: the network has 8970 parameters, got 3',
      );
      return 0;
    });
  });

  test('the shipped weights read 95% of the first test digits', () => {
    within(() => {
      const network = createNetwork(small, createRng(0));
      setWeights(network, new Float32Array(inflated('weights.deflate').buffer));
      const test = part(readDigits(inflated('digits-16-test.deflate'), 16), 0, 200);
      expect(accuracy(guesses(network, test), test)).toBeGreaterThan(0.92);
      return 0;
    });
  });
});

describe('the data', () => {
  test('8 x 8 is the mean of 16 x 16, to rounding; both keep the ink', () => {
    const pixels = Array.from({ length: 784 }, (_, place) => ((place * 37) % 101) / 100);
    const [coarse, fine] = [pooled(pixels, 8), pooled(pixels, 16)];
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) {
        const four = [0, 1, 16, 17].map((offset) => fine[32 * y + 2 * x + offset]);
        const mean = four.reduce((sum, grey) => sum + grey, 0) / 4;
        expect(Math.abs(coarse[8 * y + x] - mean)).toBeLessThanOrEqual(1);
      }
    }
  });

  test('training and test digits are apart, and the same at both sizes', () => {
    const all = readDigits(inflated('digits-8.deflate'), 8);
    const [training, held] = ['train', 'test'].map((name) =>
      readDigits(inflated(`digits-16-${name}.deflate`), 16),
    );
    expect([training.labels.length, held.labels.length]).toEqual([8000, 2000]);
    expect([...all.labels]).toEqual([...training.labels, ...held.labels]);
  });

  test('a drawing is centred, and 10 pixels large', () => {
    const drawing = new Float32Array(64 * 64);
    for (let y = 4; y < 34; y++) for (let x = 40; x < 46; x++) drawing[64 * y + x] = 1;
    const image = centred(drawing, 64);
    const rows = [...Array(16).keys()].filter((y) =>
      image.subarray(16 * y, 16 * y + 16).some(Boolean),
    );
    expect([rows[0], rows.at(-1)]).toEqual([3, 12]);
    expect(centred(new Float32Array(64), 8).every((ink) => ink === 0)).toBe(true);
  });
});

test('softmax sums to 1 and survives large logits', () => {
  const p = softmax(Float64Array.of(1000, 999, -1000));
  expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 15);
  expect(p[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
});

test('the runs that take no time end at progress 1', () => {
  for (const run of [runs.spring, runs.routes]) {
    const frames = [...start<any, any>(run, {}, 1, {})];
    expect(frames.at(-1)!.progress).toBe(1);
  }
});

test('the crossovers count operations by their formulas and measure every case in turn', () => {
  const frames = start(runs.crossovers, {}, 1, {});
  const { value: first } = frames.next() as { value: runs.CrossoversFrame };
  const { value: second } = frames.next() as { value: runs.CrossoversFrame };
  frames.return();
  expect([first.measured, second.measured]).toEqual([-1, 0]);
  expect(second.checksum).not.toBe(first.checksum);
  // methods as the run numbers them: a direct convolution of length L has L (L + 1) / 2 products,
  // the transforms 8 L log2(2 L) multiply-adds; they meet between 64 and 128
  const counted = (method: number, size: number) =>
    first.operations.find((_, at) => first.methods[at] === method && first.sizes[at] === size)!;
  const [direct, fft] = [first.methods[0], first.methods[1]];
  expect([counted(direct, 64), counted(fft, 64)]).toEqual([2080, 3584]);
  expect([counted(direct, 128), counted(fft, 128)]).toEqual([8256, 8192]);
  first.calls.forEach((calls, at) => {
    expect(calls * first.operations[at]).toBeGreaterThanOrEqual(2e6);
  });
});
