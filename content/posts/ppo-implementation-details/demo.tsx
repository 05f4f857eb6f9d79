import { useEffect, useRef, useState } from 'preact/hooks';
import { Demo, type DemoOf } from '#demo/Demo.tsx';
import type { Recorded } from '#demo/recorded';
import { Bar } from '#plot/Bar';
import { Line, type Series } from '#plot/Line';
import type {
  ablations,
  AblationsFrame,
  cartpole,
  CartPoleFrame,
  crossing,
  Curve,
  memory,
  pendulum,
  Training,
  TrainingFrame,
} from './runs.ts';
import './demo.css';

const worker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

const steps = { unit: 'steps', done: (frame: { steps: number }) => frame.steps };

type Named = { readonly label: string; readonly kind: Series['kind']; readonly curve: Curve };

const curvesOf = ({ baseline, variant }: CartPoleFrame): Named[] =>
  variant
    ? [
        { label: 'all on', kind: 'soft', curve: baseline.curve },
        { label: 'as set', kind: 'ours', curve: variant.curve },
      ]
    : [{ label: 'all on', kind: 'ours', curve: baseline.curve }];

const seriesOf = (curves: readonly Named[], of: keyof Curve, scale = 1): Series[] =>
  curves.map(({ label, kind, curve }) => ({
    label,
    kind,
    x: curve.steps,
    y: Array.from(curve[of], (value) => scale * value),
  }));

export const CartPole = (props: DemoOf<typeof cartpole>) => (
  <Demo
    {...props}
    worker={worker}
    work={steps}
    hint="Switch one detail off and run: the agent with everything on trains beside it. Then set the rewards to × 1 and look at the gradient."
  >
    {({ frame, values }) => {
      const curves = curvesOf(frame);
      const x = { label: 'steps', domain: [0, values.steps] as const, ticks: 4 };
      return (
        <>
          <Cart track={frame.cart} />
          <Line
            title="Return while training"
            x={x}
            y={{ label: 'return, mean of 20 episodes', domain: [0, 500] }}
            series={seriesOf(curves, 'returns')}
          />
          <Scores frame={frame} />
          <div class="ppo-plots">
            <Line
              title="Divergence of each update"
              x={x}
              y={{ label: 'divergence', scale: 'log', domain: [1e-4, 1] }}
              series={seriesOf(curves, 'kl')}
              references={[{ label: 'rule of thumb, 0.02', y: 0.02 }]}
            />
            <Line
              title="Share of clipped ratios"
              x={x}
              y={{ label: 'ratios beyond the clip, %', domain: [0, 50] }}
              series={seriesOf(curves, 'clipped', 100)}
            />
            <Line
              title="Norm of the gradient before clipping"
              x={x}
              y={{ label: 'gradient norm', scale: 'log', domain: [0.01, 1000] }}
              series={seriesOf(curves, 'gradNorm')}
              references={[{ label: 'clip, 0.5', y: 0.5 }]}
            />
            <Line
              title="Share of the returns’ variance that the values explain"
              x={x}
              y={{ label: 'explained variance', domain: [-1, 1] }}
              series={seriesOf(curves, 'explained')}
            />
          </div>
        </>
      );
    }}
  </Demo>
);

