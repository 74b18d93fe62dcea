/** What was sent before there was a session to send it in: kept, on this device too, until there is one. */
import { put, type Shelf, type Waiting } from '../../../protocol/src/outbox';

export class Early {
  lines: Waiting[];
  /** How many of the lines a former page left here. */
  private left: number;

  constructor(
    private readonly key: string,
    private readonly shelf: Shelf | null,
  ) {
    this.lines = JSON.parse(shelf?.getItem(key) || '[]') as Waiting[];
    this.left = this.lines.length;
  }

  add(message_id: string, text: string, written_ms: number): void {
    const one = { conversation_id: '', message_id, text, written_ms, failed: '', upto: 0 };
    this.lines = [...this.lines, one as unknown as Waiting];
    this.keep();
  }

  /** All of them, oldest first; they are the outbox's from now on. */
  take(): Waiting[] {
    const lines = this.lines;
    this.drop(lines.length);
    return lines;
  }

  /** Another person is here: drop what a former page left, or `everything`. */
  forget(everything: boolean): void {
    this.drop(everything ? this.lines.length : this.left);
  }

  private drop(count: number): void {
    this.lines = this.lines.slice(count);
    this.left = 0;
    this.keep();
  }

  private keep(): void {
    if (this.lines.length) put(this.shelf, this.key, JSON.stringify(this.lines));
    else this.shelf?.removeItem(this.key);
  }
}
