/**
 * Calls the agent while something is offered: a soft two-tone, the page's title, and a notification of the desktop
 * when the page is not seen. All of it stops as soon as it is taken, by whoever.
 */

const EVERY_MS = 2_400;
const TITLE = 'Escape Hatch';
const KEPT = 'eh:console:notify';

export class Ring {
  private sound: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private shown: Notification | null = null;
  private text = '';
  private lit = false;
  muted = false;

  /** Browsers allow sound only after the first gesture on the page. */
  arm(page: Document = document): void {
    const allow = () => {
      this.sound ??= new AudioContext();
      void this.sound.resume();
    };
    page.addEventListener('pointerdown', allow, { once: true });
    page.addEventListener('keydown', allow, { once: true });
  }

  /** Whether the desktop is told, too. */
  get notifies(): boolean {
    return 'Notification' in globalThis && Notification.permission === 'granted' && localStorage.getItem(KEPT) === 'on';
  }

  /** Ask the browser for leave, or stop. True when the desktop will be told. */
  async notify(on: boolean): Promise<boolean> {
    localStorage.setItem(KEPT, on ? 'on' : 'off');
    if (on && 'Notification' in globalThis && Notification.permission === 'default')
      await Notification.requestPermission();
    return this.notifies;
  }

  /** `text` names who waits; empty means silence. */
  call(text: string): void {
    if (text === this.text) return;
    this.text = text;
    clearInterval(this.timer);
    this.lit = false;
    document.title = TITLE;
    this.shown?.close();
    this.shown = null;
    if (!text) return;
    this.tell();
    this.beat();
    this.timer = setInterval(() => this.beat(), EVERY_MS);
  }

  private tell(): void {
    if (!this.notifies || !document.hidden) return;
    const shown = new Notification('Offered to you', { body: this.text, tag: 'escapehatch-offer' });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    this.shown = shown;
  }

  private beat(): void {
    this.lit = !this.lit;
    document.title = this.lit ? `● ${this.text}` : TITLE;
    if (this.lit && !this.muted) this.play();
  }

  private play(): void {
    const sound = this.sound;
    if (sound?.state !== 'running') return;
    [659.25, 880].forEach((pitch, place) => {
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      const start = sound.currentTime + place * 0.16;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.12, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
      tone.connect(volume).connect(sound.destination);
      tone.start(start);
      tone.stop(start + 0.55);
    });
  }
}
