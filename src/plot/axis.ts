/**
 * From values to places on a plot, as percentages.
 *
 * A plot has no size of its own: its marks stretch with the page and its text does not. So places are
 * shares of whatever size CSS gives it, and nothing is measured in the browser.
 */
import { extent } from 'd3-array';
import { format } from 'd3-format';
import { scaleLinear, scaleLog } from 'd3-scale';

export interface AxisOptions {
  /** what is measured, with its unit: `test error, %` */
  readonly label: string;
  /** the values at both ends; from the data, rounded outwards, if absent */
  readonly domain?: readonly [number, number];
  readonly scale?: 'linear' | 'log';
  /** about how many; 5 if absent */
  readonly ticks?: number;
  /** Puts ticks at whole numbers only: for what is counted. */
  readonly whole?: boolean;
  /** a d3-format specifier for ticks, `.1f`; what the ticks need if absent */
  readonly format?: string;
}

export interface Tick {
  /** 0 at the low end to 100 */
  readonly place: number;
  readonly text: string;
}

export interface Axis {
  /** 0 at the low end to 100; outside of that if the value is outside the domain; NaN if it has no place */
  readonly place: (value: number) => number;
  readonly ticks: readonly Tick[];
}

/** @param values all that the axis must show, if its domain is not given */
export function axisOf(options: AxisOptions, values: Iterable<number>): Axis {
  const isLog = options.scale === 'log';
  const scale = (isLog ? scaleLog() : scaleLinear()).range([0, 100]);
  if (options.domain) scale.domain(options.domain);
  else scale.domain(domainOf(values, isLog)).nice();
  const count = options.ticks ?? 5;
  const specifier = options.format ?? (options.whole ? ',d' : isLog ? '~g' : undefined);
  const text = scale.tickFormat(count, specifier);
  const ticks = scale
    .ticks(count)
    .filter((value) => !options.whole || Number.isInteger(value))
    .map((value) => ({
      place: round(scale(value)),
      text: text(value),
    }))
    .filter((tick) => tick.text !== '');
  return { place: (value) => (isLog && value <= 0 ? NaN : round(scale(value))), ticks };
}

function domainOf(values: Iterable<number>, isLog: boolean): [number, number] {
  const [low, high] = extent(Array.from(values).filter((value) => !isLog || value > 0));
  if (low === undefined) return isLog ? [1, 10] : [0, 1];
  if (low < high) return [low, high];
  return isLog ? [low / 2, low * 2] : [low - 0.5, low + 0.5];
}

/** Hundredths of a percent are finer than a pixel. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Three significant digits, for descriptions. */
export const inWords = format('.3~g');

/** Places moved apart to at least `gap`, in the same order and within 0 to 100. */
export function spread(places: readonly number[], gap: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => places[a]! - places[b]!);
  const moved = [...places];
  let floor = -Infinity;
  for (const index of order) {
    moved[index] = Math.max(moved[index]!, floor);
    floor = moved[index]! + gap;
  }
  let ceiling = 100;
  for (const index of order.reverse()) {
    moved[index] = round(Math.min(moved[index]!, ceiling));
    ceiling = moved[index]! - gap;
  }
  return moved;
}
