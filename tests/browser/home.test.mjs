// The home page: tiles with pictures, search, keyboard, fingers, the way back, the reader's last states.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { call, open, repository, snapshot, until } from './harness.mjs';
import { browser, site } from './stage.mjs';

const DEMOS = fs.readFileSync(path.join(repository, 'tests/experiments/experiment_ids.txt'), 'utf8').trim().split('\n');
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

const request = (page, method, ...args) => page.evaluate(([name, given]) => window.lectern.request(name, ...given), [method, args]);
// What can be pressed, as drawn last.
const places = (page) => request(page, 'tiles');
const tiles = async (page) => (await places(page)).filter((place) => place.link === '');
const recents = async (page) => (await places(page)).filter((place) => place.link !== '');
const middle = ({ left, top, right, bottom }) => [(left + right) / 2, (top + bottom) / 2];
const address = (page) => page.evaluate(() => window.location.hash);

const untilOpen = (page, id) => until(`${id} to open`, async () => {
  const link = await call(page, 'link');
  return new RegExp(`^#/${id}(\\?|$)`).test(link);
});
const untilHome = (page) => until('the home page', async () => (await places(page)).length > 0);

// Tiles in sight are those whose middle is.
const inSight = (page, all) => all.filter((tile) => middle(tile)[1] > 60 && middle(tile)[1] < page.viewportSize().height);

test('home shows a tile for every demo, and brings pictures only as they come into view', async () => {
  const { page, problems, close } = await open(browser, site);
  const asked = [];
  page.on('request', (sent) => asked.push(sent.url()));
  await untilHome(page);
  const all = await tiles(page);
  assert.deepEqual(all.map((tile) => tile.demo).sort(), [...DEMOS].sort());
  await until('the pictures in sight', async () => inSight(page, await tiles(page)).every((tile) => tile.picture === 'shown'));
  const last = (await tiles(page)).at(-1);
  assert.ok(last.top > page.viewportSize().height, 'the last tile is out of sight');
  assert.equal(last.picture, 'waiting');
  assert.ok(!asked.some((url) => url.includes(`pictures/${last.demo}`)), 'a picture out of sight was asked for');
  await page.mouse.move(640, 400);
  await until('the last tile after scrolling', async () => {
    await page.mouse.wheel(0, 600);
    return (await tiles(page)).at(-1).picture === 'shown';
  });
  assert.deepEqual(problems, []);
  await close();
});

test('a tile opens its demo, back returns to home, and home has the link #/', async () => {
  const { page, problems, close } = await open(browser, site);
  await untilHome(page);
  assert.equal(await call(page, 'link'), '#/');
  const [first] = await tiles(page);
  await page.mouse.click(...middle(first));
  await untilOpen(page, first.demo);
  await until('the address of the demo', async () => (await address(page)).startsWith(`#/${first.demo}`));
  await page.goBack();
  await untilHome(page);
  await page.goForward();
  await untilOpen(page, first.demo);
  await page.keyboard.press('h');
  await untilHome(page);
  await until('the address of home', async () => (await address(page)) === '#/');
  assert.deepEqual(problems, []);
  await close();
});

test('the arrow keys walk through the tiles, and Enter opens one', async () => {
  const { page, problems, close } = await open(browser, site);
  await untilHome(page);
  const resting = await page.screenshot();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) {
    await page.keyboard.press(key, { delay: 60 });
    await page.waitForTimeout(200);
  }
  assert.ok(!resting.equals(await page.screenshot()), 'the tile in focus is marked');
  await page.keyboard.press('Enter', { delay: 60 });
  await until('a demo', async () => (await call(page, 'link')) !== '#/');
  assert.deepEqual(problems, []);
  await close();
});

test('search leaves the tiles that match', async () => {
  const { page, problems, close } = await open(browser, site);
  await untilHome(page);
  await page.keyboard.press('/');
  await page.waitForSelector('.text-field');
  await page.keyboard.type('spirals perceptron');
  await until('no tile', async () => (await tiles(page)).length === 0);
  await page.fill('.text-field', 'margin');
  await page.fill('.text-field', 'support vector');
  await until('one tile', async () => (await tiles(page)).length === 1);
  assert.equal((await tiles(page))[0].demo, 'support-vector-machine');
  assert.deepEqual(problems, []);
  await close();
});

test('the last states are remembered, and open again as they were', async () => {
  const { page, problems, close } = await open(browser, site);
  await untilHome(page);
  assert.deepEqual(await recents(page), []);
  for (const link of ['#/gan-2d?seed=3', '#/perceptron?step=12', '#/landscapes', '#/gan-2d?seed=4', '#/second-order', '#/sgd-noise']) {
    await call(page, 'open', link);
    await until('the address', async () => (await address(page)) === link);
    await page.waitForTimeout(100);
  }
  await page.reload();
  await until('the program', () => page.evaluate(() => window.lectern.ready().then(() => true)));
  await call(page, 'open', '#/');
  await untilHome(page);
  const links = (await recents(page)).map((place) => place.link);
  assert.deepEqual(links, ['#/sgd-noise', '#/second-order', '#/gan-2d?seed=4', '#/landscapes', '#/perceptron?step=12']);
  await page.mouse.click(...middle((await recents(page)).at(-1)));
  await untilOpen(page, 'perceptron');
  await until('the step', async () => (await snapshot(page)).step === 12);
  assert.deepEqual(problems, []);
  await close();
});

test('on a phone a finger scrolls home from a tile and opens one by a tap', async () => {
  const { page, problems, close } = await open(browser, site, '', { context: PHONE });
  await untilHome(page);
  const before = await tiles(page);
  const [x, y] = middle(before.find((tile) => middle(tile)[1] > 400));
  const session = await page.context().newCDPSession(page);
  const touch = async (type, points) => {
    await session.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    await page.waitForTimeout(120);
  };
  await touch('touchStart', [{ x, y }]);
  for (const up of [20, 80, 160]) await touch('touchMove', [{ x, y: y - up }]);
  await touch('touchEnd', []);
  const after = await until('a scrolled page', async () => {
    const now = await tiles(page);
    return now.length > 0 && now[0].top < before[0].top - 60 && now;
  });
  assert.equal(await call(page, 'link'), '#/');
  const target = inSight(page, after)[0];
  await page.touchscreen.tap(...middle(target));
  await untilOpen(page, target.demo);
  assert.deepEqual(problems, []);
  await close();
});

test("home's first screen does not wait for pictures, and is described in words", async () => {
  const { page, problems, close } = await open(browser, site);
  const text = await until('a description', () => page.textContent('#described'));
  assert.match(text, new RegExp(`Home.*${DEMOS.length} demos`));
  const stats = await request(page, 'stats');
  console.log(`home: ${stats.drawn} frames, at worst ${stats.frame_ms.worst.toFixed(1)} ms`);
  assert.deepEqual(problems, []);
  await close();
});
