/** What is seen: errors against the step, and losses and tensors against the steps taken. */
import { Demo, type DemoOf } from '#demo/Demo.tsx';
import { Line } from '#plot/Line';
import type { check, steps } from './runs.ts';

const worker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

/** A log scale has no 0: differences that lost all digits are left out. */
function shown(x: Float64Array, y: Float64Array) {
  const places = Array.from(x.keys()).filter((i) => y[i]! > 0);
  return { x: places.map((i) => x[i]!), y: places.map((i) => y[i]!) };
}

export const Check = (props: DemoOf<typeof check>) => (
  <Demo
    {...props}
    worker={worker}
    hint="Read from right to left: the error falls with the square of the step, until rounding takes over."
  >
    {({ frame }) => (
      <Line
        title="Relative error of central differences against their step"
        x={{ label: 'step h', scale: 'log', domain: [1e-12, 0.1] }}
        y={{ label: 'relative error of the gradient', scale: 'log', domain: [1e-12, 10] }}
        series={[
          { label: 'float32', kind: 'theirs', ...shown(frame.steps, frame.float32) },
          { label: 'float64', kind: 'ours', ...shown(frame.steps, frame.float64) },
        ]}
        references={[{ label: 'tape, float32', y: frame.tape, kind: 'ink' }]}
      />
    )}
  </Demo>
);

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const Steps = (props: DemoOf<typeof steps>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'steps', done: ({ steps }) => 2 * steps.at(-1)! }}
    hint="Ten times the steps make ten times the tensors in one curve, and none more in the other."
  >
    {({ frame, values }) => (
      <>
        <dl class="demo-readouts">
          <div>
            <dt>loss</dt>
            <dd>{frame.loss.at(-1)!.toFixed(5)}</dd>
          </div>
          <div>
            <dt>largest difference of the losses</dt>
            <dd>{frame.difference}</dd>
          </div>
          <div>
            <dt>tensors made anew</dt>
            <dd>{whole.format(frame.anew.at(-1)!)}</dd>
          </div>
          <div>
            <dt>with replays</dt>
            <dd>{whole.format(frame.replayed.at(-1)!)}</dd>
          </div>
        </dl>
        <Line
          title="Tensors made against steps taken"
          x={{ label: 'steps', scale: 'log', domain: [1, values.count] }}
          y={{ label: 'tensors made', scale: 'log' }}
          series={[
            { label: 'made anew', kind: 'theirs', x: frame.steps, y: frame.anew },
            { label: 'replayed', kind: 'ours', x: frame.steps, y: frame.replayed },
          ]}
        />
      </>
    )}
  </Demo>
);
