// The code of a demo arrives apart from the program, perhaps late, perhaps never.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, ready, snapshot, until } from './harness.mjs';
import { browser, site } from './stage.mjs';

const LATE_CODE = '**/late/**';
const MISSING = /code of this demo could not be fetched/;

// Without service workers, which would fetch behind the test's back.
async function homeWith(handleLateCode) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, serviceWorkers: 'block' });
  await context.route(LATE_CODE, handleLateCode);
  const page = await context.newPage();
  await page.goto(`${site.origin}/`);
  await ready(page);
  return { page, context };
}

async function clickTile(page, id) {
  const tile = await until('the tile', async () =>
    (await page.evaluate(() => window.lectern.request('tiles'))).find(({ demo }) => demo === id));
  await page.mouse.click((tile.left + tile.right) / 2, (tile.top + tile.bottom) / 2);
}

test('a demo that is chosen before its code is here opens when it arrives, and the page goes on meanwhile', async () => {
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  const { page, context } = await homeWith(async (route) => {
    await released;
    await route.continue();
  });
  await clickTile(page, 'polynomial-regression');  // the first tile
  await page.waitForTimeout(500);
  assert.equal((await snapshot(page)).id, '');
  release();
  await page.waitForFunction(() => window.location.hash.startsWith('#/polynomial-regression'));
  await until('the demo', async () => (await snapshot(page)).id === 'polynomial-regression');
  await context.close();
});

test('code that cannot be fetched is said, and the demo opens when the network is back', async () => {
  const { page, context } = await homeWith((route) => route.abort());
  assert.match((await call(page, 'open', '#/perceptron?seed=3'))[0], MISSING);
  assert.equal((await snapshot(page)).id, '');
  await context.unroute(LATE_CODE);
  assert.deepEqual(await call(page, 'open', '#/perceptron?seed=3'), []);
  assert.equal((await snapshot(page)).id, 'perceptron');
  await context.close();
});

test('a link whose code cannot be fetched leads to a page that says so', async () => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  await context.route(LATE_CODE, (route) => route.abort());
  const page = await context.newPage();
  const said = [];
  await page.exposeFunction('said', (sentence) => said.push(sentence));
  await page.addInitScript(() => window.addEventListener('DOMContentLoaded', () => {
    const wait = setInterval(() => {
      if (!window.lectern?.addEventListener) return;
      clearInterval(wait);
      window.lectern.addEventListener('problem', (event) => window.said(event.detail));
    }, 1);
  }));
  await page.goto(`${site.origin}/#/perceptron`);
  await ready(page);
  assert.equal((await snapshot(page)).id, '');
  assert.match(said.join(' '), MISSING);
  await page.waitForTimeout(1000);  // the address follows the run within half a second
  assert.equal(await page.evaluate(() => window.location.hash), '#/perceptron');
  await context.close();
});
