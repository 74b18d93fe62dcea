/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { Conversation } from '../../../protocol/src/wire';
import { fill } from '../../../protocol/src/words';
import type { Seen } from './Panel';

/** Whether this address is the customer's own: the shop says so, or they entered the code that went there. */
export function vouched({ customer, entries }: Conversation, contact: string): boolean {
  const same = (one: string) => one.toLowerCase() === contact.toLowerCase();
  const proved = entries.some(
    ({ kind, text, detail }) => kind === 'system' && text === 'ContactVerified' && same(detail),
  );
  return proved || (customer.verified && same(customer.email));
}

const focus = (field: HTMLInputElement | null) => field?.focus();

/** A code is sent to the address, and entered here: only then is what was said sent there, too. */
export function Proof({
  room,
  words,
  contact,
  ...more
}: Seen & { contact: string; sent?: boolean; done?: () => void }) {
  const [sent, setSent] = useState(more.sent);
  const [code, setCode] = useState('');
  const [bad, setBad] = useState(false);
  const send = async () => {
    const good = await room.prove(contact, sent ? code : '');
    setBad(room.refusedAs === 'wrong_code');
    if (!good) return;
    if (sent) more.done?.();
    setSent(true);
  };
  return (
    <form
      class="strip contact"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label for="code" dir="auto">
        {fill(words, sent ? 'code' : 'code_why', { contact })}
      </label>
      {sent && (
        <input
          id="code"
          ref={focus}
          dir="ltr"
          inputMode="numeric"
          autocomplete="one-time-code"
          required
          value={code}
          aria-invalid={bad}
          aria-describedby="code-bad"
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      )}
      <p id="code-bad" class="failed" role="alert" hidden={!bad}>
        {words.code_bad}
      </p>
      <button type="submit" class="primary" disabled={room.busy === 'proof'}>
        {sent ? words.send : words.code_send}
      </button>
    </form>
  );
}
