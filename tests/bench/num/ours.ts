/** The works in `#num`, and in the posts' own cells where a post has them. */
import { base, createNetwork, forward, parametersOf } from '#cells/lecun-1989';
import * as ppo from '#cells/ppo-implementation-details';
import { compile } from '#num/arena';
import { fftConvolve } from '#num/fft';
import { linear, multiHeadAttention } from '#num/layers';
import { layerNorm } from '#num/norm';
import { createRng } from '#num/random';
import { gru as gruLayer, gruWeights } from '#num/recurrent';
import { cauchy as cauchySums } from '#num/state-space';
import { noGrad, ones, tensor, zeros, type Tensor } from '#num/tensor';
import type { Input, Inputs } from './inputs.ts';
import { ppoSettings } from './ppo.ts';
import { serve, type Prepared } from './serve.ts';

const rng = createRng(1);

function load({ values, shape }: Input): Tensor {
  return tensor(values, shape);
}

/** The loss and the gradients of all parameters, end to end. */
function withGradients(loss: Tensor, parameters: readonly Tensor[]): number[] {
  return [loss.item(), ...parameters.flatMap(({ grad }) => [...grad!.data])];
}

function lecun1989(inputs: Inputs): Prepared {
  const network = createNetwork(rng);
  const { H1, H2, H3, output } = network;
  // from planes first to places first
  const turned = (name: string, shape: number[], axis: number) =>
    load(inputs[name])
      .reshape(shape)
      .transpose(axis, axis + 1).data;
  H1.weights.set(turned('w1', [12, 25], 0));
  H1.biases.set(turned('b1', [12, 64], 0));
  H2.weights.set(turned('w2', [3, 4, 200], 1));
  H2.biases.set(turned('b2', [3, 4, 16], 1));
  H3.weights.set(turned('w3', [3, 4, 16, 30], 1));
  H3.biases.set(inputs.b3.values);
  output.weights.set(inputs.w4.values);
  output.biases.set(inputs.b4.values);

  const [x, target] = [zeros([1, 256]), zeros([1, 10])];
  const optimizer = base.optimizer(parametersOf(network));
  const train = compile(() => {
    const loss = base.loss(forward(network, x), target);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  });
  const { images, targets } = inputs;
  let n = 0;
  const step = (): number => {
    x.set(images.values.subarray(n * 256, (n + 1) * 256));
    target.set(targets.values.subarray(n * 10, (n + 1) * 10));
    n = (n + 1) % 256;
    return train().item();
  };
  return { results: () => Array.from({ length: 100 }, step), step };
}

function ppoCartPole(inputs: Inputs): Prepared {
  const policy = ppo.categorical([2]);
  const network = ppo.mlp(4, 2, ppoSettings, rng);
  const [x, actions] = [load(inputs.x), load(inputs.actions).reshape([256, 1])];
  const [oldLogProbs, oldValues, advantages, returns] = [
    inputs.oldLogProbs,
    inputs.oldValues,
    inputs.advantages,
    inputs.returns,
  ].map(load);
  const updates = ppo.train(() => new ppo.CartPole(), { network, policy }, ppoSettings, rng);
  return {
    results() {
      const names = Object.keys(inputs);
      network.parameters.forEach((parameter, i) => parameter.set(inputs[names[i]].values));
      const seen = network.forward({ x, starts: zeros([256]), memory: zeros([2, 8, 0]) });
      const ratio = policy.logProb(seen.outputs, actions, null).sub(oldLogProbs).exp();
      const { clip, valueClip, entropy, maxGradNorm } = ppoSettings;
      const loss = ppo
        .policyLoss(ratio, ppo.normalised(advantages), clip)
        .sub(policy.entropy(seen.outputs, null).mean().mul(entropy))
        .add(ppo.valueLoss(seen.values, oldValues, returns, valueClip).mul(0.5));
      loss.backward();
      ppo.clipGradients(network.parameters, maxGradNorm);
      return withGradients(loss, network.parameters);
    },
    step() {
      if (updates.next().done) throw new Error('internal: no more updates');
    },
    units: ppoSettings.environments * ppoSettings.horizon,
  };
}

function transformer(inputs: Inputs): Prepared {
  const layers = [0, 1].map((layer) => {
    const attend = multiHeadAttention(64, 4, rng);
    const [widen, narrow] = [linear(64, 256, rng), linear(256, 64, rng)];
    const norms = [0, 1].map(() => [
      ones([64], { requiresGrad: true }),
      zeros([64], { requiresGrad: true }),
    ]);
    const parameters = [
      ...attend.parameters,
      ...widen.parameters,
      ...narrow.parameters,
      ...norms.flat(),
    ];
    const names = Object.keys(inputs).filter((name) => name.startsWith(`${layer}.`));
    parameters.forEach((parameter, i) => parameter.set(inputs[names[i]].values));
    const apply = (x: Tensor): Tensor => {
      const attended = x.add(attend(layerNorm(x, norms[0][0], norms[0][1])));
      const wide = widen(layerNorm(attended, norms[1][0], norms[1][1])).relu();
      return attended.add(narrow(wide));
    };
    return { apply, parameters };
  });
  const parameters = layers.flatMap((layer) => layer.parameters);
  const [x, target] = [load(inputs.x), load(inputs.target)];
  const step = compile(() => {
    const y = layers.reduce((h, layer) => layer.apply(h), x);
    const loss = y.sub(target).square().mean();
    for (const parameter of parameters) parameter.grad = null;
    loss.backward();
    return loss;
  });
  return { results: () => withGradients(step(), parameters), step };
}

function gru(inputs: Inputs): Prepared {
  const weights = gruWeights(64, 64, rng);
  const parameters = Object.values(weights);
  Object.entries(weights).forEach(([name, weight]) => weight.set(inputs[name].values));
  const [x, target] = [load(inputs.x), load(inputs.target)];
  const step = compile(() => {
    const loss = gruLayer(x, weights).states.sub(target).square().mean();
    for (const parameter of parameters) parameter.grad = null;
    loss.backward();
    return loss;
  });
  return { results: () => withGradients(step(), parameters), step };
}

function fft(inputs: Inputs): Prepared {
  const [signal, kernel] = [load(inputs.signal), load(inputs.kernel)];
  const step = compile(() => noGrad(() => fftConvolve(signal, kernel)));
  return { results: () => step().data, step };
}

function cauchy(inputs: Inputs): Prepared {
  const [weight, point, pole] = [load(inputs.weight), load(inputs.point), load(inputs.pole)];
  const step = compile(() => noGrad(() => cauchySums(weight, point, pole)));
  return { results: () => step().data, step };
}

function matmul(inputs: Inputs): Prepared {
  const [a, b] = [load(inputs.a), load(inputs.b)];
  const step = compile(() => noGrad(() => a.matmul(b)));
  return { results: () => step().data, step, units: (2 * a.shape[0] ** 3) / 1e9 };
}

await serve({
  lecun1989,
  ppo: ppoCartPole,
  transformer,
  gru,
  fft,
  cauchy,
  matmul256: matmul,
  matmul1024: matmul,
});
