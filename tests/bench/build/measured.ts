/** One run of a program of Node: how long it takes, and what its largest process holds. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Measured {
  readonly seconds: number;
  /** most resident memory of the process that had most, in gigabytes */
  readonly gigabytes: number;
}

/** Every process of Node writes its peak, in kilobytes, when it ends. */
const NOTE_PEAK = `import { writeFileSync } from 'node:fs';
process.on('exit', () => {
  const { maxRSS } = process.resourceUsage();
  writeFileSync(process.env.PEAKS + '/' + process.pid, String(maxRSS));
});`;

/** @throws Error with what the program printed if it fails */
export async function measured(args: readonly string[], cwd: string): Promise<Measured> {
  const peaks = mkdtempSync(join(tmpdir(), 'worked-papers-peaks-'));
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NO_COLOR: '1',
    PEAKS: peaks,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(NOTE_PEAK)}`,
    ASTRO_TELEMETRY_DISABLED: '1',
  };
  const began = performance.now();
  const child = spawn(process.execPath, args, { cwd, env });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (printed += String(chunk)));
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  const seconds = (performance.now() - began) / 1000;
  const kilobytes = readdirSync(peaks).map((name) => Number(readFileSync(join(peaks, name))));
  rmSync(peaks, { recursive: true });
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${printed.slice(-2000)}`);
  return { seconds, gigabytes: Math.max(...kilobytes) / 2 ** 20 };
}
