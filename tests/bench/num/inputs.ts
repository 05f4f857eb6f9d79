/** What every contender computes with: the same numbers, in files that NumPy and Node read alike. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from '#num/random';

export interface Input {
  readonly shape: readonly number[];
  /** row by row */
  readonly values: Float32Array;
}
/** In the order in which gradients are compared: parameters first. */
export type Inputs = Readonly<Record<string, Input>>;

const rng = createRng(1989);

function draw(shape: readonly number[], at: () => number): Input {
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, values: Float32Array.from({ length: size }, at) };
}
const uniform = (bound: number, ...shape: number[]) =>
  draw(shape, () => rng.uniform(-bound, bound));
const zeros = (...shape: number[]) => draw(shape, () => 0);

/** Weights lie as in PyTorch's convolutions, biases as the planes do. */
function lecun1989(): Inputs {
  const targets = draw([256, 10], () => -1);
  for (let n = 0; n < 256; n++) targets.values[n * 10 + (n % 10)] = 1;
  return {
    w1: uniform(2.4 / 5, 12, 1, 5, 5),
    b1: zeros(12, 8, 8),
    w2: uniform(2.4 / Math.sqrt(200), 12, 8, 5, 5),
    b2: zeros(12, 4, 4),
    w3: uniform(2.4 / Math.sqrt(192), 192, 30),
    b3: zeros(30),
    w4: uniform(2.4 / Math.sqrt(30), 30, 10),
    b4: draw([10], () => -1),
    images: uniform(1, 256, 256),
    targets,
  };
}

/** Weights (inputs, outputs) of both networks, and one minibatch for the comparison. */
function ppo(): Inputs {
  const layer = (inputs: number, outputs: number) =>
    uniform(1 / Math.sqrt(inputs), inputs, outputs);
  return {
    actorW1: layer(4, 64),
    actorB1: zeros(64),
    actorW2: layer(64, 64),
    actorB2: zeros(64),
    criticW1: layer(4, 64),
    criticB1: zeros(64),
    criticW2: layer(64, 64),
    criticB2: zeros(64),
    headW: layer(64, 2),
    headB: zeros(2),
    valueW: layer(64, 1),
    valueB: zeros(1),
    x: uniform(1, 256, 4),
    actions: draw([256], () => rng.integer(2)),
    oldLogProbs: draw([256], () => -rng.uniform(0.4, 1)),
    oldValues: uniform(1, 256),
    advantages: uniform(2, 256),
    returns: uniform(2, 256),
  };
}

/** Weights (inputs, outputs) of two layers of width 64, 4 heads and 256 hidden units. */
function transformer(): Inputs {
  const layers = [0, 1].flatMap((layer) => {
    const square = () => uniform(Math.sqrt(6 / 128), 64, 64);
    const parameters = {
      wq: square(),
      wk: square(),
      wv: square(),
      wo: square(),
      bq: uniform(0.1, 64),
      bk: uniform(0.1, 64),
      bv: uniform(0.1, 64),
      bo: uniform(0.1, 64),
      w1: uniform(1 / 8, 64, 256),
      b1: uniform(1 / 8, 256),
      w2: uniform(1 / 16, 256, 64),
      b2: uniform(1 / 16, 64),
      scale1: draw([64], () => rng.uniform(0.5, 1.5)),
      shift1: uniform(0.1, 64),
      scale2: draw([64], () => rng.uniform(0.5, 1.5)),
      shift2: uniform(0.1, 64),
    };
    return Object.entries(parameters).map(([name, input]) => [`${layer}.${name}`, input] as const);
  });
  return {
    ...Object.fromEntries(layers),
    x: uniform(1, 16, 64, 64),
    target: uniform(1, 16, 64, 64),
  };
}

/** Weights (inputs, 3 x 64) of the gates r, z and n in this order; x (T, B, D). */
function gru(): Inputs {
  return {
    inputWeights: uniform(1 / 8, 64, 192),
    hiddenWeights: uniform(1 / 8, 64, 192),
    inputBiases: uniform(1 / 8, 192),
    hiddenBiases: uniform(1 / 8, 192),
    x: uniform(1, 64, 16, 64),
    target: uniform(1, 64, 16, 64),
  };
}

function fft(): Inputs {
  return { signal: uniform(1, 16384), kernel: uniform(1, 16384) };
}

/** Poles beside an axis of points, as in a state-space kernel: real parts, then imaginary parts. */
function cauchy(): Inputs {
  const pole = uniform(100, 2, 64);
  for (let n = 0; n < 64; n++) pole.values[n] = -rng.uniform(0.5, 1);
  const point = uniform(200, 2, 16384);
  point.values.fill(0, 0, 16384);
  return { pole, weight: uniform(1, 2, 64), point };
}

const matmul = (n: number) => (): Inputs => ({ a: uniform(1, n, n), b: uniform(1, n, n) });

const WORKS = {
  lecun1989,
  ppo,
  transformer,
  gru,
  fft,
  cauchy,
  matmul256: matmul(256),
  matmul1024: matmul(1024),
} as const;

export type Work = keyof typeof WORKS;

/** Draws the inputs of all works and writes each array to a file, with shapes beside them. */
export function writeInputs(folder: string): void {
  for (const [work, make] of Object.entries(WORKS)) {
    const inputs = Object.entries(make());
    for (const [name, { values }] of inputs) writeFileSync(join(folder, `${work}.${name}`), values);
    const shapes = Object.fromEntries(inputs.map(([name, { shape }]) => [name, shape]));
    writeFileSync(join(folder, `${work}.json`), JSON.stringify(shapes));
  }
}

export function readInputs(folder: string, work: string): Inputs {
  const shapes = JSON.parse(readFileSync(join(folder, `${work}.json`), 'utf8')) as object;
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { shape, values: floats(join(folder, `${work}.${name}`)) },
    ]),
  );
}

/** The float32 numbers of a file. */
export function floats(file: string): Float32Array {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
