import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  actor,
  BlindCartPole,
  CartPole,
  categorical,
  clipGradients,
  Crossing,
  evaluate,
  explainedVariance,
  gae,
  gaussian,
  mlp,
  mujoco,
  normalised,
  normalising,
  Pendulum,
  policyLoss,
  published,
  recurrent,
  remembering,
  RunningMoments,
  train,
  valueLoss,
  VectorEnvironment,
  type Agent,
  type Environment,
  type Masking,
  type Settings,
  type Transition,
  type TrainOptions,
  type Update,
} from '#cells/ppo-implementation-details';
import { inArena, scratch } from '#num/arena';
import { adam } from '#num/optim';
import { createRng } from '#num/random';
import { tensor, zeros, type Tensor } from '#num/tensor';
import { createDigest } from '#demo/digest';
import { start } from '#demo/run';
import * as runs from './runs.ts';

// Computed by Gymnasium 1.3.0 itself: python3 trajectories.py
const oracle = JSON.parse(
  readFileSync(new URL('trajectories.json', import.meta.url), 'utf8'),
) as Oracle;

interface Oracle {
  readonly cartpole: readonly {
    readonly start: number[];
    readonly actions: number[];
    readonly states: number[][];
    readonly ends: [terminated: boolean, truncated: boolean][];
  }[];
  readonly pendulum: readonly {
    readonly start: number[];
    readonly torques: number[];
    readonly states: number[][];
    readonly rewards: number[];
  }[];
  readonly resets: Readonly<Record<string, { low: number[]; high: number[]; std: number[] }>>;
  readonly limits: Readonly<Record<string, number>>;
}

/** The whole of `body` in memory of its own. */
function alone<T>(body: () => T): T {
  let result!: T;
  const generator = inArena(function* () {
    result = body();
  });
  for (const _ of generator);
  return result;
}

const separate = { shared: false, initialisation: 'orthogonal' } as const;

function cartPoleAgent(seed: number, shared = false): Agent {
  return { network: mlp(4, 2, { ...separate, shared }, createRng(seed)), policy: categorical([2]) };
}

/** All updates of a training, without what they share. */
function updatesOf(
  make: () => Environment,
  agent: () => Agent,
  settings: Settings,
  options: TrainOptions = {},
): Omit<Update, 'rollout'>[] {
  return alone(() =>
    [...train(make, agent(), settings, createRng(2), options)].map(
      ({ rollout, ...update }) => update,
    ),
  );
}

function expectClose(ours: ArrayLike<number>, theirs: ArrayLike<number>, tolerance: number): void {
  expect(ours.length).toBe(theirs.length);
  const differences = Array.from(ours, (value, i) => Math.abs(value - theirs[i]));
  const worst = differences.indexOf(Math.max(...differences));
  expect(
    differences[worst],
    `at ${worst}: ${ours[worst]} and ${theirs[worst]}`,
  ).toBeLessThanOrEqual(tolerance);
}

