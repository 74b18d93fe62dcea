// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';

vi.mock('../src/panel/app', () => {
  throw new Error('The line broke.');
});

it('comes again with what was written, when the rest of the panel did not come', async () => {
  vi.useFakeTimers();
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined);
  document.body.innerHTML = `<div id="panel"><h1></h1><p class="hello"></p><button class="talk"><span></span></button>
    <button class="close"></button><form class="composer"><textarea></textarea><button class="send"></button></form></div>`;
  await import('../src/panel/main');
  const field = document.querySelector('textarea') as HTMLTextAreaElement;
  field.value = 'Where is my order?';
  document.querySelector('form')?.dispatchEvent(new Event('submit'));
  field.value = 'It is #W1001';
  vi.useRealTimers();
  await vi.waitFor(() => expect(reload).toHaveBeenCalled(), 8_000);
  expect(localStorage.getItem('eh:default:draft')).toBe('Where is my order?\nIt is #W1001');
}, 10_000);
