/**
 * The works in jax-js on Wasm, each compiled whole by `jit`. Without a global `Worker`, as in Node, it
 * uses one thread.
 *
 * An array is used up by what takes it; `ref` keeps it for once more.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Input, Inputs } from './inputs.ts';
import { ppoSettings, ppoUpdates, type Minibatch } from './ppo.ts';
import { serve, type Prepared } from './serve.ts';

/** The package is installed beside the project, so its types are not known here. */
type Arr = any;

const entry = createRequire(join(process.argv[3], 'package.json')).resolve('@jax-js/jax');
const jax: Arr = await import(pathToFileURL(entry).href);
const { numpy: np, lax, nn, jit, valueAndGrad, tree } = jax;
await jax.init('wasm');
jax.defaultDevice('wasm');

function load({ values, shape }: Input): Arr {
  return np.array(values).reshape(shape);
}

function numbers(array: Arr): Float32Array {
  return array.dataSync();
}

/** All numbers of arrays, end to end. */
function flat(arrays: readonly Arr[]): number[] {
  return arrays.flatMap((array) => [...numbers(array)]);
}

const mean = (x: Arr): Arr => np.mean(x);
const square = (x: Arr): Arr => np.square(x);

/** Loss and gradients of all parameters on inputs that stay. */
function gradientsOf(
  inputs: Inputs,
  data: readonly string[],
  lossOf: (parameters: Record<string, Arr>, ...data: Arr[]) => Arr,
): Prepared {
  const names = Object.keys(inputs).filter((name) => !data.includes(name));
  const parameters = Object.fromEntries(names.map((name) => [name, load(inputs[name])]));
  const given = data.map((name) => load(inputs[name]));
  const both = jit(valueAndGrad(lossOf));
  const pass = () => both(tree.ref(parameters), ...given.map((x) => x.ref));
  return {
    results() {
      const [loss, gradients] = pass();
      return flat([loss, ...names.map((name) => gradients[name])]);
    },
    step() {
      const [loss, gradients] = pass();
      tree.dispose(gradients);
      numbers(loss);
    },
  };
}

function lecun1989(inputs: Inputs): Prepared {
  const names = ['w1', 'b1', 'w2', 'b2', 'w3', 'b3', 'w4', 'b4'];
  const padded = (x: Arr) => np.pad(x.add(1), { 2: [2, 2], 3: [2, 2] }).sub(1);
  const conv = (x: Arr, w: Arr) => lax.conv(x, w, [2, 2], 'VALID');
  const lossOf = ([w1, b1, w2, b2, w3, b3, w4, b4]: Arr[], image: Arr, target: Arr): Arr => {
    const h1 = padded(np.tanh(conv(padded(image), w1).add(b1)));
    const planes = (from: number, to: number) => h1.ref.slice([], [from, to]);
    const kernels = (from: number) => w2.ref.slice([from, from + 4]);
    const last = np.concatenate([planes(0, 4), planes(8, 12)], 1);
    const parts = [
      conv(planes(0, 8), kernels(0)),
      conv(planes(4, 12), kernels(4)),
      conv(last, kernels(8)),
    ];
    h1.dispose();
    w2.dispose();
    const h2 = np.tanh(np.concatenate(parts, 1).add(b2));
    const h3 = np.tanh(np.matmul(h2.reshape([1, 192]), w3).add(b3));
    return mean(square(np.tanh(np.matmul(h3, w4).add(b4)).sub(target)));
  };
  const update = jit((parameters: Arr[], image: Arr, target: Arr) => {
    const kept = parameters.map((parameter) => parameter.ref);
    const [loss, gradients] = valueAndGrad(lossOf)(parameters, image, target);
    return [loss, kept.map((parameter, i) => parameter.sub(gradients[i].mul(0.03)))];
  });
  let parameters = names.map((name) => load(inputs[name]));
  const rows = (name: string, width: number, shape: number[]) =>
    Array.from({ length: 256 }, (_, n) =>
      np.array(inputs[name].values.slice(n * width, (n + 1) * width)).reshape(shape),
    );
  const [images, targets] = [rows('images', 256, [1, 1, 16, 16]), rows('targets', 10, [1, 10])];
  let n = 0;
  const step = (): number => {
    const [loss, updated] = update(parameters, images[n].ref, targets[n].ref);
    parameters = updated;
    n = (n + 1) % 256;
    return numbers(loss)[0];
  };
  return { results: () => Array.from({ length: 100 }, step), step };
}

