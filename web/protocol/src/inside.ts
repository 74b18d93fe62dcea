/** What is the team's own: events and values that no customer is sent. Importing this makes the fold whole, for the console. */
import { type Changes, instant, LINES, type Lines, STEPS, type Steps, waited } from './fold';
import { type Conversation, INSIDE_SHAPES, type Recorded, SHAPES } from './wire';

function notTaken(c: Conversation, x: { agent_id: string }, r: Recorded): Changes {
  const refused_by = [...(c.escalation?.refused_by ?? []), x.agent_id];
  return { reservation: null, ...waited(c, { refused_by, refused_at: r.at }) };
}

function promiseOver(c: Conversation, x: { kind: string; promised_at: string }, kept: boolean): Changes {
  return { promises: [...c.promises, { kind: x.kind, promised_at: x.promised_at, kept }] };
}

const INSIDE_STEPS: Steps = {
  ReadingRecorded: (c, x) => ({ readings: { ...c.readings, [x.message_id]: x.reading } }),
  BotAttempted: (c, { turn_id, what, subject, outcome, ok }, r) => ({
    attempts: [...c.attempts, { seq: r.seq, turn_id, what, subject, outcome, ok }],
  }),
  DraftSuppressed: (c, { turn_id, text, because }, r) => ({
    suppressed: [...c.suppressed, { seq: r.seq, at: r.at, turn_id, text, because }],
  }),
  ShadowDiffered: (_c, x) => ({ shadowed: x.kind }),
  ContextAdded: (c, { part, content, missing }) => ({ context: { ...c.context, [part]: { content, missing } } }),
  PromiseKept: (c, x) => promiseOver(c, x, true),
  PromiseBroken: (c, x) => promiseOver(c, x, false),
  CustomerWentAway: (c, _x, r) => waited(c, { away_at: r.at }),
  CustomerCameBack: (c) => waited(c, { away_at: null }),
  DraftKept: (_c, x) => ({ draft: x.text }),
  PriorityRaised: (c, x) => waited(c, { priority: x.priority }),
  ReservationMade: (_c, { reservation_id, agent, expires_at, why }) => ({
    turn: null,
    reservation: { reservation_id, agent, expires_at, why },
  }),
  ReservationDeclined: notTaken,
  ReservationLapsed: notTaken,
  AgentDisconnected: (_c, x) => ({ grace_until: x.grace_until }),
  AgentReconnected: () => ({ grace_until: null }),
  ReaskRecorded: (c, x) => ({ reasks: c.reasks + x.facts.length }),
};

const INSIDE_LINES: Lines = {
  DraftSuppressed: (x) => ({ detail: x.because }),
  PromiseBroken: (x) => ({ detail: x.kind }),
  CustomerWentAway: (x) => ({ detail: instant(x.seen_at) }),
  CustomerCameBack: () => ({}),
  ReservationMade: (x) => ({ detail: x.agent.name || x.agent.id }),
  ReservationDeclined: (x) => ({ detail: x.agent_id }),
  ReservationLapsed: (x) => ({ detail: x.agent_id }),
  NotePosted: (x) => ({ kind: 'note', id: x.note_id, author: x.author, text: x.text }),
};

Object.assign(SHAPES, INSIDE_SHAPES);
Object.assign(STEPS, INSIDE_STEPS);
Object.assign(LINES, INSIDE_LINES);
