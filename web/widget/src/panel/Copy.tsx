/** @jsxImportSource preact */
import type { Entry } from '../../../protocol/src/wire';
import { fill, systemLine, type Words } from '../../../protocol/src/words';
import type { Seen } from './Panel';

/** What was said, as plain text: the time, who, the words; what happened as the thread says it. */
export function copyOf(entries: readonly Entry[], title: string, words: Words, locale: string, bot: string): string {
  const form = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const lines = entries.flatMap((entry) => {
    const at = form.format(new Date(entry.at));
    if (entry.kind === 'message' && entry.author) return [`${at}  ${nameOf(entry, words)}: ${entry.text}`];
    const line = entry.kind === 'system' ? systemLine(words, entry.text, { name: entry.detail, bot }) : '';
    return line ? [`${at}  ${line}`] : [];
  });
  return `${[title, '', ...lines].join('\n')}\n`;
}

function nameOf({ author }: Entry, words: Words): string {
  if (!author || author.role === 'customer') return words.you;
  return `${author.name || author.id} (${author.role === 'agent' ? words.person_tag : words.ai_tag})`;
}

/** After the end: the customer keeps what was said, as a file. Nothing is asked of the server. */
export function Copy({ room, words, locale }: Seen) {
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
  return (
    <button type="button" class="link copy" onClick={keep}>
      {words.copy}
    </button>
  );
}