describe('the environments', () => {
  // Each step starts from Gymnasium's own state: sin and cos may differ in the last bit, and CartPole
  // is unstable, so that 1e-16 would grow to 1e-5 over 500 steps.
  test.each(oracle.cartpole.map((one, index) => [index, one] as const))(
    'CartPole follows trajectory %i of Gymnasium, and ends where it ends',
    (_, { start: from, actions, states, ends }) => {
      const environment = new CartPole();
      environment.reset(createRng(1));
      environment.state = from;
      actions.forEach((action, t) => {
        const { observation, reward, terminated, truncated } = environment.step([action]);
        expectClose(observation, states[t], 1e-13);
        expect([reward, terminated, truncated]).toEqual([1, ...ends[t]]);
        environment.state = states[t];
      });
    },
  );

  test('CartPole has the golden values of one push, of ten alternating ones, and falls at step 9', () => {
    const [once, ten, right] = oracle.cartpole;
    expectClose(once.states[0], [0, 0.19512195, 0, -0.29268293], 1e-8);
    expectClose(ten.states[9], [0.0195965326, 0.0017157551, -0.0311313014, -0.0378666343], 1e-9);
    expect(right.states).toHaveLength(9);
    const environment = new CartPole();
    ten.actions.forEach((action) => environment.step([action]));
    expectClose(environment.state, ten.states[9], 1e-12); // on its own, without correction
  });

  test.each(oracle.pendulum.map((one, index) => [index, one] as const))(
    'the pendulum follows trajectory %i of Gymnasium, with its costs',
    (_, { start: [theta, omega], torques, states, rewards }) => {
      const environment = new Pendulum();
      environment.theta = theta;
      environment.omega = omega;
      torques.forEach((torque, t) => {
        const { observation, reward, terminated } = environment.step([torque]);
        expectClose([environment.theta, environment.omega], states[t], 1e-9);
        const [angle, speed] = states[t];
        expectClose(observation, [Math.cos(angle), Math.sin(angle), speed], 1e-9);
        expect(Math.abs(reward - rewards[t])).toBeLessThan(1e-9);
        expect(terminated).toBe(false);
      });
    },
  );

  test('the pendulum has the golden values of five steps at full torque', () => {
    const [{ states, rewards }] = oracle.pendulum;
    expectClose(states[4], [3.3475162, 1.2841787], 1e-7);
    expect(rewards.reduce((sum, reward) => sum + reward, 0)).toBeCloseTo(-47.8217555, 6);
  });

  test('resets are uniform in the ranges in which Gymnasium draws them', () => {
    const rng = createRng(3);
    const pole = new CartPole();
    const pendulum = new Pendulum();
    const draws = {
      'CartPole-v1': Array.from({ length: 4000 }, () => pole.reset(rng)),
      'Pendulum-v1': Array.from({ length: 4000 }, () => {
        pendulum.reset(rng);
        return [pendulum.theta, pendulum.omega];
      }),
    };
    for (const [name, found] of Object.entries(draws)) {
      const { low, high, std } = oracle.resets[name];
      low.forEach((_, k) => {
        const column = found.map((state) => state[k]);
        const width = high[k] - low[k];
        // the extremes of 4000 uniform draws lie within 0.5% of the ends, but for one time in 10^8
        expect(Math.abs(Math.min(...column) - low[k])).toBeLessThan(0.005 * width);
        expect(Math.abs(Math.max(...column) - high[k])).toBeLessThan(0.005 * width);
        const square = column.reduce((sum, x) => sum + x * x, 0) / column.length;
        expect(Math.abs(Math.sqrt(square) / std[k] - 1)).toBeLessThan(0.05);
      });
    }
  });

  test('time is up after 500 steps of CartPole and 200 of the pendulum', () => {
    expect(oracle.limits).toEqual({ 'CartPole-v1': 500, 'Pendulum-v1': 200 });
    const pendulum = new Pendulum();
    pendulum.reset(createRng(1));
    const ends = Array.from({ length: 200 }, () => pendulum.step([0]).truncated);
    expect(ends.indexOf(true)).toBe(199);
  });

  test('CartPole without velocities shows positions and is CartPole otherwise', () => {
    const [whole, blind] = [new CartPole(), new BlindCartPole()];
    const [x, , theta] = whole.reset(createRng(5));
    expect(blind.reset(createRng(5))).toEqual([x, theta]);
    const { observation, ...rest } = whole.step([1]);
    const seen = blind.step([1]);
    expect(seen).toEqual({ ...rest, observation: [observation[0], observation[2]] });
  });

  test('a piece that gets across earns 1, and an empty cell does nothing', () => {
    const board = new Crossing();
    const first = board.reset(createRng(6));
    expect(board.legal().reduce((sum, one) => sum + one, 0)).toBe(4 + 4);
    expect(board.step([63, 0])).toEqual({
      ...{ observation: first, reward: 0, terminated: false, truncated: false },
    });
    let rewards = 0;
    let last!: Transition;
    for (const column of first.keys()) {
      if (first[column] === 0) continue;
      for (let row = 0; row < 7; row++)
        rewards += (last = board.step([8 * row + column, 0])).reward;
    }
    expect(rewards).toBe(4);
    expect(last.terminated).toBe(true);
  });

  test('an ended episode begins anew and its first observation is marked', () => {
    const environments = new VectorEnvironment(() => new CartPole(), 2, createRng(7));
    let steps = 0;
    while (environments.dones[0] === 0) {
      environments.step(Float32Array.of(1, steps % 2));
      steps += 1;
    }
    expect(environments.returns[0]).toBe(steps);
    const first = environments.observations.subarray(0, 4);
    expect(first.every((x) => Math.abs(x) <= 0.05)).toBe(true);
    environments.step(Float32Array.of(1, 1));
    expect(environments.dones[0]).toBe(0);
  });
});

