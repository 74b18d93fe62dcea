/** Macros: words that are said often, with variables that are filled from what is known. */
import { call } from './api';
import { ordersFirst, type Packet } from './packet';
import { day, money } from './times';

export interface Macro {
  macro_id: string;
  title: string;
  text: string;
}

export const macros = async (): Promise<Macro[]> => (await call<{ macros: Macro[] }>('GET', '/v1/macros')).macros;
export const keepMacro = (one: Macro): Promise<Macro> =>
  call('PUT', `/v1/macros/${encodeURIComponent(one.macro_id)}`, { title: one.title, text: one.text });
export const dropMacro = (id: string): Promise<unknown> => call('DELETE', `/v1/macros/${encodeURIComponent(id)}`);

/** What each variable stands for; empty where nothing is known. */
export function variables(packet: Packet | undefined, agent: string): Record<string, string> {
  const name = packet?.customer.name || packet?.profile?.customer.name || '';
  const order = packet && ordersFirst(packet)[0]?.order;
  return {
    'customer.name': name,
    'customer.first_name': name.split(' ')[0] ?? '',
    'customer.email': packet?.customer.email ?? '',
    'agent.name': agent,
    'order.number': order?.order_id ?? '',
    'order.status': order?.status.replaceAll('_', ' ') ?? '',
    'order.expected': order?.expected_on ? day(order.expected_on) : '',
    'order.carrier': order?.carrier ?? '',
    'order.tracking': order?.tracking ?? '',
    'order.total': order?.total != null ? money(order.total, order.currency) : '',
    'cart.total': packet?.cart.total ? money(packet.cart.total, packet.cart.currency) : '',
  };
}

/** The text with its variables filled in; what is not known stays, in brackets, for the agent to see. */
export function filled(text: string, known: Record<string, string>): string {
  return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => {
    const value = known[name];
    return value || `[${name.replaceAll('.', ' ').replaceAll('_', ' ')}]`;
  });
}
