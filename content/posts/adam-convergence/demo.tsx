import { Demo, type DemoOf } from '#demo/Demo.tsx';
import { Readout, Readouts } from '#demo/Readouts.tsx';
import { Heatmap } from '#plot/Heatmap';
import type { Recorded } from '#demo/recorded';
import { Line } from '#plot/Line';
import type { Board, law, noise, phase, PhaseFrame, swap, walk, WalkFrame } from './runs.ts';
import './demo.css';

const worker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const brief = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const signed = (value: number) => brief.format(value).replace('-', '−');
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

export const Walk = (props: DemoOf<typeof walk>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'steps', done: ({ path }) => path.steps.at(-1)! }}
    hint="Watch x walk to the worst point; then turn 1 − β₂ down to 0.01, raise n, or take the walls away."
  >
    {({ frame, values }) => (
      <>
        <WalkReadouts frame={frame} {...values} />
        <Line
          title="x against the number of steps"
          x={{ label: 'steps', scale: 'log', domain: [values.n, values.n * values.cycles] }}
          y={{ label: 'x', domain: values.problem === 'walled' ? [-1.1, 1.1] : undefined }}
          series={[
            { label: 'x', kind: 'ours', x: frame.path.steps.slice(1), y: frame.path.x.slice(1) },
          ]}
          references={
            values.problem === 'walled'
              ? [
                  { label: 'worst point', y: 1, kind: 'soft' },
                  { label: 'minimiser', y: -1, kind: 'soft' },
                ]
              : [{ label: 'minimiser', y: -2, kind: 'soft' }]
          }
        />
        <div class="adam-second">
          <Line
            title="One cycle of Adam"
            x={{ label: 'steps of one cycle, the large gradient first', whole: true }}
            y={{ label: 'how far x has moved, in units of η' }}
            series={[
              {
                label: 'Adam',
                kind: 'ours',
                dots: values.n <= 30,
                x: indices(frame.within),
                y: frame.within,
              },
              {
                label: 'v at its mean',
                kind: 'soft',
                dashed: true,
                x: indices(frame.withMean),
                y: frame.withMean,
              },
            ]}
            references={[{ label: '', y: 0, kind: 'soft' }]}
          />
        </div>
      </>
    )}
  </Demo>
);

const indices = (values: ArrayLike<number>) => Array.from(values, (_, index) => index);

interface WalkReadoutsProps {
  readonly frame: WalkFrame;
  readonly problem: string;
  readonly rule: string;
}

function WalkReadouts({ frame, problem, rule }: WalkReadoutsProps) {
  const x = frame.path.x.at(-1)!;
  const minimiser = problem === 'walled' ? -1 : -2;
  const wrong = problem === 'walled' ? 'stuck at +1' : 'off to infinity';
  const isWrong = problem === 'walled' ? x > 0.95 : x > 1;
  const isThere = Math.abs(x - minimiser) < 0.05;
  const right = frame.drift > 0 || rule !== 'adam';
  return (
    <Readouts>
      <Readout name="Drift D of Adam, cyclic">{signed(frame.drift)}</Readout>
      <Readout name="Predicted">{right ? 'reaches the minimiser' : wrong}</Readout>
      <Readout name="Simulated">
        {isThere ? 'reached the minimiser' : isWrong ? wrong : 'on its way'}
      </Readout>
      <Readout name={`x after ${count.format(frame.path.steps.at(-1)!)} steps`}>
        {signed(x)}
      </Readout>
    </Readouts>
  );
}

export const Phase = (props: DemoOf<typeof phase>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'runs', done: ({ ends }) => ends.length }}
    hint="Run the map row by row, then raise n: the failing region grows towards the top and the right. The dot is a choice of β₁ and β₂ of your own; the defaults of today’s libraries to begin with."
  >
    {({ frame, values }) => (
      <>
        <Readouts>
          <Readout name="Runs">
            {count.format(frame.ends.length)} of {count.format(frame.columns * frame.rows)}
          </Readout>
          <Readout name="End on the side that D says">{percent(frame.agreement)}</Readout>
          <Readout name="D at the dot">{signed(frame.drift)}</Readout>
          <Readout name="At the dot Adam">{frame.drift > 0 ? 'converges' : 'fails'}</Readout>
        </Readouts>
        <Heatmap
          title={`Where Adam ends for n = ${values.n}, over beta1 and 1 - beta2`}
          description={describe(frame, values.n)}
          x={{ label: 'β₁', domain: [0, 1] }}
          y={{ label: '1 − β₂', scale: 'log', domain: [1, 10 ** -frame.top] }}
          columns={frame.columns}
          rows={frame.rows}
          values={Array.from(frame.ends, (end) => end / 100 - 1)}
          color={{ label: 'x at the end; −1 is right', domain: [1, -1], ticks: 4 }}
          palette="diverging"
          curves={[
            { label: 'D = 0, computed', kind: 'ink', x: frame.line.beta1, y: frame.line.forget },
            {
              label: 'β₁ = √β₂',
              kind: 'ink',
              dashed: true,
              x: ROOTS,
              y: ROOTS.map((r) => 1 - r * r),
            },
            {
              label: 'your choice',
              kind: 'ink',
              dots: true,
              x: [values.beta1],
              y: [values.forget],
            },
          ]}
        />
      </>
    )}
  </Demo>
);

