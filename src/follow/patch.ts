/** Changes a page to another version of itself where the two differ. */

/** What is looked into for differences; of all else a differing element is replaced whole. */
const CONTAINERS = 'html, head, body, main, article, aside, .prose, .part, .contents, .demo-box';

/** Whether an element is a script that runs, which no version of a page counts among its parts. */
export function isProgram(element: Element): boolean {
  return element instanceof HTMLScriptElement && /^(|module|text\/javascript)$/.test(element.type);
}

/**
 * @param live an element of the page, which scripts may have added to within its parts
 * @param before the element as it was served
 * @param after the element as it is served now
 */
export function patch(live: Element, before: Element, after: Element): void {
  if (before.isEqualNode(after)) return;
  const [shown, old, wanted] = [live, before, after].map(({ children }) =>
    [...children].filter((child) => !isProgram(child)),
  );
  const alike = before.cloneNode(false).isEqualNode(after.cloneNode(false));
  if (!alike || !before.matches(CONTAINERS) || shown.length < old.length) {
    live.replaceWith(document.importNode(after, true));
    return;
  }
  const most = Math.min(old.length, wanted.length);
  let first = 0;
  while (first < most && old[first].isEqualNode(wanted[first])) first++;
  let last = 0;
  const fromEnd = (list: readonly Element[]) => list[list.length - 1 - last];
  while (last < most - first && fromEnd(old).isEqualNode(fromEnd(wanted))) last++;
  const [removed, added] = [old, wanted].map((list) => list.slice(first, list.length - last));
  const replaced = shown.slice(first, first + removed.length);
  if (removed.length === added.length) {
    replaced.forEach((element, i) => patch(element, removed[i], added[i]));
    return;
  }
  const next = shown[first + removed.length] ?? null;
  for (const element of replaced) element.remove();
  for (const element of added) live.insertBefore(document.importNode(element, true), next);
}
