/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import { put } from '../../../protocol/src/outbox';
import type { Seen } from './Panel';

/** Like the server's limit for one message. */
const MESSAGE_MAX_CHARS = 10_000;
/** What a picker offers; phones then hand a photo over as one of these. */
const ACCEPTED = 'image/*,.pdf,.txt,.log,.md';

export function Composer({ room, words }: Seen) {
  const [text, setText] = useState(() => begun(room));
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (room.open && !matchMedia('(pointer: coarse)').matches) field.current?.focus();
  }, [room.open]);
  const write = (value: string) => {
    setText(value);
    put(room.place.shelf, draftKey(room.place.site), value);
    if (value) room.types();
  };
  const send = () => {
    if (!text.trim()) return;
    room.say(text);
    write('');
    field.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {!!room.session?.uploads?.length && (
        <label class="attach">
          <input
            type="file"
            multiple
            class="hidden-visually"
            accept={ACCEPTED}
            aria-label={words.attach}
            onChange={({ currentTarget: chosen }) => {
              room.attach(chosen.files);
              chosen.value = '';
            }}
          />
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M20 12l-8 8a5 5 0 0 1-7-7l8-8a3 3 0 0 1 5 5l-8 8a1 1 0 0 1-3-3l7-7" />
          </svg>
        </label>
      )}
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={text}
        maxLength={MESSAGE_MAX_CHARS}
        placeholder={words.placeholder}
        aria-label={words.placeholder}
        onPaste={(event) => room.attach(event.clipboardData?.files)}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="send" aria-label={words.send} disabled={!text.trim()}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 19V5M5 12l7-7 7 7" />
        </svg>
      </button>
    </form>
  );
}

/** What was being written: on a page before, and here before the panel came. Another person's is gone. */
function begun({ place, person }: Seen['room']): string {
  const kept = place.shelf?.getItem(draftKey(place.site)) ?? '';
  return [kept, person ? '' : place.draft].filter(Boolean).join('\n');
}

const draftKey = (site: string) => `eh:${site}:draft`;