describe('advantages', () => {
  const rewards = Float32Array.of(1, 1, 1, 1);
  const values = Float32Array.of(0.5, 0.6, 0.7, 0.8);
  const dones = Float32Array.of(0, 0, 1, 0);

  test('GAE gives the worked example', () => {
    const found = gae({ rewards, values, dones }, [0.9], [0], { gamma: 0.99, lambda: 0.95 });
    // by hand, from the end: 1 + .99 * .9 - .8; 1 + .99 * .8 - .7 + .9405 * 1.091; 1 - .6; …
    expectClose(found, [1.4702, 0.4, 2.1180855, 1.091], 1e-6);
  });

  test('with lambda = 1 are discounted rewards minus the value, with lambda = 0 one surprise', () => {
    const none = Float32Array.of(0, 0, 0, 0);
    const all = gae({ rewards, values, dones: none }, [0.9], [0], { gamma: 0.99, lambda: 1 });
    const g = 0.99;
    expect(all[0]).toBeCloseTo(1 + g + g ** 2 + g ** 3 + g ** 4 * 0.9 - 0.5, 6);
    const one = gae({ rewards, values, dones: none }, [0.9], [0], { gamma: 0.99, lambda: 0 });
    expect(one[0]).toBeCloseTo(1 + 0.99 * 0.6 - 0.5, 6);
  });

  test('of several environments are those of each alone', () => {
    const both = (a: Float32Array, b: Float32Array) =>
      Float32Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? a : b)[i >> 1]);
    const other = Float32Array.of(0, 1, 0, 0);
    const settings = { gamma: 0.9, lambda: 0.8 };
    const together = gae(
      { rewards: both(rewards, values), values: both(values, rewards), dones: both(dones, other) },
      [0.9, 2],
      [0, 1],
      settings,
    );
    const first = gae({ rewards, values, dones }, [0.9], [0], settings);
    const second = gae({ rewards: values, values: rewards, dones: other }, [2], [1], settings);
    expect(together).toEqual(both(first, second));
  });

  test('advantages are normalised with the unbiased deviation', () => {
    const found = scratch(() => [...normalised(tensor([1, 2, 3, 6], [4])).data]);
    const std = Math.sqrt((4 + 1 + 0 + 9) / 3);
    expectClose(found, [-2 / std, -1 / std, 0, 3 / std], 1e-6);
  });

  test('a cut episode ends for the critic, unless the value at the time limit is asked for', () => {
    // an environment that only ever runs out of time, after two steps, and pays 1
    class Short implements Environment {
      #steps = 0;
      reset(): number[] {
        this.#steps = 0;
        return [0, 0, 0, 0];
      }
      step(): Transition {
        this.#steps += 1;
        const truncated = this.#steps === 2;
        return { observation: [0, 0, 0, 0], reward: 1, terminated: false, truncated };
      }
    }
    const settings: Settings = { ...published, environments: 1, horizon: 4, steps: 4, lr: 0 };
    const rewardsOf = (atTimeLimit: Settings['atTimeLimit']) =>
      alone(() => {
        const agent = cartPoleAgent(8);
        const bias = agent.network.parameters.at(-1)!; // of the value
        bias.set([3]);
        const [{ rollout }] = [
          ...train(
            () => new Short(),
            agent,
            { ...settings, minibatches: 1, atTimeLimit },
            createRng(1),
          ),
        ];
        return Array.from(rollout.rewards);
      });
    expect(rewardsOf('end')).toEqual([1, 1, 1, 1]);
    expectClose(rewardsOf('value'), [1, 1 + 0.99 * 3, 1, 1 + 0.99 * 3], 1e-6);
  });
});

