/**
 * A field of values as shades over two axes, with curves over it and a scale of its shades below.
 *
 * One path a shade, in the theme's own colours: a map of 64 x 64 cells is a few kilobytes of HTML,
 * follows light and dark, and prints. Beyond about 100 x 100 cells it grows heavy.
 */
import { axisOf, inWords, type Axis, type AxisOptions } from './axis.ts';
import { Curve, Dots, Swatch, type Series } from './Line.tsx';
import { pixelPaths, type PixelPath } from './pixel-paths.ts';

export interface HeatmapProps {
  /** What the map shows: its accessible name. */
  readonly title: string;
  /** In words, for who cannot see it; the range of the values and the curves' names if absent. */
  readonly description?: string;
  /** Cells are equally wide as drawn: on a log axis they step by equal factors. */
  readonly x: MapAxis;
  /** Row 0 lies at `domain[0]`: a matrix with its first row on top has the domain `[rows, 0]`. */
  readonly y: MapAxis;
  readonly columns: number;
  readonly rows: number;
  /** (rows, columns); NaN, and what is missing at the end, is left blank */
  readonly values: ArrayLike<number>;
  /** what is measured and how it is spread over the shades; the domain from the values if absent */
  readonly color: AxisOptions;
  /** `ink`: paper to ink; `diverging`: two hues on both sides of the middle of the domain */
  readonly palette: 'ink' | 'diverging';
  /** drawn over the cells, and named below */
  readonly curves?: readonly Series[];
  /** `square` for what has equally many rows and columns */
  readonly shape?: 'wide' | 'square';
}

type MapAxis = AxisOptions & Required<Pick<AxisOptions, 'domain'>>;

/** Steps of the scale below the map. */
const SCALE_STEPS = 25;

/** @throws RangeError if there are more values than cells */
export function Heatmap(props: HeatmapProps) {
  const { title, x, y, columns, rows, values, palette, curves = [], shape = 'wide' } = props;
  if (values.length > rows * columns) {
    throw new RangeError(
      `Heatmap: a map of ${rows} x ${columns} cells cannot show ${values.length} values`,
    );
  }
  const across = axisOf(x, []);
  const up = axisOf(y, []);
  const down = (value: number) => 100 - up.place(value);
  const known = Array.from(values).filter((value) => !Number.isNaN(value));
  const shades = shadesOf(props.color, palette, known);
  const shade = palette === 'ink' ? shades.place : (value: number) => 2 * shades.place(value) - 100;
  const cells = pixelPaths(columns, rows, (pixel) => {
    const row = rows - 1 - Math.floor(pixel / columns);
    return shade(values[row * columns + (pixel % columns)] ?? NaN) / 100;
  });
  const scale = pixelPaths(SCALE_STEPS, 1, (step) => {
    const place = step / (SCALE_STEPS - 1);
    return palette === 'ink' ? place : 2 * place - 1;
  });
  return (
    <div
      class={`plot plot-map plot-map-${shape}`}
      role="img"
      aria-label={`${title}. ${props.description ?? describe(props.color.label, known, curves)}`}
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
          <Cells width={columns} height={rows} palette={palette} paths={cells} />
          <svg viewBox="0 0 100 100" preserveAspectRatio="none">
            {curves.map((curve) => (
              <g key={curve.label}>
                <g class="plot-halo">
                  <Curve {...curve} dashed={false} across={across} down={down} />
                </g>
                <Curve {...curve} across={across} down={down} />
              </g>
            ))}
          </svg>
          {curves.map(
            (curve) =>
              curve.dots && <Dots key={curve.label} {...curve} across={across} down={down} />,
          )}
        </svg>
        <TicksBelow class="plot-axis-x" axis={across} />
        <p class="plot-label-x">{x.label}</p>
        <div class="plot-scale">
          <p>{props.color.label}</p>
          <svg class="plot-scale-bar">
            <Cells width={SCALE_STEPS} height={1} palette={palette} paths={scale} />
          </svg>
          <TicksBelow class="plot-scale-ticks" axis={shades} />
        </div>
        <p class="plot-legend">
          {curves.map(({ label, kind, dashed, dots }) => (
            <Swatch key={label} label={label} kind={kind} dashed={dashed} dots={dots} />
          ))}
        </p>
      </div>
    </div>
  );
}

/** The axis of the shades. A diverging one has its middle, 0 or on a log scale 1, at 50. */
function shadesOf(
  color: AxisOptions,
  palette: HeatmapProps['palette'],
  values: readonly number[],
): Axis {
  if (color.domain || palette === 'ink') return axisOf(color, values);
  const size = color.scale === 'log' ? (value: number) => Math.max(value, 1 / value) : Math.abs;
  const most = values.reduce((limit, value) => Math.max(limit, size(value)), 0) || 1;
  const least = color.scale === 'log' ? 1 / most : -most;
  return axisOf({ ...color, domain: [least, most] }, []);
}

interface CellsProps {
  readonly width: number;
  readonly height: number;
  readonly palette: HeatmapProps['palette'];
  readonly paths: readonly PixelPath[];
}

function Cells({ width, height, palette, paths }: CellsProps) {
  return (
    <svg class="plot-cells" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none">
      {paths.map(({ sign, opacity, d }) => (
        <path
          key={`${sign}${opacity}`}
          class={`plot-pixel-${palette === 'ink' && sign === 'positive' ? 'ink' : sign}`}
          stroke-opacity={opacity}
          d={d}
        />
      ))}
    </svg>
  );
}

function TicksBelow({ axis, ...props }: { axis: Axis; class: string }) {
  return (
    <svg class={props.class}>
      {axis.ticks.map(({ place, text }) => (
        <text key={text} x={`${place}%`} y="1.2em" text-anchor="middle">
          {text}
        </text>
      ))}
    </svg>
  );
}

function describe(label: string, known: readonly number[], curves: readonly Series[]): string {
  const least = known.reduce((low, value) => Math.min(low, value), Infinity);
  const most = known.reduce((high, value) => Math.max(high, value), -Infinity);
  const range =
    known.length === 0
      ? `${label}: no values yet`
      : `${label}: ${inWords(least)} to ${inWords(most)} in ${known.length} cells`;
  return [range, ...curves.map((curve) => curve.label)].join('; ');
}
