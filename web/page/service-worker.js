// Keeps the site for visits without a network, and adds the isolation headers where the server does not send them.
//
// The site's list (site.json) names its version and the hash of every file. Once a page runs, and whenever one opens, the
// site's newest version is brought into a cache of its own, file by file; when it is whole, pages that open from then on
// begin with it. Each page gets all its files from the version that it began with: a file whose hash is another one is never
// handed out.

const SCOPE = self.registration.scope;
const STATE = `lectern ${SCOPE}`;  // other sites of this origin have caches of their own
const FORMER_CACHE = 'lectern';
const LIST = 'site.json';
const VARIANTS = ['threads', 'inline'];
const FILES_AT_ONCE = 4;
const PATIENCE_MS = 24 * 3600 * 1000;  // the browser's back button may bring a page back that was left
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const addressOf = (name) => new URL(name, SCOPE).href;
const cacheOf = (version) => `${STATE} ${version}`;

// Where the storage fails, the server is asked.
const keptIn = (cacheName, name) => caches.match(addressOf(name), { cacheName }).catch(() => undefined);

function isolatedHeaders(given) {
  const headers = new Headers(given);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  return headers;
}

function isolated(response) {
  if (response.status === 0 || response.status === 304 || response.type === 'opaqueredirect') return response;
  const { status, statusText, headers, body } = response;
  return new Response(body, { status, statusText, headers: isolatedHeaders(headers) });
}

// What outlives this worker, which a browser ends and starts as it likes:
//   current     {version, variants}: what pages begin with; of which programs the files are kept
//   pages/ID    {version, at}: what the page (or worker) of this id began with; when it was last seen
async function recall(key) {
  const kept = await keptIn(STATE, `state/${key}`);
  return kept ? kept.json() : null;
}

async function remember(key, value) {
  await (await caches.open(STATE)).put(addressOf(`state/${key}`), new Response(JSON.stringify(value)));
}

const versions = new Map();  // id of a page → its version, as far as this life of the worker knows

async function noteVersion(id, version) {
  versions.set(id, version);
  await remember(`pages/${id}`, { version, at: Date.now() });
}

async function versionOfPage(id) {
  if (!id) return null;
  if (!versions.has(id)) versions.set(id, (await recall(`pages/${id}`))?.version ?? null);
  return versions.get(id);
}

// The version whose file a request is to get, null if that is the server's: what is asked for by a page that opens is of
// the current one; a worker belongs to its page's.
async function versionFor({ request, clientId, resultingClientId }) {
  const own = request.mode === 'navigate' ? null : await versionOfPage(clientId);
  const version = own ?? (await recall('current'))?.version ?? null;
  if (version && resultingClientId) await noteVersion(resultingClientId, version).catch(() => {});  // no room
  return version;
}

// What the site's list calls the file that is asked for, null for a question to the server.
function nameOf({ url, mode }) {
  const [name, query] = url.slice(SCOPE.length).split('#')[0].split(/\?(.*)/s);
  if (query && mode !== 'navigate') return null;
  return name || 'index.html';
}

async function listOf(version) {
  const kept = await keptIn(cacheOf(version), LIST);
  return kept ? kept.json() : null;
}

const arriving = new Map();  // version and name of a file → its bytes and headers, promised

async function hashOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return btoa(String.fromCharCode(...digest)).replace(/\+/g, '-').replace(/\//g, '_').slice(0, 22);
}

async function fetchFile(version, name, hash) {
  const response = await fetch(addressOf(name), { cache: 'no-cache', priority: 'low' });
  if (!response.ok) throw new Error(`the server answers ${response.status} to ${name}`);
  const bytes = await response.arrayBuffer();
  if ((await hashOf(bytes)) !== hash) throw new Error(`the server has another version of ${name}`);
  const headers = isolatedHeaders(response.headers);
  for (const ofTheWay of ['Content-Encoding', 'Content-Length', 'Vary']) headers.delete(ofTheWay);
  const cache = await caches.open(cacheOf(version));
  await cache.put(addressOf(name), new Response(bytes, { headers })).catch(() => {});  // no room: handed out all the same
  return { bytes, headers };
}

