/** Where the panel covers the whole screen. */
export const FULL = '(max-width: 520px), (max-height: 480px)';

/** The button and the frame's box. The shop may set the `--escapehatch-*` properties on the page. */
export const STYLE = `
:host { all: initial; color-scheme: light dark; }
:host([hidden]) { display: none; }
button {
  position: fixed; inset-block-end: max(20px, env(safe-area-inset-bottom)); inset-inline-end: 20px; z-index: 2147483000;
  inline-size: 56px; block-size: 56px; padding: 0; border: 0; border-radius: 50%; cursor: pointer;
  background: var(--escapehatch-accent, #1f4d3f); color: var(--escapehatch-on-accent, #fff);
  box-shadow: 0 2px 6px rgb(0 0 0 / .2), 0 8px 24px rgb(0 0 0 / .18); display: grid; place-items: center;
}
button:hover { filter: brightness(1.1); }
button:focus-visible { outline: 3px solid var(--escapehatch-focus, #2f6fde); outline-offset: 3px; }
svg { inline-size: 26px; block-size: 26px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.badge {
  position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-inline-size: 22px; block-size: 22px; padding: 0 6px; box-sizing: border-box;
  border-radius: 11px; background: #b3261e; color: #fff; font: 600 12px/22px system-ui, sans-serif; text-align: center;
}
.badge[hidden] { display: none; }
iframe {
  position: fixed; inset-block-end: 88px; inset-inline-end: 20px; z-index: 2147483001; border: 0; border-radius: 16px;
  inline-size: min(400px, calc(100vw - 40px)); block-size: min(680px, calc(100dvh - 108px)); background: Canvas;
  box-shadow: 0 12px 48px rgb(0 0 0 / .28); opacity: 1; transition: opacity .15s, transform .15s;
}
iframe[data-closed] { visibility: hidden; opacity: 0; transform: translateY(12px); pointer-events: none; }
@media ${FULL} {
  iframe { inset: 0; inline-size: 100vw; block-size: 100dvh; border-radius: 0; }
}
@media (prefers-reduced-motion: reduce) { iframe { transition: none; } }
@media print { :host { display: none; } }
`;
