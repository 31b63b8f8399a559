// The shell alone: which build runs where, what it says when something is missing, the policy of the site.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { call, loadedVariant, open, ready, serveEmbedder, serveSite, siteDir, watch } from './harness.mjs';
import { browser, site } from './stage.mjs';

const FIRST_LOAD_LIMIT = 1.5e6;

let plainSite;
const outers = [];  // servers of pages that embed ours

before(async () => {
  plainSite = await serveSite({ plain: true });
});

after(async () => {
  await plainSite?.close();
  for (const outer of outers) outer.close();
});

const isIsolated = (page) => page.evaluate(() => window.crossOriginIsolated);

test('with the isolation headers the build with threads runs', async () => {
  const { page, problems, close } = await open(browser, site);
  assert.equal(await isIsolated(page), true);
  assert.equal(await loadedVariant(page), 'threads');
  assert.deepEqual(problems, []);
  await close();
});

test('without the headers the service worker adds them, after one reload', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems = watch(page, [plainSite.origin]);
  let loads = 0;
  page.on('domcontentloaded', () => { loads += 1; });
  await page.goto(`${plainSite.origin}/`);
  await ready(page);
  assert.equal(await isIsolated(page), true);
  assert.equal(await loadedVariant(page), 'threads');
  assert.equal(loads, 2);
  assert.deepEqual(problems, []);
  await context.close();
});

test('where service workers are forbidden the build without threads runs', async () => {
  const { page, problems, close } = await open(browser, plainSite, '', { context: { serviceWorkers: 'block' } });
  assert.equal(await loadedVariant(page), 'inline');
  assert.deepEqual(problems, []);
  await close();
});

test("inside another site's frame the build without threads runs and answers messages", async () => {
  const outer = await serveEmbedder(`${site.origin}/#/`);
  outers.push(outer);
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems = watch(page, [outer.origin, site.origin]);
  await page.goto(outer.origin);
  const answer = await page.evaluate(() => new Promise((resolve) => {
    const frame = document.querySelector('iframe').contentWindow;
    window.addEventListener('message', ({ data }) => {
      if (data.event === 'ready') frame.postMessage({ id: 'a', method: 'link', args: [] }, '*');
      if (data.id === 'a') resolve(data);
    });
  }));
  assert.equal(answer.lectern, true);
  assert.equal(answer.error, undefined);
  assert.equal(await loadedVariant(page.frames()[1]), 'inline');
  assert.deepEqual(problems, []);
  await context.close();
});

async function noticeWith(script) {
  const context = await browser.newContext();
  await context.addInitScript(script);
  const page = await context.newPage();
  await page.goto(`${site.origin}/`);
  await page.waitForFunction(() => /Lectern (needs|draws)/.test(document.getElementById('notice-text').textContent));
  const text = await page.textContent('#notice-text');
  await context.close();
  return text;
}

test('what is missing is said in a sentence', async () => {
  assert.match(await noticeWith(() => { delete window.WebAssembly; }), /needs WebAssembly/);
  assert.match(await noticeWith(() => { WebAssembly.validate = () => false; }), /SIMD/);
  assert.match(await noticeWith(() => { HTMLCanvasElement.prototype.getContext = () => null; }), /WebGL 2/);
});

test('a trap in the program ends in a sentence and a button to reload', async () => {
  const { page, close } = await open(browser, site);
  await page.evaluate(() => setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); }));
  await page.waitForSelector('#notice-reload:visible');
  assert.match(await page.textContent('#notice-text'), /stopped because of an error: .*unreachable/);
  await assert.rejects(call(page, 'snapshot'), /unreachable/);
  await close();
});

test('the first load is at most 1.5 MB as served', async () => {
  const freshSite = await serveSite();
  const { close } = await open(browser, freshSite);
  const received = freshSite.bytesSent();
  assert.ok(received > 1e5, `only ${received} bytes were seen`);
  assert.ok(received <= FIRST_LOAD_LIMIT, `the first load takes ${received} bytes`);
  console.log(`first load: ${received} bytes`);
  await close();
  await freshSite.close();
});

