// What every browser test needs: the site served, a browser with WebGL 2, pages that fail the test when they write an
// error to the console or ask anything of another origin.

import assert from 'node:assert/strict';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { serve } from '../../web/toolchain/server.mjs';

const { chromium } = createRequire(path.join(process.env.LECTERN_NODE_MODULES ?? '.', 'package.json'))('playwright-core');

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const siteDir = path.join(repository, 'build/site');

const BROWSER_ARGUMENTS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
// Without a display of their own, machines draw in software: pages start in seconds, not at once.
const START_TIMEOUT_MS = 60000;

const BROWSER = { executablePath: process.env.LECTERN_CHROMIUM ?? '/usr/bin/chromium', args: BROWSER_ARGUMENTS };

export const launch = () => chromium.launch(BROWSER);

// A browser as a reader has it, whose one profile lives in `folder`. Resolves to its context.
export const launchWithProfile = (folder, options = {}) => chromium.launchPersistentContext(folder, { ...BROWSER, ...options });

// The site in `folder` on a port of its own. `plain`: as a server that sends no isolation headers.
export async function serveSite({ plain = false, folder = siteDir } = {}) {
  const server = await serve(folder, { plain });
  const sockets = [];
  server.on('connection', (socket) => sockets.push(socket));
  return {
    bytesSent: () => sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0),
    origin: `http://localhost:${server.address().port}`,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
}

// A page of another origin, not isolated, with `address` in a frame of these attributes.
export async function serveEmbedder(address, attributes = '') {
  const server = http.createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<!doctype html><link rel="icon" href="data:,"><iframe width="800" height="600" ${attributes} src="${address}"></iframe>`);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// Collects what a page must not do. `problems` stays empty on a good page.
export function watch(page, origins) {
  const problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('crash', () => problems.push('the page crashed'));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!['blob:', 'data:'].includes(protocol) && !origins.includes(origin)) problems.push(`request to ${request.url()}`);
  });
  return problems;
}

// For `open`, where pictures are not looked at: drawing them in software takes most of the time.
export const SMALL_PAGE = { context: { viewport: { width: 360, height: 240 } } };

// A fresh browser profile with one page showing `link`, the program running. Only what the link needs is fetched, and nothing
// is kept for visits without a network, unless the page is to have `everything`: that takes longer than to open it.
export async function open(browser, site, link = '', { context: options = {}, inline = false, everything = false } = {}) {
  const serviceWorkers = everything ? 'allow' : 'block';
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, serviceWorkers, ...options });
  if (!everything)
    await context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  // Nothing is shared: the page runs the build without threads.
  if (inline) await context.addInitScript(() => Object.defineProperty(window, 'crossOriginIsolated', { value: false }));
  const page = await context.newPage();
  const problems = watch(page, [site.origin]);
  await page.goto(`${site.origin}/${link}`);
  await ready(page);
  return { page, problems, close: () => context.close() };
}

// The page may load itself again to become isolated: the evaluation is then repeated in the new document.
export async function ready(page) {
  const end = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      await page.waitForFunction(() => window.lectern !== undefined, null, { timeout: START_TIMEOUT_MS });
      await page.evaluate((limit) => Promise.race([window.lectern.ready(), new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error('the page did not become ready')), limit);
      })]), START_TIMEOUT_MS);
      return;
    } catch (error) {
      if (Date.now() > end || !/navigation|context was destroyed/i.test(error.message)) throw error;
    }
  }
}

// Calls a method of window.lectern in the page (or frame).
export function call(page, method, ...args) {
  return page.evaluate(([name, given]) => window.lectern[name](...given), [method, args]);
}

export const snapshot = (page) => call(page, 'snapshot');

// The site's version that this page began with, and the one that is kept whole for pages that open next (null: none yet).
export const versionOf = async (page) => (await page.evaluate(async () => (await fetch('sizes.json')).json())).version;
export const keptVersion = (page) => page.evaluate(async () => {
  const kept = await caches.match(new URL('state/current', document.baseURI).href);
  return kept ? (await kept.json()).version : null;
});

// Which build the page (or frame) runs: 'threads' or 'inline'.
export const loadedVariant = (page) => page.evaluate(() => performance.getEntriesByType('resource')
  .map((entry) => /(threads|inline)\/lectern\.wasm/.exec(entry.name)?.[1]).find(Boolean));

// The code of all demos is here, so that each opens at once.
export async function untilAllCodeIsHere(page) {
  const modules = await page.evaluate(async () => (await (await fetch('sizes.json')).json()).threads.late.bytes.length);
  await until('the code of all demos', () => page.evaluate((count) => performance.getEntriesByType('resource')
    .filter(({ name, responseEnd }) => name.includes('/late/') && responseEnd > 0).length >= count, modules));
  await page.waitForTimeout(200);
}

// Polls until `look` gives something true; fails with `what` after a minute.
export async function until(what, look, pause_ms = 50) {
  const end = Date.now() + 60000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, pause_ms); });
  }
}