describe('the losses', () => {
  const gradientOf = (loss: (x: Tensor) => Tensor, values: number[]) =>
    scratch(() => {
      const x = tensor(values, [values.length], { requiresGrad: true });
      loss(x).backward();
      return [...x.grad!.data];
    });

  test('the policy loss has no gradient beyond the clip, and all of it on the way back', () => {
    const ratios = [1.3, 1.3, 0.7, 0.7, 1.1];
    const advantages = [1, -1, 1, -1, 1];
    const found = gradientOf((r) => policyLoss(r, tensor(advantages, [5]), 0.2), ratios);
    expectClose(found, [0, 1 / 5, -1 / 5, 0, -1 / 5], 1e-7);
    const open = gradientOf((r) => policyLoss(r, tensor(advantages, [5]), null), ratios);
    expectClose(open, [-1 / 5, 1 / 5, -1 / 5, 1 / 5, -1 / 5], 1e-7);
  });

  test('the value loss takes the worse of both squares', () => {
    const loss = (value: number, clip: number | null) =>
      scratch(() => valueLoss(...three(value, 1, 2), clip).item());
    const three = (...numbers: [number, number, number]) =>
      numbers.map((x) => tensor([x], [1])) as [Tensor, Tensor, Tensor];
    // old value 1, return 2: a value of 1.5 is clipped back to 1.2
    expect(loss(1.5, 0.2)).toBeCloseTo(0.5 * 0.8 ** 2, 6);
    expect(loss(1.5, null)).toBeCloseTo(0.5 * 0.5 ** 2, 6);
    expect(loss(0.5, 0.2)).toBeCloseTo(0.5 * 1.5 ** 2, 6); // the wrong way: unclipped
  });

  test('gradients are scaled to a common norm of 0.5', () => {
    const [norm, after, untouched] = scratch(() => {
      const weights = [
        tensor([3], [1], { requiresGrad: true }),
        tensor([2, 2], [2], { requiresGrad: true }),
      ];
      const loss = () => weights.map((w) => w.square().sum()).reduce((a, b) => a.add(b));
      loss().backward(); // gradients 6, 4, 4: norm sqrt 68
      const before = clipGradients(weights, null).item();
      const free = weights.flatMap(({ grad }) => [...grad!.data]);
      clipGradients(weights, 0.5);
      return [before, weights.flatMap(({ grad }) => [...grad!.data]), free] as const;
    });
    expect(norm).toBeCloseTo(Math.sqrt(68), 5);
    expect(untouched).toEqual([6, 4, 4]);
    expectClose(
      after,
      untouched.map((g) => (0.5 * g) / Math.sqrt(68)),
      1e-6,
    );
  });

  test('a step adds up the three losses with 0.01 and 0.5', () => {
    // with one minibatch and one epoch, plain gradients tell the parameters' first step in Adam
    const settings = {
      ...published,
      environments: 2,
      horizon: 8,
      steps: 16,
      epochs: 1,
      minibatches: 1,
    };
    const gradients = (over: Partial<Settings>) =>
      alone(() => {
        const agent = cartPoleAgent(9);
        for (const _ of train(
          () => new CartPole(),
          agent,
          { ...settings, maxGradNorm: null, ...over },
          createRng(3),
        ));
        return agent.network.parameters.flatMap(({ grad }) => [...grad!.data]);
      });
    const whole = gradients({});
    const bare = gradients({ entropy: 0 });
    const doubled = gradients({ entropy: 0.02 });
    // what the bonus adds is linear in its coefficient
    expectClose(
      whole.map((g, i) => g - bare[i]),
      doubled.map((g, i) => g - whole[i]),
      1e-6,
    );
    const [update] = updatesOf(
      () => new CartPole(),
      () => cartPoleAgent(9),
      settings,
    );
    // with gamma = 0 every return is the reward, 1: the value's last bias has a gradient of 0.5 (V - 1)
    const [found, expected] = alone(() => {
      const agent = cartPoleAgent(9);
      const plain: Settings = { ...settings, gamma: 0, valueClip: null, maxGradNorm: null };
      const [{ rollout }] = [...train(() => new CartPole(), agent, plain, createRng(3))];
      const surplus = Array.from(rollout.values, (value) => value - 1);
      const average = surplus.reduce((sum, x) => sum + x, 0) / surplus.length;
      return [agent.network.parameters.at(-1)!.grad!.item(), 0.5 * average];
    });
    expect(found).toBeCloseTo(expected, 6);
    // a policy that starts even has the entropy of a coin
    expect(update.entropy).toBeCloseTo(Math.LN2, 3);
    expect(whole.some((g, i) => g !== bare[i])).toBe(true);
  });

  test('both estimates of the divergence agree with their formulas', () => {
    // one transition a minibatch, its action clipped after its probability was stored: a ratio far from 1
    const lone = { environments: 1, horizon: 1, minibatches: 1, epochs: 1 };
    const settings: Settings = { ...published, ...lone, steps: 40, normalise: 'off' };
    const agent = () => ({ network: mlp(3, 1, separate, createRng(1)), policy: gaussian(1) });
    const updates = updatesOf(() => new Pendulum(), agent, settings, { storeClipped: 0.2 });
    expect(new Set(updates.map(({ clipped }) => clipped))).toEqual(new Set([0, 1]));
    for (const { k1, kl, off, clipped } of updates) {
      const ratio = Math.exp(-k1);
      expect(off).toBeCloseTo(Math.abs(ratio - 1), 4);
      expect(kl).toBeCloseTo(ratio - 1 + k1, 4);
      expect(clipped).toBe(off > 0.2 ? 1 : 0);
    }
  });

  test('explained variance is 1 for the returns themselves and 0 for a constant', () => {
    const returns = Float32Array.of(1, 2, 4);
    expect(explainedVariance(returns, returns)).toBe(1);
    expect(explainedVariance(Float32Array.of(5, 5, 5), returns)).toBeCloseTo(0, 6);
  });
});

