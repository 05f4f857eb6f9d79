/** A demo computes while somebody can see it. */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Frame } from './run.ts';
import type { Live } from './use-run.ts';

/** How far outside the viewport still counts as near it. */
const NEAR = '25%';

/**
 * Pauses the run when the demo is scrolled away or its tab is hidden, and resumes what it paused.
 *
 * @param onFirst called once, when the demo comes near the viewport for the first time
 */
export function useVisible(
  root: RefObject<HTMLElement>,
  live: Live<Frame>,
  onFirst: () => void,
): void {
  useEffect(() => {
    let near = false;
    let seen = false;
    let pausedHere = false;
    const look = () => {
      const visible = near && !document.hidden;
      const { value } = live.status;
      if (!visible && (value === 'running' || value === 'loading')) {
        pausedHere = true;
        live.pause();
      } else if (visible && pausedHere) {
        pausedHere = false;
        live.resume();
      }
      if (visible && !seen) {
        seen = true;
        onFirst();
      }
    };
    const observer = new IntersectionObserver(
      (entries) => {
        near = entries[entries.length - 1]!.isIntersecting;
        look();
      },
      { rootMargin: NEAR },
    );
    observer.observe(root.current!);
    document.addEventListener('visibilitychange', look);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
}
