/**
 * The one script that a shop's page loads:
 *
 *     <script async src="https://chat.example/widget/loader.js" data-site="lantern" data-identity="eyJ…"></script>
 *
 * Also read: `data-identity-url`, `data-origin`, `data-locale`, `data-scheme`. The page may call `EscapeHatch('open' | 'close' | 'cart' |
 * 'identify', value)` at any time after the script has loaded, or dispatch `escapehatch:cart` on the document.
 */
import { EscapeHatchElement, optionsOf } from './element';

const script = document.currentScript as HTMLScriptElement | null;

function start(): void {
  if (customElements.get('escape-hatch')) return;
  customElements.define('escape-hatch', EscapeHatchElement);
  const element = (document.createElement('escape-hatch') as EscapeHatchElement).configure(optionsOf(script));
  const calls: Record<string, (value: unknown) => void> = {
    open: () => element.open(),
    close: () => element.close(),
    cart: (value) => element.setCart(value),
    identify: (value) => element.identify(String(value ?? '')),
  };
  (window as unknown as Record<string, unknown>)['EscapeHatch'] = (what: string, value?: unknown) =>
    calls[what]?.(value);
  document.body.append(element);
}

if (document.body) start();
else addEventListener('DOMContentLoaded', start);
