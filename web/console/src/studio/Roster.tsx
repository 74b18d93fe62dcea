import { TextRoom } from './TextRoom';

/** The team: who takes which queue, with how many seats, and when. */
export function Roster() {
  return (
    <TextRoom
      noun="roster"
      begin=""
      onDraft={() => undefined}
      about={
        <p className="soft about">
          Who is on the team, which queues there are, and when they are open. Each change is a version with your name.
        </p>
      }
    >
      {() => null}
    </TextRoom>
  );
}
