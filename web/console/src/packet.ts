/** The context packet as `handoff/packet.py` makes it, read so that a missing or newer part breaks nothing. */

export interface Fact {
  type: string;
  value: string;
  message_id: string;
  msg: number;
  start: number;
  end: number;
  said_by: string;
  status: string;
}

export interface Cited {
  text: string;
  messages: string[];
}

export interface Order {
  order_id: string;
  status: string;
  own: boolean;
  items: { name: string; quantity: number; price: number }[];
  total: number | null;
  currency: string;
  placed_at: string;
  expected_on: string;
  delivered_at: string;
  carrier: string;
  tracking: string;
  payments: { amount: number; kind: string; method: string; at: string }[];
  notes: string[];
}

export interface Profile {
  customer: { name: string; tier: string; email: string };
  since: string;
  spent: number;
  currency: string;
  order_ids: string[];
  notes: string[];
}

export interface Packet {
  reason: {
    trigger: string;
    because: string;
    evidence: string[];
    requested_at: string | null;
    queue: string;
    priority: number;
  };
  wants: Cited;
  facts: Fact[];
  superseded: Fact[];
  declined: Fact[];
  customer: { name: string; email: string; phone: string; tier: string; verified: boolean };
  cart: { total: number; currency: string; items: string[] };
  page: string;
  language: string;
  profile: Profile | null;
  orders: Order[];
  tried: { what: string; subject: string; outcome: string; ok: boolean }[];
  promised: Cited[];
  open: Cited[];
  mood: { message_id: string; frustration: number }[];
  mood_now: number;
  summary: Cited[];
  suggested_reply: string;
  missing: { what: string; why: string }[];
  messages: number;
  returned: { agent: string; at: string; note: string; disposition: string } | null;
}

type Raw = Record<string, unknown>;
const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);
const raw = (value: unknown): Raw => (isRaw(value) ? value : {});
const list = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isRaw) : []);
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);
const count = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

function fact(one: Raw): Fact {
  return {
    type: text(one['type']),
    value: text(one['value']),
    message_id: text(one['message_id']),
    msg: count(one['msg']),
    start: count(one['start']),
    end: count(one['end']),
    said_by: text(one['said_by']) || 'customer',
    status: text(one['status']) || 'claimed',
  };
}

function cited(value: unknown): Cited {
  if (typeof value === 'string') return { text: value, messages: [] };
  return { text: text(raw(value)['text']), messages: texts(raw(value)['messages']) };
}

const citeds = (value: unknown): Cited[] => (Array.isArray(value) ? value.map(cited).filter((one) => one.text) : []);

function order(one: Raw): Order {
  return {
    order_id: text(one['order_id']),
    status: text(one['status']),
    own: one['own'] !== false,
    items: list(one['items']).map((item) => ({
      name: text(item['name']),
      quantity: count(item['quantity']) || 1,
      price: count(item['price']),
    })),
    total: typeof one['total'] === 'number' ? one['total'] : null,
    currency: text(one['currency']) || 'EUR',
    placed_at: text(one['placed_at']),
    expected_on: text(one['expected_on']),
    delivered_at: text(one['delivered_at']),
    carrier: text(one['carrier']),
    tracking: text(one['tracking']),
    payments: list(one['payments']).map((paid) => ({
      amount: count(paid['amount']),
      kind: text(paid['kind']),
      method: text(paid['method']),
      at: text(paid['at']),
    })),
    notes: texts(one['notes']),
  };
}

function profile(value: unknown): Profile | null {
  if (!isRaw(value)) return null;
  const customer = raw(value['customer']);
  return {
    customer: { name: text(customer['name']), tier: text(customer['tier']), email: text(customer['email']) },
    since: text(value['since']),
    spent: count(value['spent']),
    currency: text(value['currency']) || 'EUR',
    order_ids: texts(value['order_ids']),
    notes: texts(value['notes']),
  };
}

/** A packet frame's content with every part in its place. */
export function readPacket(given: Raw): Packet {
  const reason = raw(given['reason']);
  const customer = raw(given['customer']);
  const cart = raw(given['cart']);
  const returned = raw(given['returned']);
  return {
    reason: {
      trigger: text(reason['trigger']),
      because: text(reason['because']),
      evidence: texts(reason['evidence']),
      requested_at: text(reason['requested_at']) || null,
      queue: text(reason['queue']),
      priority: count(reason['priority']),
    },
    wants: cited(given['wants']),
    facts: list(given['facts']).map(fact),
    superseded: list(given['superseded']).map(fact),
    declined: list(given['declined']).map(fact),
    customer: {
      name: text(customer['name']),
      email: text(customer['email']),
      phone: text(customer['phone']),
      tier: text(customer['tier']),
      verified: customer['verified'] === true,
    },
    cart: { total: count(cart['total']), currency: text(cart['currency']) || 'EUR', items: texts(cart['items']) },
    page: text(given['page']),
    language: text(given['language']),
    profile: profile(given['profile']),
    orders: list(given['orders']).map(order),
    tried: list(given['tried']).map((one) => ({
      what: text(one['what']),
      subject: text(one['subject']),
      outcome: text(one['outcome']),
      ok: one['ok'] !== false,
    })),
    promised: citeds(given['promised']),
    open: citeds(given['open']),
    mood: list(given['mood']).map((one) => ({
      message_id: text(one['message_id']),
      frustration: count(one['frustration']),
    })),
    mood_now: count(given['mood_now']),
    summary: citeds(given['summary']),
    suggested_reply: text(given['suggested_reply']),
    missing: list(given['missing']).map((one) => ({ what: text(one['what']), why: text(one['why']) })),
    messages: count(given['messages']),
    returned: isRaw(given['returned'])
      ? {
          agent: text(returned['agent']),
          at: text(returned['at']),
          note: text(returned['note']),
          disposition: text(returned['disposition']),
        }
      : null,
  };
}

/** The order that the conversation is about first: one whose number was said. */
export function ordersFirst(packet: Packet): { order: Order; concerned: boolean }[] {
  const said = new Set(packet.facts.filter((one) => one.type === 'order_id').map((one) => plainId(one.value)));
  const marked = packet.orders.map((one) => ({ order: one, concerned: said.has(plainId(one.order_id)) }));
  return marked.sort((a, b) => Number(b.concerned) - Number(a.concerned));
}

const plainId = (id: string) =>
  id
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^w(?=\d)/, '');
