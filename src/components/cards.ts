/**
 * Cards: what a citation, a cross-reference, a note or a symbol refers to, shown beside it.
 *
 * A card is a copy of the element that the link leads to, so that nothing is fetched. It opens on
 * hover, focus and the first tap; the link stays a link, and leads there without JavaScript.
 */

const LINKS = '.citation, .crossref, .symbol, [data-footnote-ref]';

/** What makes no sense in a copy: ways back, and what would start or repeat itself. */
const LEFT_OUT =
  'astro-island, .reference-backs, [data-footnote-backref], .side-note, .note-link, .anchor';

/** Milliseconds for which a pointer rests on a link before its card opens, and is off it before it closes. */
const PATIENCE = 200;

export function offerCards(): void {
  const card = document.createElement('div');
  if (!card.showPopover) return;
  card.id = 'card';
  card.className = 'card';
  card.popover = 'manual';
  let open: HTMLAnchorElement | undefined;
  let timer = 0;
  let touch = false;

  const close = () => {
    clearTimeout(timer);
    open?.removeAttribute('aria-describedby');
    open = undefined;
    card.remove();
  };
  const show = (link: HTMLAnchorElement) => {
    clearTimeout(timer);
    if (link === open) return;
    close();
    const content = copyOf(link);
    if (!content) return;
    const go = document.createElement('a');
    go.className = 'card-go';
    go.href = link.hash;
    go.textContent = 'Go there';
    card.replaceChildren(...content, go);
    // Next to the link, so that the keyboard goes on into the card.
    link.after(card);
    link.setAttribute('aria-describedby', card.id);
    card.showPopover();
    place(card, link);
    open = link;
  };
  const later = (body: () => void) => {
    clearTimeout(timer);
    timer = window.setTimeout(body, PATIENCE);
  };
  const linkAt = ({ target }: Event) =>
    target instanceof Element && !card.contains(target)
      ? (target.closest<HTMLAnchorElement>(LINKS) ?? undefined)
      : undefined;

  document.addEventListener('pointerdown', (event) => {
    touch = event.pointerType === 'touch';
    if (!linkAt(event) && !card.contains(event.target as Node)) close();
  });
  document.addEventListener('pointerover', (event) => {
    if (event.pointerType === 'touch') return;
    const link = linkAt(event);
    if (link) later(() => show(link));
    else if (card.contains(event.target as Node)) clearTimeout(timer);
    else if (open !== document.activeElement && !card.contains(document.activeElement))
      later(close);
  });
  document.addEventListener('focusin', (event) => {
    const link = linkAt(event);
    if (link?.matches(':focus-visible')) show(link);
    else if (!card.contains(event.target as Node)) close();
  });
  document.addEventListener('click', (event) => {
    const link = linkAt(event) ?? (event.target as Element).closest<HTMLAnchorElement>('.card-go');
    if (!link) return;
    if (touch && link !== open && link.matches(LINKS)) {
      show(link);
      if (open) event.preventDefault();
    } else close();
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    // Focus in the card would be lost with it.
    if (card.contains(document.activeElement)) open?.focus();
    close();
  });
  addEventListener('resize', close);
}

/** Copies of what a link leads to; nothing if it is not there. */
function copyOf(link: HTMLAnchorElement): Node[] | undefined {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return undefined;
  const copy = plainCopy(target);
  // A list's item and a table's row are not themselves without their list and table.
  if (copy.matches('li')) return [...copy.childNodes];
  if (copy instanceof HTMLTableRowElement) {
    return [...copy.cells].map((cell) => {
      const part = document.createElement('span');
      part.append(...cell.childNodes);
      return part;
    });
  }
  if (!/^H\d$/.test(copy.tagName)) return [copy];
  // A heading alone says little.
  const title = document.createElement('strong');
  title.append(...copy.childNodes);
  const next = target.nextElementSibling;
  return next?.tagName === 'P' ? [title, plainCopy(next)] : [title];
}

/** A copy without ids and without what belongs to the original's place. */
function plainCopy(element: Element): Element {
  const copy = element.cloneNode(true) as Element;
  copy.querySelectorAll(LEFT_OUT).forEach((one) => one.remove());
  for (const one of [copy, ...copy.querySelectorAll('[id]')]) one.removeAttribute('id');
  return copy;
}

/** Puts the card below its link, or above it where there is more room. */
function place(card: HTMLElement, link: HTMLElement): void {
  const { left, top, bottom } = link.getClientRects()[0]!;
  const width = document.documentElement.clientWidth;
  const room = innerHeight - bottom;
  const above = room < card.offsetHeight && top > room;
  card.style.left = `${scrollX + Math.max(8, Math.min(left, width - card.offsetWidth - 8))}px`;
  card.style.top = `${scrollY + (above ? top - card.offsetHeight : bottom)}px`;
}
