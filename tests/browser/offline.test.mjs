// One visit is enough: the site is kept whole, a newer one is told of and waits, and files of two never meet in a page.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

import { nameVersion } from '../../web/toolchain/site_version.mjs';
import { call, keptVersion, launchWithProfile, loadedVariant, open, ready, serveEmbedder, serveSite, siteDir, SMALL_PAGE,
  snapshot, until, versionOf, watch } from './harness.mjs';
import { browser, site } from './stage.mjs';

const NEWER_TITLE = 'A lesson of the newer version';
const folders = [];

after(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

// A copy of the site, which can be changed under its server: `write(name, change)` writes a file with what change(text)
// gives, `publish()` the version that belongs to the files.
async function serveCopy(options) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lectern-site-'));
  folders.push(folder);
  fs.cpSync(siteDir, folder, { recursive: true, filter: (file) => !/\.(br|gz)$/.test(file) });
  const write = (name, change) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
  };
  const publish = () => {
    const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
    const copy = new Map(files.map((file) => [path.relative(folder, file), fs.readFileSync(file)]));
    nameVersion(copy);
    for (const name of ['sizes.json', 'site.json']) fs.writeFileSync(path.join(folder, name), copy.get(name));
    return JSON.parse(copy.get('site.json')).version;
  };
  return { ...(await serveSite({ ...options, folder })), write, publish };
}

const untilKept = (page, version) => until('the site to be kept', async () => (await keptVersion(page)) === version);
const untilLesson = (page, title) => until(`the lesson “${title}”`, async () => (await call(page, 'lesson')).title === title);
const newsIn = (page) => page.locator('#news');
// As the browser does when the network is back: the page asks whether there is a newer version.
const askForNews = (page) => page.evaluate(() => window.dispatchEvent(new Event('online')));

test('after one visit the home page with its pictures, demos never opened and their lessons need no server', async () => {
  const copy = await serveCopy();
  const { page, close } = await open(browser, copy, '#/perceptron', { everything: true });
  const version = await versionOf(page);
  await untilKept(page, version);
  await copy.close();

  await page.goto(`${copy.origin}/?from=bookmark#/`);
  await ready(page);
  assert.equal(await versionOf(page), version);
  assert.equal(await loadedVariant(page), 'threads');
  assert.equal(await page.evaluate(() => window.crossOriginIsolated), true);
  const tiles = () => page.evaluate(() => window.lectern.request('tiles'));
  await page.mouse.move(640, 400);
  await until('the last picture', async () => {
    await page.mouse.wheel(0, 600);
    return (await tiles()).at(-1)?.picture === 'shown';
  });
  assert.deepEqual((await tiles()).filter(({ picture }) => picture === 'missing'), []);

  for (const id of ['gan-2d', 'recurrent-networks']) {
    assert.deepEqual(await call(page, 'open', `#/${id}?lesson=1`), []);
    assert.equal((await snapshot(page)).id, id);
    await until('its lesson', async () => (await call(page, 'lesson')).stop === 1);
  }
  assert.equal(await newsIn(page).isVisible(), false);
  await close();
});

test('the site is kept whole for the program that runs, where the server sends no isolation headers, too', async () => {
  const copy = await serveCopy({ plain: true });
  const context = await browser.newContext(SMALL_PAGE.context);
  const page = await context.newPage();
  const problems = watch(page, [copy.origin]);
  await page.goto(`${copy.origin}/`);
  await ready(page);
  await untilKept(page, await versionOf(page));
  const { files } = await page.evaluate(async () => (await fetch('site.json')).json());
  const missing = await page.evaluate(async (names) => {
    const found = await Promise.all(names.map((name) => caches.match(new URL(name, document.baseURI).href)));
    return names.filter((name, place) => !found[place]);
  }, Object.keys(files));
  assert.ok(missing.length > 50, 'the program without threads is not kept');
  assert.deepEqual(missing.filter((name) => !name.startsWith('inline/')), []);
  assert.deepEqual(problems, []);
  await copy.close();
  await page.reload();
  await ready(page);
  assert.equal(await loadedVariant(page), 'threads');
  await context.close();
});

