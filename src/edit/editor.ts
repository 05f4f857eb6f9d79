/**
 * Editing the cells of a page: which are changed, how they differ, and what the demos run then.
 *
 * Loaded with CodeMirror and the compiler when a reader first edits a cell, or opens a link to edits.
 */
import { diffLines } from 'diff';
import { edited } from '../demo/program.ts';
import type { WorkerLike } from '../demo/use-run.ts';
import { placeOf, programOf, type Cell } from './cells.ts';
import { codeField, type CodeField } from './code-field.ts';
import { compile, SyntaxProblem } from './compile.ts';
import { pack, unpack } from './link.ts';
import { createSandboxed, type Kit } from './sandbox.ts';
// By its address: Astro puts style sheets of what is loaded later into every page.
import styles from './edit.css?url';

/** The site's base, with a slash at its end. */
const BASE = import.meta.env.BASE_URL.replace(/\/?$/, '/');

/** Milliseconds after a change until the program is compiled */
const PAUSE = 250;

/** A cell that a reader has opened. */
interface Open {
  readonly figure: HTMLElement;
  readonly field: CodeField;
  readonly tools: HTMLElement;
  readonly message: HTMLElement;
  readonly diff: HTMLElement;
  close(): void;
}

const sheet = document.createElement('link');
sheet.rel = 'stylesheet';
sheet.href = styles;
document.head.append(sheet);

const figures = new Map<number, HTMLElement>();
for (const figure of document.querySelectorAll<HTMLElement>('.cell[data-cell]')) {
  figures.set(Number(figure.dataset.cell), figure);
}
const cells: readonly Cell[] = [...figures].map(([number, figure]) => ({
  number,
  code: figure.querySelector('code')!.textContent!.replace(/\n$/, ''),
}));
const edits = new Map<number, string>();
const opened = new Map<number, Open>();

let kit: Promise<Kit> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Opens the editor of a cell, and puts the cursor into it. */
export function edit(number: number): void {
  openCell(number).field.focus();
}

