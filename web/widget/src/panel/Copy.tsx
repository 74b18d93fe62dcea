/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { Entry } from '../../../protocol/src/wire';
import { fill, systemLine, type Words } from '../../../protocol/src/words';
import type { Seen } from './Panel';
import { Proof } from './Proof';

/** What was said, as plain text: the time, who, the words; what happened as the thread says it. */
export function copyOf(entries: readonly Entry[], title: string, words: Words, locale: string, bot: string): string {
  const form = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const lines = entries.flatMap((entry) => {
    const at = form.format(new Date(entry.at));
    if (entry.kind === 'message' && entry.author) {
      const sent = entry.attachments.map((one) => `[${one.name}]`);
      return [`${at}  ${nameOf(entry, words)}: ${[entry.text, ...sent].filter(Boolean).join(' ')}`];
    }
    const line = entry.kind === 'system' ? systemLine(words, entry.text, { name: entry.detail, bot }) : '';
    return line ? [`${at}  ${line}`] : [];
  });
  return `${[title, '', ...lines].join('\n')}\n`;
}

function nameOf({ author }: Entry, words: Words): string {
  if (!author || author.role === 'customer') return words.you;
  return `${author.name || author.id} (${author.role === 'agent' ? words.person_tag : words.ai_tag})`;
}

/** After the end: the customer keeps what was said, as a file, or by e-mail where the shop sends any. */
export function Copy(seen: Seen) {
  const { room, words, locale } = seen;
  const [mails, setMails] = useState(false);
  const { conversation, place, session } = room;
  const keep = () => {
    const title = fill(words, 'chat_with', { shop: session?.shop || place.site });
    const text = copyOf(conversation.entries, title, words, locale, session?.bot_name ?? '');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
    link.download = `${place.site}-chat.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  };
  if (mails) return <Mail {...seen} done={() => setMails(false)} />;
  return (
    <p class="copies">
      <button type="button" class="link copy" onClick={keep}>
        {words.copy}
      </button>
      {session?.mails && (
        <button type="button" class="link copy-mail" onClick={() => setMails(true)}>
          {words.copy_mail}
        </button>
      )}
    </p>
  );
}

/** The browser says in its own words what is wrong with an address; what the thread then says is the answer. */
function Mail({ done, ...seen }: Seen & { done: () => void }) {
  const { room, words } = seen;
  const [contact, setContact] = useState(room.session?.customer.email ?? '');
  const [proving, setProving] = useState(false);
  const to = contact.trim();
  const send = async () => {
    if (await room.mailCopy(to)) done();
    else if (room.refusedAs === 'unverified') setProving(await room.prove(to));
  };
  if (proving) return <Proof {...seen} contact={to} sent done={() => void send()} />;
  return (
    <form
      class="strip contact"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label for="copy-to">{words.email}</label>
      <input
        id="copy-to"
        type="email"
        dir="ltr"
        autocomplete="email"
        required
        pattern="\S+@\S+\.\S+"
        value={contact}
        onInput={(event) => setContact(event.currentTarget.value)}
      />
      <button type="submit" class="primary" disabled={['copy', 'proof'].includes(room.busy)}>
        {words.send}
      </button>
    </form>
  );
}
