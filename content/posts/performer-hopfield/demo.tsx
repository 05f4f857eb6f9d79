import { Demo, type DemoOf } from '#demo/Demo.tsx';
import { Readout, Readouts } from '#demo/Readouts.tsx';
import { Heatmap } from '#plot/Heatmap';
import { Images } from '#plot/Images';
import type { Recorded } from '#demo/recorded';
import { Line } from '#plot/Line';
import { PatternPad } from './pattern-pad.tsx';
import type {
  approximation,
  capacity,
  CapacityFrame,
  collision,
  kernel,
  memory,
  sparseCapacity,
} from './runs.ts';
import './demo.css';

const worker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

const brief = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const Capacity = (props: DemoOf<typeof capacity>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'matrices', done: ({ N }) => N.length }}
    hint="Dots are counted on random patterns, curves are the Gaussian law. Lower d and watch the law hold down to a hundred units."
  >
    {({ frame, values }) => (
      <>
        <Readouts>
          <Readout name="Patterns stored">{whole.format(frame.N.at(-1)!)}</Readout>
          <Readout name="Wrong, zero diagonal">{brief.format(frame.zero.at(-1)!)}%</Readout>
          <Readout name="Wrong, diagonal kept">{brief.format(frame.kept.at(-1)!)}%</Readout>
          <Readout name="Law, zero diagonal at N = 0.14 d">
            {brief.format(frame.lawZero[13])}%
          </Readout>
        </Readouts>
        <Line
          title={`Wrong units after one step against the number of patterns, d = ${values.d}`}
          x={{ label: 'stored patterns N', domain: [0, 0.4 * values.d], whole: true }}
          y={{ label: 'wrong units after one step, %', domain: [0, 7] }}
          series={[
            { label: '', kind: 'theirs', dashed: true, x: frame.lawN, y: frame.lawZero },
            { label: '', kind: 'theirs', dashed: true, x: frame.lawN, y: frame.lawKept },
            { label: 'zero diagonal', kind: 'ours', dots: true, x: frame.N, y: frame.zero },
            { label: 'diagonal kept', kind: 'ink', dots: true, x: frame.N, y: frame.kept },
          ]}
        />
      </>
    )}
  </Demo>
);

export const Sparse = (props: DemoOf<typeof sparseCapacity>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'activities', done: ({ N }) => N.length }}
    hint="Each dot is the most patterns of activity p that a matrix holds before more than the chosen share of active units comes out wrong."
  >
    {({ frame, values }) => {
      const first = frame.N[0] * 0.5 * Math.log(2);
      return (
        <Line
          title={`Patterns that ${values.d} units hold, against the share of active units`}
          x={{ label: 'share of active units p', scale: 'log', domain: [0.02, 0.5] }}
          y={{ label: 'patterns N', domain: [0, Math.max(10, ...frame.N) * 1.15], whole: true }}
          series={[
            {
              label: 'd / (p |ln p|), through the first dot',
              kind: 'theirs',
              dashed: true,
              x: CURVE,
              y: CURVE.map((p) => first / (p * -Math.log(p))),
            },
            { label: 'measured', kind: 'ours', dots: true, x: frame.p, y: frame.N },
          ]}
        />
      );
    }}
  </Demo>
);

/** Activities at which the theory's curve is drawn, as far as it stays within the plot. */
const CURVE = Array.from({ length: 25 }, (_, k) => 0.5 * 0.9 ** k).filter((p) => p > 0.07);

export const Kernel = (props: DemoOf<typeof kernel>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'draws', done: ({ draws }) => draws }}
    hint="x and y have the same length and turn from together (0°) to opposed (180°). Make them longer; then draw orthogonal directions, and forget the signs."
  >
    {({ frame, values }) => (
      <>
        <Readouts>
          <Readout name="Draws">{whole.format(frame.draws)}</Readout>
          <Readout name="Error of positive features at 0°">
            {brief.format(100 * frame.measured[0][0])}%
          </Readout>
          <Readout name="Exact, independent">{brief.format(100 * frame.exact[0][0])}%</Readout>
          <Readout name="Mean over kernel at 105°">{frame.mean[7].toFixed(4)}</Readout>
        </Readouts>
        <Line
          title="Root mean squared error of the kernel's estimate against the angle between x and y"
          x={{ label: 'angle between x and y, degrees', domain: [0, 180] }}
          y={{ label: 'error relative to the kernel, %' }}
          series={[
            ...frame.exact.map((y) => ({
              label: '',
              kind: 'theirs' as const,
              dashed: true,
              x: frame.angles,
              y: y.map((value) => 100 * value),
            })),
            ...(values.draw === 'orthogonal' && values.m <= 16
              ? [
                  {
                    label: 'bound, orthogonal',
                    kind: 'soft' as const,
                    x: frame.angles,
                    y: frame.bound.map((value) => 100 * value),
                  },
                ]
              : []),
            ...frame.measured.map((y, index) => ({
              label: ['positive', 'hyperbolic', 'sin and cos'][index],
              kind: (['ours', 'ink', 'soft'] as const)[index],
              dots: true,
              x: frame.angles,
              y: y.map((value) => 100 * value),
            })),
          ]}
        />
      </>
    )}
  </Demo>
);

