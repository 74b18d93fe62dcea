import { indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { minimalSetup } from 'codemirror';
import { useEffect, useRef } from 'react';

export interface Place {
  line: number;
  column: number;
  sentence: string;
  severity?: string;
}

interface Props {
  label: string;
  /** What it begins with; a new one takes the place of what was written. */
  given: { text: string };
  onText: (text: string) => void;
  problems: Place[];
  /** Shown beside it, line by line; null: not shown. */
  against: string | null;
  /** Counts up each time this line is to be shown. */
  goTo: { line: number; column: number; times: number } | null;
}

const LOOKS = EditorView.theme({
  '&': { fontSize: '13px', blockSize: '100%', backgroundColor: 'var(--raised)', color: 'var(--text)' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '.cm-scroller': { fontFamily: 'ui-monospace, monospace', lineHeight: '1.55' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--soft)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--accent) 8%, transparent)' },
  '.cm-cursor': { borderInlineStartColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--mine)',
  },
  '.cm-panels, .cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-deletedChunk': { backgroundColor: 'var(--hot-wash)' },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--good-wash)' },
});

/** Colours of YAML that hold on both grounds: the editor's own are for white alone. */
const COLOURS = EditorView.theme({ '.cm-content span': { color: 'inherit' } });

/**
 * A text editor. It lives in a shadow root: there its styles are style sheets made by script, which the page's policy allows,
 * and not style elements, which it does not.
 */
export function Editor({ label, given, onText, problems, against, goTo }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const compare = useRef(new Compartment());
  const told = useRef(onText);
  told.current = onText;
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes is dispatched below
  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: given.text,
        extensions: [
          minimalSetup,
          lineNumbers(),
          highlightActiveLine(),
          keymap.of([indentWithTab]),
          yaml(),
          LOOKS,
          COLOURS,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          compare.current.of([]),
          EditorView.updateListener.of((update) => update.docChanged && told.current(update.state.doc.toString())),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  // What is written here is the editor's own: told back to it a moment late, it would undo the newest keys.
  useEffect(() => {
    const here = view.current;
    if (here && here.state.doc.toString() !== given.text)
      here.dispatch({ changes: { from: 0, to: here.state.doc.length, insert: given.text } });
  }, [given]);
  useEffect(() => {
    const here = view.current;
    if (here)
      here.dispatch(
        setDiagnostics(
          here.state,
          problems.map((one) => diagnostic(here.state, one)),
        ),
      );
  }, [problems]);
  useEffect(() => {
    const shown = against === null ? [] : unifiedMergeView({ original: against, mergeControls: false, gutter: true });
    view.current?.dispatch({ effects: compare.current.reconfigure(shown) });
  }, [against]);
  useEffect(() => {
    const here = view.current;
    if (!here || !goTo) return;
    const { from } = diagnostic(here.state, { ...goTo, sentence: '' });
    here.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
    here.focus();
  }, [goTo]);
  return <div className="editor" ref={host} />;
}

function diagnostic(state: EditorState, one: Place): Diagnostic {
  const line = state.doc.line(Math.min(Math.max(one.line, 1), state.doc.lines));
  const from = Math.min(line.from + Math.max(one.column - 1, 0), line.to);
  const severity = one.severity === 'warning' ? 'warning' : 'error';
  return { from, to: Math.max(from, line.to), severity, message: one.sentence };
}
