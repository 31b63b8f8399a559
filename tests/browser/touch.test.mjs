// A phone in the hand: what fingers do on the column of panels.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { call, open, until } from './harness.mjs';
import { browser, site } from './stage.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 };
// From a plot's upper left corner to the middle of its button while it is enlarged.
const SHOW_ALL = { x: 30, y: 20 };

// Fingers on the page's screen; each call gives where every finger is.
async function hand(page) {
  const session = await page.context().newCDPSession(page);
  const points = (places) => places.map(([x, y], id) => ({ x, y, id }));
  const send = async (type, places) => {
    await session.send('Input.dispatchTouchEvent', { type, touchPoints: points(places) });
    await page.waitForTimeout(120);
  };
  return {
    down: (...places) => send('touchStart', places),
    move: (...places) => send('touchMove', places),
    lift: () => send('touchEnd', []),
  };
}

// Where the plots stand, and what can be taken hold of in them.
const places = (page) => page.evaluate(() => window.lectern.request('places'));

// The page once nothing on it changes any more.
async function picture(page) {
  let last = await page.screenshot();
  return until('a page at rest', async () => {
    const now = await page.screenshot();
    const rests = now.equals(last);
    last = now;
    return rests && now;
  }, 500);
}

// What a link opens with, on a phone, its pictures settled.
async function onPhone(link) {
  const phone = await open(browser, site, link, { context: PHONE });
  return { ...phone, fingers: await hand(phone.page), before: await picture(phone.page) };
}

async function pinch(fingers, x, y, from, to) {
  const around = (half) => [[x - half, y], [x + half, y]];
  await fingers.down([x - from, y]);
  await fingers.down(...around(from));
  for (let i = 1; i <= 8; ++i) await fingers.move(...around(from + ((to - from) * i) / 8));
  await fingers.lift();
}

test('a pinch enlarges a plot in the column, changes nothing of the run, and a tap shows all again', async () => {
  const { page, problems, fingers, before, close } = await onPhone('#/linear-vs-logistic');
  const link = await call(page, 'link');
  const [whole] = await places(page);
  await pinch(fingers, 200, 300, 30, 90);
  const enlarged = await picture(page);
  assert.notDeepEqual(enlarged, before);
  await until('the window in the link', async () => {
    const now = await call(page, 'link');
    return now.replace(/[?&]view=[^&]*/, '') === link && now !== link;
  });
  await pinch(fingers, 200, 300, 90, 20);
  assert.notDeepEqual(await picture(page), enlarged);
  const [plot] = await places(page);
  assert.notDeepEqual(plot.handles, whole.handles);
  await page.touchscreen.tap(plot.left + SHOW_ALL.x, plot.top + SHOW_ALL.y);
  await until('the whole plot', async () => isDeepStrictEqual((await places(page))[0], whole));
  assert.equal(await call(page, 'link'), link);
  assert.deepEqual(problems, []);
  await close();
});

test('one finger scrolls the column and draws nothing', async () => {
  const { page, problems, fingers, before, close } = await onPhone('#/linear-vs-logistic');
  const link = await call(page, 'link');
  await fingers.down([200, 500]);
  for (let y = 490; y >= 300; y -= 20) await fingers.move([200, y]);
  await fingers.lift();
  assert.notDeepEqual(await picture(page), before);
  assert.equal(await call(page, 'link'), link);
  assert.deepEqual(problems, []);
  await close();
});
