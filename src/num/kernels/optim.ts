/** One step of an optimiser, in place. */
import { at, lanes } from './vector';

/** w -= rate * g */
export function sgd<T>(w: usize, g: usize, n: i32, rate: T): void {
  const step = v128.splat<T>(rate);
  const end = at<T>(w, n);
  const whole = at<T>(w, n & -lanes<T>());
  for (; w < whole; w += 16, g += 16) {
    v128.store(w, v128.sub<T>(v128.load(w), v128.mul<T>(step, v128.load(g))));
  }
  for (; w < end; w += sizeof<T>(), g += sizeof<T>()) store<T>(w, load<T>(w) - rate * load<T>(g));
}

/**
 * Adam with decoupled weight decay; `m` and `v` are the running moments of the gradient g.
 *
 * @param keep 1 - lr * weightDecay
 * @param rate1 1 - beta1, and rate2 1 - beta2
 * @param step lr / (1 - beta1^t)
 * @param scale 1 / sqrt(1 - beta2^t)
 */
export function adamW<T>(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  n: i32,
  keep: T,
  rate1: T,
  beta2: T,
  rate2: T,
  step: T,
  scale: T,
  eps: T,
): void {
  const size = sizeof<T>();
  const end = at<T>(w, n);
  const whole = at<T>(w, n & -lanes<T>());
  for (; w < whole; w += 16, g += 16, m += 16, v += 16) {
    const gradient = v128.load(g);
    const old = v128.load(m);
    const first = v128.add<T>(old, v128.mul<T>(v128.sub<T>(gradient, old), v128.splat<T>(rate1)));
    const second = v128.add<T>(
      v128.mul<T>(v128.load(v), v128.splat<T>(beta2)),
      v128.mul<T>(v128.mul<T>(gradient, gradient), v128.splat<T>(rate2)),
    );
    const spread = v128.add<T>(
      v128.mul<T>(v128.sqrt<T>(second), v128.splat<T>(scale)),
      v128.splat<T>(eps),
    );
    v128.store(m, first);
    v128.store(v, second);
    const kept = v128.mul<T>(v128.load(w), v128.splat<T>(keep));
    v128.store(w, v128.sub<T>(kept, v128.mul<T>(v128.splat<T>(step), v128.div<T>(first, spread))));
  }
  for (; w < end; w += size, g += size, m += size, v += size) {
    const gradient = load<T>(g);
    const first = load<T>(m) + (gradient - load<T>(m)) * rate1;
    const second = load<T>(v) * beta2 + gradient * gradient * rate2;
    store<T>(m, first);
    store<T>(v, second);
    store<T>(w, load<T>(w) * keep - step * (first / (sqrt<T>(second) * scale + eps)));
  }
}
