/** The works in TensorFlow.js on Wasm, on one thread; op by op, as it has nothing that compiles. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Input, Inputs } from './inputs.ts';
import { ppoSettings, ppoUpdates, type Minibatch } from './ppo.ts';
import { serve, type Prepared } from './serve.ts';

/** The packages are installed beside the project, so their types are not known here. */
type Arr = any;

const load = createRequire(join(process.argv[3], 'package.json'));
const tf = load('@tensorflow/tfjs');
const wasm = load('@tensorflow/tfjs-backend-wasm');
wasm.setThreadsCount(1);
await tf.setBackend('wasm');
await tf.ready();

function placed({ values, shape }: Input): Arr {
  return tf.tensor(values, shape);
}

/** All numbers of tensors, end to end. */
function flat(tensors: readonly Arr[]): number[] {
  return tensors.flatMap((tensor) => [...tensor.dataSync()]);
}

/** Loss and gradients of all parameters on inputs that stay. */
function gradientsOf(
  inputs: Inputs,
  data: readonly string[],
  lossOf: (parameters: Record<string, Arr>, ...data: Arr[]) => Arr,
): Prepared {
  const names = Object.keys(inputs).filter((name) => !data.includes(name));
  const variables = names.map((name) => tf.variable(placed(inputs[name])));
  const parameters = Object.fromEntries(names.map((name, i) => [name, variables[i]]));
  const given = data.map((name) => placed(inputs[name]));
  const pass = () => {
    const { value, grads } = tf.variableGrads(() => lossOf(parameters, ...given), variables);
    return [value, ...variables.map((variable: Arr) => grads[variable.name])];
  };
  return {
    results: () => tf.tidy(() => flat(pass())),
    step: () => tf.tidy(() => void pass()[0].dataSync()),
  };
}

function lecun1989(inputs: Inputs): Prepared {
  const kernel = (name: string) => placed(inputs[name]).transpose([2, 3, 1, 0]);
  const plane = (name: string) => placed(inputs[name]).transpose([1, 2, 0]);
  const variables = [
    ...[kernel('w1'), plane('b1'), kernel('w2'), plane('b2')],
    ...['w3', 'b3', 'w4', 'b4'].map((name) => placed(inputs[name])),
  ].map((values) => tf.variable(values));
  const [w1, b1, w2, b2, w3, b3, w4, b4] = variables;
  const padded = (x: Arr) => x.pad([[0, 0], [2, 2], [2, 2], [0, 0]], -1); // prettier-ignore
  const [images, targets] = [
    placed(inputs.images).reshape([256, 16, 16, 1]),
    placed(inputs.targets),
  ];
  const optimizer = tf.train.sgd(0.03);
  let n = 0;
  const lossOf = (): Arr => {
    const image = images.slice([n], [1]);
    const h1 = padded(padded(image).conv2d(w1, 2, 'valid').add(b1).tanh());
    const planes = (from: number, count: number) => h1.slice([0, 0, 0, from], [1, -1, -1, count]);
    const map = (x: Arr, from: number) =>
      x.conv2d(w2.slice([0, 0, 0, from], [5, 5, 8, 4]), 2, 'valid');
    const last = tf.concat([planes(0, 4), planes(8, 4)], 3);
    const parts = [map(planes(0, 8), 0), map(planes(4, 8), 4), map(last, 8)];
    const h2 = tf.concat(parts, 3).add(b2).tanh().transpose([0, 3, 1, 2]).reshape([1, 192]);
    const y = h2.matMul(w3).add(b3).tanh().matMul(w4).add(b4).tanh();
    return y
      .sub(targets.slice([n], [1]))
      .square()
      .mean();
  };
  const step = (): number =>
    tf.tidy(() => {
      const loss = optimizer.minimize(lossOf, true, variables).dataSync()[0];
      n = (n + 1) % 256;
      return loss;
    });
  return { results: () => Array.from({ length: 100 }, step), step };
}

function ppo(inputs: Inputs): Prepared {
  const names = Object.keys(inputs).slice(0, 12);
  const variables = names.map((name) => tf.variable(placed(inputs[name])));
  const { clip, valueClip, entropy: bonus, maxGradNorm, lr, adamEpsilon } = ppoSettings;
  const optimizer = tf.train.adam(lr, 0.9, 0.999, adamEpsilon);
  const mlp = (first: number, head: number, x: Arr): Arr => {
    const [w1, b1, w2, b2] = variables.slice(first);
    const features = x.matMul(w1).add(b1).tanh().matMul(w2).add(b2).tanh();
    return features.matMul(variables[head]).add(variables[head + 1]);
  };
  const judged = (x: Arr): Arr[] => [mlp(0, 8, x), mlp(4, 10, x).reshape([-1])];
  const lossOf = (batch: Minibatch): Arr => {
    const [logits, values] = judged(tf.tensor(batch.x, [256, 4]));
    const logProbs = tf.logSoftmax(logits);
    const chosen = tf.oneHot(tf.tensor(batch.actions, [256], 'int32'), 2);
    const ratio = logProbs.mul(chosen).sum(1).sub(tf.tensor(batch.oldLogProbs)).exp();
    const advantages = tf.tensor(batch.advantages);
    const centred = advantages.sub(advantages.mean());
    const scaled = centred.div(centred.square().sum().div(255).sqrt().add(1e-8));
    const clipped = ratio.clipByValue(1 - clip!, 1 + clip!).mul(scaled);
    const ofPolicy = ratio.mul(scaled).minimum(clipped).mean().neg();
    const [before, returns] = [tf.tensor(batch.oldValues), tf.tensor(batch.returns)];
    const near = before.add(values.sub(before).clipByValue(-valueClip!, valueClip));
    const squares = values.sub(returns).square().maximum(near.sub(returns).square());
    const entropy = logProbs.exp().mul(logProbs).sum(1).mean().neg();
    return ofPolicy.sub(entropy.mul(bonus)).add(squares.mean().mul(0.25));
  };
  const clippedGradients = (batch: Minibatch): [Arr, Record<string, Arr>] => {
    const { value, grads } = tf.variableGrads(() => lossOf(batch), variables);
    const all = Object.entries(grads) as [string, Arr][];
    const norm = tf.addN(all.map(([, g]) => g.square().sum())).sqrt();
    const factor = tf.scalar(maxGradNorm).div(norm.add(1e-6)).minimum(1);
    return [value, Object.fromEntries(all.map(([name, g]) => [name, g.mul(factor)]))];
  };
  return {
    results: () =>
      tf.tidy(() => {
        const batch = Object.entries(inputs).slice(12);
        const values = Object.fromEntries(batch.map(([name, input]) => [name, input.values]));
        const [loss, gradients] = clippedGradients(values as unknown as Minibatch);
        return flat([loss, ...variables.map((variable) => gradients[variable.name])]);
      }),
    step: ppoUpdates({
      judge: (x) =>
        tf.tidy(() => {
          const [logits, values] = judged(tf.tensor(x, [8, 4]));
          return { logits: logits.dataSync(), values: values.dataSync() };
        }),
      learn: (batch) => tf.tidy(() => optimizer.applyGradients(clippedGradients(batch)[1])),
    }),
    units: ppoSettings.environments * ppoSettings.horizon,
  };
}

