import { site } from '../../content/site.ts';

const format = new Intl.DateTimeFormat(site.language, { dateStyle: 'long', timeZone: 'UTC' });

/** A day in words: `March 26, 2026`. */
export function longDate(date: Date): string {
  return format.format(date);
}

/** A day as `<time datetime>` takes it: `2026-03-26`. */
export function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
