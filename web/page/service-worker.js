// Adds the isolation headers where the server does not send them, and keeps what was loaded for visits without a
// network. The network comes first: a page that is online is always the newest one.

const CACHE = 'lectern';
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const isOurs = (url) => new URL(url, self.location).origin === self.location.origin;

function isolated(response) {
  if (response.status === 0 || response.status === 304 || response.type === 'opaqueredirect') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

// Lessons and pictures, which come after the page has told what it loaded.
const isAsset = (url) => new URL(url).pathname.includes('/assets/');

async function keepAsset(request, response) {
  await (await caches.open(CACHE)).put(request, response);
}

async function answer(request) {
  try {
    const response = await fetch(request);
    if (response.ok && isAsset(request.url)) keepAsset(request, response.clone()).catch(() => {});  // no room: not kept
    return isolated(response);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(request, { ignoreSearch: request.mode === 'navigate' });
    if (kept) return isolated(kept);
    throw error;
  }
}

async function add(addresses) {
  const cache = await caches.open(CACHE);
  await Promise.all(addresses.filter(isOurs).map(async (address) => {
    const response = await fetch(address);
    if (response.ok) await cache.put(address, response);
  }));
}

// These, and nothing else but assets.
async function keep(addresses) {
  await add(addresses);
  const cache = await caches.open(CACHE);
  const wanted = addresses.filter(isOurs);
  const names = new Set(wanted.map((address) => new URL(address, self.location).href));
  for (const request of await cache.keys()) {
    if (!names.has(request.url) && !isAsset(request.url)) await cache.delete(request);
  }
}

let waiting = Promise.resolve();  // messages are answered one after the other: keeping forgets what is added too early

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  const { keep: kept, add: added } = event.data ?? {};
  if (Array.isArray(kept)) waiting = waiting.then(() => keep(kept), () => keep(kept));
  if (Array.isArray(added)) waiting = waiting.then(() => add(added), () => add(added));
  event.waitUntil(waiting);
});
self.addEventListener('fetch', (event) => {
  if (event.request.method === 'GET' && isOurs(event.request.url)) event.respondWith(answer(event.request));
});
