/** Clients without one of their habits: whoever judges the fleet has to see each of them. */
import type { Connection } from '../../../protocol/src/connection';
import { apply } from '../../../protocol/src/fold';
import type { EventsFrame } from '../../../protocol/src/wire';

/** What is private of a connection, as this file changes it. */
type Inside = {
  pictures: Connection['pictures'];
  ask: Connection['ask'];
  extend: (id: string, frame: EventsFrame) => void;
  heard: (text: string) => void;
};

const HABITS: Record<string, (inside: Inside) => void> = {
  /** Folds in what it already has. */
  repeats: (inside) => {
    const { extend, pictures } = inside;
    inside.extend = (id, frame) => {
      const picture = pictures.get(id);
      if (!picture || frame.upto > picture.upto) extend.call(inside, id, frame);
      else pictures.set(id, { ...picture, conversation: frame.events.reduce(apply, picture.conversation) });
    };
  },
  /** Goes on where something is missing. */
  gaps: (inside) => {
    const { extend } = inside;
    inside.extend = (id, frame) => extend.call(inside, id, { ...frame, since: 0 });
  },
  /** Neither says what it has sent, nor takes notice of what the other side has. */
  sums: (inside) => {
    const { heard } = inside;
    Object.defineProperty(inside, 'sent', { get: () => 0, set: () => undefined });
    inside.heard = (text) => heard.call(inside, text.replace(/^(\{"type":"pong".*),"sum":\d+/, '$1'));
  },
  /** Says it again under another id. */
  ids: (inside) => {
    const { ask } = inside;
    let times = 0;
    inside.ask = (place, what, body = {}) => {
      const again = () => `${body['message_id']}${times++ ? `-again-${times}` : ''}`;
      if (what !== 'messages') return ask.call(inside, place, what, body);
      times = 0;
      return ask.call(
        inside,
        place,
        what,
        Object.defineProperty({ ...body }, 'message_id', { get: again, enumerable: true }),
      );
    };
  },
};

export function broken(connection: Connection, habit: string): Connection {
  HABITS[habit]?.(connection as unknown as Inside);
  return connection;
}
