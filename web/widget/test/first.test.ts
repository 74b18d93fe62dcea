// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';

vi.mock('../src/panel/app', () => {
  throw new Error('The line broke.');
});

it('comes again with what was written, once there is a server, when the rest of the panel did not come', async () => {
  vi.useFakeTimers();
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined);
  document.body.innerHTML = `<div id="panel"><h1></h1><p class="hello"></p><button class="talk"><span></span></button>
    <button class="close"></button><form class="composer"><textarea></textarea><button class="send"></button></form></div>`;
  const answers: (Response | null)[] = [null, new Response('', { status: 503 }), new Response('')];
  const fetched = vi.fn(async () => answers.shift() ?? Promise.reject(new TypeError('No network.')));
  vi.stubGlobal('fetch', fetched);
  await import('../src/panel/main');
  const field = document.querySelector('textarea') as HTMLTextAreaElement;
  field.value = 'Where is my order?';
  document.querySelector('form')?.dispatchEvent(new Event('submit'));
  field.value = 'It is #W1001';
  for (const tries of [1, 2]) {
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fetched).toHaveBeenCalledTimes(tries);
    expect(reload).not.toHaveBeenCalled();
  }
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reload).toHaveBeenCalled();
  expect(localStorage.getItem('eh:default:draft')).toBe('Where is my order?\nIt is #W1001');
}, 10_000);
