// Keep the present chat in the address, so that a reload comes back to it: the package does this at the root path only.
window.addEventListener('message', (event) => {
  const said = event.data;
  if (event.source !== window || !said || said.type !== 'thread' || !/^[0-9a-f-]{36}$/.test(said.id)) return;
  const address = `/chat/thread/${said.id}`;
  if (window.location.pathname !== address) window.history.replaceState(window.history.state, '', address);
});
