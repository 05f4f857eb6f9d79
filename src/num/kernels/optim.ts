/** One step of an optimiser, in place. */
import { at, lanes, read, write } from './vector';

/** w -= rate * g */
export function sgd<T>(w: usize, g: usize, n: i32, rate: T): void {
  const step = v128.splat<T>(rate);
  for (let i = 0; i < n; ) {
    const whole = i + lanes<T>() <= n;
    const by = write<T>(w, v128.sub<T>(read<T>(w, whole), v128.mul<T>(step, read<T>(g, whole))), whole);
    i += by;
    w = at<T>(w, by);
    g = at<T>(g, by);
  }
}

/** velocity = inertia * velocity + g, w -= rate * (Nesterov: g + inertia *) velocity; g has decay * w */
export function momentum<T>(
  w: usize,
  g: usize,
  velocity: usize,
  n: i32,
  rate: T,
  inertia: T,
  decay: T,
  nesterov: i32,
): void {
  for (const end = at<T>(w, n); w < end; w += sizeof<T>()) {
    const gradient = load<T>(g) + decay * load<T>(w);
    const next = inertia * load<T>(velocity) + gradient;
    store<T>(velocity, next);
    store<T>(w, load<T>(w) - rate * (nesterov ? gradient + inertia * next : next));
    g += sizeof<T>();
    velocity += sizeof<T>();
  }
}

/** v = keep * v + add * g^2, then w -= rate * g / (sqrt(v) + eps) */
export function rootMeanSquare<T>(
  w: usize,
  g: usize,
  v: usize,
  n: i32,
  keep: T,
  add: T,
  rate: T,
  eps: T,
): void {
  for (const end = at<T>(w, n); w < end; w += sizeof<T>()) {
    const gradient = load<T>(g);
    const second = keep * load<T>(v) + add * (gradient * gradient);
    store<T>(v, second);
    store<T>(w, load<T>(w) - rate * (gradient / (sqrt<T>(second) + eps)));
    g += sizeof<T>();
    v += sizeof<T>();
  }
}

/**
 * Adam with weight decay of either kind; `m` and `v` are the running moments of the gradient.
 *
 * @param keep 1 - lr * weightDecay where decay is decoupled, else 1
 * @param decay what of w is added to the gradient, 0 where decay is decoupled
 * @param rate1 1 - beta1, and rate2 1 - beta2
 * @param step lr / (1 - beta1^t)
 * @param scale 1 / sqrt(1 - beta2^t)
 */
export function adam<T>(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  n: i32,
  keep: T,
  decay: T,
  rate1: T,
  beta2: T,
  rate2: T,
  step: T,
  scale: T,
  eps: T,
): void {
  for (let i = 0; i < n; ) {
    const whole = i + lanes<T>() <= n;
    const weight = read<T>(w, whole);
    const gradient = v128.add<T>(read<T>(g, whole), v128.mul<T>(v128.splat<T>(decay), weight));
    const old = read<T>(m, whole);
    const first = v128.add<T>(old, v128.mul<T>(v128.sub<T>(gradient, old), v128.splat<T>(rate1)));
    const second = v128.add<T>(
      v128.mul<T>(read<T>(v, whole), v128.splat<T>(beta2)),
      v128.mul<T>(v128.mul<T>(gradient, gradient), v128.splat<T>(rate2)),
    );
    const spread = v128.add<T>(
      v128.mul<T>(v128.sqrt<T>(second), v128.splat<T>(scale)),
      v128.splat<T>(eps),
    );
    const kept = v128.mul<T>(weight, v128.splat<T>(keep));
    const moved = v128.mul<T>(v128.splat<T>(step), v128.div<T>(first, spread));
    write<T>(m, first, whole);
    write<T>(v, second, whole);
    const by = write<T>(w, v128.sub<T>(kept, moved), whole);
    const bytes = at<T>(0, by);
    i += by;
    w += bytes;
    g += bytes;
    m += bytes;
    v += bytes;
  }
}
