/**
 * Convolution and pooling over images (B, C, H, W).
 *
 * What a window covers is gathered by a table of indices, so that a convolution is one product of
 * matrices for each image, and gradients of any order are those of gathering and of products.
 */
import { format, sizeOf } from './shape.ts';
import { indexTable, type IndexTable, type Tensor } from './tensor.ts';

export interface ConvOptions {
  /** steps from window to window; 1 if absent */
  readonly stride?: number;
  /** zeros around the image; 0 if absent */
  readonly padding?: number;
}

export interface PoolOptions {
  /** steps from window to window; the size of the window if absent */
  readonly stride?: number;
  /** cells around the image that do not take part; 0 if absent, at most half of the window */
  readonly padding?: number;
}

/**
 * Convolution as networks have it: each output is the sum over a window of input times weight.
 *
 * @param x (B, C, H, W)
 * @param weight (D, C, P, Q)
 * @param bias (D); zeros if absent
 * @returns (B, D, 1 + (H + 2 padding - P) / stride, 1 + (W + 2 padding - Q) / stride), rounded down
 * @throws RangeError if the shapes do not agree or the window does not fit
 * @see torch.nn.functional.conv2d
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
  { stride = 1, padding = 0 }: ConvOptions = {},
): Tensor {
  const [D, C, P, Q] = weight.shape;
  if (weight.shape.length !== 4 || x.shape.length !== 4 || x.shape[1] !== C) {
    throw new RangeError(
      `conv2d: needs (B, C, H, W) and (D, C, P, Q), got ${format(x.shape)} and ${format(weight.shape)}`,
    );
  }
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== D)) {
    throw new RangeError(`conv2d: bias must be (${D}), got ${format(bias.shape)}`);
  }
  const { table, height, width } = windows('conv2d', x, [P, Q], stride, padding);
  const [B, , H, W] = x.shape;
  const columns = x
    .reshape([B, C, H * W])
    .take(table)
    .reshape([B, C * P * Q, height * width]);
  const product = weight.reshape([D, C * P * Q]).matmul(columns);
  const out = product.reshape([B, D, height, width]);
  return bias ? out.add(bias.reshape([D, 1, 1])) : out;
}

/**
 * The largest of each window; elements that are equal share the gradient.
 *
 * @param x (B, C, H, W)
 * @returns (B, C, 1 + (H + 2 padding - size) / stride, 1 + (W + 2 padding - size) / stride), rounded down
 * @throws RangeError if x has other axes or the window does not fit
 * @see torch.nn.functional.max_pool2d, where the first among equals gets the gradient
 */
export function maxPool2d(
  x: Tensor,
  size: number,
  { stride = size, padding = 0 }: PoolOptions = {},
): Tensor {
  return pooled('maxPool2d', x, size, stride, padding, -Infinity).max(2);
}

/**
 * The mean of each window, in which padding counts as zeros.
 *
 * @param x (B, C, H, W)
 * @returns (B, C, 1 + (H + 2 padding - size) / stride, 1 + (W + 2 padding - size) / stride), rounded down
 * @throws RangeError if x has other axes or the window does not fit
 * @see torch.nn.functional.avg_pool2d
 */
export function averagePool2d(
  x: Tensor,
  size: number,
  { stride = size, padding = 0 }: PoolOptions = {},
): Tensor {
  return pooled('averagePool2d', x, size, stride, padding, 0).mean(2);
}

/** (B, C, size^2, h, w): each window of x, side by side. */
function pooled(
  operation: string,
  x: Tensor,
  size: number,
  stride: number,
  padding: number,
  fill: number,
): Tensor {
  if (x.shape.length !== 4) {
    throw new RangeError(`${operation}: needs (B, C, H, W), got ${format(x.shape)}`);
  }
  if (2 * padding > size) {
    throw new RangeError(`${operation}: padding must be at most ${size} / 2, got ${padding}`);
  }
  const { table, height, width } = windows(operation, x, [size, size], stride, padding);
  const [B, C, H, W] = x.shape;
  return x
    .reshape([B, C, H * W])
    .take(table, fill)
    .reshape([B, C, size * size, height, width]);
}

/** (P Q, height width): for each place in a window and each window, the cell of the image. */
function windows(
  operation: string,
  { shape }: Tensor,
  [P, Q]: readonly number[],
  stride: number,
  padding: number,
): { table: IndexTable; height: number; width: number } {
  for (const [name, value, least] of [
    ['window', Math.min(P, Q), 1],
    ['stride', stride, 1],
    ['padding', padding, 0],
  ] as const) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new RangeError(
      `${operation}: ${name} must be a whole number from ${least}, got ${value}`,
    );
  }
  const [H, W] = shape.slice(-2);
  const count = (n: number, window: number) => Math.floor((n + 2 * padding - window) / stride) + 1;
  const [height, width] = [count(H, P), count(W, Q)];
  if (height < 1 || width < 1) {
    throw new RangeError(
      `${operation}: a window of ${format([P, Q])} does not fit into ${format(shape)} with padding ${padding}`,
    );
  }
  const indices = new Int32Array(sizeOf([P, Q, height, width])).fill(-1);
  let i = 0;
  for (let p = 0; p < P; p++) {
    for (let q = 0; q < Q; q++) {
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++, i++) {
          const [y, x] = [row * stride + p - padding, column * stride + q - padding];
          if (y >= 0 && y < H && x >= 0 && x < W) indices[i] = y * W + x;
        }
      }
    }
  }
  return { table: indexTable(indices, [P * Q, height * width]), height, width };
}
