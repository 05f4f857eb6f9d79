import { Demo, type DemoOf, type View } from '#demo/Demo.tsx';
import { DigitPad } from '#demo/DigitPad.tsx';
import type { Recorded } from '#demo/recorded';
import { Bar } from '#plot/Bar';
import { Images } from '#plot/Images';
import { Line } from '#plot/Line';
import type { ladder, LadderFrame, sizes, train, TrainFrame } from './runs.ts';
import './demo.css';

const worker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

/** 167,693 presentations took three days. */
const PRESENTATIONS_1989 = 23 * 7291;
const SECONDS_1989 = 3 * 24 * 3600;

const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const percent = (share: number) => `${(100 * share).toFixed(2)}%`;
const toPercent = (misses: ArrayLike<number>, of: number) =>
  Array.from(misses, (value) => (100 * value) / of);
const indices = (values: ArrayLike<number>) => Array.from(values, (_, index) => index);

export const Train = (props: DemoOf<typeof train>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'patterns', done: (frame) => frame.presentations }}
    hint="Train the network of 1989 on this machine, then change one thing at a time. Published runs take 23, 23, 46, 60 and 80 passes, from the first recipe to the last."
  >
    {(view) => (
      <>
        <TrainReadouts {...view} />
        <ErrorCurves frame={view.frame} passes={view.values.passes} />
        <div class="lecun-maps">
          <figure>
            <figcaption>Kernels of H1, one a map: 5 × 5 shared weights</figcaption>
            <Images
              title="The 12 kernels of H1; blue is positive, orange negative"
              pixels={byMap(view.frame.kernels, 25)}
              width={5}
              height={5}
              palette="diverging"
            />
          </figure>
          <figure>
            <figcaption>Biases of H1, one a unit: 8 × 8 for each map</figcaption>
            <Images
              title="The 12 bias planes of H1; blue is positive, orange negative"
              pixels={byMap(view.frame.biases, 64)}
              width={8}
              height={8}
              palette="diverging"
            />
          </figure>
        </div>
        <Mistakes frame={view.frame} />
        <DigitPad
          ask={view.ask}
          testCount={view.frame.testCount}
          first="Run the training to its end first."
          outputs="What the ten output units say"
        />
      </>
    )}
  </Demo>
);

type TrainView = Pick<View<never, TrainFrame>, 'frame' | 'clock'>;

function TrainReadouts({ frame, clock }: TrainView) {
  const { history, pass, presentations, trainCount, testCount } = frame;
  const trainMisses = history.trainMisses.at(-1)!;
  const testMisses = history.testMisses.at(-1)!;
  const passSeconds = clock.seconds * (PRESENTATIONS_1989 / presentations);
  return (
    <dl class="demo-readouts">
      <div>
        <dt>Passes done</dt>
        <dd>{pass.toFixed(1)}</dd>
      </div>
      <div>
        <dt>Test digits misread</dt>
        <dd>
          {count.format(testMisses)} of {count.format(testCount)}: {percent(testMisses / testCount)}{' '}
          ± {(100 * history.testHalfWidth.at(-1)!).toFixed(2)}
        </dd>
      </div>
      <div>
        <dt>Training digits misread</dt>
        <dd>
          {count.format(trainMisses)} of {count.format(trainCount)}:{' '}
          {percent(trainMisses / trainCount)}
        </dd>
      </div>
      <div>
        <dt>Three days of 1989, at this rate</dt>
        <dd>
          {passSeconds.toFixed(1)} s: {count.format(SECONDS_1989 / passSeconds)} times as fast
        </dd>
      </div>
    </dl>
  );
}

function ErrorCurves({ frame, passes }: { frame: TrainFrame; passes: number }) {
  const { history, trainCount, testCount } = frame;
  // Before the first pass the network guesses; that point would flatten all others.
  const test = toPercent(history.testMisses, testCount).slice(1);
  const training = toPercent(history.trainMisses, trainCount).slice(1);
  const half = Array.from(history.testHalfWidth, (share) => 100 * share).slice(1);
  const x = indices(test).map((index) => index + 1);
  return (
    <Line
      title="Error after each pass"
      x={{ label: 'passes', domain: [0, passes] }}
      y={{ label: 'digits misread, %', domain: [0, Math.max(10, ...test, ...training)] }}
      series={[
        { label: 'training', kind: 'soft', x, y: training },
        {
          label: 'test, 95% band',
          kind: 'ours',
          x,
          y: test,
          band: {
            low: test.map((value, index) => value - half[index]),
            high: test.map((value, index) => value + half[index]),
          },
        },
      ]}
      references={[{ label: 'test error of the paper, 5.0%', y: 5 }]}
    />
  );
}

/** (places, 12 maps) as one image a map. */
function byMap(values: Float32Array, places: number): Float32Array {
  return values.map((_, index) => values[(index % places) * 12 + Math.floor(index / places)]);
}

