/**
 * An editor for one cell: CodeMirror with the colours of cells.
 *
 * It lives in a shadow root, where CodeMirror adopts its styles: the page's policy refuses the style
 * element that it would write into the document. Tab moves on, so that nobody is caught in it.
 */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import {
  bracketMatching,
  HighlightStyle,
  StreamLanguage,
  syntaxHighlighting,
} from '@codemirror/language';
import { typescript } from '@codemirror/legacy-modes/mode/javascript';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, keymap, type DecorationSet } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--code-comment)' },
  { tag: tags.keyword, color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: tags.typeName, color: 'var(--code-type)' },
]);

const look = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--paper-deep)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-content': { padding: '0.4em 0', caretColor: 'var(--ink)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5', overflowX: 'auto' },
  '.cm-line': { padding: '0 0.6em' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    {
      backgroundColor: 'color-mix(in srgb, var(--accent) 30%, transparent)',
    },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--rule)' },
  '.cm-wrong': { backgroundColor: 'color-mix(in srgb, var(--alarm) 22%, transparent)' },
});

const markLine = StateEffect.define<number | undefined>();
const wrongLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, effects, state }) {
    let next = marks.map(changes);
    for (const effect of effects) {
      if (!effect.is(markLine)) continue;
      const line = effect.value;
      const known = line !== undefined && line <= state.doc.lines;
      next = known
        ? Decoration.set(Decoration.line({ class: 'cm-wrong' }).range(state.doc.line(line).from))
        : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export interface CodeField {
  readonly text: string;
  focus(): void;
  /** Marks a line, counted from 1, or none. */
  mark(line: number | undefined): void;
  remove(): void;
}

/**
 * Text over a selection, which the browser would write with a style that the page's policy refuses.
 * The browser is asked what is selected: the editor hears of it a moment later.
 */
const replaceSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { inputType, data } = event;
    if (inputType !== 'insertText' || data === null) return false;
    const shadowRoots = [view.root as ShadowRoot];
    const [range] = getSelection()?.getComposedRanges?.({ shadowRoots }) ?? [];
    if (!range || range.collapsed) return false;
    const from = view.posAtDOM(range.startContainer, range.startOffset);
    const to = view.posAtDOM(range.endContainer, range.endOffset);
    view.dispatch({
      changes: { from, to, insert: data },
      selection: { anchor: from + data.length },
      userEvent: 'input.type',
    });
    event.preventDefault();
    return true;
  },
});

/**
 * @param host gets a shadow root with the editor
 * @param name what a screen reader calls it
 * @param onChange called with the text after each change
 */
export function codeField(
  host: HTMLElement,
  { text, name, onChange }: { text: string; name: string; onChange: (text: string) => void },
): CodeField {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        bracketMatching(),
        StreamLanguage.define(typescript),
        syntaxHighlighting(colours),
        keymap.of([...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': name, spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
        replaceSelection,
        wrongLine,
        look,
      ],
    }),
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    focus: () => view.focus(),
    mark: (line) => view.dispatch({ effects: markLine.of(line) }),
    remove: () => view.destroy(),
  };
}
