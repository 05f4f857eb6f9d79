/** Quantities in words for a status line. */

const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** `3.2 s`, `41 s`, `2 min 5 s` */
export function duration(seconds: number): string {
  if (seconds < 0.05) return 'under 0.1 s';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${rounded} s`;
  return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}

/** `20,100 steps/s`, to three significant digits */
export function rate(count: number, unit: string, seconds: number): string {
  return `${three.format(count / seconds)} ${unit}/s`;
}

/** `41 %`; 100 % is kept for what is finished */
export function percentage(share: number): string {
  return `${share === 1 ? 100 : Math.floor(share * 100)} %`;
}
