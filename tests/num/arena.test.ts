/** How long tensors live, and that a replayed step does what the step does. */
import { describe, expect, test } from 'vitest';
import { compile, inArena, scratch } from '#num/arena';
import { uniform } from '#num/init';
import { adam, adamW, rmsProp, sgd, type Optimizer } from '#num/optim';
import { createRng } from '#num/random';
import { tensor, zeros, type Tensor } from '#num/tensor';
import { memory } from '#num/wasm';

const bytes = () => memory.buffer.byteLength;

/** Drains a generator, so that its arena ends. */
function drain(generator: Generator<unknown>): void {
  while (!generator.next().done);
}

interface Training {
  step: () => Tensor;
  x: Tensor;
  weights: Tensor[];
  optimizer: Optimizer;
}

function training(make: (weights: Tensor[]) => Optimizer, dropout = 0): Training {
  const rng = createRng(1);
  const weights = [uniform([4, 6], -1, 1, rng), uniform([6, 1], -1, 1, rng)];
  const optimizer = make(weights);
  const x = zeros([3, 4]);
  const step = (): Tensor => {
    const hidden = x.matmul(weights[0]).tanh().dropout(dropout, rng);
    const loss = hidden.matmul(weights[1]).sub(1).square().mean();
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  };
  return { step, x, weights, optimizer };
}

/** All weights and losses of 20 steps with changing inputs and a falling learning rate. */
function trained(
  { step, x, weights, optimizer }: Training,
  run: (step: () => Tensor) => () => Tensor,
): number[] {
  const inputs = createRng(2);
  const next = run(step);
  const losses: number[] = [];
  for (let i = 0; i < 20; i++) {
    x.set(Float32Array.from({ length: 12 }, () => inputs.uniform(-1, 1)));
    losses.push(next().item());
    optimizer.lr *= 0.9;
  }
  return [...losses, ...weights.flatMap(({ data }) => [...data])];
}

describe('compile', () => {
  test.each([
    ['sgd', (weights: Tensor[]) => sgd(weights, { lr: 0.1 })],
    ['momentum', (weights: Tensor[]) => sgd(weights, { lr: 0.1, momentum: 0.9 })],
    ['adam', (weights: Tensor[]) => adam(weights, { lr: 0.1, weightDecay: 0.1 })],
    ['adamW', (weights: Tensor[]) => adamW(weights, { lr: 0.1 })],
    ['rmsProp', (weights: Tensor[]) => rmsProp(weights, { lr: 0.1 })],
  ])('replays %s and dropout to the bits of steps that are made anew', (_, make) => {
    scratch(() => {
      const replayed = trained(training(make, 0.3), compile);
      expect(replayed).toEqual(trained(training(make, 0.3), (step) => step));
    });
  });

  test('allocates nothing in 100,000 replays', () => {
    drain(
      inArena(function* () {
        const { step, x } = training((weights) => sgd(weights, { lr: 0.01 }));
        const next = compile(step);
        x.set(new Float32Array(12).fill(0.5));
        next();
        const before = bytes();
        for (let i = 0; i < 100_000; i++) next();
        expect(bytes()).toBe(before);
        yield;
      }),
    );
  });

  test('keeps memory flat over 100,000 steps that are made anew', () => {
    scratch(() => {
      const { step, x } = training((weights) => adam(weights, { lr: 1e-4 }), 0.1);
      x.set(new Float32Array(12).fill(0.5));
      const train = () => scratch(() => step().item());
      train();
      const before = bytes();
      for (let i = 0; i < 100_000; i++) train();
      expect(bytes()).toBe(before);
    });
  });

  test('adds gradients up over replays that do not forget them', () => {
    scratch(() => {
      const w = tensor([2], [1], { requiresGrad: true });
      const next = compile(() => {
        const y = w.mul(3).sum();
        y.backward();
        return y;
      });
      for (let i = 0; i < 4; i++) next();
      expect(w.grad!.item()).toBe(12);
      w.grad = null;
      next();
      expect(w.grad!.item()).toBe(3);
    });
  });

  test('replays a gradient that the step has changed', () => {
    scratch(() => {
      const w = tensor([1], [1], { requiresGrad: true });
      const optimizer = sgd([w], { lr: 1 });
      const next = compile(() => {
        const y = w.mul(8).sum();
        optimizer.zeroGrad();
        y.backward();
        w.grad = w.grad!.div(4);
        optimizer.step();
        return y;
      });
      for (let i = 0; i < 3; i++) next();
      expect(w.item()).toBe(1 - 3 * 2);
    });
  });

  test('replays a step inside a step', () => {
    scratch(() => {
      const w = tensor([1]);
      const twice = compile(() => w.mul(2));
      const next = compile(() => twice().add(1));
      expect(next().item()).toBe(3);
      w.set([5]);
      expect(next().item()).toBe(11);
    });
  });

  test('refuses values that would be set only once', () => {
    scratch(() => {
      const x = zeros([1]);
      const next = compile(() => x.set([1]).mul(2));
      expect(next).toThrow('set: call it before the compiled step, not inside');
    });
  });

  test('keeps what a scratch inside it made', () => {
    scratch(() => {
      const x = tensor([1]);
      const next = compile(() => {
        let y = x;
        scratch(() => {
          y = x.add(1);
        });
        return y.mul(2);
      });
      next();
      zeros([100]);
      x.set([2]);
      expect(next().item()).toBe(6);
    });
  });
});

