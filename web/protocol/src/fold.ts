/**
 * The picture of a conversation: `apply` folds one event into it, `replay` folds them all.
 *
 * The same fold as `conversation/fold.py`, line for line, and held to it by shared fixtures. Both are total: an event
 * that this page does not know yet changes nothing but `seq`. What no customer is sent is folded in `inside.ts`.
 */
import { complete } from './complete';
import { NEXT, OWNER } from './lifecycle';
import type { Conversation, Entry, Escalation, Event, Owner, Recorded } from './wire';

export type Changes = Partial<Conversation>;
type Named<N extends Event['type']> = Extract<Event, { type: N }>;
export type Steps = { [N in Event['type']]?: (c: Conversation, x: Named<N>, r: Recorded) => Changes };
export type Lines = { [N in Event['type']]?: (x: Named<N>) => Partial<Entry> };

/** A conversation in which nothing has happened yet. */
export const blank = (): Conversation => complete<Conversation>('Conversation', {});

/** Fold `records` (in order) into `start` or a blank conversation. */
export function replay(records: readonly Recorded[], start: Conversation = blank()): Conversation {
  return records.reduce(apply, start);
}

/** The conversation after one more event. Events keep their `seq`: a filtered list folds as well. */
export function apply(c: Conversation, record: Recorded): Conversation {
  const { seq, at, event } = record;
  const status = NEXT[c.status][event.type] ?? c.status;
  const step = STEPS[event.type] as ((c: Conversation, x: Event, r: Recorded) => Changes) | undefined;
  const line = LINES[event.type] as ((x: Event) => Partial<Entry>) | undefined;
  const changes = step?.(c, event, record) ?? {};
  if (line) changes.entries = [...(changes.entries ?? c.entries), entry(record, line(event))];
  return owned({ ...c, ...changes, seq, updated_at: at, status });
}

/** Fill the owner slot from the status; a change of owner raises the epoch. */
function owned(c: Conversation): Conversation {
  const kind = OWNER[c.status];
  const holder = kind === 'agent' ? c.agent : null;
  const queue = kind === 'queue' ? (c.escalation?.queue ?? '') : '';
  const owner: Owner = { kind, id: holder?.id ?? queue, name: holder?.name ?? '' };
  const same = owner.kind === c.owner.kind && owner.id === c.owner.id && owner.name === c.owner.name;
  return same ? c : { ...c, owner, epoch: c.epoch + 1 };
}

function entry(record: Recorded, line: Partial<Entry>): Entry {
  const { seq, at, event } = record;
  return complete<Entry>('Entry', { seq, at, kind: 'system', text: event.type, ...line });
}

/** Changes of the escalation, where there is one. */
export function waited(c: Conversation, changes: Partial<Escalation>): Changes {
  return c.escalation ? { escalation: { ...c.escalation, ...changes } } : {};
}

export const instant = (text: string): string => text.replace(/Z$/, '+00:00');

