/** How measured values are printed in pages. */

const MINUS = '\u2212';
const NO_BREAK = '\u00a0';

/** `9760` with 0 digits is `9,760`; `-0.5` with 1 digit is `−0.5`. */
export function formatNumber(value: number, digits: number): string {
  const text = value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'negative',
  });
  return text.replace('-', MINUS);
}

/** The number and its unit, on one line: `4.09%`, `82 misses`, `1.8 × 10⁻²`. */
export function formatQuantity(value: number, digits: number, unit: string): string {
  const number = formatNumber(value, digits);
  if (unit === '') return number;
  if (unit === '%') return `${number}%`;
  const times = /^10[⁰¹²³⁴-⁹⁻]/.test(unit) ? `×${NO_BREAK}` : '';
  return `${number}${NO_BREAK}${times}${unit}`;
}

/** `under 0.1 s`, `3.2 s`, `51 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.1) return `under 0.1${NO_BREAK}s`;
  if (seconds < 9.95) return `${formatNumber(seconds, 1)}${NO_BREAK}s`;
  const whole = Math.round(seconds);
  const units: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${NO_BREAK}${unit}`)
    .join(' ');
}
