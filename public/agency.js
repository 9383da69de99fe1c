// Keep the present chat in the address, so that a reload comes back to it: the package does this at the root path only.
window.addEventListener('message', (event) => {
  const said = event.data;
  if (event.source !== window || !said || said.type !== 'thread' || !/^[0-9a-f-]{36}$/.test(said.id)) return;
  const address = `/chat/thread/${said.id}`;
  if (window.location.pathname !== address) window.history.replaceState(window.history.state, '', address);
});

// A chat that is loaded again is drawn at once, and anew when its socket has opened, which the server says: whatever is
// clicked before would be lost, so that the cards hold still until then.
const ARRIVING = 'ag-arriving';
const arrived = () => setTimeout(() => document.documentElement.classList.remove(ARRIVING), 400);
if (/\/thread\/[0-9a-f-]{36}$/.test(window.location.pathname)) {
  document.documentElement.classList.add(ARRIVING);
  window.addEventListener('message', (event) => event.source === window && event.data?.type === 'thread' && arrived());
  setTimeout(arrived, 15000);
}

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

// What several cards do alike: a card's own file can import nothing of ours.
const LONG = { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' };
const CARDS = {};
window.agency = {
  // The package reads a card's file anew whenever a task begins or ends. What it reads first stays the card: another
  // function would be another component to React, which would take the old one away with what somebody was writing.
  card: (component) => (CARDS[component.name] ??= component),
  // The channels' icons, as paths of a box of 24 by 24.
  ICONS: {
    email: 'M3 6h18v12H3zM3 7l9 6 9-6',
    sms: 'M4 5h16v11H9l-5 4z',
    linkedin: 'M4 4h16v16H4zM8 10v6M8 7.5v.01M12 16v-6M12 12.5c0-3 4-3 4 0V16',
    voice: 'M6 3h4l1.5 5L9 10c1 2.5 2.5 4 5 5l2-2.5 5 1.5v4c0 1.5-1 2-2 2C11 20 4 13 4 5c0-1 .5-2 2-2z',
    mail: 'M3 9l9-6 9 6v12H3zM3 10l9 6 9-6',
    none: 'M12 8a4 4 0 100 8 4 4 0 000-8z'
  },
  when: (iso) => new Date(iso).toLocaleString('en-AU', LONG).replace(',', ''),
  day: (iso) => new Date(iso).toLocaleDateString('en-AU', { day: 'numeric', month: 'short', year: 'numeric' }),
  // What went wrong with what the server was asked, in a sentence; empty where nothing did. The package swallows
  // a call that did not arrive and hands out no answer.
  wrong: async (asked) => {
    const answer = await Promise.resolve(asked).catch(() => null);
    return answer?.response ? answer.response.error || '' : 'The server could not be reached: check the connection and try again.';
  },
  // A card that was asked for from further up comes at the end of the chat: go there.
  reveal: async (asked, selector) => {
    const answer = await asked;
    for (let tries = 0; tries < 20 && !answer?.response?.error; tries += 1) {
      const card = [...document.querySelectorAll(selector)].pop();
      if (card) {
        card.scrollIntoView({ block: 'start' });
        return answer;
      }
      await new Promise((later) => setTimeout(later, 100));
    }
    return answer;
  },
  // Ask the server for a CSV and save it under a name; what went wrong, or nothing.
  save: async (asked, filename) => {
    try {
      const answer = (await asked)?.response;
      if (typeof answer?.csv !== 'string') return answer?.error || '';
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([answer.csv], { type: 'text/csv' }));
      link.download = filename;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      return '';
    } catch (failure) {
      return 'The server could not be reached: check the connection and try again.';
    }
  }
};

// The counters of drafts stand in a file of their own, which a test asks without the rest of the page.
const counting = document.createElement('script');
counting.src = new URL('counting.js', document.currentScript.src).href;
document.head.append(counting);
