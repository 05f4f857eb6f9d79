import { Demo, type DemoOf, type View } from '#demo/Demo.tsx';
import { Readout, Readouts } from '#demo/Readouts.tsx';
import { DigitPad } from '#demo/DigitPad.tsx';
import type { Recorded } from '#demo/recorded';
import { Heatmap } from '#plot/Heatmap';
import { Images } from '#plot/Images';
import { Line, type Series } from '#plot/Line';
import type {
  crossovers,
  CrossoversFrame,
  memories,
  read,
  Reading,
  routes,
  RoutesFrame,
  spring,
  train,
  TrainFrame,
} from './runs.ts';
import './demo.css';

const worker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

/** 1.2 × 10⁻¹³ */
function tiny(value: number): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(value));
  const superscript = String(exponent).replace(/./g, (sign) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)] ?? '⁻');
  return `${(value / 10 ** exponent).toFixed(1)} × 10${superscript}`;
}

export const Spring = (props: DemoOf<typeof spring>) => (
  <Demo
    {...props}
    worker={worker}
    hint="Stiffen the spring, or take the friction away. The position is computed twice, as a recurrence and as a convolution."
  >
    {({ frame }) => (
      <>
        <Readouts>
          <Readout name="Largest difference of both positions, relative">
            {tiny(frame.difference)}
          </Readout>
        </Readouts>
        <div class="s4-pair">
          <Line
            title="Force and position over time"
            x={{ label: 'seconds', domain: [0, 1.28] }}
            y={{ label: 'position, × 100; force', ticks: 5 }}
            series={[
              { label: 'force', kind: 'soft', x: frame.t, y: frame.force },
              {
                label: 'position',
                kind: 'ours',
                x: frame.t,
                y: frame.convolution.map((y) => 100 * y),
              },
            ]}
          />
          <Line
            title="The kernel: position after a push of one step"
            x={{ label: 'seconds since the push', domain: [0, 1.28] }}
            y={{ label: 'kernel, × 10,000' }}
            series={[
              {
                label: 'kernel',
                kind: 'ours',
                x: frame.t,
                y: frame.kernel.map((y) => 10_000 * y),
              },
            ]}
          />
        </div>
      </>
    )}
  </Demo>
);

export const Routes = (props: DemoOf<typeof routes>) => (
  <Demo
    {...props}
    worker={worker}
    hint="Change the size, the length or the step; then go down to float32, and see which digits go first. The seed draws another read-out C."
  >
    {({ frame, values }) => (
      <>
        <RoutesReadouts frame={frame} single={values.precision === 'float32'} />
        <div class="s4-pair">
          <Line
            title="The kernel by all routes"
            x={{ label: 'step l' }}
            y={{ label: 'kernel' }}
            series={[
              { label: 'recurrence', kind: 'soft', x: frame.l, y: frame.recurrence },
              { label: 'Cauchy', kind: 'ours', x: frame.l, y: frame.cauchy },
              {
                label: otherRoute(values.precision),
                kind: 'ink',
                dashed: true,
                x: frame.l,
                y: frame.conversion,
              },
            ]}
          />
          <Line
            title="Difference from the dense recurrence in float64, over the largest value of the kernel"
            x={{ label: 'step l' }}
            y={{
              label: 'difference, relative',
              scale: 'log',
              domain: [1e-18, 1e-3],
              format: '.0e',
            }}
            series={[
              { label: 'Cauchy', kind: 'ours', x: frame.l, y: frame.cauchyError },
              {
                label: otherRoute(values.precision),
                kind: 'ink',
                dashed: true,
                x: frame.l,
                y: frame.otherError,
              },
            ]}
          />
        </div>
      </>
    )}
  </Demo>
);

const otherRoute = (precision: string) =>
  precision === 'float32' ? 'recurrence in float32' : 'converted network';

