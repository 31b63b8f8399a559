// Where the page cannot be loaded, it says why and what to do: frames, files, servers that are set up otherwise.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { ready, serveEmbedder, siteDir } from './harness.mjs';
import { browser, site } from './stage.mjs';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css' };
const servers = [];

after(() => servers.forEach((server) => { server.closeAllConnections(); server.close(); }));

// A plain server of the site that answers otherwise where `change(name)` gives {status, type, headers, body}. Resolves
// to its origin.
async function serveChanged(change) {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const file = path.join(siteDir, name);
    const known = fs.existsSync(file);
    const { status, type, headers, body } = { status: known ? 200 : 404, ...change(name) };
    response.writeHead(status, { 'Content-Type': type ?? TYPES[path.extname(name)] ?? 'application/json', ...headers });
    response.end(body ?? (status === 200 ? fs.readFileSync(file) : ''));
  });
  servers.push(server);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return `http://localhost:${server.address().port}`;
}

// What the page at the address says once it has given up loading.
async function said(address, { frame = false, context: options = {} } = {}) {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  await page.goto(address);
  const shown = frame ? page.frames()[1] : page;
  const text = shown.locator('#notice-text');
  await text.filter({ hasNotText: 'Loading…' }).waitFor();
  const sentence = await text.textContent();
  assert.equal(await shown.locator('#notice-progress').isVisible(), false);
  await context.close();
  return sentence;
}

test('in a sandboxed frame the page names the sandbox and what the page around it has to write', async () => {
  const outer = await serveEmbedder(`${site.origin}/#/`, 'sandbox="allow-scripts"');
  assert.match(await said(outer.origin, { frame: true }), /sandboxed frame.*allow-scripts allow-same-origin.*http:\/\/localhost/s);
  outer.close();
});

test('in a sandboxed frame without scripts the page says so', async () => {
  const outer = await serveEmbedder(`${site.origin}/#/`, 'sandbox');
  assert.match(await said(outer.origin, { frame: true }), /needs JavaScript.*sandbox without allow-scripts/);
  outer.close();
});

test('the page around a frame that cannot be loaded is told', async () => {
  const outer = await serveEmbedder(`${site.origin}/#/`, 'sandbox="allow-scripts"');
  const context = await browser.newContext();
  await context.addInitScript(() => window.addEventListener('message', ({ data }) => { window.told = data; }));
  const page = await context.newPage();
  await page.goto(outer.origin);
  const told = await (await page.waitForFunction(() => window.told)).jsonValue();
  assert.equal(told.event, 'failed');
  assert.match(told.detail, /sandboxed frame/);
  await context.close();
  outer.close();
});

test('opened as a file, the page asks for a server', async () => {
  assert.match(await said(pathToFileURL(path.join(siteDir, 'index.html')).href), /does not run from a file.*http\.server/s);
});

test('without JavaScript the page says that it needs it', async () => {
  assert.match(await said(site.origin, { context: { javaScriptEnabled: false } }), /needs JavaScript/);
});

test('a type that browsers do not run modules from is named, of whichever script', async () => {
  for (const wrong of ['boot.js', 'notice.js', 'inline/lectern.js']) {
    const origin = await serveChanged((name) => (name === wrong ? { type: 'text/plain; charset=utf-8' } : {}));
    assert.match(await said(origin), new RegExp(`sends ${wrong} as text/plain; .*text/javascript`));
  }
});

test('a file that the server does not have is named, of whichever kind', async () => {
  for (const missing of ['boot.js', 'textfield.js', 'sizes.json', 'inline/lectern.js', 'inline/lectern.wasm']) {
    const origin = await serveChanged((name) => (name === missing ? { status: 404 } : {}));
    assert.match(await said(origin), new RegExp(`answers 404 to ${missing}: the file is missing`));
  }
});

test('a page sent in place of a missing file, and a server that fails, are told apart', async () => {
  const page = await serveChanged((name) => (name === 'inline/lectern.wasm' ? { type: 'text/html', body: '<!doctype html>' } : {}));
  assert.match(await said(page), /sends a page in place of inline\/lectern\.wasm/);
  const failing = await serveChanged((name) => (name === 'program.js' ? { status: 503 } : {}));
  assert.match(await said(failing), /answers 503 to program\.js/);
});

test('a damaged script is no silence', async () => {
  const origin = await serveChanged((name) => (name === 'host.js' ? { body: 'export class {' } : {}));
  assert.match(await said(origin), /damaged, or this browser is too old/);
});

test('without WebAssembly the page names it', async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => { delete window.WebAssembly; });
  const page = await context.newPage();
  await page.goto(site.origin);
  await page.locator('#notice-text', { hasText: 'needs WebAssembly' }).waitFor();
  await context.close();
});

test('where nothing arrives for long, the page says so and offers to load again', async () => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.clock.install();
  await page.route('**/boot.js', () => {});  // never answered
  await page.goto(site.origin, { waitUntil: 'commit' });
  await page.locator('#notice-progress').waitFor();
  await page.clock.runFor(45000);
  assert.match(await page.textContent('#notice-text'), /Nothing has arrived for a while/);
  assert.equal(await page.isVisible('#notice-reload'), true);
  await context.close();
});

test('a type of .wasm that browsers do not stream is no obstacle, nor is a sandbox whose server lets everybody in', async () => {
  const everybody = { 'Access-Control-Allow-Origin': '*' };
  const origin = await serveChanged((name) => ({ headers: everybody, ...(name.endsWith('.wasm') ? { type: 'application/octet-stream' } : {}) }));
  const outer = await serveEmbedder(`${origin}/#/`, 'sandbox="allow-scripts"');
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(outer.origin);
  await ready(page.frames()[1]);
  assert.equal(await page.frames()[1].locator('#notice').isVisible(), false);
  await context.close();
  outer.close();
});
