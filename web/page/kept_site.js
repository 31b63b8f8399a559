// Has the service worker keep the site for visits without a network, and learns of it when a newer version is there.

const CHECK_EVERY_MS = 30 * 60 * 1000;

// version, variant: of the running page. tellNews() is called when pages that open from now on get a newer version, once
// for each. Where service workers are forbidden nothing happens: the page needs its server on every visit.
export async function keepSite({ version, variant }, tellNews) {
  const container = navigator.serviceWorker;
  if (!(await container?.getRegistration().catch(() => null))) return;
  const frugal = Boolean(navigator.connection?.saveData);
  let newest = version;
  container.addEventListener('message', ({ data }) => {
    if (typeof data?.kept !== 'string' || data.kept === newest) return;
    newest = data.kept;
    if (newest !== version) tellNews();
  });
  const ask = async () => (await container.ready).active.postMessage({ keep: { version, variant, frugal } });
  container.addEventListener('controllerchange', ask);  // a newer worker has not heard of this page
  window.addEventListener('online', ask);
  setInterval(ask, CHECK_EVERY_MS);
  await ask();
}
