/** Where a number stands on its slider, and back. */
import type { NumberParameter } from './run.ts';

/** How many positions the slider of a logarithmic parameter has. */
const LOG_POSITIONS = 200;

export interface Slider {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly positionOf: (value: number) => number;
  /**
   * The value at a position, on the parameter's own steps. A move away from `current` never gives
   * `current` again, so that an arrow key always does something.
   */
  readonly valueAt: (position: number, current: number) => number;
}

export function sliderOf(parameter: NumberParameter): Slider {
  const { min, max, step } = parameter;
  if (parameter.scale !== 'log') {
    return { min, max, step, positionOf: (value) => value, valueAt: (p) => snap(parameter, p) };
  }
  const ratio = Math.log(max / min);
  const positionOf = (value: number) => Math.round((Math.log(value / min) / ratio) * LOG_POSITIONS);
  return {
    min: 0,
    max: LOG_POSITIONS,
    step: 1,
    positionOf,
    valueAt(position, current) {
      const value = snap(parameter, min * Math.exp((position / LOG_POSITIONS) * ratio));
      if (value !== current) return value;
      return snap(parameter, current + step * Math.sign(position - positionOf(current)));
    },
  };
}

/** The nearest value that the parameter accepts. */
function snap({ min, max, step }: NumberParameter, value: number): number {
  const steps = Math.min(Math.round((value - min) / step), Math.floor((max - min) / step + 1e-9));
  const snapped = min + Math.max(0, steps) * step;
  return Number(snapped.toFixed(Math.max(decimals(min), decimals(step))));
}

/** Digits after the decimal point: 3 for 0.005 and for 5e-3. */
function decimals(value: number): number {
  const [mantissa, exponent = '0'] = value.toString().split('e');
  const fraction = mantissa!.split('.')[1] ?? '';
  return Math.max(0, fraction.length - Number(exponent));
}
