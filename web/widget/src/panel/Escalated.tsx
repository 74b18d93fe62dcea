/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import { WAITING } from '../../../protocol/src/lifecycle';
import { fill } from '../../../protocol/src/words';
import type { Seen } from './Panel';
import { moment, reachable, waitLine } from './times';

/** Where the customer stands while a person is wanted: place and honest wait, or the choices when nobody can come. */
export function Escalated(seen: Seen) {
  const { room, words, locale } = seen;
  const { status, escalation, grace_until, agent } = room.conversation;
  if (agent && grace_until) return <Strip line={fill(words, 'reconnects', { name: agent.name || agent.id })} />;
  if (!WAITING.includes(status) || !escalation) return null;
  const { callback, fallback, wait, escalation_id } = escalation;
  if (callback) {
    const time = moment(callback.promised_at, locale);
    const key = callback.contact ? 'promised_to' : 'promised';
    return <Strip line={fill(words, key, { time, contact: callback.contact })} />;
  }
  if (fallback.length && room.waitsFor !== escalation_id) return <Choices {...seen} choices={fallback} />;
  if (wait && !wait.open) {
    const opens = wait.opens_at ? ` ${fill(words, 'opens', { time: moment(wait.opens_at, locale) })}` : '';
    return <Strip line={words.closed_now + opens} />;
  }
  return <Strip line={words.finding} more={wait ? waitLine(words, wait) : ''} />;
}

function Strip({ line, more = '' }: { line: string; more?: string }) {
  return (
    <div class="strip" role="status">
      <p dir="auto">{line}</p>
      {more && <p class="more">{more}</p>}
    </div>
  );
}

function Choices(seen: Seen & { choices: string[] }) {
  const { room, words, locale, choices } = seen;
  const [asking, setAsking] = useState(false);
  const opens = room.conversation.escalation?.wait?.opens_at;
  if (asking) return <Contact {...seen} />;
  return (
    <fieldset class="strip choices" aria-label={words.choose}>
      <p>
        {words.FallbackOffered} {opens && fill(words, 'opens', { time: moment(opens, locale) })}
      </p>
      {choices.includes('callback') && (
        <button type="button" onClick={() => setAsking(true)}>
          {words.choice_callback}
        </button>
      )}
      {choices.includes('wait') && (
        <button type="button" onClick={() => room.willWait()}>
          {words.choice_wait}
        </button>
      )}
    </fieldset>
  );
}

function Contact({ room, words }: Seen) {
  const { customer } = room.conversation;
  const known = customer.email || customer.phone || room.session?.customer.email || '';
  const [contact, setContact] = useState(known);
  const [bad, setBad] = useState(false);
  const send = () => {
    const good = reachable(contact.trim());
    setBad(!good);
    if (good) void room.wantCallback(contact.trim());
  };
  return (
    <form
      class="strip contact"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label for="contact">{words.contact}</label>
      <input
        id="contact"
        dir="ltr"
        autocomplete="email"
        value={contact}
        aria-invalid={bad}
        aria-describedby="contact-bad"
        onInput={(event) => setContact(event.currentTarget.value)}
      />
      <p id="contact-bad" class="failed" role="alert" hidden={!bad}>
        {words.contact_bad}
      </p>
      <button type="submit" disabled={room.busy === 'callback'}>
        {words.contact_send}
      </button>
    </form>
  );
}
