// The site as a zip, with a page that runs from a file by a double click.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { call, loadedVariant, open, ready, repository, serveSite, siteDir, SMALL_PAGE, snapshot, until, watch } from './harness.mjs';
import { browser, site } from './stage.mjs';

const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), 'lectern-stick ü-'));  // as people name folders
const pageFile = path.join(FOLDER, 'lectern/Lectern.html');

before(() => {
  const zip = path.join(FOLDER, 'lectern.zip');
  execFileSync(path.join(repository, 'web/toolchain/zip'), [siteDir, zip], { stdio: 'pipe' });
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, FOLDER]);
});

after(() => fs.rmSync(FOLDER, { recursive: true, force: true }));

// The page as a double click opens it, without a network. `asked`: what it asked for.
async function openFile(link = '', options = SMALL_PAGE.context) {
  const context = await browser.newContext(options);
  await context.setOffline(true);
  const page = await context.newPage();
  const problems = watch(page, ['null']);
  const asked = [];
  page.on('request', (request) => asked.push(request.url().split('#')[0]));
  await page.goto(`${pathToFileURL(pageFile)}${link}`);
  await ready(page);
  return { page, problems, asked: () => asked.filter((url) => !/^(blob|data):/.test(url)), close: () => context.close() };
}

test('from a file a link runs to the same bits as from a server, with its lesson, and nothing but the file is loaded', async () => {
  const link = '#/gan-2d?seed=5&step=20&lesson=1';
  const { page, problems, asked, close } = await openFile(link);
  const reached = (shown) => until('step 20', async () => {
    const now = await snapshot(shown);
    return now.step === 20 && now;
  });
  const fromFile = await reached(page);
  const served = await open(browser, site, link, SMALL_PAGE);
  assert.equal(fromFile.state_hash, (await reached(served.page)).state_hash);
  await served.close();
  await until('the lesson', async () => (await call(page, 'lesson')).stop === 1);
  assert.deepEqual(asked(), [pathToFileURL(pageFile).href]);
  assert.deepEqual(problems, []);
  await close();
});

test('from a file the home page shows its pictures, tiles open demos, the address follows, and a reload finds the state', async () => {
  const { page, problems, close } = await openFile('', { viewport: { width: 1280, height: 720 } });
  const tiles = () => page.evaluate(() => window.lectern.request('tiles'));
  const first = await until('the pictures', async () => {
    const all = await tiles();
    return all[0]?.picture === 'shown' && all[0];
  });
  await page.mouse.click((first.left + first.right) / 2, (first.top + first.bottom) / 2);
  await page.waitForFunction((id) => window.location.hash.startsWith(`#/${id}`), first.demo);
  await call(page, 'step', 3);
  await until('the step in the address', () => page.evaluate(() => /[?&]step=3\b/.test(window.location.hash)));
  const state = (await snapshot(page)).state_hash;
  await page.reload();
  await ready(page);
  await until('the state', async () => (await snapshot(page)).state_hash === state);
  await page.goBack();
  await until('home', async () => (await tiles()).length > 0);
  assert.deepEqual(problems, []);
  await close();
});

test('from a file every demo opens', async () => {
  const { page, problems, close } = await openFile();
  const ids = fs.readFileSync(path.join(repository, 'tests/experiments/experiment_ids.txt'), 'utf8').trim().split('\n');
  for (const id of ids) {
    assert.deepEqual(await call(page, 'open', `#/${id}`), []);
    await until(id, async () => (await snapshot(page)).id === id);
  }
  assert.deepEqual(problems, []);
  await close();
});

test('the folder "site" of the zip runs on a web server, with threads', async () => {
  const served = await serveSite({ plain: true, folder: path.join(FOLDER, 'lectern/site') });
  const context = await browser.newContext(SMALL_PAGE.context);
  const page = await context.newPage();
  await page.goto(served.origin);
  await ready(page);
  assert.equal(await loadedVariant(page), 'threads');
  await context.close();
  await served.close();
});

test('a browser that is too old for the file is told so', async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => { delete window.DecompressionStream; });
  const page = await context.newPage();
  await page.goto(pathToFileURL(pageFile).href);
  await page.locator('#notice-text', { hasText: /this browser cannot unpack it.*Firefox 113/ }).waitFor();
  await context.close();
});
