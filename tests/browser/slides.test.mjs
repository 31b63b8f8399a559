// A demo in a deck made with reveal.js itself, on a server of its own, so that the frame is another site's and not isolated.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { call, loadedVariant, ready, repository, snapshot, until } from './harness.mjs';
import { browser, site } from './stage.mjs';

const reveal = path.join(process.env.LECTERN_NODE_MODULES ?? '.', 'node_modules/reveal.js/dist');
// What README tells a lecturer to paste into the deck.
const script = /## Inside another page[^]*?(<script>[^]*?<\/script>)/.exec(fs.readFileSync(path.join(repository, 'README.md'), 'utf8'))[1];
let deck;

before(async () => {
  const frame = (link, how) => `<iframe ${how} data-src="${site.origin}/${link}" width="900" height="600"></iframe>`;
  const page = () => `<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="reveal.css">
    <div class="reveal"><div class="slides"><section>Before</section>
      <section>${frame('#/perceptron?embed', 'data-preload id="plays"')}</section>
      <section>Between</section>
      <section>${frame('#/perceptron?embed&step=3', 'id="stands"')}</section></div></div>
    <script src="reveal.js"></script>
    <script>Reveal.initialize({ transition: 'none', hash: false, width: 960, height: 700 });</script>${script}`;
  deck = http.createServer((request, response) => {
    const name = /^\/(reveal\.(?:js|css))$/.exec(request.url)?.[1];
    response.writeHead(200, { 'Content-Type': name?.endsWith('.js') ? 'text/javascript' : name ? 'text/css' : 'text/html' });
    response.end(name ? fs.readFileSync(path.join(reveal, name)) : page());
  });
  await new Promise((resolve) => { deck.listen(0, '127.0.0.1', resolve); });
});

after(() => deck?.close());

test('in a deck of reveal.js a demo plays while its slide is shown, and passes on keys and wheel', async () => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 740 }, serviceWorkers: 'block' });
  await context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${deck.address().port}`);
  await page.waitForFunction(() => window.Reveal?.isReady());
  const slide = () => page.evaluate(() => window.Reveal.getIndices().h);
  const frameOf = async (id) => (await page.$(`#${id}`)).contentFrame();

  // Loaded ahead, it waits for its slide.
  const demo = await until('the frame to be loaded ahead', async () => {
    const frame = await frameOf('plays');
    return frame?.url().includes('perceptron') && frame;
  });
  await ready(demo);
  assert.equal(await loadedVariant(demo), 'inline');
  assert.equal((await snapshot(demo)).step, 0);
  await page.keyboard.press('ArrowRight');
  assert.equal(await slide(), 1);
  await until('the demo to play', async () => (await snapshot(demo)).step > 3);

  // Nobody has clicked into the demo: arrows and wheel are the deck's.
  await page.keyboard.press('ArrowRight');
  assert.equal(await slide(), 2);
  const left = await until('the demo to pause', async () => {
    const now = await snapshot(demo);
    return now.status !== 'running' && now.step;
  });
  await page.waitForTimeout(500);
  assert.equal((await snapshot(demo)).step, left);
  await page.keyboard.press('ArrowLeft');
  await until('the demo to play on', async () => (await snapshot(demo)).step > left || (await snapshot(demo)).status === 'finished');
  await page.evaluate(() => {
    window.told = [];
    window.addEventListener('message', ({ data }) => window.told.push(data));
  });
  await page.mouse.move(500, 600);
  await page.mouse.wheel(0, 120);
  await page.waitForFunction(() => window.told.some(({ event, detail }) => event === 'wheel' && detail.deltaY === 120));

  // Clicked into, the demo has the arrows; a clicker's keys turn the slides all the same, and Esc gives the keyboard back.
  await call(demo, 'pause');
  await demo.evaluate(() => document.getElementById('canvas').focus());
  await page.keyboard.press('ArrowLeft', { delay: 60 });
  assert.equal(await slide(), 1);
  await page.keyboard.press('PageDown', { delay: 60 });
  await until('the next slide', async () => await slide() === 2);
  await page.keyboard.press('PageUp', { delay: 60 });
  await until('the slide before', async () => await slide() === 1);
  await page.waitForTimeout(500);
  assert.equal((await snapshot(demo)).status, 'paused');  // as the lecturer left it
  await page.keyboard.press('Escape', { delay: 60 });
  await page.waitForFunction(() => window.told.some(({ event, detail }) => event === 'key' && detail.key === 'Escape'));
  await page.evaluate(() => { window.Reveal.toggleOverview(false); });

  // A link with a step stands there; without data-preload the frame comes with its slide and goes with it.
  assert.equal(await page.getAttribute('#stands', 'src'), null);
  await page.evaluate(() => window.Reveal.slide(3));
  const other = await until('the second frame', async () => {
    const frame = await frameOf('stands');
    return frame?.url().includes('perceptron') && frame;
  });
  await ready(other);
  await until('step 3', async () => (await snapshot(other)).step === 3);
  await page.waitForTimeout(500);
  assert.equal((await snapshot(other)).step, 3);
  await page.evaluate(() => window.Reveal.slide(0));
  assert.equal(await page.getAttribute('#stands', 'src'), null);
  await context.close();
});
