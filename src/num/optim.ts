/** Optimisers that change parameters in place from their `grad`, with PyTorch's update rules. */
import * as launch from './launch.ts';
import { emit, noGrad } from './tape.ts';
import { zeros, type Tensor } from './tensor.ts';
import { kernels } from './wasm.ts';

export interface Optimizer {
  /** Learning rate; a new value holds from the next step on, in a compiled step too. */
  lr: number;
  /** Moves every parameter that has a gradient. */
  step(): void;
  /** Forgets the gradients. */
  zeroGrad(): void;
}

/**
 * Stochastic gradient descent.
 *
 * @param momentum how much of the last velocity is kept: v = momentum v + g, w -= lr v
 * @param nesterov w -= lr (g + momentum v)
 * @param weightDecay this times w is added to the gradient
 * @see torch.optim.SGD
 */
export function sgd(
  parameters: readonly Tensor[],
  {
    lr,
    momentum = 0,
    nesterov = false,
    weightDecay = 0,
  }: { lr: number; momentum?: number; nesterov?: boolean; weightDecay?: number },
): Optimizer {
  const plain = momentum === 0 && weightDecay === 0;
  return optimizer(parameters, lr, (w) => {
    const { sgd, momentum: moving } = kernels[w.dtype];
    if (plain) return (g, rate) => sgd(w.pointer, g.pointer, w.size, rate);
    const velocity = zeros(w.shape, { dtype: w.dtype });
    return (g, rate) =>
      moving(
        w.pointer,
        g.pointer,
        velocity.pointer,
        w.size,
        rate,
        momentum,
        weightDecay,
        Number(nesterov),
      );
  });
}

export interface AdamOptions {
  lr: number;
  /** how much of the running means of g and of g^2 is kept; [0.9, 0.999] if absent */
  betas?: readonly [number, number];
  /** added to the root of the second moment; 1e-8 if absent */
  eps?: number;
  weightDecay?: number;
}

/**
 * Adam; `weightDecay` (0 if absent) times w is added to the gradient.
 *
 * @see Kingma & Ba 2015, Algorithm 1; torch.optim.Adam
 */
export function adam(
  parameters: readonly Tensor[],
  { lr, weightDecay = 0, ...options }: AdamOptions,
): Optimizer {
  return moments(parameters, lr, options, () => 1, weightDecay);
}

/**
 * Adam with decoupled weight decay: `weightDecay` (0.01 if absent) times lr w is taken off w.
 *
 * @see Loshchilov & Hutter 2019, Algorithm 2; torch.optim.AdamW
 */
export function adamW(
  parameters: readonly Tensor[],
  { lr, weightDecay = 0.01, ...options }: AdamOptions,
): Optimizer {
  return moments(parameters, lr, options, (rate) => 1 - rate * weightDecay, 0);
}

function moments(
  parameters: readonly Tensor[],
  lr: number,
  { betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8 }: Omit<AdamOptions, 'lr' | 'weightDecay'>,
  keep: (rate: number) => number,
  decay: number,
): Optimizer {
  return optimizer(parameters, lr, (w) => {
    const { adam } = kernels[w.dtype];
    const m = zeros(w.shape, { dtype: w.dtype });
    const v = zeros(w.shape, { dtype: w.dtype });
    let power1 = 1; // beta1^t, beta2^t
    let power2 = 1;
    return (g, rate) => {
      power1 *= beta1;
      power2 *= beta2;
      adam(
        w.pointer,
        g.pointer,
        m.pointer,
        v.pointer,
        w.size,
        keep(rate),
        decay,
        1 - beta1,
        beta2,
        1 - beta2,
        rate / (1 - power1),
        1 / Math.sqrt(1 - power2),
        eps,
      );
    };
  });
}

/**
 * Steps divided by the root of a running mean of squares: v = alpha v + (1 - alpha) g^2.
 *
 * @param alpha how much of the running mean is kept
 * @see Tieleman & Hinton 2012, lecture 6.5; torch.optim.RMSprop
 */
export function rmsProp(
  parameters: readonly Tensor[],
  { lr, alpha = 0.99, eps = 1e-8 }: { lr: number; alpha?: number; eps?: number },
): Optimizer {
  return squares(parameters, lr, alpha, 1 - alpha, eps);
}

/**
 * Steps divided by the root of the sum of all squares.
 *
 * @see Duchi, Hazan & Singer 2011; torch.optim.Adagrad
 */
export function adagrad(
  parameters: readonly Tensor[],
  { lr, eps = 1e-10 }: { lr: number; eps?: number },
): Optimizer {
  return squares(parameters, lr, 1, 1, eps);
}

function squares(
  parameters: readonly Tensor[],
  lr: number,
  keep: number,
  add: number,
  eps: number,
): Optimizer {
  return optimizer(parameters, lr, (w) => {
    const { rootMeanSquare } = kernels[w.dtype];
    const v = zeros(w.shape, { dtype: w.dtype });
    return (g, rate) =>
      rootMeanSquare(w.pointer, g.pointer, v.pointer, w.size, keep, add, rate, eps);
  });
}

/**
 * Scales the gradients together, in place, so that their norm is at most `maxNorm`.
 *
 * Call it between `backward` and `step`; parameters without a gradient are left out.
 *
 * @returns the norm before, one number
 * @throws Error if no parameter has a gradient
 * @see torch.nn.utils.clip_grad_norm_
 */
export function clipGradNorm(parameters: readonly Tensor[], maxNorm: number): Tensor {
  const gradients = parameters.flatMap(({ grad }) => (grad ? [grad] : []));
  if (gradients.length === 0) throw new Error('clipGradNorm: no parameter has a gradient');
  return noGrad(() => {
    const squares = gradients.map((g) => g.square().sum());
    const norm = squares.reduce((total, square) => total.add(square)).sqrt();
    const scale = norm.add(1e-6).pow(-1).mul(maxNorm).minimum(1);
    for (const g of gradients) launch.combine('mul', g, g, scale);
    return norm;
  });
}

/** `update(w)` gives what moves w by its gradient at a learning rate. */
function optimizer(
  parameters: readonly Tensor[],
  lr: number,
  update: (w: Tensor) => (gradient: Tensor, rate: number) => void,
): Optimizer {
  const updates = parameters.map((w) => ({ w, move: update(w) }));
  const self: Optimizer = {
    lr,
    step() {
      for (const { w, move } of updates) {
        emit(() => {
          if (w.grad) move(w.grad, self.lr);
        });
      }
    },
    zeroGrad() {
      for (const w of parameters) w.grad = null;
    },
  };
  return self;
}