function RoutesReadouts({ frame, single }: { frame: RoutesFrame; single: boolean }) {
  const { recurrence, cauchy, conversion } = frame.operations;
  return (
    <Readouts>
      <Readout name="Cauchy, largest difference">{tiny(frame.largestCauchyError)}</Readout>
      <Readout
        name={`${single ? 'Recurrence in float32' : 'Converted network'}, largest difference`}
      >
        {tiny(frame.largestOtherError)}
      </Readout>
      <Readout name="Multiply-adds: dense recurrence">{count.format(recurrence)}</Readout>
      <Readout name="Multiply-adds: Cauchy">{count.format(cauchy)}</Readout>
      <Readout name="Multiply-adds: converted network">{count.format(conversion)}</Readout>
    </Readouts>
  );
}

const MEMORIES = [
  { kind: 'hippo', label: 'HiPPO', mark: 'ours', dashed: false },
  { kind: 's4d', label: 'S4D-Lin', mark: 'ours', dashed: true },
  { kind: 'skew', label: 'random skew', mark: 'ink', dashed: true },
  { kind: 'real', label: 'real diagonal', mark: 'soft', dashed: false },
] as const;

export const Memories = (props: DemoOf<typeof memories>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'memories', done: (frame) => Object.keys(frame.recall).length }}
    hint="Shorten the step and HiPPO’s window lengthens; slow the random skew down and it overtakes HiPPO on the far past; take the noise away and the real diagonal catches up."
  >
    {({ frame, values }) => (
      <>
        <Readouts>
          <Readout name="Bilinear steps against the closed form, largest difference">
            {percent(frame.difference)}
          </Readout>
        </Readouts>
        <div class="s4-pair">
          <Line
            title="What the first four states answer to an impulse"
            x={{ label: 'time since the impulse' }}
            y={{ label: 'state' }}
            series={frame.answers.map((y, n) => ({
              label: `n = ${n}`,
              kind: n % 2 === 0 ? ('ours' as const) : ('ink' as const),
              dashed: n > 1,
              x: frame.t,
              y,
            }))}
          />
          <Line
            title="An input, and what HiPPO’s last state says that it was"
            x={{ label: 'steps into the past', domain: [300, 0] }}
            y={{ label: 'input' }}
            series={(
              [
                { label: 'input', kind: 'soft', x: ages(frame.past), y: frame.past },
                {
                  label: `from ${values.N} numbers`,
                  kind: 'ours',
                  x: ages(frame.remembered),
                  y: frame.remembered,
                },
              ] satisfies Series[]
            ).map(backwards)}
          />
        </div>
        <Line
          title="How much of the input so many steps ago a linear read-out of the state explains"
          x={{ label: 'steps into the past', domain: [0, 300] }}
          y={{ label: 'R² on fresh input', domain: [0, 1] }}
          series={MEMORIES.flatMap(({ kind, label, mark, dashed }) =>
            frame.recall[kind]
              ? [{ label, kind: mark, dashed, dots: true, x: frame.delays, y: frame.recall[kind] }]
              : [],
          )}
        />
      </>
    )}
  </Demo>
);

const ages = (values: ArrayLike<number>) => Array.from(values, (_, index) => 2 * index);

/** Drawn from the far past to now, so that its label stands at the present. */
function backwards(series: Series): Series {
  return { ...series, x: Array.from(series.x).reverse(), y: Array.from(series.y).reverse() };
}

const METHODS = [
  { label: 'direct', mark: 'soft' },
  { label: 'FFT', mark: 'ours' },
  { label: 'recurrence', mark: 'soft' },
  { label: 'Cauchy', mark: 'ours' },
  { label: 'Vandermonde', mark: 'ink' },
] as const;

const CONVOLUTIONS = [0, 1];
const KERNELS = [2, 3, 4];

