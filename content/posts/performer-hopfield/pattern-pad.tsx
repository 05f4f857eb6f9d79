/** A pad of 8 x 8 pixels that a reader turns on and off; the memories in the worker answer. */
import { useEffect, useState } from 'preact/hooks';
import type { Ask } from '#demo/use-run';

const SIDE = 8;

interface PatternPadProps {
  /** null until a run has ended here */
  readonly ask: Ask | null;
  /** what the pad begins with: 64 signs */
  readonly start: Float32Array;
  /** draws what the five memories returned */
  readonly children: (returned: Float32Array | null) => preact.ComponentChildren;
}

export function PatternPad({ ask, start, children }: PatternPadProps) {
  const [pixels, setPixels] = useState<Float32Array>(() => start.map((value) => value || -1));
  const [cursor, setCursor] = useState(0);
  const [returned, setReturned] = useState<Float32Array | null>(null);

  useEffect(() => {
    let current = true;
    setReturned(null);
    if (ask) void ask(pixels).then((answer) => current && setReturned(answer as Float32Array));
    return () => {
      current = false;
    };
  }, [ask, pixels]);

  const toggle = (pixel: number) =>
    setPixels(pixels.map((value, index) => (index === pixel ? -value : value)));
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE }[event.key];
    const next = cursor + (step ?? 0);
    if (step === undefined || next < 0 || next >= SIDE * SIDE) return;
    if (Math.abs(step) === 1 && Math.floor(next / SIDE) !== Math.floor(cursor / SIDE)) return;
    event.preventDefault();
    setCursor(next);
    const grid = (event.currentTarget as HTMLElement).querySelectorAll('button');
    grid[next]?.focus();
  };

  return (
    <fieldset class="hopfield-pad" disabled={!ask}>
      <legend>Ask with a pattern of your own</legend>
      <p class="hopfield-note">
        {ask
          ? 'Press pixels to turn them on and off; arrow keys move, Space turns.'
          : 'Run the five memories first; then this pad asks them.'}
      </p>
      <div class="hopfield-row">
        <div class="hopfield-pixels" role="group" aria-label="8 by 8 pixels" onKeyDown={move}>
          {Array.from(pixels, (value, pixel) => (
            <button
              key={pixel}
              type="button"
              aria-pressed={value > 0}
              aria-label={`row ${Math.floor(pixel / SIDE) + 1}, column ${(pixel % SIDE) + 1}`}
              tabIndex={pixel === cursor ? 0 : -1}
              onClick={() => {
                setCursor(pixel);
                toggle(pixel);
              }}
            />
          ))}
        </div>
        {ask && children(returned)}
      </div>
      <p class="hopfield-buttons">
        <button
          type="button"
          class="demo-button"
          onClick={() => setPixels(start.map((value) => value || -1))}
        >
          The query of the run
        </button>
        <button
          type="button"
          class="demo-button"
          onClick={() => setPixels(new Float32Array(SIDE * SIDE).fill(-1))}
        >
          Empty
        </button>
      </p>
    </fieldset>
  );
}
