// The basket, kept in this browser; the chat is told what lies in it.
const read = () => JSON.parse(localStorage.getItem('basket') ?? '[]');

function show() {
  const items = read();
  const total = items.reduce((sum, item) => sum + item.price, 0);
  const basket = document.getElementById('basket');
  basket.hidden = items.length === 0;
  basket.textContent = `${items.length} in the basket, €${total.toFixed(2)}`;
  const detail = { total, currency: 'EUR', items: items.map((item) => item.name) };
  document.dispatchEvent(new CustomEvent('escapehatch:cart', { detail }));
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button.buy');
  if (!button) return;
  const item = { name: button.dataset.name, price: Number(button.dataset.price) };
  localStorage.setItem('basket', JSON.stringify([...read(), item]));
  show();
});

show();
