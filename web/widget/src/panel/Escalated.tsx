/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import { WAITING } from '../../../protocol/src/lifecycle';
import { fill } from '../../../protocol/src/words';
import type { Seen } from './Panel';
import { Proof, vouched } from './Proof';
import { moment, reachable, waitLine } from './times';

/** Where the customer stands while a person is wanted: place and honest wait, or the choices when nobody can come. */
export function Escalated(seen: Seen) {
  const { room, words, locale } = seen;
  const { status, escalation, grace_until, agent } = room.conversation;
  if (agent && status === 'on_hold') {
    return <Strip line={fill(words, 'on_hold', { name: agent.name || agent.id })} />;
  }
  if (agent && grace_until) return <Strip line={fill(words, 'reconnects', { name: agent.name || agent.id })} />;
  if (!WAITING.includes(status) || !escalation) return null;
  const { callback, fallback, wait } = escalation;
  if (room.askedStill) return <StillThere {...seen} />;
  if (callback) {
    const time = moment(callback.promised_at, locale);
    const key = callback.how === 'email' ? 'promised_mail' : callback.contact ? 'promised_to' : 'promised';
    const proves = callback.how === 'email' && room.session?.mails && !vouched(room.conversation, callback.contact);
    return (
      <>
        <Strip line={fill(words, key, { time, contact: callback.contact })} />
        {proves && <Proof {...seen} contact={callback.contact} />}
      </>
    );
  }
  if (fallback.length && !room.waits) return <Choices {...seen} choices={fallback} />;
  if (status === 'queued_with_bot') return <WithBot {...seen} more={wait?.open ? waitLine(words, wait) : ''} />;
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

/** The bot answers meanwhile; the place is kept. */
function WithBot({ room, words, more }: Seen & { more: string }) {
  const bot = room.session?.bot_name ?? '';
  return (
    <div class="strip choices" role="status">
      <p dir="auto">{fill(words, 'with_bot', { bot })}</p>
      {more && <p class="more">{more}</p>}
      <button type="button" disabled={room.busy === 'company'} onClick={() => void room.keepBot(false)}>
        {words.only_wait}
      </button>
    </div>
  );
}

function StillThere({ room, words }: Seen) {
  return (
    <div class="strip choices" role="alert">
      <p>{words.still_there}</p>
      <button type="button" onClick={() => room.amHere()}>
        {words.i_am_here}
      </button>
    </div>
  );
}

function Choices(seen: Seen & { choices: string[] }) {
  const { room, words, locale, choices } = seen;
  const [asking, setAsking] = useState<'' | 'callback' | 'email'>('');
  const opens = room.conversation.escalation?.wait?.opens_at;
  if (asking) return <Contact {...seen} how={asking} />;
  const runs: Record<string, [string, () => void]> = {
    wait: [words.choice_wait, () => room.willWait()],
    bot: [fill(words, 'choice_bot', { bot: room.session?.bot_name ?? '' }), () => void room.keepBot(true)],
    callback: [words.choice_callback, () => setAsking('callback')],
    email: [words.choice_email, () => setAsking('email')],
    leave: [words.choice_leave, () => void room.endChat()],
  };
  return (
    <fieldset class="strip choices stacked" aria-label={words.choose}>
      <p>
        {words.FallbackOffered} {opens && fill(words, 'opens', { time: moment(opens, locale) })}
      </p>
      {choices.map((choice) => {
        const [label, run] = runs[choice] ?? [];
        return (
          label && (
            <button type="button" key={choice} data-choice={choice} onClick={run}>
              {label}
            </button>
          )
        );
      })}
    </fieldset>
  );
}

function Contact({ room, words, how }: Seen & { how: 'callback' | 'email' }) {
  const { customer } = room.conversation;
  const known = customer.email || customer.phone || room.session?.customer.email || '';
  const [contact, setContact] = useState(known);
  const [bad, setBad] = useState(false);
  const send = () => {
    const good = reachable(contact.trim()) && (how === 'callback' || contact.includes('@'));
    setBad(!good);
    if (good) void room.wantCallback(contact.trim(), how);
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
      <button type="submit" class="primary" disabled={room.busy === 'callback'}>
        {words.contact_send}
      </button>
      <button type="button" onClick={() => room.willWait()}>
        {words.choice_wait}
      </button>
    </form>
  );
}