function Mistakes({ frame: { mistakes, history } }: { frame: TrainFrame }) {
  const { pixels, labels, guesses, digits } = mistakes;
  const all = history.testMisses.at(-1)!;
  return (
    <figure class="lecun-mistakes">
      <figcaption>
        {digits.length} of the {count.format(all)} misread test digits: what they are → what the
        network reads
      </figcaption>
      <Images
        title="Misread test digits"
        pixels={pixels}
        width={16}
        height={16}
        palette="ink"
        domain={[0, 255]}
        captions={Array.from(labels, (label, index) => `${label} → ${guesses[index]}`)}
      />
    </figure>
  );
}

/** The rungs as they are drawn, with the test misses published in 2022. */
const RUNGS = [
  { name: '1989', published: 82, kind: 'ink', dashed: false },
  { name: '+ softmax', published: 87, kind: 'soft', dashed: false },
  { name: '+ AdamW', published: 72, kind: 'soft', dashed: true },
  { name: '+ shifts', published: 43, kind: 'ours', dashed: true },
  { name: '+ dropout, ReLU', published: 32, kind: 'ours', dashed: false },
] as const;

const passesIn = ({ rungs }: LadderFrame) =>
  rungs.reduce((sum, { history }) => sum + history.testMisses.length - 1, 0);

export const Ladder = (props: DemoOf<typeof ladder>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'passes', done: passesIn }}
    hint="Climb all five rungs with one seed. A quarter of the passes shows the trend; all of them take a minute or two."
  >
    {({ frame }) => (
      <>
        <figure class="lecun-bars">
          <figcaption>
            Test digits misread, of {count.format(frame.testCount)}: as published in 2022, and here
            with the 95% interval
          </figcaption>
          <div>
            <LadderBars frame={frame} />
          </div>
        </figure>
        <div class="lecun-curves">
          <LadderCurves frame={frame} />
        </div>
      </>
    )}
  </Demo>
);

function LadderBars({ frame }: { frame: LadderFrame }) {
  const bars = RUNGS.flatMap(({ name, published }, rung) => {
    const theirs = { label: `${name}, 2022`, value: published, kind: 'theirs' as const };
    if (rung >= frame.rungs.length) return [theirs];
    const { history } = frame.rungs[rung];
    const value = history.testMisses.at(-1)!;
    const half = history.testHalfWidth.at(-1)! * frame.testCount;
    const interval = { low: value - half, high: value + half };
    return [theirs, { label: `${name}, here`, value, kind: 'ours' as const, interval }];
  });
  return (
    <Bar
      title="Test digits misread at the end of each rung: as published in 2022, and here"
      format=".0f"
      max={Math.max(120, ...bars.map(({ value }) => value))}
      bars={bars}
    />
  );
}

function LadderCurves({ frame }: { frame: LadderFrame }) {
  const series = RUNGS.map(({ name, kind, dashed }, rung) => {
    const { passes, history } = frame.rungs[rung] ?? { passes: 1, history: { testMisses: [] } };
    const x = indices(history.testMisses).slice(1);
    return {
      label: name,
      kind,
      dashed,
      dots: x.length < 4,
      x: x.map((pass) => (100 * pass) / passes),
      y: toPercent(history.testMisses, frame.testCount).slice(1),
    };
  });
  return (
    <Line
      title="Test error along each rung"
      x={{ label: 'share of the rung’s passes, %', domain: [0, 100] }}
      y={{ label: 'test digits misread, %', domain: [0, 12] }}
      series={series}
    />
  );
}

export const Sizes = (props: DemoOf<typeof sizes>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'networks', done: (frame) => frame.sizes.length }}
    hint="Train the network of 1989 on ever larger parts of the training set, with equally many presentations each."
  >
    {({ frame }) => (
      <Line
        title="Test error against the size of the training set"
        x={{ label: 'training digits', scale: 'log', domain: [400, 60_000], format: ',' }}
        y={{ label: 'test digits misread, %', scale: 'log', domain: [1, 20], format: '~g' }}
        series={[
          {
            label: 'power law',
            kind: 'soft',
            dashed: true,
            x: frame.along,
            y: Array.from(frame.fitted, (share) => 100 * share),
          },
          {
            label: 'here',
            kind: 'ours',
            dots: true,
            x: frame.sizes,
            y: toPercent(frame.testMisses, frame.testCount),
          },
          { label: '2022', kind: 'theirs', dots: true, x: [7291, 50_000], y: [4.09, 2.74] },
        ]}
      />
    )}
  </Demo>
);

/** For the index: test error along the first rung and the last. */
export function Thumbnail({ recorded }: { recorded: Recorded<LadderFrame> }) {
  const { rungs } = recorded.last;
  const drawn = [rungs[0], rungs[rungs.length - 1]].map(({ history }) =>
    Array.from(history.testMisses).slice(1),
  );
  const most = Math.max(...drawn.flat());
  const path = (misses: readonly number[]) => {
    const points = misses.map((value, index) => {
      const x = (100 * index) / (misses.length - 1);
      return `${x.toFixed(1)} ${(39 - (38 * value) / most).toFixed(1)}`;
    });
    return `M${points.join('L')}`;
  };
  return (
    <svg
      viewBox="0 0 100 40"
      role="img"
      aria-label="Test error falls with training, and falls further with four later changes"
    >
      <path class="plot-spark plot-soft" d={path(drawn[0])} />
      <path class="plot-spark plot-ours" d={path(drawn[1])} />
    </svg>
  );
}