describe('scratch', () => {
  test('gives its memory back', () => {
    const work = () => scratch(() => zeros([1000, 1000]).sum().item());
    work();
    const before = bytes();
    for (let i = 0; i < 1000; i++) work();
    expect(bytes()).toBe(before);
  });
});

describe('inArena', () => {
  function* counting(start: number, size = 1000): Generator<number, void, void> {
    const total = zeros([size]);
    for (let i = 0; i < 5; i++) {
      total.data[0] = (i === 0 ? start : total.data[0]) + 1;
      zeros([size]);
      yield total.data[0];
    }
  }

  test('keeps memory flat over 1,000 starts, whether they end, return or throw', () => {
    const start = (i: number) => {
      const frames = inArena(() => counting(i, 100_000));
      if (i % 3 === 0) drain(frames);
      else {
        frames.next();
        if (i % 3 === 1) frames.return();
        else expect(() => frames.throw(new Error('stop'))).toThrow('stop');
      }
    };
    for (let i = 0; i < 3; i++) start(i);
    const before = bytes();
    for (let i = 0; i < 1000; i++) start(i);
    expect(bytes()).toBe(before);
  });

  test('lets two generators take turns', () => {
    const [one, two] = [inArena(() => counting(0)), inArena(() => counting(100))];
    const pairs = Array.from({ length: 5 }, () => [one.next().value, two.next().value]);
    expect(pairs).toEqual([1, 2, 3, 4, 5].map((i) => [i, 100 + i]));
  });

  test('survives that memory grows while it waits', () => {
    const one = inArena(() => counting(0));
    one.next();
    const two = inArena(() => counting(0, 3_000_000));
    two.next();
    expect(one.next().value).toBe(2);
    one.return();
    two.return();
  });

  test('runs the finally of a generator that is returned', () => {
    let ended = false;
    const frames = inArena(function* () {
      try {
        yield 1;
      } finally {
        ended = true;
      }
    });
    frames.next();
    frames.return();
    expect(ended).toBe(true);
  });

  test('passes on what the generator throws', () => {
    const frames = inArena(function* () {
      yield 1;
      throw new Error('diverged');
    });
    frames.next();
    expect(() => frames.next()).toThrow('diverged');
  });
});

describe('freed memory', () => {
  test('is noticed when it is used', () => {
    let kept!: Tensor;
    let next!: () => Tensor;
    scratch(() => {
      kept = zeros([2, 3]);
      next = compile(() => kept.add(1));
      next();
    });
    const message =
      'the memory of a tensor of shape (2, 3) was freed when its scratch or arena ended';
    expect(() => kept.data).toThrow(message);
    expect(() => kept.add(1)).toThrow(message);
    expect(next).toThrow('the memory of a compiled step was freed when its scratch or arena ended');
  });

  test('is not handed out of a scratch', () => {
    expect(() => scratch(() => zeros([1]))).toThrow(
      'scratch: return plain data; a tensor is freed with the scratch',
    );
  });
});

test('the gradient of an outer tensor outlives the scratch that made it', () => {
  scratch(() => {
    const w = tensor([2], [1], { requiresGrad: true });
    scratch(() => w.square().sum().backward());
    scratch(() => void zeros([1000]));
    expect(w.grad!.item()).toBe(4);
  });
});