export const Crossovers = (props: DemoOf<typeof crossovers>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'measurements', done: (frame) => Math.max(0, frame.measured + 1) }}
    hint="Times the code of this page on your machine, each case in five rounds, of which the best counts. The times are of the moment; the operation counts are not."
  >
    {(view) => {
      const milliseconds = bestTimes(view);
      return (
        <>
          <Ratios frame={view.frame} milliseconds={milliseconds} />
          <div class="s4-pair">
            <Crossover
              title="A convolution of L steps: time"
              x="length L"
              y="milliseconds"
              frame={view.frame}
              of={CONVOLUTIONS}
              values={milliseconds}
            />
            <Crossover
              title="A convolution of L steps: multiply-adds"
              x="length L"
              y="multiply-adds"
              frame={view.frame}
              of={CONVOLUTIONS}
              values={view.frame.operations}
            />
            <Crossover
              title="A kernel of 1,024 steps: time"
              x="state size N"
              y="milliseconds"
              frame={view.frame}
              of={KERNELS}
              values={milliseconds}
            />
            <Crossover
              title="A kernel of 1,024 steps: multiply-adds"
              x="state size N"
              y="multiply-adds"
              frame={view.frame}
              of={KERNELS}
              values={view.frame.operations}
            />
          </div>
        </>
      );
    }}
  </Demo>
);

/** Milliseconds of one call, best of the rounds done; NaN where nothing is measured yet. */
function bestTimes({ frame, clock }: Pick<View<never, CrossoversFrame>, 'frame' | 'clock'>) {
  const cases = frame.calls.length;
  return Array.from(frame.calls, (calls, index) => {
    const laps = clock.laps.filter((_, lap) => lap > 0 && (lap - 1) % cases === index);
    return laps.length > 0 ? (1000 * Math.min(...laps)) / calls : NaN;
  });
}

interface CrossoverProps {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly frame: CrossoversFrame;
  readonly of: readonly number[];
  readonly values: ArrayLike<number>;
}

function Crossover({ title, x, y, frame, of, values }: CrossoverProps) {
  const series = of.map((method) => {
    const cases = [...frame.methods.keys()].filter((index) => frame.methods[index] === method);
    const { label, mark } = METHODS[method];
    return {
      label,
      kind: mark,
      dots: true,
      x: cases.map((index) => frame.sizes[index]),
      y: cases.map((index) => values[index]),
    };
  });
  return (
    <Line
      title={title}
      x={{ label: x, scale: 'log', format: '~g' }}
      y={{ label: y, scale: 'log', format: y === 'milliseconds' ? '~g' : '.0e' }}
      series={series}
    />
  );
}

/** Pairs whose ratio of times the text speaks of. */
const RATIOS = [
  { name: 'Direct over FFT, L = 8,192', slow: 0, fast: 1, size: 8192 },
  { name: 'Recurrence over Cauchy, N = 128', slow: 2, fast: 3, size: 128 },
  { name: 'Cauchy over Vandermonde, N = 64', slow: 3, fast: 4, size: 64 },
];

function Ratios({ frame, milliseconds }: { frame: CrossoversFrame; milliseconds: number[] }) {
  const at = (values: ArrayLike<number>, method: number, size: number) =>
    values[
      [...frame.methods.keys()].find(
        (index) => frame.methods[index] === method && frame.sizes[index] === size,
      )!
    ];
  return (
    <Readouts>
      {RATIOS.map(({ name, slow, fast, size }) => {
        const of = (values: ArrayLike<number>) => at(values, slow, size) / at(values, fast, size);
        const time = of(milliseconds);
        return (
          <Readout key={name} name={name}>
            {Number.isNaN(time) ? 'not measured yet' : `${time.toFixed(1)} times as long`};{' '}
            {of(frame.operations).toFixed(1)} times the multiply-adds
          </Readout>
        );
      })}
    </Readouts>
  );
}

export const Train = (props: DemoOf<typeof train>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'steps', done: (frame) => frame.step }}
    hint="Train the network from nothing on 8 × 8 digits. Then start it from real modes, which cannot turn, with the same seed."
  >
    {({ frame, values }) => (
      <>
        <TrainReadouts frame={frame} />
        <div class="s4-pair">
          <Line
            title="Loss, mean of each ten steps"
            x={{ label: 'steps', domain: [0, values.steps] }}
            y={{ label: 'cross-entropy', domain: [0, 2.5] }}
            series={[
              {
                label: 'training',
                kind: 'ours',
                x: Array.from(frame.loss, (_, index) => 10 * (index + 1)),
                y: frame.loss,
              },
            ]}
          />
          <Line
            title="Test digits read rightly"
            x={{ label: 'steps', domain: [0, values.steps] }}
            y={{ label: 'test digits read rightly, %', domain: [0, 100] }}
            series={[
              {
                label: 'test',
                kind: 'ours',
                dots: true,
                x: frame.scoredAt,
                y: Array.from(frame.accuracy, (share) => 100 * share),
              },
            ]}
            references={[{ label: 'guessing, 10%', y: 10, kind: 'ink' }]}
          />
        </div>
      </>
    )}
  </Demo>
);

