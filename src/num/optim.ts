/** Optimisers that change parameters in place from their `grad`, with PyTorch's update rules. */
import { emit } from './tape.ts';
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

/** w -= lr g */
export function sgd(parameters: readonly Tensor[], { lr }: { lr: number }): Optimizer {
  const optimizer: Optimizer = {
    lr,
    step() {
      for (const w of parameters) {
        const { sgd } = kernels[w.dtype];
        emit(() => {
          if (w.grad) sgd(w.pointer, w.grad.pointer, w.size, optimizer.lr);
        });
      }
    },
    zeroGrad: () => zeroGrad(parameters),
  };
  return optimizer;
}

/**
 * Adam with decoupled weight decay.
 *
 * @see Loshchilov & Hutter 2019, Algorithm 2; torch.optim.AdamW
 */
export function adamW(
  parameters: readonly Tensor[],
  {
    lr,
    betas: [beta1, beta2] = [0.9, 0.999],
    eps = 1e-8,
    weightDecay = 0.01,
  }: {
    lr: number;
    betas?: readonly [number, number];
    eps?: number;
    weightDecay?: number;
  },
): Optimizer {
  const states = parameters.map((w) => ({
    w,
    m: zeros(w.shape, { dtype: w.dtype }),
    v: zeros(w.shape, { dtype: w.dtype }),
    power1: 1, // beta1^t, beta2^t
    power2: 1,
  }));
  const optimizer: Optimizer = {
    lr,
    step() {
      for (const state of states) {
        const { w, m, v } = state;
        const { adamW } = kernels[w.dtype];
        emit(() => {
          if (!w.grad) return;
          state.power1 *= beta1;
          state.power2 *= beta2;
          adamW(
            w.pointer,
            w.grad.pointer,
            m.pointer,
            v.pointer,
            w.size,
            1 - optimizer.lr * weightDecay,
            1 - beta1,
            beta2,
            1 - beta2,
            optimizer.lr / (1 - state.power1),
            1 / Math.sqrt(1 - state.power2),
            eps,
          );
        });
      }
    },
    zeroGrad: () => zeroGrad(parameters),
  };
  return optimizer;
}

function zeroGrad(parameters: readonly Tensor[]): void {
  for (const w of parameters) w.grad = null;
}
