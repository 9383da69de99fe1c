// Keep the present chat in the address, so that a reload comes back to it: the package does this at the root path only.
window.addEventListener('message', (event) => {
  const said = event.data;
  if (event.source !== window || !said || said.type !== 'thread' || !/^[0-9a-f-]{36}$/.test(said.id)) return;
  const address = `/chat/thread/${said.id}`;
  if (window.location.pathname !== address) window.history.replaceState(window.history.state, '', address);
});

// Follow the system's light or dark until somebody chooses: the package can, but its settings file cannot say so.
const THEME = 'vite-ui-theme';
if (!localStorage.getItem(THEME)) localStorage.setItem(THEME, 'system');
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
  if (localStorage.getItem(THEME) !== 'system') return;
  const theme = event.matches ? 'dark' : 'light';
  const root = document.documentElement;
  root.classList.remove('light', 'dark');
  root.classList.add(theme);
  Object.entries(window.theme?.[theme] || {}).forEach(([name, value]) => root.style.setProperty(name, value));
});

// Whoever is writing in a card keeps their place: the package scrolls to the end with each new message otherwise.
const place = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollTop');
const writing = () => document.querySelector('.ag-card textarea') || document.activeElement?.closest?.('.ag-card select, .ag-card input');
Object.defineProperty(Element.prototype, 'scrollTop', {
  configurable: true,
  enumerable: place.enumerable,
  get: place.get,
  set(value) {
    if (this.querySelector?.('.ag-card') && writing()) return;
    place.set.call(this, value);
  }
});

// The counters of drafts stand in a file of their own, which a test asks without the rest of the page.
const counting = document.createElement('script');
counting.src = new URL('counting.js', document.currentScript.src).href;
document.head.append(counting);
