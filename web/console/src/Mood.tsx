import type { Packet } from './packet';

const WIDE = 240;
const HIGH = 40;
const EDGE = 4;

/** How the customer felt from message to message: higher is angrier. */
export function Mood({ packet }: { packet: Packet }) {
  const { mood, mood_now } = packet;
  if (mood.length < 2) return <p className="soft">{feeling(mood_now)}</p>;
  const x = (place: number) => EDGE + (place * (WIDE - 2 * EDGE)) / (mood.length - 1);
  const y = (frustration: number) => HIGH - EDGE - Math.min(1, Math.max(0, frustration)) * (HIGH - 2 * EDGE);
  const line = mood.map((one, place) => `${x(place).toFixed(1)},${y(one.frustration).toFixed(1)}`).join(' ');
  return (
    <div className="mood">
      <svg
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        role="img"
        aria-label={`Mood over ${mood.length} messages: now ${feeling(mood_now)}`}
      >
        <polyline points={line} />
        {mood.map((one, place) => (
          <circle key={one.message_id} cx={x(place)} cy={y(one.frustration)} r={3.5}>
            <title>{feeling(one.frustration)}</title>
          </circle>
        ))}
      </svg>
      <span className="soft">now {feeling(mood_now)}</span>
    </div>
  );
}

export function feeling(frustration: number): string {
  if (frustration < 0.25) return 'calm';
  if (frustration < 0.5) return 'a little impatient';
  return frustration < 0.75 ? 'annoyed' : 'angry';
}
