/** The status of a demo in words. */
import { duration, percentage, rate } from './quantity.ts';
import type { Clock, Status } from './use-run.ts';

/** All that the status line tells. */
export interface Reading {
  readonly status: Status;
  readonly clock: Clock;
  readonly seed: number;
  /** what was counted so far */
  readonly work: { readonly unit: string; readonly count: number };
  /** null if nothing is recorded */
  readonly recorded: { readonly seconds: number } | null;
  /** whether the digest is the recorded one; null if there is none to compare */
  readonly sameBits: boolean | null;
  /** whether the settings are not those of what is shown */
  readonly changed: boolean;
}

/** `running 41 %, 3.2 s left · 20,100 steps/s · seed 7` */
export function statusLine(reading: Reading): string {
  const { status, clock, seed, work, recorded, sameBits, changed } = reading;
  const { progress, seconds } = clock;
  const left = (seconds * (1 - progress)) / progress;
  const what = {
    idle: recorded ? 'recorded result' : 'not run yet',
    loading: 'loading',
    running: progress > 0 ? `running ${percentage(progress)}, ${duration(left)} left` : 'running',
    paused: `paused at ${percentage(progress)}`,
    done: `done in ${duration(seconds)}`,
    error: 'stopped by an error',
  }[status];
  const parts = [what];
  if (status === 'idle' && recorded) parts.push(duration(recorded.seconds));
  if (seconds > 0 && work.count > 0) parts.push(rate(work.count, work.unit, seconds));
  parts.push(`seed ${seed}`);
  if (sameBits !== null) parts.push(verdict(sameBits));
  if (changed) parts.push('settings changed: press Run');
  return parts.join(' · ');
}

/** What is said aloud: how the status changed, and not how far it is. */
export function announcement({ status, clock, sameBits }: Reading): string {
  if (status === 'done') {
    const end = `done in ${duration(clock.seconds)}`;
    return sameBits === null ? end : `${end}, ${verdict(sameBits)}`;
  }
  return {
    idle: '',
    loading: 'loading',
    running: 'running',
    paused: 'paused',
    error: 'stopped by an error',
  }[status];
}

function verdict(sameBits: boolean): string {
  return sameBits ? 'same bits as the record' : 'differs from the record';
}
