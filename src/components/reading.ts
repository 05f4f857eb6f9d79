/**
 * What a post adds for a reader with JavaScript: the section in view, copying a cell, and boxes that
 * the keyboard can scroll. The page is whole without it.
 */

/** Marks the section in view in the table of contents, until the function that it returns is called. */
export function followContents(): () => void {
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>('.contents a')].map((link) => [
      document.getElementById(decodeURIComponent(link.hash.slice(1))),
      link,
    ]),
  );
  const mark = () => {
    // A reader reads near the top of the window, and at the end of the page down to its bottom.
    const { scrollHeight } = document.documentElement;
    const line = Math.max(innerHeight * 0.3, innerHeight - (scrollHeight - innerHeight - scrollY));
    let current: HTMLAnchorElement | undefined;
    for (const [heading, link] of links) {
      link.removeAttribute('aria-current');
      if (heading && topOf(heading, line) < line) current = link;
    }
    current?.setAttribute('aria-current', 'true');
  };
  addEventListener('scroll', mark, { passive: true });
  mark();
  return () => removeEventListener('scroll', mark);
}

/**
 * Where a heading begins in the window. A part that begins below `line` answers for its headings,
 * which would have to be laid out to be measured.
 */
function topOf(heading: HTMLElement, line: number): number {
  const top = heading.closest('.part')?.getBoundingClientRect().top;
  return top !== undefined && top >= line ? top : heading.getBoundingClientRect().top;
}

/** Lays out the parts below the window while nothing else happens, one after the other. */
export function layOutParts(): void {
  const later = (callback: () => void) =>
    // Safari has no idle callbacks.
    'requestIdleCallback' in window
      ? requestIdleCallback(callback, { timeout: 250 })
      : setTimeout(callback, 50);
  const next = () => {
    const part = document.querySelector('.part:not(.laid-out)');
    part?.classList.add('laid-out');
    // A font that comes in between would lay out all of them again.
    if (part) later(() => void document.fonts.ready.then(next));
  };
  if (document.readyState === 'complete') later(next);
  else addEventListener('load', () => later(next), { once: true });
}

/** Gives every cell a button that copies its code. */
export function offerCopies(): void {
  for (const label of document.querySelectorAll('.cell-label:not(:has(.copy))')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    label.append(button);
  }
}

/** Copies the code of a cell whose button is pressed. */
export function answerCopies(): void {
  document.addEventListener('click', async ({ target }) => {
    if (!(target instanceof HTMLElement) || target.className !== 'copy') return;
    const code = target.closest('.cell')?.querySelector('code')?.textContent ?? '';
    await navigator.clipboard.writeText(code);
    target.textContent = 'Copied';
    setTimeout(() => (target.textContent = 'Copy'), 2000);
  });
}

/** Boxes that can be wider than the page, and what a screen reader calls them. */
const BOXES: readonly (readonly [string, string])[] = [
  ['.code', 'Code'],
  ['.katex-display', 'Equation'],
  ['.table-box', 'Table'],
];

/** Makes a box focusable while its content is wider than it is. */
export function focusWideBoxes(): void {
  for (const [selector, name] of BOXES) {
    const observer = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        const wide = target.scrollWidth > target.clientWidth;
        const attributes = { tabindex: '0', role: 'group', 'aria-label': `${name}, scrolls` };
        for (const [attribute, value] of Object.entries(attributes)) {
          if (wide) target.setAttribute(attribute, value);
          else target.removeAttribute(attribute);
        }
      }
    });
    for (const box of document.querySelectorAll(selector)) observer.observe(box);
  }
}
