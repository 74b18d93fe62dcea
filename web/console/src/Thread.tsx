import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { Conversation } from '../../protocol/src/wire';
import { type Mark, useFloor } from './floor';
import { Line, Unsent } from './Lines';

const NEAR_END_PX = 160;
/** A line's height before it was measured. */
const GUESS_PX = 74;
const OVERSCAN = 12;
const PADDING_PX = 16;

type Lines = Virtualizer<HTMLDivElement, HTMLElement>;

/** The thread. Only the lines in view are drawn; the latest stay in view unless the agent reads further up. */
export function Thread({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const box = useRef<HTMLDivElement>(null);
  const { entries, suppressed } = conversation;
  const posted = new Set(entries.map((one) => one.id));
  const unsent = floor.outbox.list(conversation.id).filter((one) => !posted.has(one.message_id));
  const hint = hintOf(floor.typing.get(conversation.id)?.name ?? '', conversation.turn ? floor.me.bot_name : '');
  const count = entries.length + unsent.length;
  const lines = useVirtualizer<HTMLDivElement, HTMLElement>({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => GUESS_PX,
    getItemKey: (n) => entries[n]?.seq ?? unsent[n - entries.length]?.message_id ?? n,
    overscan: OVERSCAN,
    paddingStart: PADDING_PX,
    paddingEnd: PADDING_PX,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_END_PX,
  });
  useStartAtEnd(lines, count);
  usePointing(box, lines, conversation, floor.mark);
  return (
    <div
      className="thread"
      ref={box}
      role="log"
      aria-label="Messages"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        floor.attach(conversation.id, event.dataTransfer.files);
      }}
    >
      <div className="thread-all" style={{ blockSize: lines.getTotalSize() }}>
        {lines.getVirtualItems().map(({ index, key, start }) => {
          const entry = entries[index];
          const waiting = unsent[index - entries.length];
          return (
            <div
              key={key}
              ref={lines.measureElement}
              data-index={index}
              className="thread-one"
              style={{ transform: `translateY(${start}px)` }}
            >
              {entry && (
                <Line
                  entry={entry}
                  before={entries[index - 1]}
                  held={suppressed}
                  mark={floor.mark?.message_id === entry.id && entry.id ? floor.mark : null}
                />
              )}
              {waiting && <Unsent one={waiting} />}
            </div>
          );
        })}
      </div>
      {hint && (
        <p className="hint" dir="auto">
          {hint}
        </p>
      )}
    </div>
  );
}

const hintOf = (typing: string, bot: string): string => {
  if (typing) return `${typing} is writing…`;
  return bot ? `${bot} is working on an answer…` : '';
};

/** A conversation opens at its latest words; when the pane changes its size, they stay in view. */
function useStartAtEnd(lines: Lines, count: number): void {
  const begun = useRef(false);
  useLayoutEffect(() => {
    if (!begun.current && count) {
      begun.current = true;
      lines.scrollToIndex(count - 1, { align: 'end' });
    }
  }, [lines, count]);
}

/** Bring what is pointed at into view, each time it is pointed at. */
function usePointing(
  box: RefObject<HTMLDivElement | null>,
  lines: Lines,
  conversation: Conversation,
  mark: Mark | null,
): void {
  const times = mark?.times ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the pointing that brings it into view, nothing else
  useEffect(() => {
    const place = times && mark ? conversation.entries.findIndex((one) => one.id === mark.message_id) : -1;
    if (place < 0 || !mark) return;
    lines.scrollToIndex(place, { align: 'center' });
    const frame = requestAnimationFrame(() => {
      const found = box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(mark.message_id)}"]`);
      found?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [times]);
}
