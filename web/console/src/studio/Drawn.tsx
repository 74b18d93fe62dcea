import { useEffect, useRef } from 'react';
import { Unanswered } from '../api';

interface Html {
  createHTML: (text: string) => string;
}

/** The page's policy wants HTML to come from somebody who answers for it: this is the one place, and what it takes is our server's. */
const trusted: Html = (
  window as { trustedTypes?: { createPolicy: (name: string, rules: Html) => Html } }
).trustedTypes?.createPolicy('drawn', { createHTML: (text) => text }) ?? { createHTML: (text) => text };

/** A page of the server's own drawing, as text. */
export async function fetchDrawn(method: 'GET' | 'POST', path: string, csrf: string, body?: unknown): Promise<string> {
  const headers = { accept: 'text/html', 'content-type': 'application/json', 'x-csrf-token': csrf };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(path, { method, headers, credentials: 'same-origin', ...sent });
  if (answer.ok) return answer.text();
  const told = (await answer.json().catch(() => ({}))) as { sentence?: string };
  throw new Unanswered(answer.status, told.sentence ?? answer.statusText);
}

/** The page inside this one, with its own style and no other: a shadow root, whose style sheets are made by script. */
export function Drawn({ page, label }: { page: string | null; label: string }) {
  const host = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!host.current || page === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const [rules, body] = apart(page);
    const style = new CSSStyleSheet();
    style.replaceSync(rules);
    root.adoptedStyleSheets = [style];
    root.innerHTML = trusted.createHTML(body);
    for (const one of root.querySelectorAll('.wide')) {
      one.setAttribute('tabindex', '0');
      one.setAttribute('role', 'group');
      one.setAttribute('aria-label', 'A table that scrolls');
    }
  }, [page]);
  return <section className="drawn" aria-label={label} ref={host} />;
}

/** Its rules and what it shows. What is the page's own there is this part's here; the landmark is the page's around it. */
function apart(page: string): [rules: string, body: string] {
  const rules = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
  const body = /<main>(.*)<\/main>/s.exec(page)?.[1] ?? '';
  const own = rules.replaceAll(':root', ':host').replaceAll('body{', '.whole{').replaceAll('main{', '.whole{');
  return [`${own}.whole{padding:0;max-width:none;background:none}`, `<div class="whole">${body}</div>`];
}
