import { useEffect, useState } from 'react';
import { newId } from '../../protocol/src/ids';
import type { Conversation } from '../../protocol/src/wire';
import { write } from './commands';
import { Dialog } from './Dialog';
import { useFloor } from './floor';
import { dropMacro, filled, keepMacro, type Macro, macros, variables } from './macros';
import { Picker } from './Palette';

/** Pick a macro; leads can write them. */
export function MacrosDialog({ conversation }: { conversation: Conversation | null }) {
  const floor = useFloor();
  const [all, setAll] = useState<Macro[] | null>(null);
  const [why, setWhy] = useState('');
  const [edited, setEdited] = useState<Macro | null>(null);
  const load = () => void macros().then(setAll, (error: Error) => setWhy(error.message));
  useEffect(load, []);
  const done = () => {
    setEdited(null);
    load();
  };
  if (edited) return <Editor macro={edited} onDone={done} />;
  const known = variables(floor.packets.get(conversation?.id ?? ''), floor.me.agent.name);
  const choices = (all ?? []).map((one) => ({
    id: one.macro_id,
    title: one.title,
    detail: filled(one.text, known),
    key: '',
    run: () => write({ mode: 'reply', text: filled(one.text, known), insert: true }),
  }));
  return (
    <Dialog title="Macros" wide>
      {why && <p className="bad">{why}</p>}
      {all?.length === 0 && <p className="soft none">There are none yet.</p>}
      <Picker
        choices={choices}
        placeholder="Find a macro"
        none={all?.length ? 'Nothing is called that.' : ''}
        onPick={(choice) => {
          floor.show('');
          if (conversation) setTimeout(choice.run);
        }}
      />
      {floor.leads && (
        <div className="macro-edit">
          <label htmlFor="macro-edit" className="unseen">
            Edit a macro
          </label>
          <select
            id="macro-edit"
            value=""
            onChange={(event) => setEdited(all?.find((one) => one.macro_id === event.target.value) ?? null)}
          >
            <option value="">Edit…</option>
            {all?.map((one) => (
              <option key={one.macro_id} value={one.macro_id}>
                {one.title}
              </option>
            ))}
          </select>
          <button type="button" onClick={() => setEdited({ macro_id: newId(), title: '', text: '' })}>
            New macro
          </button>
        </div>
      )}
    </Dialog>
  );
}

function Editor({ macro, onDone }: { macro: Macro; onDone: () => void }) {
  const [title, setTitle] = useState(macro.title);
  const [text, setText] = useState(macro.text);
  const [why, setWhy] = useState('');
  const after = (doing: Promise<unknown>) => void doing.then(onDone, (error: Error) => setWhy(error.message));
  return (
    <Dialog title={macro.title ? `Macro “${macro.title}”` : 'New macro'} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          after(keepMacro({ ...macro, title: title.trim(), text: text.trim() }));
        }}
      >
        {why && <p className="bad">{why}</p>}
        <label htmlFor="macro-title">Name</label>
        <input
          id="macro-title"
          required
          maxLength={80}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <label htmlFor="macro-text">Words</label>
        <textarea
          id="macro-text"
          required
          rows={6}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p className="soft">
          Variables:{' '}
          {Object.keys(variables(undefined, '')).map((name) => (
            <button key={name} type="button" className="chip" onClick={() => setText(`${text}{{${name}}}`)}>
              {name}
            </button>
          ))}
        </p>
        <div className="dialog-do">
          {macro.title && (
            <button type="button" className="quiet bad" onClick={() => after(dropMacro(macro.macro_id))}>
              Remove
            </button>
          )}
          <button type="button" onClick={onDone}>
            Back
          </button>
          <button type="submit" className="primary" disabled={!title.trim() || !text.trim()}>
            Keep
          </button>
        </div>
      </form>
    </Dialog>
  );
}