const transformer = (inputs: Inputs): Prepared =>
  gradientsOf(inputs, ['x', 'target'], (p, x, target) => {
    const [B, T, D, heads] = [16, 64, 64, 4];
    const split = (y: Arr) => y.reshape([B, T, heads, D / heads]).transpose([0, 2, 1, 3]);
    let h = x;
    for (const layer of [0, 1]) {
      const of = (name: string) => p[`${layer}.${name}`];
      const project = (y: Arr, w: string, b: string) => y.matMul(of(w)).add(of(b));
      const normed = (i: number) => {
        const { mean, variance } = tf.moments(h, -1, true);
        const scaled = h.sub(mean).mul(variance.add(1e-5).rsqrt());
        return scaled
          .mul(of(`scale${i}`))
          .add(of(`shift${i}`))
          .reshape([B * T, D]);
      };
      const before = normed(1);
      const q = split(project(before, 'wq', 'bq'));
      const k = split(project(before, 'wk', 'bk'));
      const v = split(project(before, 'wv', 'bv'));
      const scores = tf.matMul(q, k, false, true).div(Math.sqrt(D / heads));
      const mixed = scores
        .softmax()
        .matMul(v)
        .transpose([0, 2, 1, 3])
        .reshape([B * T, D]);
      h = h.add(project(mixed, 'wo', 'bo').reshape([B, T, D]));
      const wide = project(normed(2), 'w1', 'b1').relu();
      h = h.add(project(wide, 'w2', 'b2').reshape([B, T, D]));
    }
    return h.sub(target).square().mean();
  });

const gru = (inputs: Inputs): Prepared =>
  gradientsOf(inputs, ['x', 'target'], (p, x, target) => {
    const [T, B, H] = [64, 16, 64];
    const shares = x
      .reshape([T * B, H])
      .matMul(p.inputWeights)
      .add(p.inputBiases);
    const own = shares.reshape([T, B, 3 * H]).unstack();
    const states: Arr[] = [];
    let h = tf.zeros([B, H]);
    for (let t = 0; t < T; t++) {
      const [rIn, zIn, nIn] = tf.split(own[t], 3, 1);
      const [rBack, zBack, nBack] = tf.split(h.matMul(p.hiddenWeights).add(p.hiddenBiases), 3, 1);
      const n = nIn.add(rIn.add(rBack).sigmoid().mul(nBack)).tanh();
      h = n.add(zIn.add(zBack).sigmoid().mul(h.sub(n)));
      states.push(h);
    }
    return tf.stack(states).sub(target).square().mean();
  });

/** An expression of tensors that stay. */
function evaluated(inputs: Inputs, f: (...data: Arr[]) => Arr, units = 1): Prepared {
  const data = Object.values(inputs).map(placed);
  const results = () => tf.tidy(() => f(...data).dataSync()) as Float32Array;
  return { results, step: () => void results(), units };
}

const fft = (inputs: Inputs): Prepared =>
  evaluated(inputs, (signal, kernel) => {
    const spectrum = (x: Arr) => tf.spectral.rfft(x, 32768);
    return tf.spectral.irfft(spectrum(signal).mul(spectrum(kernel))).slice([0], [16384]);
  });

const cauchy = (inputs: Inputs): Prepared =>
  evaluated(inputs, (pole, weight, point) => {
    const [poleRe, poleIm] = pole.unstack();
    const [weightRe, weightIm] = weight.unstack();
    const [re, im] = point.unstack();
    const dRe = re.reshape([-1, 1]).sub(poleRe);
    const dIm = im.reshape([-1, 1]).sub(poleIm);
    const size = dRe.square().add(dIm.square());
    const real = dRe.mul(weightRe).add(dIm.mul(weightIm)).div(size).sum(1);
    const imag = dRe.mul(weightIm).sub(dIm.mul(weightRe)).div(size).sum(1);
    return tf.stack([real, imag]);
  });

const matmul = (inputs: Inputs): Prepared =>
  evaluated(inputs, (a, b) => a.matMul(b), (2 * inputs.a.shape[0] ** 3) / 1e9);

await serve({
  lecun1989,
  ppo,
  transformer,
  gru,
  fft,
  cauchy,
  matmul256: matmul,
  matmul1024: matmul,
});
