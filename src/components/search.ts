/** The search page: nothing of the index is loaded before the reader types. */

interface Section {
  readonly title: string;
  readonly url: string;
  /** HTML: escaped text with `<mark>` around what was found */
  readonly excerpt: string;
}

interface Found extends Section {
  readonly meta: { readonly title?: string };
  readonly sub_results: readonly Section[];
}

interface Pagefind {
  debouncedSearch(
    query: string,
  ): Promise<{ results: readonly { data(): Promise<Found> }[] } | null>;
}

/** At most this many posts, and sections of a post, are shown. */
const POSTS = 20;
const SECTIONS = 3;

export function search(): void {
  const form = document.querySelector<HTMLFormElement>('.search')!;
  const field = form.querySelector('input')!;
  const status = document.querySelector<HTMLElement>('.search-status')!;
  const list = document.querySelector<HTMLElement>('.search-results')!;
  let index: Promise<Pagefind> | undefined;

  const find = async () => {
    const query = field.value.trim();
    history.replaceState(null, '', query ? `?q=${encodeURIComponent(query)}` : location.pathname);
    if (!query) {
      list.replaceChildren();
      status.textContent = '';
      return;
    }
    try {
      index ??= import(/* @vite-ignore */ form.dataset['index']!) as Promise<Pagefind>;
      const answer = await (await index).debouncedSearch(query);
      // Null where the reader has typed on, and a later call answers.
      if (!answer) return;
      const found = await Promise.all(answer.results.slice(0, POSTS).map((one) => one.data()));
      if (query !== field.value.trim()) return;
      list.replaceChildren(...found.map(post));
      const { length } = answer.results;
      status.textContent = `${length === 0 ? 'No post says' : length === 1 ? 'One post says' : `${length} posts say`} “${query}”.`;
    } catch (error) {
      index = undefined;
      status.textContent = `The search failed: ${error instanceof Error ? error.message : error}`;
    }
  };

  form.hidden = false;
  field.value = new URLSearchParams(location.search).get('q') ?? '';
  field.addEventListener('input', find);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void find();
  });
  // The link in every page's head leads to the field; whoever comes otherwise begins at the top.
  if (location.hash === `#${field.id}`) field.focus();
  if (field.value) void find();
}

function post({ url, meta, excerpt, sub_results }: Found): HTMLElement {
  const item = document.createElement('li');
  const title = document.createElement('h2');
  title.append(link(url, meta.title ?? url));
  item.append(title);
  const sections = sub_results.length > 0 ? sub_results : [{ title: '', url, excerpt }];
  for (const section of sections.slice(0, SECTIONS)) {
    const text = document.createElement('p');
    if (section.url !== url) text.append(link(section.url, section.title), ': ');
    const quote = document.createElement('span');
    quote.innerHTML = section.excerpt;
    text.append(quote);
    item.append(text);
  }
  return item;
}

function link(href: string, text: string): HTMLElement {
  const element = document.createElement('a');
  element.href = href;
  element.textContent = text;
  return element;
}