export const STEPS: Steps = {
  ConversationStarted: (_c, x, r) => ({
    id: x.conversation_id,
    customer: x.customer,
    channel: x.channel,
    locale: x.locale,
    page: x.page,
    started_at: r.at,
  }),
  CustomerIdentified: (_c, x) => ({ customer: x.customer }),
  CartChanged: (c, x) => ({ cart: x.cart, page: x.page || c.page }),
  MessagePosted: (c, x, r) => {
    if (x.author.role !== 'agent') return {};
    return { draft: '', ...(c.escalation?.first_reply_at ? {} : waited(c, { first_reply_at: r.at })) };
  },
  BotTurnStarted: (_c, { turn_id, epoch, answers, due_at }) => ({ turn: { turn_id, epoch, answers, due_at } }),
  BotTurnEnded: (c, x) => ({
    turn: c.turn?.turn_id === x.turn_id ? null : c.turn,
    failed_turns: x.outcome === 'answered' ? 0 : c.failed_turns + (x.outcome === 'failed' ? 1 : 0),
  }),
  HandoffOffered: (_c, x) => ({ offered: x.reason }),
  HandoffRequested: (c, x, r) => ({
    escalation: complete<Escalation>('Escalation', {
      escalation_id: x.escalation_id,
      reason: x.reason,
      requested_at: r.at,
      queue: x.reason.queue,
      priority: x.reason.priority,
    }),
    escalations: c.escalations + 1,
    context: {},
    turn: null,
    disposition: '',
    draft: '',
  }),
  WaitAnnounced: (c, x, r) => {
    const told = { wait: x.wait, announced_at: r.at };
    if (!x.wait.open) return waited(c, { ...told, named: null, named_at: null });
    const first = c.escalation?.named === null && x.wait.high_s > 0;
    return waited(c, first ? { ...told, named: x.wait, named_at: r.at } : told);
  },
  FallbackOffered: (c, x) =>
    waited(c, {
      fallback: x.choices,
      fallback_because: [...(c.escalation?.fallback_because ?? []), x.because],
    }),
  CallbackPromised: (c, { promised_at, not_before_at, contact, how }) =>
    waited(c, { callback: { promised_at, not_before_at, contact, how } }),
  BotKept: (c, _x, r) => waited(c, { kept_at: r.at, kept_seq: c.escalation?.kept_seq || r.seq }),
  BotStoodDown: (c) => ({ turn: null, ...waited(c, { kept_at: null, kept_seq: 0 }) }),
  WaitResumed: (c) => ({ closed_at: null, disposition: '', ...waited(c, { away_at: null, refused_by: [] }) }),
  PutOnHold: (_c, { until_at, note }, r) => ({ grace_until: null, hold: { until_at, note, seq: r.seq } }),
  Resumed: () => ({ hold: null }),
  HoldEnded: (c, x, r) => ({
    agent: null,
    hold: null,
    ...waited(c, { joined_at: null, wanted_agent_id: x.agent_id, wanted_at: r.at, refused_by: [] }),
  }),
  AgentJoined: (c, x, r) => ({
    agent: x.agent,
    reservation: null,
    turn: null,
    grace_until: null,
    hold: null,
    ...waited(c, {
      joined_at: r.at,
      refused_by: [],
      refused_at: null,
      wanted_agent_id: '',
      wanted_at: null,
      kept_at: null,
      kept_seq: 0,
      away_at: null,
    }),
  }),
  AgentLost: (c, x, r) => ({
    agent: null,
    grace_until: null,
    ...waited(c, { joined_at: null, refused_by: [x.agent_id], refused_at: r.at }),
  }),
  Transferred: (c, x, r) => ({
    agent: null,
    grace_until: null,
    ...waited(c, {
      queue: x.queue,
      wanted_agent_id: x.to_agent_id,
      wanted_at: x.to_agent_id ? r.at : null,
      joined_at: null,
      refused_by: [x.agent_id],
      refused_at: r.at,
    }),
  }),
  ReturnedToBot: (c, x, r) => ({
    agent: null,
    grace_until: null,
    failed_turns: 0,
    offered: null,
    shadowed: '',
    disposition: x.disposition,
    returned: {
      agent: c.agent ?? { role: 'agent', id: x.agent_id, name: '' },
      at: r.at,
      note: x.note,
      disposition: x.disposition,
    },
  }),
  ConversationClosed: (_c, x, r) => ({
    agent: null,
    reservation: null,
    turn: null,
    disposition: x.disposition,
    closed_at: r.at,
  }),
  ConversationReopened: () => ({ closed_at: null, offered: null, shadowed: '', failed_turns: 0, rating: 0 }),
  ConversationRated: (_c, x) => ({ rating: x.score }),
  ConversationErased: ({ id, owner, epoch, started_at }) => ({ ...blank(), id, owner, epoch, started_at }),
};

/** Events that leave a line in the thread. The gist is data (a name, a reason), not a sentence: words come later. */
export const LINES: Lines = {
  MessagePosted: (x) => ({
    kind: 'message',
    id: x.message_id,
    author: x.author,
    text: x.text,
    detail: x.turn_id,
    cites: x.cites,
    quick_replies: x.quick_replies,
    attachments: x.attachments,
  }),
  HandoffOffered: (x) => ({ detail: x.reason.because }),
  HandoffRequested: (x) => ({ detail: x.reason.because }),
  FallbackOffered: (x) => ({ detail: x.because }),
  CallbackPromised: (x) => ({ detail: instant(x.promised_at) }),
  BotKept: () => ({}),
  BotStoodDown: (x) => ({ detail: x.because }),
  WaitResumed: () => ({}),
  PutOnHold: (x) => ({ detail: instant(x.until_at) }),
  Resumed: (x) => ({ detail: x.because }),
  HoldEnded: (x) => ({ detail: x.because }),
  AgentJoined: (x) => ({ detail: x.agent.name || x.agent.id }),
  AgentLost: (x) => ({ detail: x.because }),
  Transferred: (x) => ({ detail: x.to_agent_id || x.queue }),
  ReturnedToBot: (x) => ({ detail: x.note }),
  WrapUpStarted: (x) => ({ detail: x.agent_id }),
  ConversationClosed: (x) => ({ detail: x.disposition }),
  ConversationReopened: (x) => ({ detail: x.because }),
  ConversationRated: (x) => ({ detail: String(x.score) }),
  CopyRequested: (x) => ({ detail: x.contact }),
  ContactVerified: (x) => ({ detail: x.contact }),
  ConversationErased: () => ({}),
};
