// Gets the page isolated (so that it may use threads) where its server does not send the headers: the service
// worker adds them to everything it hands out, from the next load on.

const RELOADED_AT = 'lectern-reloaded-for-isolation';
const RELOAD_PAUSE_MS = 20000;

// Only the top window can isolate itself, and only one reload is tried: a second would not help either.
function mayReload() {
  if (window.crossOriginIsolated || window.top !== window) return false;
  try {
    const last = Number(sessionStorage.getItem(RELOADED_AT) ?? 0);
    if (Date.now() - last < RELOAD_PAUSE_MS) return false;
    sessionStorage.setItem(RELOADED_AT, String(Date.now()));
    return true;
  } catch {
    return false;
  }
}

function activated(registration) {
  if (registration.active) return Promise.resolve();
  const worker = registration.installing ?? registration.waiting;
  return new Promise((resolve, reject) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve();
      if (worker.state === 'redundant') reject(new Error('the service worker could not be installed'));
    });
  });
}

// Registers the service worker. Resolves to true when the page is being loaded again and nothing should be started.
export async function isolate() {
  if (!window.isSecureContext || !('serviceWorker' in navigator)) return false;
  try {
    const registration = await navigator.serviceWorker.register('service-worker.js');
    if (window.crossOriginIsolated || window.top !== window) return false;
    await activated(registration);
    if (!mayReload()) return false;
    window.location.reload();
    return true;
  } catch {
    return false;  // private windows and policies forbid service workers: the page runs without
  }
}