/** Opens the edits of a link; nothing of them runs until the reader runs it. */
export async function openLink(text: string): Promise<void> {
  try {
    for (const [number, code] of await unpack(text)) {
      if (!figures.has(number)) continue;
      const fold = figures.get(number)!.querySelector('details');
      if (fold) fold.open = true;
      edits.set(number, code);
      openCell(number);
    }
    update();
    tellAll(
      'This link carries a reader’s code, not the author’s. Nothing runs until you press Run.',
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    tellAll(error.message);
  }
}

function openCell(number: number): Open {
  const known = opened.get(number);
  if (known) return known;
  const figure = figures.get(number)!;
  const { code } = cells.find((cell) => cell.number === number)!;
  const pre = figure.querySelector<HTMLElement>('.code')!;
  const host = document.createElement('div');
  host.className = 'edit-field';
  const message = element('p', 'edit-message');
  message.setAttribute('role', 'status');
  const diff = element('pre', 'edit-diff');
  diff.hidden = true;
  diff.tabIndex = 0;
  const changes = button('Show changes', () => {
    diff.hidden = !diff.hidden;
    changes.setAttribute('aria-expanded', String(!diff.hidden));
    drawDiff(number);
  });
  changes.setAttribute('aria-expanded', 'false');
  const tools = element('p', 'edit-tools');
  const state = element('strong', 'edit-state');
  const hint = element('span', 'edit-hint', 'Tab leaves the editor; Ctrl or ⌘ with ] indents.');
  tools.append(
    state,
    changes,
    button('Restore the author’s code', () => restore(number)),
    hint,
  );
  pre.hidden = true;
  pre.after(host, message, tools, diff);
  const field = codeField(host, {
    text: edits.get(number) ?? code,
    name: `Code of cell ${number}`,
    onChange: (text) => {
      if (text === code) edits.delete(number);
      else edits.set(number, text);
      mark(number);
      drawDiff(number);
      clearTimeout(timer);
      timer = setTimeout(update, PAUSE);
    },
  });
  const close = () => {
    field.remove();
    for (const part of [host, message, tools, diff]) part.remove();
    pre.hidden = false;
    opened.delete(number);
  };
  const open = { figure, field, tools, message, diff, close };
  opened.set(number, open);
  mark(number);
  return open;
}

/** The author's code again, in one cell. */
function restore(number: number): void {
  edits.delete(number);
  opened.get(number)?.close();
  mark(number);
  update();
  figures.get(number)!.querySelector<HTMLElement>('.edit')?.focus();
}

function restoreAll(): void {
  for (const number of [...opened.keys()]) restore(number);
}

function mark(number: number): void {
  const changed = edits.has(number);
  figures.get(number)!.classList.toggle('cell-edited', changed);
  const state = opened.get(number)?.tools.querySelector('.edit-state');
  if (state) state.textContent = changed ? 'Changed' : 'Unchanged';
}

function drawDiff(number: number): void {
  const open = opened.get(number);
  if (!open || open.diff.hidden) return;
  const { code } = cells.find((cell) => cell.number === number)!;
  const lines = diffLines(`${code}\n`, `${open.field.text}\n`).flatMap(
    ({ value, added, removed }) => {
      const name = added ? 'ins' : removed ? 'del' : 'span';
      const sign = added ? '+' : removed ? '−' : ' ';
      const all = value.replace(/\n$/, '').split('\n');
      return (name === 'span' ? nearChanges(all) : all).map((line) =>
        element(name, '', `${sign} ${line}\n`),
      );
    },
  );
  open.diff.replaceChildren(...lines);
}

/** Of lines that are as they were, those next to what is changed. */
function nearChanges(lines: readonly string[]): readonly string[] {
  const near = 2;
  if (lines.length <= 2 * near + 1) return lines;
  return [...lines.slice(0, near), '…', ...lines.slice(-near)];
}

/** Compiles the program, tells what is wrong with it, and gives it to the demos. */
function update(): void {
  clearTimeout(timer);
  for (const { field, message } of opened.values()) {
    field.mark(undefined);
    message.textContent = '';
  }
  drawBar();
  if (edits.size === 0) {
    edited.value = null;
    return;
  }
  const now = new Map(edits);
  let text: string | undefined;
  try {
    text = compile(programOf(cells, now));
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const place = placeOf(error.line, cells, now);
    const told = place ? tell(place, error.message) : error.message;
    edited.value = { createWorker: () => brokenWorker(told), link: '' };
    return;
  }
  const createWorker = () => sandboxed(text, now);
  edited.value = { createWorker, link: '' };
  void pack(now).then((link) => {
    if (edited.peek()?.createWorker === createWorker && link) edited.value = { createWorker, link };
  });
}

/** Shows in a cell what is wrong in one of its lines, and says it in words. */
function tell({ cell, line }: { cell: number; line: number }, text: string): string {
  const told = `Cell ${cell}, line ${line}: ${text}`;
  const open = opened.get(cell);
  open?.field.mark(line);
  if (open) open.message.textContent = told;
  return told;
}

function sandboxed(text: string, now: ReadonlyMap<number, string>): WorkerLike {
  const slug = /\/posts\/([^/]+)/.exec(location.pathname)![1];
  kit ??= fetch(`${BASE}edit/${slug}.json`).then((response) => {
    if (!response.ok) throw new Error(`The runs could not be loaded: HTTP ${response.status}.`);
    return response.json() as Promise<Kit>;
  });
  kit.catch(() => (kit = undefined));
  const known = kit;
  /** Lines of the worker's text in a stack, as lines of cells */
  const placed = (stack: string) =>
    stack.replace(/(?:blob:[^\s()]*|worker):(\d+):\d+/g, (whole, line: string) => {
      const place = placeOf(Number(line) - 1, cells, now);
      if (place) return `cell ${place.cell}, line ${place.line}`;
      return whole === '' ? whole : 'this site’s own code';
    });
  return createSandboxed({
    page: `${BASE}edit/sandbox.html`,
    program: known.then(({ engine }) => text + engine),
    read: async (path) => {
      const { data } = await known;
      if (!Object.hasOwn(data, path)) throw new Error(`There is no data \`${path}\`.`);
      const response = await fetch(BASE + data[path]);
      if (!response.ok) throw new Error(`Data \`${path}\`: HTTP ${response.status}.`);
      return response.arrayBuffer();
    },
    tell: (message, stack) => {
      const first = /(?:blob:[^\s()]*|worker):(\d+):\d+/g;
      for (const [, line] of stack.matchAll(first)) {
        const place = placeOf(Number(line) - 1, cells, now);
        if (place) return { message: tell(place, message), stack: placed(stack) };
      }
      return { message, stack: placed(stack) };
    },
  });
}

/** Says what is wrong instead of running. */
function brokenWorker(message: string): WorkerLike {
  const worker: WorkerLike = {
    foreign: true,
    onmessage: null,
    onerror: null,
    postMessage() {
      queueMicrotask(() => worker.onerror?.({ message } as ErrorEvent));
    },
    terminate() {},
  };
  return worker;
}

/** The bar that stays in view while a cell is changed. */
let bar: HTMLElement | undefined;

function drawBar(): void {
  const { size } = edits;
  if (size === 0) {
    bar?.remove();
    bar = undefined;
    return;
  }
  if (!bar) {
    bar = element('div', 'edit-bar');
    bar.setAttribute('role', 'region');
    bar.setAttribute('aria-label', 'Edited cells');
    document.querySelector('main')!.append(bar);
  }
  const count = `${size} ${size === 1 ? 'cell is' : 'cells are'} changed`;
  const advice = 'Demos run the changed program; Reset ends a run that does not end.';
  bar.replaceChildren(element('p', '', `${count}. ${advice}`), button('Restore all', restoreAll));
}

function tellAll(text: string): void {
  const notice = element('p', 'edit-notice', text);
  notice.setAttribute('role', 'alert');
  document.querySelector('.prose')!.before(notice);
}

function element(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function button(text: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.addEventListener('click', press);
  return made;
}