test('a newer site is told in a line while the run goes on with its own files, and a click opens it at the same state', async () => {
  const copy = await serveCopy();
  const { page, problems, close } = await open(browser, copy, '#/neural-network?seed=5', { everything: true });
  const former = await versionOf(page);
  await untilKept(page, former);
  await page.evaluate(() => { window.isFormer = true; });
  await call(page, 'play');
  await until('the run', async () => (await snapshot(page)).step > 10);

  const lesson = fs.readFileSync(path.join(siteDir, 'assets/lessons/gan-2d.md'), 'utf8');
  const formerTitle = /^# (.*)$/m.exec(lesson)[1];
  copy.write('assets/lessons/gan-2d.md', (text) => text.replace(/^# .*$/m, `# ${NEWER_TITLE}`));
  copy.write('style.css', (text) => `${text}\n:root { --newer: yes; }\n`);
  const newer = copy.publish();
  assert.notEqual(newer, former);
  assert.equal(await newsIn(page).isVisible(), false);
  await askForNews(page);
  await newsIn(page).waitFor({ state: 'visible' });
  assert.match(await newsIn(page).textContent(), /A new version of Lectern is there/);
  const then = (await snapshot(page)).step;
  await until('the run to go on', async () => (await snapshot(page)).step > then + 10);
  assert.equal(await page.evaluate(() => window.isFormer), true);

  await call(page, 'open', '#/gan-2d?seed=5&step=7&lesson=1');
  await untilLesson(page, formerTitle);
  await until('step 7', async () => (await snapshot(page)).step === 7);
  const link = await call(page, 'link');
  const state = (await snapshot(page)).state_hash;
  await page.click('#news-reload');
  await page.waitForFunction(() => !window.isFormer);
  await ready(page);
  assert.equal(await versionOf(page), newer);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--newer').trim()), 'yes');
  await untilLesson(page, NEWER_TITLE);
  await until('step 7', async () => (await snapshot(page)).step === 7);
  assert.equal(await call(page, 'link'), link);
  assert.equal((await snapshot(page)).state_hash, state);
  assert.equal(await newsIn(page).isVisible(), false);
  assert.deepEqual(problems, []);
  await close();
  await copy.close();
});

test('a page opened beside it begins with the newer version, and the line can be put away', async () => {
  const copy = await serveCopy();
  const { page, close } = await open(browser, copy, '', { everything: true, ...SMALL_PAGE });
  const former = await versionOf(page);
  await untilKept(page, former);
  copy.write('style.css', (text) => `${text}\n/* newer */\n`);
  const newer = copy.publish();
  await askForNews(page);
  await newsIn(page).waitFor({ state: 'visible' });
  const beside = await page.context().newPage();
  await beside.goto(copy.origin);
  await ready(beside);
  assert.equal(await versionOf(beside), newer);
  assert.equal(await newsIn(beside).isVisible(), false);
  assert.equal(await versionOf(page), former);
  await page.click('#news-later');
  assert.equal(await newsIn(page).isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'canvas');
  await close();
  await copy.close();
});

test('while the server is being changed nothing of it is used', async () => {
  const copy = await serveCopy();
  const { page, close } = await open(browser, copy, '', { everything: true, ...SMALL_PAGE });
  const former = await versionOf(page);
  await untilKept(page, former);
  const style = fs.readFileSync(path.join(siteDir, 'style.css'), 'utf8');
  copy.write('style.css', () => `${style}\n/* newer */\n`);
  const newer = copy.publish();
  copy.write('style.css', () => style);  // the list is on the server already, this file is not
  await askForNews(page);
  await until('the newer version to be begun', () => page.evaluate(async (version) =>
    (await caches.keys()).some((name) => name.endsWith(version)), newer));
  await page.waitForTimeout(1000);
  assert.equal(await keptVersion(page), former);
  assert.equal(await newsIn(page).isVisible(), false);
  await page.reload();
  await ready(page);
  assert.equal(await versionOf(page), former);
  copy.write('style.css', () => `${style}\n/* newer */\n`);
  await askForNews(page);
  await newsIn(page).waitFor({ state: 'visible' });
  assert.equal(await keptVersion(page), newer);
  await close();
  await copy.close();
});

test('a version that does not start is replaced by the next one', async () => {
  const copy = await serveCopy();
  const { page, close } = await open(browser, copy, '', { everything: true, ...SMALL_PAGE });
  await untilKept(page, await versionOf(page));
  const boot = fs.readFileSync(path.join(siteDir, 'boot.js'), 'utf8');
  copy.write('boot.js', () => 'this is no script');
  const broken = copy.publish();
  await askForNews(page);
  await untilKept(page, broken);
  copy.write('boot.js', () => `${boot}\n// mended\n`);
  const mended = copy.publish();
  await page.reload();
  await page.locator('#notice-text', { hasText: /damaged/ }).waitFor();
  await untilKept(page, mended);
  await page.reload();
  await ready(page);
  assert.equal(await versionOf(page), mended);
  await close();
  await copy.close();
});

test('a browser that saves data is not brought the site', async () => {
  const copy = await serveCopy();
  const context = await browser.newContext(SMALL_PAGE.context);
  await context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  const page = await context.newPage();
  await page.goto(copy.origin);
  await ready(page);
  await askForNews(page);
  await page.waitForTimeout(1000);
  assert.equal(await keptVersion(page), null);
  await context.close();
  await copy.close();
});

test("the line does not stand in somebody else's page", async () => {
  const copy = await serveCopy();
  const outer = await serveEmbedder(`${copy.origin}/#/`);
  const context = await browser.newContext(SMALL_PAGE.context);
  const page = await context.newPage();
  await page.goto(outer.origin.replace('127.0.0.1', 'localhost'));  // to frames of another site browsers give no storage
  const frame = page.frames()[1];
  await ready(frame);
  await untilKept(frame, await versionOf(frame));
  copy.write('style.css', (text) => `${text}\n/* newer */\n`);
  const newer = copy.publish();
  await askForNews(frame);
  await untilKept(frame, newer);
  await frame.waitForTimeout(300);
  assert.equal(await newsIn(frame).isVisible(), false);
  await context.close();
  outer.close();
  await copy.close();
});

test('browsers offer to install it, and its shortcuts open a lesson of each lecture', async () => {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'lectern-profile-'));
  folders.push(profile);
  const context = await launchWithProfile(profile, SMALL_PAGE.context);
  const page = await context.newPage();
  await page.goto(site.origin);
  await ready(page);
  const session = await context.newCDPSession(page);
  await session.send('Page.enable');
  const { errors, data } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  assert.deepEqual((await session.send('Page.getInstallabilityErrors')).installabilityErrors, []);
  const { shortcuts } = JSON.parse(data);
  assert.equal(shortcuts.length, 9);
  for (const { url } of shortcuts) {
    assert.deepEqual(await call(page, 'open', new URL(url, site.origin).hash), []);
    await until(`the lesson of ${url}`, async () => (await call(page, 'lesson')).stop === 1);
  }
  await context.close();
});