/** beta1 along the curve beta1 = sqrt(beta2). */
const ROOTS = [
  ...Array.from({ length: 20 }, (_, index) => index / 20),
  0.96,
  0.97,
  0.98,
  0.99,
  0.995,
  0.998,
  0.999,
  0.9999,
];

function describe({ ends, agreement }: PhaseFrame, n: number): string {
  const failed = ends.filter((end) => end > 100).length / (ends.length || 1);
  return `${percent(failed)} of ${ends.length} runs with n = ${n} end on the wrong side, most of them where 1 - beta2 is large; ${percent(agreement)} end on the side that the sign of the drift D says.`;
}

export const Swap = (props: DemoOf<typeof swap>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'steps', done: ({ first, second }) => stepsOf(first) + stepsOf(second) }}
    hint="Set your two moves and run; try to win a board."
  >
    {({ frame, values }) => (
      <div class="adam-boards">
        <figure>
          <figcaption>
            <strong>Board 1: you fix β₂.</strong> You: β₂ = {digits.format(1 - values.forget)}.
            Opponent:{' '}
            {frame.first
              ? `n = ${frame.first.n}, twice the least that fails.`
              : 'no n up to 1,000 fails. You win this one, until somebody tries a longer cycle.'}
          </figcaption>
          {frame.first && <BoardPlot board={frame.first} />}
        </figure>
        <figure>
          <figcaption>
            <strong>Board 2: you fix n.</strong> You: n = {values.n}.{' '}
            {frame.second
              ? `Opponent: β₂ = ${digits.format(1 - frame.second.forget)}, beyond the threshold.`
              : 'The opponent waits for the other board.'}
          </figcaption>
          {frame.second && <BoardPlot board={frame.second} />}
        </figure>
      </div>
    )}
  </Demo>
);

const stepsOf = (board: Board | null) => board?.path.steps.at(-1) ?? 0;

function BoardPlot({ board: { n, drift, path } }: { board: Board }) {
  return (
    <>
      <p class="adam-outcome">
        D = {signed(drift)}: {drift < 0 ? 'Adam fails.' : 'Adam converges.'} x ={' '}
        {signed(path.x.at(-1)!)} after {count.format(path.steps.at(-1)!)} steps
      </p>
      <Line
        title={`x against the number of steps for n = ${n}`}
        x={{ label: 'steps', scale: 'log', domain: [n, Math.max(1e6, path.steps.at(-1)!)] }}
        y={{ label: 'x', domain: [-1.1, 1.1] }}
        series={[{ label: 'x', kind: 'ours', x: path.steps.slice(1), y: path.x.slice(1) }]}
        references={[
          { label: 'worst point', y: 1, kind: 'soft' },
          { label: 'minimiser', y: -1, kind: 'soft' },
        ]}
      />
    </>
  );
}

/** Ends of a line of slope −3.5 from 1 − β₂ = 1/2 at n = 3. */
const FROM_TO = [3, 500];
const asked = FROM_TO.map((n) => 0.5 * (n / 3) ** -3.5);

export const Law = (props: DemoOf<typeof law>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'points', done: pointsOf }}
    hint="Thresholds of the cyclic order are exact. Those of the random orders are sampled; more cycles move them less."
  >
    {({ frame }) => (
      <>
        <Readouts>
          <Readout name="Slope from n = 10, β₁ = 0">{signed(frame.slope)}</Readout>
          <Readout name="(1 − β₂*) n², shuffled">{scaledValues(frame.shuffled)}</Readout>
          <Readout name="(1 − β₂*) n², drawn">{scaledValues(frame.drawn)}</Readout>
        </Readouts>
        <Line
          title="How far below 1 the threshold of beta2 lies, against n"
          x={{ label: 'losses n', scale: 'log', domain: [3, 500] }}
          y={{ label: '1 − β₂*', scale: 'log', domain: [1e-6, 1], format: '.0e' }}
          series={[
            { label: 'slope −3.5', kind: 'theirs', dashed: true, x: FROM_TO, y: asked },
            ...frame.curves.map(({ beta1, n, forget }) => ({
              label: `β₁ = ${beta1}`,
              ...styleOf(beta1),
              x: n,
              y: forget,
            })),
          ]}
        />
        <div class="adam-second">
          <Line
            title="The same times n squared, with the random orders at beta1 = 0"
            x={{ label: 'losses n', scale: 'log', domain: [3, 500] }}
            y={{ label: '(1 − β₂*) n²', scale: 'log', domain: [1, 40] }}
            series={[
              ...frame.curves.map(({ beta1, n, forget }) => ({
                label: `β₁ = ${beta1}`,
                ...styleOf(beta1),
                x: n,
                y: timesSquare({ n, forget }),
              })),
              {
                label: 'shuffled',
                kind: 'ours',
                dots: true,
                x: frame.shuffled.n,
                y: timesSquare(frame.shuffled),
              },
              {
                label: 'drawn',
                kind: 'ink',
                dots: true,
                x: frame.drawn.n,
                y: timesSquare(frame.drawn),
              },
            ]}
            references={[
              { label: '4', y: 4, kind: 'soft' },
              { label: '2', y: 2, kind: 'soft' },
            ]}
          />
        </div>
      </>
    )}
  </Demo>
);

