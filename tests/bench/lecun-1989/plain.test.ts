/** The peer of the bench does the same work: from equal weights it takes the post's steps. */
import { expect, test } from 'vitest';
import { base, createNetwork, forward, parametersOf, targetsOf } from '#cells/lecun-1989';
import { compile, scratch } from '#num/arena';
import { sgd } from '#num/optim';
import { createRng } from '#num/random';
import { zeros, type Tensor } from '#num/tensor';
import { plainTraining } from './plain.ts';

const STEPS = 200;

/** (G, P, M) as (G, M, P) */
function exchanged({ data, shape }: Tensor): Float32Array {
  const [places, maps] = shape.slice(-2);
  return Float32Array.from(data, (_, i) => {
    const [group, rest] = [Math.floor(i / (places * maps)), i % (places * maps)];
    return data[group * places * maps + (rest % places) * maps + Math.floor(rest / places)];
  });
}

test('plain loops take the steps of the post', () => {
  scratch(() => {
    const rng = createRng(7);
    const network = createNetwork(rng);
    const { H1, H2, H3, output } = network;
    const plain = plainTraining(
      [
        { w: exchanged(H1.weights), b: exchanged(H1.biases) },
        { w: exchanged(H2.weights), b: exchanged(H2.biases) },
        // H3 reads H2 as (G, 16, M) in the post and as (G, M, 16) here
        { w: rowsExchanged(H3.weights), b: Float32Array.from(H3.biases.data) },
        { w: Float32Array.from(output.weights.data), b: Float32Array.from(output.biases.data) },
      ],
      0.03,
    );

    const x = zeros([1, 256]);
    const target = zeros([1, 10]);
    const optimizer = sgd(parametersOf(network), { lr: 0.03 });
    const step = compile(() => {
      const loss = base.loss(forward(network, x), target);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      return loss;
    });
    for (let n = 0; n < STEPS; n++) {
      const image = Float32Array.from({ length: 256 }, () => rng.uniform(-1, 1));
      const targets = targetsOf(Uint8Array.of(n % 10));
      x.set(image);
      target.set(targets);
      // float32 sums in other orders, and errors that grow from step to step
      expect(Math.abs(plain(image, targets) - step().item())).toBeLessThan(1e-4);
    }
  });
});

/** (G 16 M, 30) as (G M 16, 30) */
function rowsExchanged(weights: Tensor): Float32Array {
  return Float32Array.from(weights.data, (_, i) => {
    const [row, column] = [Math.floor(i / 30), i % 30];
    const [group, map, place] = [Math.floor(row / 64), Math.floor(row / 16) % 4, row % 16];
    return weights.data[(group * 64 + place * 4 + map) * 30 + column];
  });
}
