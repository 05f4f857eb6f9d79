/** In a page of the development server: fetches the page after a save, and shows what is new. */
import { CHANGED, FOLLOW, PATCHED, SINCE } from './messages.ts';
import { isProgram, patch } from './patch.ts';

const hot = import.meta.hot!;

/** A page as it was served: without what its scripts added, and without these. */
interface Served {
  readonly page: Document;
  /** its scripts, which Astro writes in another order and in other places each time */
  readonly scripts: string;
}

let served: Promise<Served | undefined> | undefined;
let waiting = false;
let resets = false;

hot.on(SINCE, (changed: number) => {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (changed > performance.timeOrigin + navigation.requestStart) location.reload();
  else served ??= fetchPage();
});

hot.on(CHANGED, (program?: string) => {
  resets ||= program !== undefined && location.pathname.includes(`/${program}/`);
  if (waiting || !served) return;
  waiting = true;
  const before = served;
  served = before.then(async (old) => {
    waiting = false;
    const now = await fetchPage();
    if (!old || !now) return now;
    // A script does not run by being put into a page.
    if (old.scripts !== now.scripts) location.reload();
    if (resets) forgetDemos(old.page);
    resets = false;
    patch(document.documentElement, old.page.documentElement, now.page.documentElement);
    // Demos that are gone end their workers.
    document.dispatchEvent(new Event('astro:after-swap'));
    document.dispatchEvent(new Event(PATCHED));
    return now;
  });
});

hot.send(FOLLOW);

/** The page as the server has it now; a page that cannot be served is shown as the server's error. */
async function fetchPage(): Promise<Served | undefined> {
  const response = await fetch(location.href);
  if (!response.ok) {
    location.reload();
    return undefined;
  }
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  // How long the server took is no difference.
  for (const island of page.querySelectorAll('astro-island'))
    island.removeAttribute('server-render-time');
  const scripts = [...page.querySelectorAll('script')].filter(isProgram);
  for (const script of scripts) script.remove();
  return {
    page,
    scripts: scripts
      .map(({ outerHTML }) => outerHTML)
      .sort()
      .join('\n'),
  };
}

/** Makes every demo differ from what is served, so that it starts anew with the program of now. */
function forgetDemos(page: Document): void {
  for (const island of page.querySelectorAll('astro-island')) island.setAttribute('forgotten', '');
}