test('with gzip, page and program together take at most 1.5 MB', () => {
  const sizeOf = (folder) => fs.readdirSync(path.join(siteDir, folder)).filter((name) => name.endsWith('.gz'))
    .reduce((sum, name) => sum + fs.statSync(path.join(siteDir, folder, name)).size, 0);
  const bytes = sizeOf('.') + sizeOf('threads');
  assert.ok(bytes > 1e5, `only ${bytes} bytes were found`);
  assert.ok(bytes <= FIRST_LOAD_LIMIT, `page and program take ${bytes} bytes`);
  console.log(`page and program, gzip: ${bytes} bytes`);
});

test('the server compresses, revalidates, types and stays inside its folder', async () => {
  const wasm = `${site.origin}/threads/lectern.wasm`;
  const first = await fetch(wasm, { headers: { 'Accept-Encoding': 'br' } });
  assert.equal(first.headers.get('content-encoding'), 'br');
  assert.equal(first.headers.get('content-type'), 'application/wasm');
  assert.match(first.headers.get('content-security-policy'), /default-src 'none'/);
  assert.equal(first.headers.get('cross-origin-embedder-policy'), 'require-corp');
  const again = await fetch(wasm, { headers: { 'Accept-Encoding': 'br', 'If-None-Match': first.headers.get('etag') } });
  assert.equal(again.status, 304);
  const decoded = Buffer.from(await first.arrayBuffer());
  assert.ok(decoded.equals(fs.readFileSync(path.join(siteDir, 'threads/lectern.wasm'))));
  assert.equal((await fetch(`${site.origin}/..%2f..%2fREADME.md`)).status, 404);
  assert.equal((await fetch(`${site.origin}/threads`)).status, 404);
  assert.equal((await fetch(wasm, { method: 'POST' })).status, 405);
});

test('one inline script runs, which the policy names by hash, and no address of another origin is loaded', () => {
  const page = fs.readFileSync(path.join(siteDir, 'index.html'), 'utf8');
  const inline = [...page.matchAll(/<script(?![^>]*\bsrc=)>([^]*?)<\/script>/g)];
  assert.equal(inline.length, 1);
  const hash = crypto.createHash('sha256').update(inline[0][1]).digest('base64');
  assert.ok(page.includes(`script-src 'self' 'sha256-${hash}' 'wasm-unsafe-eval';`), hash);
  assert.doesNotMatch(page, /\bon[a-z]+="|style="/);
  assert.doesNotMatch(page, /(src|href)="(https?:)?\/\//);
  assert.doesNotMatch(page, /unsafe-inline|'unsafe-eval'/);
});

test('ready is a promise and a method, and every method answers with a promise', async () => {
  const { page, close } = await open(browser, site);
  const kinds = await page.evaluate(async () => {
    await window.lectern.ready;
    const { lectern } = window;
    const promises = [lectern.ready(), lectern.link(), lectern.snapshot()];
    const kinds = promises.map((promise) => promise instanceof Promise);
    await Promise.allSettled(promises);
    return kinds;
  });
  assert.deepEqual(kinds, [true, true, true]);
  await close();
});

test('messages that are not for the program are left alone', async () => {
  const { page, problems, close } = await open(browser, site);
  const answers = await page.evaluate(() => new Promise((resolve) => {
    const seen = [];
    window.addEventListener('message', ({ data }) => { if (data?.lectern) seen.push(data); });
    for (const odd of [null, 7, 'play', {}, { method: 'constructor' }, { method: 'request', args: ['play'] }]) window.postMessage(odd, '*');
    window.postMessage({ id: 9, method: 'link' }, '*');
    setTimeout(() => resolve(seen), 500);
  }));
  assert.deepEqual(answers.map(({ id }) => id), [9]);
  assert.deepEqual(problems, []);
  await close();
});