export const Approximation = (props: DemoOf<typeof approximation>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'counts', done: ({ m }) => m.length }}
    hint="Make queries and keys longer: at length 2 the error hardly falls with the number of features."
  >
    {({ frame }) => (
      <Line
        title="Relative error of the Performer's output against the number of features"
        x={{ label: 'features m', scale: 'log', domain: [16, 1024] }}
        y={{ label: 'relative error', scale: 'log' }}
        series={[
          {
            label: 'independent',
            kind: 'soft',
            dots: true,
            x: frame.m,
            y: frame.independent,
          },
          { label: 'orthogonal', kind: 'ours', dots: true, x: frame.m, y: frame.orthogonal },
        ]}
      />
    )}
  </Demo>
);

/** Where the relative variance of the best weight is 1, as far as the map shows it. */
const boundary = Array.from({ length: 30 }, (_, k) => 1.14 + k * 0.0755);

export const Collision = (props: DemoOf<typeof collision>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'queries', done: ({ trials }) => trials }}
    hint="Run the map; then show the distance from the exact softmax, which grows above the curve. Orthogonal directions move the picture only a little."
  >
    {({ frame, values }) => {
      const found = values.show === 'found';
      return (
        <>
          <Readouts>
            <Readout name="Queries a cell">{whole.format(frame.trials)}</Readout>
            <Readout name="Found at β = 1, m = 256">{whole.format(frame.found[4])}%</Readout>
            <Readout name="Found at β = 64, m = 4,096">
              {whole.format(frame.found.at(-1)!)}%
            </Readout>
            <Readout name="Found by ReLU features, m = 256">{whole.format(frame.relu[4])}%</Readout>
          </Readouts>
          <Heatmap
            title={
              found
                ? 'Queries that find their pattern, over the number of features and beta'
                : 'Distance of the estimated weights from the softmax, over the number of features and beta'
            }
            x={{ label: 'features m', scale: 'log', domain: [11.3, 5793] }}
            y={{ label: 'β', scale: 'log', domain: [0.84, 76.1] }}
            columns={frame.m.length}
            rows={frame.betas.length}
            values={found ? frame.found : frame.apart}
            color={
              found
                ? { label: 'pattern found, %', domain: [0, 100] }
                : { label: 'total variation distance', domain: [0, 1] }
            }
            palette="ink"
            curves={[
              {
                label: 'relative variance 1',
                kind: 'theirs',
                x: boundary.map((beta) => Math.exp(2.5 * beta) - 1),
                y: boundary,
              },
            ]}
          />
        </>
      );
    }}
  </Demo>
);

const LABELS = ['classical', 'sparse', 'softmax', 'Performer', 'ReLU'];

/** What the five memories returned, side by side. */
function Five({ returned }: { returned: Float32Array }) {
  return (
    <Images
      title="What each memory returns"
      pixels={returned}
      width={8}
      height={8}
      palette="ink"
      domain={[-1, 1]}
      size="large"
      captions={LABELS}
    />
  );
}

export const Memory = (props: DemoOf<typeof memory>) => (
  <Demo
    {...props}
    worker={worker}
    work={{ unit: 'queries', done: ({ tested }) => tested }}
    hint="Store more letters, damage them more, change β. Then store random patterns: the classical matrix comes back to life, since they have nothing in common."
  >
    {({ frame, ask }) => (
      <>
        <Readouts>
          {LABELS.map((label, index) => (
            <Readout key={label} name={`Returned whole by ${label}`}>
              {whole.format((100 * frame.exact[index]) / frame.tested)}%,{' '}
              {frame.wrong[index].toFixed(1)} of 64 pixels wrong
            </Readout>
          ))}
        </Readouts>
        <div class="hopfield-last">
          <figure>
            <figcaption>The last query, and the pattern it was made of</figcaption>
            <Images
              title="Query and pattern"
              pixels={Float32Array.from([...frame.query, ...frame.pattern])}
              width={8}
              height={8}
              palette="ink"
              domain={[-1, 1]}
              size="large"
              captions={['query', 'stored']}
            />
          </figure>
          <figure>
            <figcaption>What the memories return</figcaption>
            <Five returned={frame.returned} />
          </figure>
        </div>
        <PatternPad ask={ask} start={frame.query}>
          {(returned) => <Five returned={returned ?? new Float32Array(5 * 64).fill(-1)} />}
        </PatternPad>
        <figure>
          <figcaption>All that is stored</figcaption>
          <Images
            title={`The ${frame.stored.length / 64} stored patterns`}
            pixels={frame.stored}
            width={8}
            height={8}
            palette="ink"
            domain={[-1, 1]}
            size="small"
          />
        </figure>
      </>
    )}
  </Demo>
);

/** For the index: the recorded errors of the classical memory, and the law that they follow. */
export function Thumbnail({ recorded }: { recorded: Recorded<CapacityFrame> }) {
  const { N, zero, lawN, lawZero } = recorded.last;
  const [most, worst] = [lawN.at(-1)!, Math.max(...zero)];
  const points = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(
      y,
      (value, k) => `${((100 * x[k]) / most).toFixed(1)} ${(38 - (36 * value) / worst).toFixed(1)}`,
    ).join('L');
  return (
    <svg
      viewBox="0 0 100 40"
      role="img"
      aria-label="Errors of a matrix memory rise with the number of patterns, as the law says"
    >
      <path class="plot-spark plot-soft" d={`M${points(lawN, lawZero)}`} />
      <path class="plot-spark plot-ours" d={`M${points(N, zero)}`} />
    </svg>
  );
}
Thumbnail.run = 'capacity';
