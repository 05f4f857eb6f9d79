/** PPO's loop around a library that knows nothing of it: environments, advantages and order are the post's. */
import {
  CartPole,
  gae,
  published,
  VectorEnvironment,
  type Settings,
} from '#cells/ppo-implementation-details';
import { createRng } from '#num/random';

export const ppoSettings: Settings = {
  ...published,
  environments: 8,
  steps: Number.MAX_SAFE_INTEGER,
  lr: 2.5e-3,
  annealing: false,
};

/** (256, 4), and five times (256) */
export interface Minibatch {
  readonly x: Float32Array;
  readonly actions: Float32Array;
  readonly oldLogProbs: Float32Array;
  readonly oldValues: Float32Array;
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
}

export interface Learner {
  /** logits (8, 2) and values (8) of observations (8, 4) */
  judge(x: Float32Array): { logits: ArrayLike<number>; values: ArrayLike<number> };
  /** takes one step */
  learn(batch: Minibatch): void;
}

/** A function that does one update: 8 x 128 steps, then 4 epochs of 4 minibatches. */
export function ppoUpdates({ judge, learn }: Learner): () => void {
  const { environments: N, horizon: M, epochs, minibatches, gamma, lambda } = ppoSettings;
  const rng = createRng(1);
  const environments = new VectorEnvironment(() => new CartPole(), N, rng);
  const many = (width = 1) => new Float32Array(M * N * width);
  const rollout = { observations: many(4), rewards: many(), values: many(), dones: many() };
  const [actions, logProbs] = [many(), many()];
  return () => {
    for (let t = 0; t < M; t++) {
      const { observations, dones } = environments;
      rollout.observations.set(observations, t * N * 4);
      rollout.dones.set(dones, t * N);
      const { logits, values } = judge(observations);
      rollout.values.set(values, t * N);
      for (let n = 0; n < N; n++) {
        const probability = 1 / (1 + Math.exp(logits[2 * n] - logits[2 * n + 1])); // of action 1
        const action = rng.uniform() < probability ? 1 : 0;
        actions[t * N + n] = action;
        logProbs[t * N + n] = Math.log(action === 1 ? probability : 1 - probability);
      }
      environments.step(actions.subarray(t * N, (t + 1) * N));
      rollout.rewards.set(environments.rewards, t * N);
    }
    const { values } = judge(environments.observations);
    const advantages = gae(rollout, values, environments.dones, { gamma, lambda });
    const returns = advantages.map((advantage, i) => advantage + rollout.values[i]);
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = rng.permutation(M * N);
      const size = order.length / minibatches;
      for (let from = 0; from < order.length; from += size) {
        const rows = order.subarray(from, from + size);
        const of = (all: Float32Array, width = 1) =>
          Float32Array.from(
            { length: size * width },
            (_, i) => all[rows[Math.floor(i / width)] * width + (i % width)],
          );
        learn({
          x: of(rollout.observations, 4),
          actions: of(actions),
          oldLogProbs: of(logProbs),
          oldValues: of(rollout.values),
          advantages: of(advantages),
          returns: of(returns),
        });
      }
    }
  };
}