describe('the networks', () => {
  /** Gram matrix of the shorter side of a matrix (n, m). */
  const gram = ({ shape: [n, m], data }: Tensor) => {
    const [few, many] = [Math.min(n, m), Math.max(n, m)];
    const at = (i: number, k: number) => (n < m ? data[i * m + k] : data[k * m + i]);
    return Array.from({ length: few * few }, (_, place) => {
      let sum = 0;
      for (let k = 0; k < many; k++) sum += at(Math.floor(place / few), k) * at(place % few, k);
      return sum;
    });
  };
  const identity = (size: number, by: number) =>
    Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? by : 0));

  test('hidden weights start orthogonal with gain sqrt 2, heads with 0.01 and 1', () => {
    alone(() => {
      const { parameters } = mlp(4, 2, separate, createRng(1));
      const gains = [Math.SQRT2, Math.SQRT2, Math.SQRT2, Math.SQRT2, 0.01, 1];
      parameters.forEach((parameter, index) => {
        if (index % 2 === 1) return expect(parameter.data.every((x) => x === 0)).toBe(true);
        const square = gains[index / 2] ** 2;
        expectClose(gram(parameter), identity(Math.min(...parameter.shape), square), 1e-6);
      });
    });
  });

  test('actor and critic share no parameter unless told to', () => {
    alone(() => {
      const count = (shared: boolean) =>
        cartPoleAgent(1, shared).network.parameters.reduce((sum, { size }) => sum + size, 0);
      const body = 4 * 64 + 64 + 64 * 64 + 64;
      const heads = 64 * 2 + 2 + 64 + 1;
      expect(count(false)).toBe(2 * body + heads);
      expect(count(true)).toBe(body + heads);
      const { network } = cartPoleAgent(1);
      const x = tensor([0.1, 0.2, 0.3, 0.4], [1, 4]);
      const inputs = { x, starts: zeros([1]), memory: zeros([2, 1, 0]) };
      network.forward(inputs).values.sum().backward();
      expect(network.actor.every(({ grad }) => grad === null)).toBe(true);
    });
  });

  test("the memory's weights start orthogonal, its biases at 0", () => {
    alone(() => {
      const { parameters } = recurrent(2, 2, { reset: true }, createRng(1));
      const [, , ofInput, ofHidden, biases] = parameters;
      for (const weights of [ofInput, ofHidden]) {
        expect(weights.shape).toEqual([64, 256]);
        expectClose(gram(weights), identity(64, 1), 1e-6);
      }
      expect(biases.data.every((x) => x === 0)).toBe(true);
    });
  });

  test('the memory starts at 0', () => {
    alone(() => {
      const agent = {
        network: recurrent(2, 2, { reset: true }, createRng(1)),
        policy: categorical([2]),
      };
      const environments = new VectorEnvironment(() => new BlindCartPole(), 3, createRng(2));
      const acting = actor(agent, environments);
      expect([...acting.remembered()]).toEqual(Array(2 * 3 * 64).fill(0));
      acting.act(createRng(3));
      expect(acting.remembered().every((x) => x === 0)).toBe(false);
    });
  });

  test('the memory forgets where an episode begins', () => {
    alone(() => {
      const networks = [true, false].map((reset) => recurrent(2, 2, { reset }, createRng(1)));
      const says = (reset: boolean, starts: number[], memory: number) => {
        const x = tensor([0.1, 0.2, 0.3, 0.4], [2, 2]);
        const before = tensor(Array(2 * 64).fill(memory), [2, 1, 64]);
        const inputs = { x, starts: tensor(starts, [2]), memory: before };
        return [...networks[reset ? 0 : 1].forward(inputs).outputs.data];
      };
      expect(says(true, [1, 0], 0.7)).toEqual(says(true, [1, 0], 0));
      expect(says(true, [0, 1], 0.7).slice(2)).toEqual(says(true, [0, 1], 0).slice(2));
      expect(says(true, [0, 0], 0.7)).not.toEqual(says(true, [0, 0], 0));
      expect(says(false, [1, 0], 0.7)).not.toEqual(says(false, [1, 0], 0));
    });
  });
});

