/** @jsxImportSource preact */
import { Copy } from './Copy';
import type { Seen } from './Panel';
import { mayKeep, mayRate, Rating } from './Rating';
import './ended.css';

/** What is offered once a person has done their part. Most chats never come here: it is loaded when one does. */
export function Ended(seen: Seen) {
  const { conversation } = seen.room;
  return (
    <>
      {mayRate(conversation) && <Rating {...seen} />}
      {mayKeep(conversation) && <Copy {...seen} />}
    </>
  );
}
