import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  base,
  blockScheme,
  count,
  createNetwork,
  crossEntropy,
  evaluate,
  first,
  fitPowerLaw,
  forward,
  fullScheme,
  halfWidth,
  halvings,
  ladder,
  layersOf,
  missesOf,
  neighbourhoods,
  parametersOf,
  printedMisses,
  randomScheme,
  readDigits,
  rejection,
  shifted,
  softmax,
  squaredError,
  targetsOf,
  thinned,
  train,
  type Activation,
  type Loss,
  type Network,
} from '#cells/lecun-1989';
import { createRng } from '#num/random';
import { tensor, type Tensor } from '#num/tensor';
import { createDigest } from '#demo/digest';
import { start } from '#demo/run';
import { resize } from './data.ts';
import * as runs from './runs.ts';

const asset = new URL('../../../.data/lecun-1989/digits.deflate', import.meta.url);
const bytes = new Uint8Array(inflateRawSync(readFileSync(asset)));
const digits = readDigits(bytes);

describe('the network', () => {
  const counts = layersOf(createNetwork(createRng(1))).map(count);
  const total = (of: (layer: (typeof counts)[number]) => number) =>
    counts.reduce((sum, layer) => sum + of(layer), 0);

  test('has the parameters that the paper prints, layer by layer', () => {
    expect(counts.map((layer) => layer.parameters)).toEqual([1068, 2592, 5790, 310]);
    expect(total((layer) => layer.parameters)).toBe(9760);
  });

  test('has the connections that the paper prints, layer by layer', () => {
    expect(counts.map((layer) => layer.connections)).toEqual([19_968, 38_592, 5790, 310]);
    expect(total((layer) => layer.connections)).toBe(64_660);
  });

  test('has 1,000 units besides the pixels, and 63,660 multiplications', () => {
    expect(total((layer) => layer.units)).toBe(1000);
    expect(total((layer) => layer.multiplications)).toBe(63_660);
  });

  test('with all 12 planes has 12 x 300 weights in H2, with 8 random ones as many as the paper', () => {
    const weights = (scheme: typeof blockScheme) =>
      createNetwork(createRng(1), { scheme }).H2.weights.size;
    expect(weights(fullScheme)).toBe(3600);
    expect(weights(randomScheme(createRng(2)))).toBe(2400);
  });

  test('draws weights within 2.4 / sqrt(fan-in): 25, 200, 192 and 30', () => {
    layersOf(createNetwork(createRng(3))).forEach(({ weights }, index) => {
      const bound = 2.4 / Math.sqrt([25, 200, 192, 30][index]);
      const largest = Math.max(...weights.data.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(Math.fround(bound));
      expect(largest).toBeGreaterThan(0.95 * bound);
    });
  });

  test('reads a plane of n x n up to one background row beyond it, never the second', () => {
    for (const size of [8, 16]) {
      const units = neighbourhoods(size);
      expect(units).toHaveLength((size / 2) ** 2);
      const last = units[units.length - 1];
      // 5 x 5 around (size - 2, size - 2): four rows and columns inside, one outside
      expect(last.filter((place) => place >= 0)).toHaveLength(16);
      expect(Math.max(...last)).toBe(size * size - 1);
      expect(units[0].filter((place) => place >= 0)).toHaveLength(9);
    }
  });

  test('computes what plain loops over padded planes compute, whose last row and column is never read', () => {
    const images = digits.test.images.subarray(0, 3 * 256);
    for (const scheme of [blockScheme, fullScheme, randomScheme(createRng(4))]) {
      const network = createNetwork(createRng(5), { scheme, dtype: 'float64' });
      perturb(network);
      const x = tensor(images, [3, 256], { dtype: 'float64' });
      const ours = forward(network, x).data;
      const plain = [0, 1, 2].flatMap((n) =>
        plainForward(network, scheme, images.subarray(256 * n, 256 * (n + 1))),
      );
      ours.forEach((value, index) => expect(value).toBeCloseTo(plain[index], 12));
    }
  });
});

/** Biases of zero would hide a mistake in their layout. */
function perturb(network: Network): void {
  const rng = createRng(6);
  for (const { biases } of layersOf(network)) biases.set(biases.data.map(() => rng.normal()));
}

/** The sums into the output units, by loops over planes padded with -1; the row and column that nobody reads is NaN. */
function plainForward(
  network: Network,
  scheme: readonly (readonly number[])[],
  image: Float32Array,
): number[] {
  const padded = (size: number, at: (y: number, x: number) => number) =>
    Array.from({ length: size + 4 }, (_, row) =>
      Array.from({ length: size + 4 }, (_, column) => {
        if (row === size + 3 || column === size + 3) return NaN;
        const [y, x] = [row - 2, column - 2];
        return y >= 0 && x >= 0 && y < size && x < size ? at(y, x) : -1;
      }),
    );
  const W = layersOf(network).map(({ weights }) => weights.data);
  const b = layersOf(network).map(({ biases }) => biases.data);
  const input = padded(16, (y, x) => image[16 * y + x]);
  const h1 = Array.from({ length: 12 }, (_, m) =>
    padded(8, (y, x) => {
      let sum = b[0][(8 * y + x) * 12 + m];
      for (let i = 0; i < 5; i++)
        for (let j = 0; j < 5; j++) sum += W[0][(5 * i + j) * 12 + m] * input[2 * y + i][2 * x + j];
      return Math.tanh(sum);
    }),
  );
  const maps = 12 / scheme.length;
  const h2 = scheme.flatMap((planes, group) =>
    Array.from({ length: 16 }, (_, place) =>
      Array.from({ length: maps }, (_, m) => {
        const [y, x] = [Math.floor(place / 4), place % 4];
        let sum = b[1][(group * 16 + place) * maps + m];
        planes.forEach((plane, p) => {
          for (let i = 0; i < 5; i++)
            for (let j = 0; j < 5; j++) {
              const weight = ((group * planes.length + p) * 25 + 5 * i + j) * maps + m;
              sum += W[1][weight] * h1[plane][2 * y + i][2 * x + j];
            }
        });
        return Math.tanh(sum);
      }),
    ).flat(),
  );
  const dense = (inputs: number[], layer: number) =>
    Array.from(b[layer], (bias, unit) =>
      inputs.reduce((sum, value, k) => sum + value * W[layer][k * b[layer].length + unit], bias),
    );
  return dense(dense(h2, 2).map(Math.tanh), 3);
}

describe('gradients', () => {
  const target = targetsOf(Uint8Array.of(3, 7));
  const cases: [string, Loss, Activation, () => Activation][] = [
    ['squared error and tanh', squaredError, base.hidden, () => (h: Tensor) => h],
    [
      'cross-entropy, ReLU and dropout with a fixed mask',
      crossEntropy,
      thinned.hidden,
      () => (h: Tensor) => h.dropout(0.25, createRng(8)),
    ],
  ];
  test.each(cases)('of %s agree with central differences in float64', (_, loss, hidden, thin) => {
    const network = createNetwork(createRng(7), { dtype: 'float64' });
    perturb(network);
    const x = tensor(digits.train.images.subarray(0, 512), [2, 256], { dtype: 'float64' });
    const t = tensor(target, [2, 10], { dtype: 'float64' });
    const value = () => loss(forward(network, x, hidden, thin()), t);
    value().backward();
    const parameters = parametersOf(network);
    const gradients = parameters.map((parameter) => Float64Array.from(parameter.grad!.data));
    const rng = createRng(9);
    const step = 1e-5;
    let [difference, scale] = [0, 0];
    for (let n = 0; n < 60; n++) {
      const which = n % parameters.length;
      const place = rng.integer(parameters[which].size);
      const kept = parameters[which].data[place];
      const moved = [step, -step].map((by) => {
        parameters[which].data[place] = kept + by;
        return value().item();
      });
      parameters[which].data[place] = kept;
      const numeric = (moved[0] - moved[1]) / (2 * step);
      difference = Math.max(difference, Math.abs(numeric - gradients[which][place]));
      scale = Math.max(scale, Math.abs(numeric));
    }
    // central differences of step 1e-5 are good to about 1e-10 of the gradient's scale
    expect(difference / scale).toBeLessThan(1e-6);
  });
});

describe('the losses', () => {
  test('of random weights are near those of guessing: ln 10 for the cross-entropy', () => {
    const part = first(digits.train, 400);
    const { loss } = evaluate(createNetwork(createRng(10), { outputBias: 0 }), softmax, part);
    expect(Math.abs(loss - Math.log(10))).toBeLessThan(0.6);
  });

  test('of outputs that match the targets are zero', () => {
    const target = tensor(targetsOf(Uint8Array.of(4)), [1, 10]);
    expect(squaredError(target.mul(20), target).item()).toBeCloseTo(0, 10);
    expect(crossEntropy(target.mul(20), target).item()).toBeCloseTo(0, 10);
  });

  test('take -1 for all wrong classes and +1 for the right one', () => {
    expect([...targetsOf(Uint8Array.of(0, 9))]).toEqual([
      ...[1, -1, -1, -1, -1, -1, -1, -1, -1, -1],
      ...[-1, -1, -1, -1, -1, -1, -1, -1, -1, 1],
    ]);
  });
});

describe('training', () => {
  test('one pass over all digits brings the test error to 7 to 14%', () => {
    const network = createNetwork(createRng(1));
    for (const _ of train(network, base, digits.train, 1, createRng(2)));
    const misses = missesOf(evaluate(network, base, digits.test), digits.test).length;
    expect(misses / 2007).toBeGreaterThan(0.07);
    expect(misses / 2007).toBeLessThan(0.14);
  });

  test('with shifts and dropout is the same for the same seed, and for that only', () => {
    const digest = (seed: number) => {
      const sums = createDigest();
      const values = { ...defaultsOf(runs.train), rung: 'dropout', passes: 1, size: 491 };
      for (const frame of start(runs.train, values as never, seed, { digits: bytes })) {
        sums.add(frame);
      }
      return sums.hex();
    };
    expect(digest(1)).toBe(digest(1));
    expect(digest(1)).not.toBe(digest(2));
  });

  test('tells ten times a pass how far it is, and ends exactly at its end', () => {
    const part = first(digits.train, 25);
    const passes = [...train(createNetwork(createRng(1)), base, part, 2, createRng(1))];
    expect(passes).toHaveLength(20);
    expect(passes.at(-1)).toBe(2);
  });

  test('decays the rate of AdamW from 3e-4 to 1e-4', () => {
    expect(ladder[2].lr(0)).toBe(3e-4);
    expect(ladder[2].lr(1)).toBeCloseTo(1e-4, 12);
  });

  test('keeps the number of presentations when it halves the digits', () => {
    for (const { size, passes } of halvings) {
      expect(Math.abs((size * passes) / (23 * 7291) - 1)).toBeLessThan(0.01);
    }
  });
});

function defaultsOf(run: { parameters: Readonly<Record<string, { value: unknown }>> }) {
  return Object.fromEntries(
    Object.entries(run.parameters).map(([name, parameter]) => [name, parameter.value]),
  );
}

describe('shifts', () => {
  const image = Float32Array.from({ length: 256 }, (_, place) => place);

  test('are the nine rolls by at most one pixel, all of them drawn', () => {
    const rng = createRng(11);
    const corners = new Set(Array.from({ length: 200 }, () => shifted(image, 1, rng)[0]));
    // what comes to the corner: its own pixel or a neighbour, around the edges
    expect([...corners].sort((a, b) => a - b)).toEqual([0, 1, 15, 16, 17, 31, 240, 241, 255]);
  });

  test('lose no pixel', () => {
    expect([...shifted(image, 1, createRng(12))].sort((a, b) => a - b)).toEqual([...image]);
  });
});

describe('the arithmetic', () => {
  test('rejection takes the least sure digits until few enough of the rest are wrong', () => {
    const part = { images: new Float32Array(0), labels: Uint8Array.of(0, 0, 0, 0) };
    const guesses = Uint8Array.of(0, 1, 0, 1);
    const margins = Float32Array.of(0.9, 0.2, 0.1, 0.3);
    expect(rejection({ loss: 0, guesses, margins }, part, 0)).toBe(3 / 4);
    expect(rejection({ loss: 0, guesses, margins }, part, 0.5)).toBe(0);
  });

  test('four of the eight published miss counts are one short of their own rates', () => {
    const rows = [
      [82, 2007, 4.09, 82],
      [87, 2007, 4.38, 88],
      [72, 2007, 3.59, 72],
      [43, 2007, 2.19, 44],
      [32, 2007, 1.59, 32],
      [45, 7291, 0.62, 45],
      [123, 7291, 1.7, 124],
      [106, 7291, 1.47, 107],
    ];
    for (const [printed, digitsInAll, percent, misses] of rows) {
      expect(printedMisses(misses, digitsInAll)).toBe(printed);
      expect(((100 * misses) / digitsInAll).toFixed(2)).toBe(percent.toFixed(2));
    }
  });

  test('at 4% of 2,007 the 95% interval is 0.86 points, 17 digits, either way', () => {
    expect(100 * halfWidth(80.28, 2007)).toBeCloseTo(0.857, 3);
    expect(Math.round(2007 * halfWidth(80.28, 2007))).toBe(17);
  });

  test('a power law is recovered from its points', () => {
    const x = [456, 911, 1823, 3646, 7291];
    const { factor, exponent } = fitPowerLaw(
      x,
      x.map((n) => 3 * n ** -0.5),
    );
    expect(factor).toBeCloseTo(3, 9);
    expect(exponent).toBeCloseTo(-0.5, 9);
  });
});

describe('the digits', () => {
  test('are 7,291 for training and 2,007 for testing, from -1 to 1', () => {
    for (const [part, size] of [
      [digits.train, 7291],
      [digits.test, 2007],
    ] as const) {
      expect(part.labels).toHaveLength(size);
      expect(part.images).toHaveLength(256 * size);
      expect(part.images.every((ink) => ink >= -1 && ink <= 1)).toBe(true);
      expect(new Set(part.labels).size).toBe(10);
    }
  });

  test('come from a package with the class counts of the first 10,000 training images of MNIST', () => {
    // python3 -c "print(numpy.bincount(train_labels[:10000]))" on MNIST's own file
    const counts = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978];
    const require = createRequire(import.meta.url);
    const sizes = counts.map(
      (_, label) =>
        (require(`mnist/src/digits/${label}.json`) as { data: number[] }).data.length / 784,
    );
    expect(sizes).toEqual(counts);
  });

  test('are resized bilinearly with half-pixel centres: exactly so on a ramp', () => {
    const ramp = Array.from(
      { length: 784 },
      (_, place) => (Math.floor(place / 28) + 2 * (place % 28)) / 100,
    );
    const small = resize(ramp);
    for (let place = 0; place < 256; place++) {
      const [row, column] = [Math.floor(place / 16), place % 16];
      const at = (index: number) => (index + 0.5) * 1.75 - 0.5;
      expect(small[place]).toBe(Math.round(255 * ((at(row) + 2 * at(column)) / 100)));
    }
  });
});