function Scores({ frame }: { frame: CartPoleFrame }) {
  const { baseline, variant, baselineScore, variantScore } = frame;
  const columns: [string, Training, number | null][] = [['all on', baseline, baselineScore]];
  if (variant) columns.unshift(['as set', variant, variantScore]);
  return (
    <table class="ppo-scores">
      <thead>
        <tr>
          <td />
          {columns.map(([name]) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Return of 100 episodes after training</th>
          {columns.map(([name, , score]) => (
            <td key={name}>{score === null ? '–' : score.toFixed(1)}</td>
          ))}
        </tr>
        <tr>
          <th scope="row">Mean divergence of an update</th>
          {columns.map(([name, { summary }]) => (
            <td key={name}>{short.format(summary.kl)}</td>
          ))}
        </tr>
        <tr>
          <th scope="row">Mean norm of the gradient</th>
          {columns.map(([name, { summary }]) => (
            <td key={name}>{short.format(summary.gradNorm)}</td>
          ))}
        </tr>
        <tr>
          <th scope="row">Actor’s gradients below 10⁻⁵</th>
          {columns.map(([name, { summary }]) => (
            <td key={name}>{(100 * summary.quiet).toFixed(0)}%</td>
          ))}
        </tr>
        <tr>
          <th scope="row">Greatest |r − 1| on a first minibatch</th>
          {columns.map(([name, { summary }]) => (
            <td key={name}>{short.format(summary.firstOff)}</td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

const TICK = 20; // ms, a step of CartPole

/** The cart of one environment in the latest rollout, in its own time; the last step where nothing may move. */
function Cart({ track }: { track: Float32Array }) {
  const latest = useRef(track);
  latest.current = track;
  const [shown, setShown] = useState({ track, step: track.length / 2 - 1 });
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    let request = requestAnimationFrame(function first(begin) {
      const playing = latest.current;
      const draw = (now: number) => {
        const step = Math.floor((now - begin) / TICK);
        if (2 * step < playing.length) {
          setShown({ track: playing, step });
          request = requestAnimationFrame(draw);
        } else if (latest.current !== playing) request = requestAnimationFrame(first);
      };
      draw(begin);
    });
    return () => cancelAnimationFrame(request);
  }, [track]);
  const [x, theta] = shown.track.subarray(2 * shown.step, 2 * shown.step + 2);
  return (
    <svg
      class="ppo-cart"
      viewBox="-2.6 -1.25 5.2 1.6"
      role="img"
      aria-label={`One cart of the latest rollout, at ${x.toFixed(2)} m, its pole at ${((180 * theta) / Math.PI).toFixed(1)} degrees`}
    >
      <path class="ppo-track" d="M-2.4 0.15H2.4M-2.4 0.05V0.25M2.4 0.05V0.25" />
      <g transform={`translate(${x} 0)`}>
        <rect x={-0.25} y={-0.1} width={0.5} height={0.25} />
        <path class="ppo-pole" d={`M0 -0.1L${Math.sin(theta)} ${-0.1 - Math.cos(theta)}`} />
      </g>
    </svg>
  );
}

export const Ablations = (props: DemoOf<typeof ablations>) => (
  <Demo
    {...props}
    worker={worker}
    work={steps}
    hint="Sixteen rows, five trainings each, eight million steps: a minute or two. One seed shows how little one seed says."
  >
    {({ frame }) => (
      <figure class="ppo-ablations">
        <figcaption>
          Mean return of 100 episodes after training: median of the seeds, and a line from the worst
          to the best
        </figcaption>
        <div>
          <Bar
            title="Return after training, with one detail changed at a time"
            format=".0f"
            max={500}
            bars={frame.rows.map((row) => barOf(row))}
          />
        </div>
      </figure>
    )}
  </Demo>
);

function barOf({ detail, name, scores }: AblationsFrame['rows'][number]) {
  const sorted = Array.from(scores).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const value =
    sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return {
    label: detail === 0 ? name : `${detail} · ${name}`,
    value,
    kind: detail === 0 ? ('ink' as const) : ('ours' as const),
    interval: { low: sorted[0]!, high: sorted.at(-1)! },
  };
}

interface TrainingPlotsProps {
  readonly frame: TrainingFrame;
  readonly of: number;
  readonly y: { readonly label: string; readonly domain: readonly [number, number] };
  /** of the return, after the point */
  readonly digits?: number;
}

/** Return and divergence of one training, and what its first minibatches say. */
function TrainingPlots({ frame, of, y, digits = 0 }: TrainingPlotsProps) {
  const { curve, summary } = frame.training;
  const curves: Named[] = [{ label: 'here', kind: 'ours', curve }];
  const x = { label: 'steps', domain: [0, of] as const, ticks: 4 };
  return (
    <>
      <dl class="demo-readouts">
        <div>
          <dt>Last 50 episodes, mean return</dt>
          <dd>{summary.last50.toFixed(digits).replace('-', '−')}</dd>
        </div>
        <div>
          <dt>Mean divergence of an update</dt>
          <dd>{short.format(summary.kl)}</dd>
        </div>
        <div>
          <dt>Greatest |r − 1| on a first minibatch</dt>
          <dd>{short.format(summary.firstOff)}</dd>
        </div>
      </dl>
      <div class="ppo-plots">
        <Line title="Return while training" x={x} y={y} series={seriesOf(curves, 'returns')} />
        <Line
          title="Divergence of each update"
          x={x}
          y={{ label: 'divergence', scale: 'log', domain: [1e-4, 1] }}
          series={seriesOf(curves, 'kl')}
          references={[{ label: 'rule of thumb, 0.02', y: 0.02 }]}
        />
      </div>
    </>
  );
}

export const Pendulum = (props: DemoOf<typeof pendulum>) => (
  <Demo
    {...props}
    worker={worker}
    work={steps}
    hint="Swing up, then store the clipped action and watch the first minibatch. The robots’ settings show that a default does not travel."
  >
    {({ frame, values }) => (
      <TrainingPlots
        frame={frame}
        of={values.steps}
        y={{ label: 'return, mean of 20 episodes', domain: [-1600, 0] }}
      />
    )}
  </Demo>
);

export const Memory = (props: DemoOf<typeof memory>) => (
  <Demo
    {...props}
    worker={worker}
    work={steps}
    hint="Only position and angle are seen. Take the memory away; or keep it, and start each sequence from 0."
  >
    {({ frame, values }) => (
      <TrainingPlots
        frame={frame}
        of={values.steps}
        y={{ label: 'return, mean of 20 episodes', domain: [0, 500] }}
      />
    )}
  </Demo>
);

export const Crossing = (props: DemoOf<typeof crossing>) => (
  <Demo
    {...props}
    worker={worker}
    work={steps}
    hint="Take the mask away, or let only the draw respect it, and compare the divergence."
  >
    {({ frame, values }) => (
      <TrainingPlots
        frame={frame}
        of={values.steps}
        y={{ label: 'pieces across, mean of 20 episodes', domain: [0, 4] }}
        digits={2}
      />
    )}
  </Demo>
);

/** For the index: return along the training of CartPole. */
export function Thumbnail({ recorded }: { recorded: Recorded<CartPoleFrame> }) {
  const { curve } = recorded.last.baseline;
  const last = curve.steps.at(-1)!;
  const points = Array.from(curve.returns, (value, index) => {
    return `${((100 * curve.steps[index]!) / last).toFixed(1)} ${(39 - value / 13.2).toFixed(1)}`;
  });
  return (
    <svg viewBox="0 0 100 40" role="img" aria-label="The return on CartPole rises to its limit">
      <path class="plot-spark plot-ours" d={`M${points.join('L')}`} />
    </svg>
  );
}

Thumbnail.run = 'cartpole';
