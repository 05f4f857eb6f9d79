/** Rows brought to mean 0 and variance 1. */
import { at, lanes, laneSum, loadFirst } from './vector';

/** Sum of the n elements at a, in the order of whole vectors and then the rest. */
@inline
function total<T>(a: usize, n: i32): T {
  let sum = v128.splat<T>(0);
  let i = 0;
  for (; i + lanes<T>() <= n; i += lanes<T>(), a += 16) sum = v128.add<T>(sum, v128.load(a));
  if (i < n) sum = v128.add<T>(sum, loadFirst<T>(a, n - i));
  return laneSum<T>(sum);
}

/** Sum of the products of the n elements at a and b, in the same order. */
@inline
function inner<T>(a: usize, b: usize, n: i32): T {
  let sum = v128.splat<T>(0);
  let i = 0;
  for (; i + lanes<T>() <= n; i += lanes<T>(), a += 16, b += 16) {
    sum = v128.add<T>(sum, v128.mul<T>(v128.load(a), v128.load(b)));
  }
  if (i < n) {
    sum = v128.add<T>(sum, v128.mul<T>(loadFirst<T>(a, n - i), loadFirst<T>(b, n - i)));
  }
  return laneSum<T>(sum);
}

/**
 * out (rows, n): a less its mean, over the root of its variance + eps
 *
 * @param scales (rows): one over each root
 */
export function normalise<T>(
  out: usize,
  scales: usize,
  a: usize,
  rows: i32,
  n: i32,
  eps: T,
): void {
  for (let row = 0; row < rows; row++, scales += sizeof<T>()) {
    const mean = total<T>(a, n) / <T>n;
    for (let i = 0; i < n; i++) store<T>(at<T>(out, i), load<T>(at<T>(a, i)) - mean);
    const scale = <T>1 / sqrt<T>(inner<T>(out, out, n) / <T>n + eps);
    for (let i = 0; i < n; i++) store<T>(at<T>(out, i), load<T>(at<T>(out, i)) * scale);
    store<T>(scales, scale);
    out = at<T>(out, n);
    a = at<T>(a, n);
  }
}

/** out (rows, n): the gradient g through y = normalise(a), scales as it left them */
export function normaliseGradient<T>(
  out: usize,
  g: usize,
  y: usize,
  scales: usize,
  rows: i32,
  n: i32,
): void {
  for (let row = 0; row < rows; row++, scales += sizeof<T>()) {
    const scale = load<T>(scales);
    const mean = total<T>(g, n) / <T>n;
    const along = inner<T>(g, y, n) / <T>n;
    for (let i = 0; i < n; i++) {
      const rest = load<T>(at<T>(g, i)) - mean - load<T>(at<T>(y, i)) * along;
      store<T>(at<T>(out, i), rest * scale);
    }
    out = at<T>(out, n);
    g = at<T>(g, n);
    y = at<T>(y, n);
  }
}
