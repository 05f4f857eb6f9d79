/** What can be run: parameters as data, and seeded generators of frames. */
import { descend } from '#cells/__SLUG__';
import { defineRun } from '#demo/run';

export const descent = defineRun({
  title: 'Descend a parabola',
  parameters: {
    lr: { kind: 'number', label: 'Learning rate', value: 0.1, min: 0.01, max: 1, step: 0.01 },
    noise: { kind: 'number', label: 'Noise', value: 0.5, min: 0, max: 2, step: 0.1 },
    steps: { kind: 'number', label: 'Steps', value: 50, min: 10, max: 500, step: 10 },
  },
  *frames({ lr, noise, steps }, rng) {
    const iterates = [1];
    for (const x of descend(1, lr, noise, steps, rng)) {
      iterates.push(x);
      yield { progress: (iterates.length - 1) / steps, iterates: Float64Array.from(iterates) };
    }
  },
});
