/** Names and events in words, for agents. */
import type { Entry } from '../../protocol/src/wire';
import { moment } from './times';

/** `order_id` -> "order id": a name from the data as a person would write it. */
export const plain = (name: string): string => name.replaceAll('_', ' ').replace(/\bid\b/, 'number');

export const sentence = (name: string): string => {
  const words = plain(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const TRIGGERS: Record<string, string> = {
  asked_for_person: 'Asked for a person',
  accepted_offer: 'Wanted a person when asked',
  bot_failed: 'The bot failed',
  bot_repeats: 'The bot repeats itself',
  bot_broke_down: 'The bot broke down',
  bot_promised: 'The bot promised a person',
  bot_asked: 'The bot asked for a person',
  customer_repeats: 'The customer repeats themselves',
  frustration: 'The customer is frustrated',
  high_stakes: 'High stakes',
  unread: 'A message could not be read',
  vip_cart: 'Large cart or VIP',
  takeover: 'An agent stepped in',
  internal: 'Something broke on our side',
};

export const triggerName = (trigger: string): string => TRIGGERS[trigger] ?? sentence(trigger);

const PRIORITIES = ['Routine', 'Raised', 'High', 'Safety'];

export const priorityName = (priority: number): string => PRIORITIES[priority] ?? `Priority ${priority}`;

const STATUSES: Record<string, string> = {
  with_bot: 'With the bot',
  queued: 'Waiting',
  queued_with_bot: 'Waiting, with the bot meanwhile',
  reserved: 'Being offered',
  with_agent: 'With an agent',
  on_hold: 'On hold',
  wrap_up: 'Wrapping up',
  closed: 'Closed',
};

export const statusName = (status: string): string => STATUSES[status] ?? sentence(status);

type Names = (agentId: string) => string;

const LINES: Record<string, (detail: string, names: Names) => string> = {
  HandoffOffered: (why) => `The customer was asked whether they want a person${because(why)}`,
  HandoffRequested: (why) => `A person is wanted${because(why)}`,
  FallbackOffered: (why) => `Choices were offered: write later, or wait${because(plain(why))}`,
  ReservationMade: (name) => `Offered to ${name}`,
  ReservationDeclined: (id, names) => `${names(id)} declined`,
  ReservationLapsed: (id, names) => `${names(id)} did not answer in time`,
  AgentJoined: (name) => `${name} is with the customer`,
  AgentLost: (why) => `The agent was lost, back to the front of the queue${because(why)}`,
  Transferred: (to, names) => `Transferred to ${names(to)}`,
  ReturnedToBot: (note) => `Returned to the bot${note ? `, with a note: “${note}”` : ''}`,
  WrapUpStarted: (id, names) => `${names(id)} wraps up`,
  PutOnHold: (until) => `On hold until ${moment(until)}`,
  CallbackPromised: (by) => `An answer was promised by ${moment(by)}`,
  PromiseBroken: (kind) => `A promise was not kept: ${plain(kind)}`,
  WaitResumed: () => 'The customer wrote again and waits at their old place',
  Resumed: (why) => `Taken up again${because(why)}`,
  HoldEnded: (why) => `The hold is over, back to the front of the queue${because(why)}`,
  BotKept: () => 'The customer goes on with the bot while they wait',
  BotStoodDown: (why) => `The customer only waits now${because(why)}`,
  CustomerWentAway: () => 'The customer does not seem to be there; their place is kept',
  CustomerCameBack: () => 'The customer is there again',
  ConversationClosed: (how) => `Closed${how ? ` as ${plain(how)}` : ''}`,
  ConversationReopened: (why) => `Reopened${because(why)}`,
  ConversationErased: () => 'Erased, for good: what was said here, and by whom, is gone',
  CopyRequested: (contact) => `The customer asked for a copy by e-mail, to ${contact}`,
  ContactVerified: (contact) => `${contact} is the customer's own: they entered the code that was sent there`,
  ConversationRated: (score) => `The customer rated this ${score} of 5`,
};

const because = (why: string): string => (why ? `: ${why}` : '');

/** A system line of the thread in words. */
export function systemLine(entry: Entry, names: Names): string {
  return (
    LINES[entry.text]?.(entry.detail, names) ?? sentence(entry.text.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase())
  );
}