// A file of this version from the server, once for all who wait for it.
async function bring(version, name, hash) {
  const key = `${version} ${name}`;
  if (!arriving.has(key)) arriving.set(key, fetchFile(version, name, hash).finally(() => arriving.delete(key)));
  const { bytes, headers } = await arriving.get(key);
  return new Response(bytes, { headers });
}

// Null where nothing is known of this version or it has no such file.
async function fileOf(version, name) {
  const kept = await keptIn(cacheOf(version), name);
  if (kept) return kept;
  const hash = (await listOf(version))?.files[name];
  return hash ? bring(version, name, hash) : null;
}

async function answer(event) {
  const name = nameOf(event.request);
  const version = name === null ? null : await versionFor(event);
  return (version && (await fileOf(version, name))) || isolated(await fetch(event.request));
}

async function bringMissing({ version, files }, names) {
  const cache = await caches.open(cacheOf(version));
  const missing = async () => {
    const here = new Set((await cache.keys()).map(({ url }) => url));
    return names.filter((name) => !here.has(addressOf(name)));
  };
  const queue = await missing();
  const bringNext = async () => {
    while (queue.length > 0) {
      const name = queue.shift();
      await bring(version, name, files[name]);
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, bringNext));
  if ((await missing()).length > 0) throw new Error('there is no room to keep the site');
}

// Makes the site's newest version the current one, once all of it that pages of this variant need is here. `frugal`: only
// where another version is kept already.
async function keep(variant, frugal) {
  const current = await recall('current');
  if (frugal && !current) return;
  const response = await fetch(addressOf(LIST), { cache: 'no-store' });
  if (!response.ok) return;
  const list = await response.json();
  const variants = [...new Set([variant, ...(current?.variants ?? [])])].sort();
  const others = VARIANTS.filter((each) => !variants.includes(each));
  await (await caches.open(cacheOf(list.version))).put(addressOf(LIST), new Response(JSON.stringify(list)));
  await bringMissing(list, Object.keys(list.files).filter((name) => !others.some((other) => name.startsWith(`${other}/`))));
  await remember('current', { version: list.version, variants });
  await forgetTheRest(list.version);
}

// Versions that no page has any more, and pages that are gone.
async function forgetTheRest(current) {
  const used = new Set([current]);
  const prefix = addressOf('state/pages/');
  const state = await caches.open(STATE);
  for (const request of await state.keys()) {
    if (!request.url.startsWith(prefix)) continue;
    const id = request.url.slice(prefix.length);
    const { version, at } = await (await state.match(request)).json();
    const isOpen = Boolean(await self.clients.get(id));
    if (isOpen) await noteVersion(id, version);
    if (isOpen || Date.now() - at < PATIENCE_MS) used.add(version);
    else await state.delete(request);
  }
  const names = [...await caches.keys()].filter((name) => name.startsWith(`${STATE} `));
  for (const name of names) if (!used.has(name.slice(STATE.length + 1))) await caches.delete(name);
}

// What a page that opens now begins with, told to all that are open.
async function tellPages() {
  const current = await recall('current');
  if (!current) return;
  for (const page of await self.clients.matchAll({ includeUncontrolled: true })) page.postMessage({ kept: current.version });
}

let waiting = Promise.resolve();  // one version is brought after the other

// The server may be out of reach or just being changed, or there is no room: then what was kept stays.
function update(variant, frugal) {
  waiting = waiting.then(() => keep(variant, frugal)).catch(() => {}).then(tellPages).catch(() => {});
  return waiting;
}

// For a page that runs, which may have opened without this worker.
async function serve(page, { version, variant, frugal }) {
  await noteVersion(page.id, version).catch(() => {});
  await update(variant, frugal);
}

// Whatever becomes of a page that opens: a version that does not even start is replaced all the same.
async function updateForNewPage() {
  const current = await recall('current');
  if (current) await update(current.variants[0], true);
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([caches.delete(FORMER_CACHE), self.clients.claim()]));
});
self.addEventListener('message', (event) => {
  const wanted = event.data?.keep;
  if (!VARIANTS.includes(wanted?.variant) || typeof wanted.version !== 'string') return;
  event.waitUntil(serve(event.source, wanted));
});
self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET' || !event.request.url.startsWith(SCOPE)) return;
  event.respondWith(answer(event));
  if (event.request.mode === 'navigate') event.waitUntil(updateForNewPage());
});