describe('the policies', () => {
  test('the normal policy has the density of its formula', () => {
    scratch(() => {
      const policy = gaussian(1);
      policy.parameters[0].set([Math.log(0.5)]);
      const found = policy.logProb(tensor([1], [1, 1]), tensor([2], [1, 1]), null).item();
      expect(found).toBeCloseTo(-0.5 * 4 - Math.log(0.5) - 0.5 * Math.log(2 * Math.PI), 6);
      const entropy = policy.entropy(tensor([1], [1, 1]), null).item();
      expect(entropy).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 0.25), 6);
    });
  });

  test('the log-std is one parameter that no observation changes', () => {
    scratch(() => {
      const policy = gaussian(2);
      expect(policy.parameters.map(({ shape }) => shape)).toEqual([[2]]);
      expect([...policy.parameters[0].data]).toEqual([0, 0]);
      const spread = (centre: number) => {
        const rng = createRng(1);
        const output = Float32Array.of(centre, centre);
        return policy.sample(output, undefined, rng).map((x) => x - centre);
      };
      expectClose(spread(0), spread(100), 1e-12);
    });
  });

  test('log-probabilities of components add up', () => {
    scratch(() => {
      const one = gaussian(1);
      const two = gaussian(2);
      const single = (mean: number, action: number) =>
        one.logProb(tensor([mean], [1, 1]), tensor([action], [1, 1]), null).item();
      const both = two.logProb(tensor([0.5, -1], [1, 2]), tensor([1, 2], [1, 2]), null).item();
      expect(both).toBeCloseTo(single(0.5, 1) + single(-1, 2), 6);
    });
  });

  test('components are independent choices', () => {
    scratch(() => {
      const policy = categorical([2, 3]);
      const logits = tensor([0, Math.log(3), 0, 0, Math.log(2)], [1, 5]);
      let total = 0;
      for (const first of [0, 1]) {
        for (const second of [0, 1, 2]) {
          const p = Math.exp(policy.logProb(logits, tensor([first, second], [1, 2]), null).item());
          expect(p).toBeCloseTo([1 / 4, 3 / 4][first] * [1 / 4, 1 / 4, 1 / 2][second], 6);
          total += p;
        }
      }
      expect(total).toBeCloseTo(1, 6);
      const rng = createRng(1);
      const row = Float32Array.from(logits.data);
      const draws = Array.from({ length: 4000 }, () => policy.sample(row, undefined, rng));
      const share = draws.filter(([first, second]) => first === 1 && second === 2).length / 4000;
      expect(Math.abs(share - 3 / 8)).toBeLessThan(0.03); // four standard deviations
    });
  });

  test('an illegal choice has probability 0 and gradient 0, exactly, and is never drawn', () => {
    scratch(() => {
      const policy = categorical([4, 2]);
      const legal = [1, 0, 0, 1, 1, 1];
      const logits = tensor([0.5, 9, -1, 0.2, 1, 2], [1, 6], { requiresGrad: true });
      const mask = tensor(legal, [1, 6]);
      policy
        .logProb(logits, tensor([3, 0], [1, 2]), mask)
        .add(policy.entropy(logits, mask))
        .sum()
        .backward();
      const gradient = [...logits.grad!.data];
      legal.forEach((one, i) =>
        one ? expect(gradient[i]).not.toBe(0) : expect(gradient[i]).toBe(0),
      );
      const p = (first: number) =>
        [0, 1].reduce(
          (sum, second) =>
            sum + Math.exp(policy.logProb(logits, tensor([first, second], [1, 2]), mask).item()),
          0,
        );
      expect(p(1)).toBe(0);
      expect(p(0) + p(1) + p(2) + p(3)).toBeCloseTo(1, 6);
      const rng = createRng(2);
      const row = Float32Array.from(logits.data);
      for (let n = 0; n < 500; n++) expect(legal[policy.sample(row, legal, rng)[0]]).toBe(1);
    });
  });
});

