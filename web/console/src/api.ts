/** The few questions the console asks over HTTP. Everything that lives comes over the socket. */
import type { Status } from '../../protocol/src/lifecycle';

export interface Row {
  conversation_id: string;
  seq: number;
  status: Status;
  title: string;
  customer: { name: string; tier: string; verified: boolean };
  queue: string;
  priority: number;
  agent_id: string;
  agent_name: string;
  waiting_since: string | null;
  updated_at: string;
  /** Why a person is wanted, for people; `trigger` is its name. */
  reason: string;
  trigger: string;
  last: string;
  /** Who said the last words. */
  last_role: string;
  /** Until when it is on hold. */
  hold_until_at: string | null;
  /** The customer gives no sign of being there. */
  away: boolean;
  /** When an answer was promised. */
  callback_at: string | null;
  reservation: { reservation_id: string; agent: { id: string; name: string }; expires_at: string } | null;
}

export interface Colleague {
  id: string;
  name: string;
  state?: string;
  load?: number;
  capacity?: number;
}

export interface Me {
  agent: { id: string; name: string; queues: string[]; capacity: number; role: string; state: string };
  csrf: string;
  roster: { queues: { id: string; title: string }[]; agents: { id: string; name: string }[] };
  dispositions: string[];
  bot_name: string;
  /** Kinds of files that may be sent: picture, pdf, text, other. */
  uploads?: string[];
}

/** A page of conversations, latest first; `next` asks for the one after it, empty at the end. */
export const found = (search: string, next: string): Promise<{ rows: Row[]; next: string }> =>
  call('GET', `/v1/conversations?limit=100&q=${encodeURIComponent(search)}&before=${encodeURIComponent(next)}`);

/** What the server answered instead of what was asked for. */
export class Unanswered extends Error {
  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
  }
}

let csrf = '';

export async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') Object.assign(headers, { 'content-type': 'application/json', 'x-csrf-token': csrf });
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(path, { method, headers, credentials: 'same-origin', ...sent });
  const told = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (!answer.ok) throw new Unanswered(answer.status, String(told['sentence'] ?? told['detail'] ?? answer.statusText));
  return told as T;
}

/** Trade the one-time code of a sign-in link for a cookie. */
export async function signIn(code: string): Promise<void> {
  await call('POST', '/v1/sign-in', { code });
}

export async function signOut(): Promise<void> {
  await call('POST', '/v1/sign-out', {});
}

/** Who is signed in here; null when nobody is. */
export async function me(): Promise<Me | null> {
  try {
    const found = await call<Me>('GET', '/v1/me');
    csrf = found.csrf;
    return found;
  } catch (error) {
    if (error instanceof Unanswered && error.status === 401) return null;
    throw error;
  }
}
