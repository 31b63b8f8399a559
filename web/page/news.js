// The line that says that a newer version of the site is there. The page goes on as it is until the reader asks for it.

const line = document.getElementById('news');

// Reloads at the state that is shown.
async function reload(api) {
  const link = await api.link().catch(() => '');
  if (link) window.history.replaceState(null, '', link);
  window.location.reload();
}

function close() {
  line.hidden = true;
  document.getElementById('canvas').focus({ preventScroll: true });
}

export function offerNews(api) {
  document.getElementById('news-reload').addEventListener('click', () => reload(api));
  document.getElementById('news-later').addEventListener('click', close);
  for (const kind of ['keydown', 'keyup', 'keypress']) {
    line.addEventListener(kind, (event) => event.stopPropagation());  // the canvas has shortcuts on the same keys
  }
  return () => {
    // In somebody else's page it would stand in the middle of a talk: there the next opening brings the newer version.
    if (window.top === window) line.hidden = false;
  };
}