function mlp([w1, b1, w2, b2]: Arr[], w: Arr, b: Arr, x: Arr): Arr {
  const h1 = np.tanh(np.matmul(x, w1).add(b1));
  return np.matmul(np.tanh(np.matmul(h1, w2).add(b2)), w).add(b);
}

function ppo(inputs: Inputs): Prepared {
  const names = Object.keys(inputs).slice(0, 12);
  const { clip, valueClip, entropy: bonus, maxGradNorm, lr, adamEpsilon } = ppoSettings;
  const judged = (p: Arr[], x: Arr): Arr[] => [
    mlp(p.slice(0, 4), p[8], p[9], x.ref),
    mlp(p.slice(4, 8), p[10], p[11], x).reshape([-1]),
  ];
  const lossOf = (p: Arr[], batch: Record<keyof Minibatch, Arr>): Arr => {
    const [logits, values] = judged(p, batch.x);
    const logProbs = nn.logSoftmax(logits, -1);
    const chosen = nn.oneHot(batch.actions, 2);
    const ratio = np.exp(logProbs.ref.mul(chosen).sum(-1).sub(batch.oldLogProbs));
    const { advantages } = batch;
    const spread = np.sqrt(np.var_(advantages.ref, null, { correction: 1 }));
    const scaled = advantages.ref.sub(mean(advantages)).div(spread.add(1e-8));
    const clipped = np.clip(ratio.ref, 1 - clip!, 1 + clip!).mul(scaled.ref);
    const ofPolicy = mean(np.minimum(ratio.mul(scaled), clipped)).neg();
    const { oldValues, returns } = batch;
    const moved = np.clip(values.ref.sub(oldValues.ref), -valueClip!, valueClip);
    const near = square(oldValues.add(moved).sub(returns.ref));
    const ofValue = mean(np.maximum(square(values.sub(returns)), near)).mul(0.5);
    const entropy = mean(np.exp(logProbs.ref).mul(logProbs).sum(-1)).neg();
    return ofPolicy.sub(entropy.mul(bonus)).add(ofValue.mul(0.5));
  };
  /** The loss, and gradients whose common norm is at most `maxGradNorm`. */
  const clippedGradients = (p: Arr[], batch: Arr): [Arr, Arr[]] => {
    const [loss, gradients] = valueAndGrad(lossOf)(p, batch);
    const squares = gradients.map((g: Arr) => square(g.ref).sum());
    const norm = np.sqrt(squares.reduce((sum: Arr, one: Arr) => sum.add(one)));
    const factor = np.minimum(np.array(maxGradNorm).div(norm.add(1e-6)), 1);
    const scaled = gradients.map((g: Arr) => g.mul(factor.ref));
    factor.dispose();
    return [loss, scaled];
  };
  const update = jit((p: Arr[], m: Arr[], v: Arr[], t: Arr, batch: Arr) => {
    const kept = p.map((one) => one.ref);
    const [loss, gradients] = clippedGradients(p, batch);
    loss.dispose();
    const time = t.add(1);
    const unbias = (beta: number) => np.array(1).sub(np.exp(time.ref.mul(Math.log(beta))));
    const [first, second] = [unbias(0.9), unbias(0.999)];
    const nextM = m.map((one, i) => one.mul(0.9).add(gradients[i].ref.mul(0.1)));
    const nextV = v.map((one, i) => one.mul(0.999).add(square(gradients[i]).mul(0.001)));
    const next = kept.map((one, i) => {
      const root = np.sqrt(nextV[i].ref.div(second.ref)).add(adamEpsilon);
      return one.sub(nextM[i].ref.div(first.ref).div(root).mul(lr));
    });
    first.dispose();
    second.dispose();
    return [next, nextM, nextV, time];
  });
  const look = jit(judged);

  let parameters = names.map((name) => load(inputs[name]));
  let [m, v] = [0, 1].map(() => names.map((name) => np.zeros(inputs[name].shape)));
  let time = np.array(0);
  const placed = (batch: Minibatch): Record<keyof Minibatch, Arr> => {
    const { x, actions, ...others } = batch;
    const vectors = Object.entries(others).map(([name, values]) => [name, np.array(values)]);
    return {
      ...Object.fromEntries(vectors),
      x: np.array(x).reshape([-1, 4]),
      actions: np.array(Int32Array.from(actions)),
    };
  };
  return {
    results() {
      const batch = Object.entries(inputs).slice(12);
      const values = Object.fromEntries(batch.map(([name, input]) => [name, input.values]));
      const [loss, gradients] = jit(clippedGradients)(
        parameters.map((one) => one.ref),
        placed(values as unknown as Minibatch),
      );
      return flat([loss, ...gradients]);
    },
    step: ppoUpdates({
      judge(x) {
        const current = parameters.map((one) => one.ref);
        const [logits, values] = look(current, np.array(x.slice()).reshape([8, 4]));
        return { logits: numbers(logits), values: numbers(values) };
      },
      learn(batch) {
        [parameters, m, v, time] = update(parameters, m, v, time, placed(batch));
      },
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
      const project = (y: Arr, w: string, b: string) => np.matmul(y, of(w)).add(of(b));
      const normed = (i: number) =>
        nn
          .standardize(h.ref, -1, { epsilon: 1e-5 })
          .mul(of(`scale${i}`))
          .add(of(`shift${i}`));
      const before = normed(1).reshape([B * T, D]);
      const q = split(project(before.ref, 'wq', 'bq'));
      const k = split(project(before.ref, 'wk', 'bk'));
      const v = split(project(before, 'wv', 'bv'));
      const scores = np.matmul(q, k.transpose([0, 1, 3, 2])).div(Math.sqrt(D / heads));
      const mixed = np.matmul(nn.softmax(scores, -1), v).transpose([0, 2, 1, 3]);
      h = h.add(project(mixed.reshape([B * T, D]), 'wo', 'bo').reshape([B, T, D]));
      const wide = nn.relu(project(normed(2).reshape([B * T, D]), 'w1', 'b1'));
      h = h.add(project(wide, 'w2', 'b2').reshape([B, T, D]));
    }
    return mean(square(h.sub(target)));
  });

const gru = (inputs: Inputs): Prepared =>
  gradientsOf(inputs, ['x', 'target'], (p, x, target) => {
    const [T, B, H] = [64, 16, 64];
    const shares = np.matmul(x.reshape([T * B, H]), p.inputWeights).add(p.inputBiases);
    const input = shares.reshape([T, B, 3 * H]);
    const states: Arr[] = [];
    let h = np.zeros([B, H]);
    for (let t = 0; t < T; t++) {
      const own = input.ref.slice(t);
      const back = np.matmul(h.ref, p.hiddenWeights.ref).add(p.hiddenBiases.ref);
      const gate = (of: Arr, k: number) => of.ref.slice([], [k * H, (k + 1) * H]);
      const r = nn.sigmoid(gate(own, 0).add(gate(back, 0)));
      const z = nn.sigmoid(gate(own, 1).add(gate(back, 1)));
      const n = np.tanh(gate(own, 2).add(r.mul(gate(back, 2))));
      own.dispose();
      back.dispose();
      h = n.ref.add(z.mul(h.sub(n)));
      states.push(h.ref);
    }
    [h, input, p.hiddenWeights, p.hiddenBiases].forEach((one) => one.dispose());
    return mean(square(np.stack(states).sub(target)));
  });

/** A function of arrays that stay. */
function evaluated(inputs: Inputs, f: (...data: Arr[]) => Arr, units = 1): Prepared {
  const data = Object.values(inputs).map(load);
  const compiled = jit(f);
  const run = () => numbers(compiled(...data.map((x) => x.ref)));
  return { results: run, step: () => void run(), units };
}

const fft = (inputs: Inputs): Prepared =>
  evaluated(inputs, (signal, kernel) => {
    const length = 16384;
    const spectrum = (x: Arr) => np.fft.rfft(np.pad(x, [[0, length]]));
    const [a, b] = [spectrum(signal), spectrum(kernel)];
    const real = a.real.ref.mul(b.real.ref).sub(a.imag.ref.mul(b.imag.ref));
    const imag = a.real.mul(b.imag).add(a.imag.mul(b.real));
    return np.fft.irfft({ real, imag }).slice([0, length]);
  });

const cauchy = (inputs: Inputs): Prepared =>
  evaluated(inputs, (pole, weight, point) => {
    const [poleRe, poleIm, weightRe, weightIm] = [pole, weight].flatMap((z) => [
      z.ref.slice(0),
      z.slice(1),
    ]);
    const re = point.ref.slice(0).reshape([-1, 1]).sub(poleRe);
    const im = point.slice(1).reshape([-1, 1]).sub(poleIm);
    const size = square(re.ref).add(square(im.ref));
    const real = re.ref.mul(weightRe.ref).add(im.ref.mul(weightIm.ref)).div(size.ref).sum(-1);
    const imag = re.mul(weightIm).sub(im.mul(weightRe)).div(size).sum(-1);
    return np.stack([real, imag]);
  });

const matmul = (inputs: Inputs): Prepared =>
  evaluated(inputs, (a, b) => np.matmul(a, b), (2 * inputs.a.shape[0] ** 3) / 1e9);

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