const styleOf = (beta1: number) => ({
  kind: beta1 === 0.5 ? ('ink' as const) : ('ours' as const),
  dashed: beta1 === 0.9,
});

type Sampled = { readonly n: Float64Array; readonly forget: Float64Array };

const pointsOf = ({
  shuffled,
  drawn,
  curves,
}: {
  shuffled: Sampled;
  drawn: Sampled;
  curves: readonly Sampled[];
}) => [shuffled, drawn, ...curves].reduce((sum, { n }) => sum + n.length, 0);

const timesSquare = ({ n, forget }: Sampled) => forget.map((value, index) => value * n[index] ** 2);

const scaledValues = (sampled: Sampled) =>
  Array.from(timesSquare(sampled), (value) => value.toFixed(2)).join(', ') || '–';

export const Noise = (props: DemoOf<typeof noise>) => (
  <Demo
    {...props}
    worker={worker}
    work={{
      unit: 'descents',
      done: ({ adam, amsgrad, sgd }) => adam.length + amsgrad.length + sgd.length,
    }}
    hint="Change δ: the dots move with the line, which is computed from the drift alone. Then add momentum."
  >
    {({ frame, values }) => {
      const done = frame.adam.length;
      const x = frame.forget.slice(0, done);
      const sizes = (ends: Float64Array) => ends.map(Math.abs);
      return (
        <>
          <Readouts>
            {Array.from(x.slice(-3), (forget, index) => {
              const at = done - Math.min(3, done) + index;
              const { [at]: predicted } = frame.predicted;
              return (
                <Readout key={forget} name={`β₂ = ${digits.format(1 - forget)}`}>
                  rests at {signed(frame.adam[at])}; D = 0 at{' '}
                  {predicted === null ? 'no x' : signed(predicted)}
                </Readout>
              );
            })}
          </Readouts>
          <Line
            title="Distance from the minimiser at which each rule settles, against 1 - beta2"
            x={{ label: '1 − β₂', scale: 'log', domain: [1e-4, 0.03] }}
            y={{
              label: 'distance from the minimiser',
              scale: 'log',
              domain: [1e-4 * values.delta, 10 * values.delta],
            }}
            series={[
              {
                label: 'D = 0',
                kind: 'soft',
                dashed: true,
                x: frame.forget,
                y: frame.predicted.map((place) => (place === null ? NaN : -place)),
              },
              { label: 'SGD', kind: 'ink', x, y: sizes(frame.sgd) },
              { label: 'AMSGrad', kind: 'theirs', dashed: true, x, y: sizes(frame.amsgrad) },
              { label: 'Adam', kind: 'ours', dots: true, x, y: sizes(frame.adam) },
            ]}
          />
        </>
      );
    }}
  </Demo>
);

/** For the index: the recorded walk of x to the worst point, over the logarithm of the steps. */
export function Thumbnail({ recorded }: { recorded: Recorded<WalkFrame> }) {
  const { steps, x } = recorded.last.path;
  const [first, last] = [Math.log(steps[1]), Math.log(steps.at(-1)!)];
  const points = Array.from(x.slice(1), (value, k) => {
    const across = (100 * (Math.log(steps[k + 1]) - first)) / (last - first);
    return `${across.toFixed(1)} ${(20 - 18 * value).toFixed(1)}`;
  });
  return (
    <svg viewBox="0 0 100 40" role="img" aria-label="Adam walks from 0 to the worst point, 1">
      <path class="plot-spark plot-soft" d="M0 38L100 38" />
      <path class="plot-spark plot-ours" d={`M${points.join('L')}`} />
    </svg>
  );
}
Thumbnail.run = 'walk';
