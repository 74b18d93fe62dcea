import { useEffect, useRef } from 'react';

/** A page of the server's own drawing, without its head and without any script: `XMLHttpRequest` reads it and runs nothing. */
export function fetchDrawn(method: 'GET' | 'POST', path: string, csrf: string, body?: unknown): Promise<Document> {
  return new Promise((done, failed) => {
    const asked = new XMLHttpRequest();
    asked.open(method, path);
    asked.responseType = 'document';
    asked.setRequestHeader('accept', 'text/html');
    if (method !== 'GET') {
      asked.setRequestHeader('content-type', 'application/json');
      asked.setRequestHeader('x-csrf-token', csrf);
    }
    asked.onerror = () => failed(new Error('The server could not be reached.'));
    asked.onload = () => {
      if (asked.status === 200 && asked.response) done(asked.response as Document);
      else failed(new Error(`The page could not be drawn (${asked.status}).`));
    };
    asked.send(body === undefined ? null : JSON.stringify(body));
  });
}

/** The page inside this one, with its own style and no other: a shadow root, whose style sheets are made by script. */
export function Drawn({ page, label }: { page: Document | null; label: string }) {
  const host = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!host.current || !page) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const style = new CSSStyleSheet();
    const rules = [...page.querySelectorAll('style')].map((one) => one.textContent).join('');
    style.replaceSync(
      `${rules.replaceAll(':root', ':host').replaceAll('body{', 'main{')}main{padding:0;max-width:none;background:none}`,
    );
    root.adoptedStyleSheets = [style];
    const main = page.querySelector('main');
    if (main) root.replaceChildren(document.importNode(main, true));
    // The page around it has its landmark; inside, this is a part of it.
    root.querySelector('main')?.setAttribute('role', 'presentation');
    for (const one of root.querySelectorAll('.wide')) one.setAttribute('tabindex', '0');
  }, [page]);
  return <section className="drawn" aria-label={label} ref={host} />;
}
