/** Curves over a shared axis, with bands, reference lines and labels at the curves' ends. */
import { axisOf, inWords, spread, type Axis, type AxisOptions } from './axis.ts';

/** What a mark stands for, which decides its colour. */
export type Kind = 'ours' | 'theirs' | 'ink' | 'soft';

export interface Series {
  readonly label: string;
  readonly kind: Kind;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Drawn around the curve, at the same `x`. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
  readonly dashed?: boolean;
  /** Marks each value with a dot. */
  readonly dots?: boolean;
}

/** A published value: a dashed line over the whole width. */
export interface Reference {
  readonly label: string;
  readonly y: number;
  readonly kind?: Kind;
}

interface LineProps {
  /** What the plot shows: its accessible name. */
  readonly title: string;
  /** In words, for who cannot see it; the ends of all curves if absent. */
  readonly description?: string;
  readonly x: AxisOptions;
  readonly y: AxisOptions;
  readonly series: readonly Series[];
  readonly references?: readonly Reference[];
}

/** Labels at the curves' ends are at least this share of the height apart, in percent. */
const LABEL_GAP = 7.5;

export function Line({ title, description, x, y, series, references = [] }: LineProps) {
  const across = axisOf(
    x,
    series.flatMap((one) => Array.from(one.x)),
  );
  const up = axisOf(y, [
    ...series.flatMap(({ y: values, band }) => [
      ...Array.from(values),
      ...(band ? [...Array.from(band.low), ...Array.from(band.high)] : []),
    ]),
    ...references.map((reference) => reference.y),
  ]);
  const down = (value: number) => 100 - up.place(value);
  const ended = series.filter((one) => Number.isFinite(down(one.y[one.y.length - 1] ?? NaN)));
  const ends = spread(
    ended.map((one) => Math.min(100, Math.max(0, down(one.y[one.y.length - 1]!)))),
    LABEL_GAP,
  );
  return (
    <div
      class="plot"
      role="img"
      aria-label={`${title}. ${description ?? describe(series, references)}`}
    >
      <div class="plot-frame">
        <p class="plot-label-y">{y.label}</p>
        <svg class="plot-axis-y">
          {up.ticks.map(({ place, text }) => (
            <text key={text} x="100%" y={`${100 - place}%`} dy="0.32em" text-anchor="end">
              {text}
            </text>
          ))}
        </svg>
        <svg class="plot-area">
          {up.ticks.map(({ place }) => (
            <line
              key={place}
              class="plot-grid"
              x1="0"
              x2="100%"
              y1={`${100 - place}%`}
              y2={`${100 - place}%`}
            />
          ))}
          <svg viewBox="0 0 100 100" preserveAspectRatio="none">
            {series.map((one) => (
              <Curve key={one.label} {...one} across={across} down={down} />
            ))}
          </svg>
          {series.map(
            (one) => one.dots && <Dots key={one.label} {...one} across={across} down={down} />,
          )}
          {references.map(({ label, y: value, kind = 'theirs' }) => (
            <g key={label} class={`plot-reference plot-${kind}`}>
              <line x1="0" x2="100%" y1={`${down(value)}%`} y2={`${down(value)}%`} />
              <text x="100%" y={`${down(value)}%`} dx="-0.3em" dy="-0.4em" text-anchor="end">
                {label}
              </text>
            </g>
          ))}
        </svg>
        <svg class="plot-ends">
          {ended.map(({ label, kind }, index) => (
            <text key={label} class={`plot-${kind}`} x="0.5em" y={`${ends[index]}%`} dy="0.32em">
              {label}
            </text>
          ))}
        </svg>
        <svg class="plot-axis-x">
          {across.ticks.map(({ place, text }) => (
            <text key={text} x={`${place}%`} y="1.2em" text-anchor="middle">
              {text}
            </text>
          ))}
        </svg>
        <p class="plot-label-x">{x.label}</p>
        <p class="plot-legend">
          {series.map(({ label, kind, dashed }) => (
            <Swatch key={label} label={label} kind={kind} dashed={dashed} />
          ))}
        </p>
      </div>
    </div>
  );
}

/** A series' name beside a sample of its line, or of its dots. */
export function Swatch({
  label,
  kind,
  dashed,
  dots,
}: Pick<Series, 'label' | 'kind' | 'dashed' | 'dots'>) {
  return (
    <span class={`plot-${kind}`}>
      <svg class="plot-swatch" viewBox="0 0 16 2">
        {dots ? (
          <circle class="plot-dot" r="3" cx="8" cy="1" />
        ) : (
          <path class={dashed ? 'plot-curve plot-dashed' : 'plot-curve'} d="M0 1H16" />
        )}
      </svg>
      {label}
    </span>
  );
}

type Places = { across: Axis; down: (value: number) => number };

/** A series as a curve with its band, in a box of 100 x 100. */
export function Curve({ kind, x, y, band, dashed, across, down }: Series & Places) {
  const points = (values: ArrayLike<number>) =>
    Array.from(values, (value, index): Point => [across.place(x[index]!), down(value)]);
  return (
    <g class={`plot-${kind}`}>
      {band && <path class="plot-band" d={around(points(band.low), points(band.high))} />}
      <path
        class={dashed ? 'plot-curve plot-dashed' : 'plot-curve'}
        vector-effect="non-scaling-stroke"
        d={through(points(y))}
      />
    </g>
  );
}

type Point = readonly [x: number, y: number];

const isPlaced = ([x, y]: Point) => Number.isFinite(x) && Number.isFinite(y);

/** A path through the points, interrupted at those that have no place. */
function through(points: readonly Point[]): string {
  let command = 'M';
  let path = '';
  for (const point of points) {
    if (isPlaced(point)) path += `${command}${point.join(' ')}`;
    command = isPlaced(point) ? 'L' : 'M';
  }
  return path;
}

/** The area between two curves with the same `x`, where both have a place. */
function around(low: readonly Point[], high: readonly Point[]): string {
  const both = low.map((point, index) => isPlaced(point) && isPlaced(high[index]!));
  const there = high.filter((_, index) => both[index]);
  const back = low.filter((_, index) => both[index]).reverse();
  return there.length > 0 ? `${through([...there, ...back])}Z` : '';
}

/** A dot for each value of a series, in whatever box. */
export function Dots({ kind, x, y, across, down }: Series & Places) {
  return (
    <g class={`plot-${kind}`}>
      {Array.from(x, (value, index): Point => [across.place(value), down(y[index]!)]).map(
        (point, index) =>
          isPlaced(point) && (
            <circle key={index} class="plot-dot" r="3" cx={`${point[0]}%`} cy={`${point[1]}%`} />
          ),
      )}
    </g>
  );
}

function describe(series: readonly Series[], references: readonly Reference[]): string {
  const curves = series.map(({ label, y }) => {
    const known = Array.from(y).filter(Number.isFinite);
    return known.length === 0
      ? `${label}: no values yet`
      : `${label}: ${inWords(known[0])} to ${inWords(known[known.length - 1])}`;
  });
  return [...curves, ...references.map(({ label }) => label)].join('; ');
}
