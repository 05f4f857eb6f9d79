/** A progress bar on a terminal; nothing where the output is a file or a pipe. */
const WIDTH = 30;

/** `show(share, note)` redraws at most ten times a second; `end()` clears the line. */
export function progressBar(label: string) {
  const began = performance.now();
  let shown = -Infinity;
  return {
    show(share: number, note = ''): void {
      const now = performance.now();
      if (!process.stderr.isTTY || now - shown < 100) return;
      shown = now;
      const done = Math.round(WIDTH * share);
      const left = share > 0 ? ((now - began) / 1000) * (1 / share - 1) : NaN;
      const time = Number.isFinite(left) ? `${left.toFixed(0)} s left` : '';
      const bar = '█'.repeat(done) + '·'.repeat(WIDTH - done);
      process.stderr.write(`\r\x1b[K${label} ${bar} ${(100 * share).toFixed(0)} % ${time} ${note}`);
    },
    end(): void {
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    },
  };
}
