/**
 * From values to places on a plot, as percentages.
 *
 * A plot has no size of its own: its marks stretch with the page and its text does not. So places are
 * shares of whatever size CSS gives it, and nothing is measured in the browser.
 */
import { extent, nice, tickStep, ticks as linearTicks } from 'd3-array';
import { format, precisionFixed } from 'd3-format';

export interface AxisOptions {
  /** what is measured, with its unit: `test error, %` */
  readonly label: string;
  /** the values at both ends, the first of which may be the greater; from the data, rounded outwards, if absent */
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
  const count = options.ticks ?? 5;
  const [low, high] = options.domain ?? domainOf(values, isLog, count);
  const scale = isLog ? Math.log10 : (value: number) => value;
  const from = scale(low);
  const length = scale(high) - from;
  const place = (value: number) => round(((scale(value) - from) / length) * 100);
  const text = format(options.format ?? specifierOf(options, low, high, count));
  const ticks = (isLog ? logTicks(low, high, count) : linearTicks(low, high, count))
    .filter((value) => !options.whole || Number.isInteger(value))
    .map((value) => ({ place: place(value), text: text(value) }));
  return { place: (value) => (isLog && value <= 0 ? NaN : place(value)), ticks };
}

/** Just as many digits as tell the ticks apart. */
function specifierOf({ scale, whole }: AxisOptions, low: number, high: number, count: number) {
  if (whole) return ',d';
  if (scale === 'log') return '~g';
  return `,.${precisionFixed(tickStep(low, high, count))}f`;
}

/** Powers of ten; where they are few, some of their multiples too. */
function logTicks(low: number, high: number, count: number): number[] {
  const [least, most] = [Math.min(low, high), Math.max(low, high)];
  const length = Math.log10(most / least);
  const factors = length < 1.5 ? [1, 2, 5] : length < 3 ? [1, 3] : [1];
  const every = Math.max(1, Math.ceil(length / (2 * count)));
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); power += every) {
    for (const factor of factors) found.push(Number(`${factor}e${power}`));
  }
  return found.filter((value) => value >= least && value <= most);
}

function domainOf(values: Iterable<number>, isLog: boolean, count: number): [number, number] {
  const [low, high] = extent(Array.from(values).filter((value) => !isLog || value > 0));
  if (low === undefined) return isLog ? [1, 10] : [0, 1];
  if (isLog) {
    const floor = 10 ** Math.floor(Math.log10(low));
    return [floor, Math.max(floor * 10, 10 ** Math.ceil(Math.log10(high)))];
  }
  return low < high ? nice(low, high, count) : [low - 0.5, low + 0.5];
}

/** Hundredths of a percent are finer than a pixel. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Three significant digits, for descriptions. */
export const inWords = format('.3~g');

/**
 * Places moved apart to at least `gap`, in the same order and within 0 to 100. Those that crowd stay
 * around their middle.
 */
export function spread(places: readonly number[], gap: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => places[a]! - places[b]!);
  const crowds: { middle: number; members: number[] }[] = [];
  for (const index of order) {
    crowds.push({ middle: places[index]!, members: [index] });
    for (;;) {
      const [before, last] = crowds.slice(-2);
      if (!before || !last) break;
      const apart = (gap * (before.members.length + last.members.length)) / 2;
      if (last.middle - before.middle >= apart) break;
      const members = [...before.members, ...last.members];
      const half = (gap * (members.length - 1)) / 2;
      const sum = members.reduce((total, member) => total + places[member]!, 0);
      const middle = Math.max(half, Math.min(100 - half, sum / members.length));
      crowds.splice(-2, 2, { middle, members });
    }
  }
  const moved = [...places];
  for (const { middle, members } of crowds) {
    members.forEach((member, rank) => {
      moved[member] = round(middle + gap * (rank - (members.length - 1) / 2));
    });
  }
  return moved;
}