describe('normalisation', () => {
  test('observations are normalised by all that was seen', () => {
    const rng = createRng(1);
    const rows = Array.from({ length: 60 }, () => [rng.normal(5, 2), rng.normal(-1, 0.1)]);
    const moments = new RunningMoments(2);
    for (let i = 0; i < 60; i += 6) moments.add(rows.slice(i, i + 6).flat());
    for (const k of [0, 1]) {
      const column = rows.map((row) => row[k]);
      const centre = column.reduce((a, b) => a + b) / 60;
      const variance = column.reduce((sum, x) => sum + (x - centre) ** 2, 0) / 60;
      // a prior of 1e-4 observations of mean 0 and variance 1 remains
      expect(moments.mean[k]).toBeCloseTo(centre, 4);
      expect(moments.variance[k]).toBeCloseTo(variance, 3);
    }
  });

  test('rewards are divided by the deviation of the discounted return', () => {
    const filter = normalising(1, 2, 0.9, { observations: false, rewards: true });
    const moments = new RunningMoments(1);
    const sums = [0, 0];
    const rng = createRng(2);
    for (let t = 0; t < 50; t++) {
      const given = [rng.normal(1, 2), rng.normal(1, 2)];
      sums.forEach((sum, n) => (sums[n] = 0.9 * sum + given[n]));
      moments.add(sums);
      const rewards = Float32Array.from(given);
      filter.reward(rewards, Float32Array.of(t % 7 === 0 ? 1 : 0, 0));
      if (t % 7 === 0) sums[0] = 0;
      const std = Math.sqrt(moments.variance[0] + 1e-8);
      if (t > 0)
        expectClose(
          rewards,
          given.map((x) => x / std),
          1e-5,
        );
    }
  });

  test('normalised observations and rewards stay within 10', () => {
    const filter = normalising(1, 1, 0.99, { observations: true, rewards: true });
    for (let t = 0; t < 200; t++) filter.observe(Float32Array.of(t % 2));
    const far = Float32Array.of(1e6);
    filter.forEvaluation.observe(far);
    expect(far[0]).toBe(10);
    for (let t = 0; t < 200; t++) filter.reward(Float32Array.of(t % 2), Float32Array.of(1));
    const large = Float32Array.of(-1e6);
    filter.reward(large, Float32Array.of(1));
    expect(large[0]).toBeGreaterThanOrEqual(-10);
  });
});

describe('training', () => {
  const short: Settings = { ...published, environments: 4, horizon: 32, steps: 640, lr: 2.5e-3 };
  const pole = () => new CartPole();

  test('the first ratio is exactly 1 for every policy and network, on every rollout', () => {
    const firsts = (updates: Omit<Update, 'rollout'>[]) => updates.map(({ firstOff }) => firstOff);
    const zeroes = Array(5).fill(0);
    expect(firsts(updatesOf(pole, () => cartPoleAgent(1), short))).toEqual(zeroes);
    expect(firsts(updatesOf(pole, () => cartPoleAgent(1, true), short))).toEqual(zeroes);
    const swing = () => ({ network: mlp(3, 1, separate, createRng(1)), policy: gaussian(1) });
    expect(firsts(updatesOf(() => new Pendulum(), swing, short))).toEqual(zeroes);
    for (const masking of ['everywhere', 'drawing', 'nowhere'] as Masking[]) {
      const across = () => ({
        network: mlp(64, 68, separate, createRng(1)),
        policy: categorical([64, 4], masking),
      });
      expect(firsts(updatesOf(() => new Crossing(), across, short))).toEqual(zeroes);
    }
  });

  test('memories are rebuilt from the saved one, bit for bit', () => {
    const settings = { ...remembering, environments: 4, horizon: 32, steps: 640 };
    const agent = () => ({
      network: recurrent(2, 2, { reset: true }, createRng(1)),
      policy: categorical([2]),
    });
    const off = (rebuild: boolean) =>
      updatesOf(() => new BlindCartPole(), agent, settings, { rebuild }).map((one) => one.firstOff);
    expect(off(true)).toEqual([0, 0, 0, 0, 0]);
    expect(Math.max(...off(false))).toBeGreaterThan(1e-4);
  });

  test('the stored action is the draw, not what the motor gave', () => {
    const agent = () => ({ network: mlp(3, 1, separate, createRng(1)), policy: gaussian(1) });
    const wide = alone(() => {
      const [{ rollout }] = [
        ...train(() => new Pendulum(), agent(), { ...short, steps: 128 }, createRng(2)),
      ];
      return Math.max(...rollout.actions.map(Math.abs));
    });
    expect(wide).toBeGreaterThan(2);
    const off = updatesOf(() => new Pendulum(), agent, short, { storeClipped: 2 });
    expect(Math.max(...off.map((one) => one.firstOff))).toBeGreaterThan(0.01);
  });

  test('the learning rate falls linearly with the share of updates done', () => {
    const rates = updatesOf(pole, () => cartPoleAgent(1), short).map(({ lr }) => lr);
    expectClose(
      rates,
      [1, 0.8, 0.6, 0.4, 0.2].map((share) => 2.5e-3 * share),
      1e-12,
    );
    const constant = updatesOf(pole, () => cartPoleAgent(1), { ...short, annealing: false });
    expect(constant.every(({ lr }) => lr === 2.5e-3)).toBe(true);
  });

  test('Adam divides by the running size plus epsilon', () => {
    const first = (g: number, eps: number) =>
      scratch(() => {
        const w = tensor([0], [1], { requiresGrad: true });
        const optimizer = adam([w], { lr: 1, eps });
        w.mul(g).sum().backward();
        optimizer.step();
        return w.item();
      });
    expect(first(1e-5, 1e-5)).toBeCloseTo(-1 / 2, 5); // a gradient of the size of epsilon: half a step
    expect(first(1e-5, 1e-8)).toBeCloseTo(-1 / 1.001, 5);
  });

  test('each epoch uses every transition once', () => {
    // the sum over minibatches of a mean over equal parts is the mean over all: with a rate of 0 each
    // epoch must find the same losses, however it is shuffled
    const settings = { ...short, lr: 0, steps: 128, normalise: 'off' } as const;
    const once = updatesOf(pole, () => cartPoleAgent(1), { ...settings, epochs: 1 });
    const whole = updatesOf(pole, () => cartPoleAgent(1), {
      ...settings,
      epochs: 3,
      minibatches: 1,
    });
    expect(once[0].valueLoss / whole[0].valueLoss).toBeCloseTo(1, 5);
    expect(once[0].policyLoss / whole[0].policyLoss).toBeCloseTo(1, 4);
  });

  test('a minibatch holds whole sequences', () => {
    // with a rate of 0 nothing moves, so every ratio of every minibatch is 1 if no sequence is torn
    const settings = { ...remembering, environments: 4, horizon: 16, steps: 128, lr: 0 };
    const agent = () => ({
      network: recurrent(2, 2, { reset: true }, createRng(1)),
      policy: categorical([2]),
    });
    for (const { off } of updatesOf(() => new BlindCartPole(), agent, settings))
      expect(off).toBe(0);
  });

  test('the same seed gives the same bits, and another seed others', () => {
    const digest = (seed: number) => {
      const sums = createDigest();
      const values = { ...valuesOf(runs.crossing), steps: 10_000 };
      for (const frame of start(runs.crossing, values as never, seed, {})) sums.add(frame);
      return sums.hex();
    };
    const one = digest(1);
    expect(digest(1)).toBe(one);
    expect(digest(2)).not.toBe(one);
  });

  test('25,000 steps bring the return far above that of random pushes', () => {
    const [before, after] = alone(() => {
      const agent = cartPoleAgent(1);
      const score = () => {
        const earned = evaluate(pole, agent, 30, createRng(4));
        return earned.reduce((sum, value) => sum + value, 0) / 30;
      };
      const untrained = score();
      const settings = { ...published, steps: 25_000, lr: 2.5e-3, rewardScale: 0.02 };
      for (const _ of train(pole, agent, settings, createRng(2)));
      return [untrained, score()];
    });
    expect(before).toBeLessThan(35);
    expect(after).toBeGreaterThan(150);
  });
});

