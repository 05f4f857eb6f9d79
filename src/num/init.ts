/** Parameters at the start of training. */
import type { Rng } from './random.ts';
import type { Shape } from './shape.ts';
import { emit } from './tape.ts';
import { Tensor, type TensorOptions } from './tensor.ts';

/** Every element uniform in [low, high); drawn anew when a compiled step is replayed. */
export function uniform(
  shape: Shape,
  low: number,
  high: number,
  rng: Rng,
  options?: TensorOptions,
): Tensor {
  return drawn(shape, () => rng.uniform(low, high), options);
}

/** Every element normally distributed; drawn anew when a compiled step is replayed. */
export function normal(
  shape: Shape,
  mean: number,
  std: number,
  rng: Rng,
  options?: TensorOptions,
): Tensor {
  return drawn(shape, () => rng.normal(mean, std), options);
}

function drawn(
  shape: Shape,
  draw: () => number,
  { dtype = 'float32', requiresGrad = true }: TensorOptions = {},
): Tensor {
  const result = new Tensor(shape, dtype, { requiresGrad });
  emit(() => {
    const { data } = result;
    for (let i = 0; i < data.length; i++) data[i] = draw();
  });
  return result;
}
