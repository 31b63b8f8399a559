// Who gets a key or a turn of the wheel: the program, the browser, or the page around a frame.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { call, open, ready, serveEmbedder, until } from './harness.mjs';
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

test('what was zoomed to stands in the link, until all is shown again', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron');
  const plot = async () => (await call(page, 'request', 'places'))[0];
  const link = () => call(page, 'link');
  const whole = await until('the plot', plot);
  await page.mouse.move(whole.left + 60, whole.top + 90);
  await page.mouse.wheel(0, -300);
  const zoomed = await until('the window in the link', async () => {
    const now = await link();
    return /[?&]view=plane~/.test(now) && now;
  });
  await page.goto(`${site.origin}/${zoomed}`);
  await page.reload();
  await ready(page);
  assert.equal(await link(), zoomed);
  const zoomedPlot = await until('the plot again', plot);
  await page.mouse.click(zoomedPlot.left + 30, zoomedPlot.top + 14);  // “show all”
  await until('the link without a window', async () => !(await link()).includes('view='));
  assert.deepEqual(problems, []);
  await close();
});
