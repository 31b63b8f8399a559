// Who gets a key or a turn of the wheel: the program, the browser, or the page around a frame.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { open, ready, serveEmbedder } from './harness.mjs';
import { browser, site } from './stage.mjs';

const outers = [];  // servers of pages that embed ours

after(() => {
  for (const outer of outers) outer.close();
});

// Whether the browser still does with a key on the canvas what it always does.
const isLeftToBrowser = (page, key, modifiers = {}) => page.evaluate(([name, held]) => {
  const event = { key: name, code: name, bubbles: true, cancelable: true, ...held };
  const left = document.getElementById('canvas').dispatchEvent(new KeyboardEvent('keydown', event));
  document.getElementById('canvas').dispatchEvent(new KeyboardEvent('keyup', event));
  return left;
}, [key, modifiers]);

test("the browser's own keys stay the browser's", async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron');
  for (const key of ['F1', 'F5', 'F11', 'F12', 'Tab']) assert.equal(await isLeftToBrowser(page, key), true, key);
  for (const key of ['p', 'f', 'l', 's', 'r', '+', '0']) {
    assert.equal(await isLeftToBrowser(page, key, { ctrlKey: true }), true, `Ctrl ${key}`);
  }
  assert.equal(await isLeftToBrowser(page, 'ArrowLeft', { altKey: true }), true);
  for (const key of ['ArrowRight', 'ArrowLeft']) assert.equal(await isLeftToBrowser(page, key), false, key);
  assert.deepEqual(problems, []);
  await close();
});

test('the wheel with Ctrl zooms the page, not a plot', async () => {
  const { page, close } = await open(browser, site, '#/perceptron');
  const left = (ctrlKey) => page.evaluate((held) => document.getElementById('canvas').dispatchEvent(
    new WheelEvent('wheel', { deltaY: 100, ctrlKey: held, bubbles: true, cancelable: true })), ctrlKey);
  assert.equal(await left(true), true);
  assert.equal(await left(false), false);
  await close();
});

test('in a frame, keys that the demo does not use reach the page around it, and the wheel scrolls that page', async () => {
  const outer = await serveEmbedder(`${site.origin}/#/perceptron?embed`);
  outers.push(outer);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(outer.origin);
  const frame = page.frames()[1];
  await ready(frame);
  await page.evaluate(() => {
    window.keys = [];
    window.addEventListener('message', ({ data }) => {
      if (data.event === 'key') window.keys.push(data.detail.key);
    });
  });
  const wheelLeft = () => frame.evaluate(() => document.getElementById('canvas').dispatchEvent(
    new WheelEvent('wheel', { deltaY: 100, bubbles: true, cancelable: true })));
  assert.equal(await wheelLeft(), true);
  await frame.evaluate(() => document.getElementById('canvas').focus());
  assert.equal(await wheelLeft(), false);
  for (const key of ['x', ' ', 'PageDown', 'Escape']) await isLeftToBrowser(frame, key);
  await page.waitForFunction(() => window.keys.includes('Escape'));
  assert.deepEqual(await page.evaluate(() => window.keys), ['x', 'PageDown', 'Escape']);
  assert.equal(await frame.evaluate(() => document.activeElement === document.getElementById('canvas')), false);
  await context.close();
});

test('graphics lost for good end in a sentence and a button to reload', async () => {
  const { page, close } = await open(browser, site, '#/perceptron');
  await page.evaluate(() => document.getElementById('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext());
  await page.waitForSelector('#notice-reload:visible');
  assert.match(await page.textContent('#notice-text'), /took the graphics away/);
  await close();
});
