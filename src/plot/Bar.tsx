/** Values side by side: a table whose middle column draws them. */
import { max } from 'd3-array';
import { format } from 'd3-format';
import { round } from './axis.ts';
import type { Kind } from './Line.tsx';

export interface BarValue {
  readonly label: string;
  readonly value: number;
  readonly kind: Kind;
  /** drawn as a line over the bar's end */
  readonly interval?: { readonly low: number; readonly high: number };
}

interface BarProps {
  readonly title: string;
  readonly unit?: string;
  /** a d3-format specifier for the values; `.3~g` if absent */
  readonly format?: string;
  /** the value of a bar that fills the width; the greatest shown if absent */
  readonly max?: number;
  readonly bars: readonly BarValue[];
}

export function Bar({ title, unit = '', format: specifier = '.3~g', bars, ...props }: BarProps) {
  const greatest =
    props.max ?? max(bars, ({ value, interval }) => Math.max(value, interval?.high ?? value)) ?? 1;
  const place = (value: number) =>
    `${round(100 * Math.min(1, Math.max(0, value / (greatest || 1))))}%`;
  const text = format(specifier);
  return (
    <table class="plot-bars">
      <caption class="sr-only">{title}</caption>
      <tbody>
        {bars.map(({ label, value, kind, interval }) => (
          <tr key={label} class={`plot-${kind}`}>
            <th scope="row">{label}</th>
            <td>
              <svg class="plot-bar" aria-hidden="true">
                <rect x="0" y="15%" width={place(value)} height="70%" />
                {interval && (
                  <line x1={place(interval.low)} x2={place(interval.high)} y1="50%" y2="50%" />
                )}
              </svg>
            </td>
            <td class="plot-bar-value">
              {text(value)}
              {unit && ` ${unit}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