function valuesOf(run: { parameters: Readonly<Record<string, { value: unknown }>> }) {
  return Object.fromEntries(
    Object.entries(run.parameters).map(([name, parameter]) => [name, parameter.value]),
  );
}

describe('the table of details', () => {
  const text = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  const table = text('index.mdx').split('<Table id="tab:coverage">')[1].split('</Table>')[0];
  const lines = table.split('\n').filter((line) => /^\| \d/.test(line));
  const cells = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

  test('has every number from 1 to 37 once', () => {
    const numbers = cells.flatMap(([numbers]) => {
      const [from, to = from] = numbers.split('–').map(Number);
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    });
    expect(numbers).toEqual(Array.from({ length: 37 }, (_, i) => i + 1));
  });

  test('names what the cells define, switches that the runs have, and tests of this file', () => {
    const program = text('index.mdx');
    const tests = text('index.test.ts');
    const switches = Object.values(runs).flatMap((run) => Object.keys(run.parameters));
    for (const [number, where, off, tested] of cells) {
      for (const name of names(where)) {
        expect(program, number).toMatch(new RegExp(`(class|function\\*?|interface) ${name}\\b`));
      }
      for (const name of names(off)) expect(switches, number).toContain(name);
      if (tested === '–') continue;
      expect(
        ["'", '"'].some((quote) => tests.includes(`test(${quote}${tested}${quote}`)),
        `${number}: ${tested}`,
      ).toBe(true);
    }
  });
});

test('the settings of the robots are those of Table 3', () => {
  const { environments, horizon, minibatches, epochs, lr, gamma, lambda } = mujoco;
  expect([environments * horizon, epochs, (environments * horizon) / minibatches]).toEqual([
    2048, 10, 64,
  ]);
  expect([lr, gamma, lambda]).toEqual([3e-4, 0.99, 0.95]);
});