function TrainReadouts({ frame }: { frame: TrainFrame }) {
  const last = frame.accuracy.at(-1);
  return (
    <Readouts>
      <Readout name="Steps done, of 50 digits each">{count.format(frame.step)}</Readout>
      <Readout name="2,000 test digits, read rightly">
        {last === undefined ? 'after 100 steps' : percent(last)}
      </Readout>
      <Readout name="Parameters">{count.format(frame.parameters)}</Readout>
    </Readouts>
  );
}

export const Read = (props: DemoOf<typeof read>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'digits', done: (frame) => frame.read + frame.compared }}
    hint="Run it to load the trained weights and read the test set. Then draw a digit, and see when the recurrence makes up its mind."
  >
    {({ frame, ask }) => (
      <>
        <Readouts>
          <Readout name="Test digits read rightly, as a convolution">
            {count.format(frame.read - frame.misread)} of {count.format(frame.read)}:{' '}
            {percent(1 - frame.misread / frame.read)}
          </Readout>
          <Readout name={`Largest difference of a logit, ${frame.compared} digits read both ways`}>
            {tiny(frame.largestDifference)}
          </Readout>
          <Readout name="Guesses that differ">{frame.guessesThatDiffer}</Readout>
        </Readouts>
        <figure class="s4-example">
          <figcaption>The first test digit, a {frame.example.label}</figcaption>
          <Images
            title="The first test digit"
            pixels={frame.example.pixels}
            width={16}
            height={16}
            palette="ink"
            domain={[0, 255]}
          />
          <Beliefs {...frame.example} />
        </figure>
        <DigitPad<Reading>
          ask={ask}
          testCount={frame.testCount}
          first="Press Run first: the weights load with it."
          outputs="Probability of each class after the last pixel"
        >
          {(reading) => (
            <div class="s4-beliefs">
              <Beliefs {...reading} />
            </div>
          )}
        </DigitPad>
      </>
    )}
  </Demo>
);

/** Probabilities after every second pixel as a map. */
function Beliefs({ beliefs, outputs }: Reading) {
  const columns = 128;
  const values = Array.from({ length: 10 * columns }, (_, place) => {
    const [label, column] = [Math.floor(place / columns), place % columns];
    return beliefs[column * 10 + label] / 255;
  });
  return (
    <Heatmap
      title="Belief in each class after each pixel"
      description={`After the last pixel the network reads a ${outputs.indexOf(Math.max(...outputs))}.`}
      x={{ label: 'pixels read', domain: [0, 256] }}
      y={{ label: 'class', domain: [-0.5, 9.5], ticks: 10, format: 'd' }}
      columns={columns}
      rows={10}
      values={values}
      color={{ label: 'probability', domain: [0, 1] }}
      palette="ink"
    />
  );
}

/** For the index: the recorded kernel. */
export function Thumbnail({ recorded }: { recorded: Recorded<RoutesFrame> }) {
  const { cauchy } = recorded.last;
  const values = Array.from(cauchy);
  const most = Math.max(...values.map(Math.abs));
  const points = values.map(
    (value, index) =>
      `${((100 * index) / (values.length - 1)).toFixed(1)} ${(20 - (18 * value) / most).toFixed(1)}`,
  );
  return (
    <svg viewBox="0 0 100 40" role="img" aria-label="A kernel: it oscillates and fades">
      <path class="plot-spark plot-ours" d={`M${points.join('L')}`} />
    </svg>
  );
}
Thumbnail.run = 'routes';
