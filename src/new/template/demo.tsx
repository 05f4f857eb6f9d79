/** What is seen: plots over the frames of runs.ts, and no mathematics. */
import { Demo, type DemoOf } from '#demo/Demo.tsx';
import { Line } from '#plot/Line';
import type { descent } from './runs.ts';

const worker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

export const Descent = (props: DemoOf<typeof descent>) => (
  <Demo {...props} worker={worker} hint="Raise the learning rate until the iterate overshoots.">
    {({ frame, values }) => (
      <Line
        title="The iterate after each step"
        x={{ label: 'steps', domain: [0, values.steps] }}
        y={{ label: 'iterate', domain: [-1, 1] }}
        series={[
          {
            label: 'x',
            kind: 'ours',
            x: Array.from(frame.iterates, (_, step) => step),
            y: frame.iterates,
          },
        ]}
      />
    )}
  </Demo>
);
