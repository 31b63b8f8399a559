// Panels saved for a paper, from their own menu: SVG and finer PNG.

import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { test } from 'node:test';

import { call, open, snapshot, until } from './harness.mjs';
import { browser, site } from './stage.mjs';

const buttons = (page) => page.evaluate(() => window.lectern.request('buttons'));

async function click(page, name) {
  const [x, y, width, height] = await until(name, async () => (await buttons(page))[name]);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.waitForTimeout(150);
  await page.mouse.click(x + width / 2, y + height / 2, { delay: 60 });
}

// Gives the file's name and bytes.
async function save(page, panel, entry) {
  const plot = await until(panel, async () => (await call(page, 'request', 'places')).find((each) => each.panel === panel));
  await page.mouse.move((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2);  // the panel's buttons show
  await page.waitForTimeout(200);
  await click(page, `picture of ${panel}`);
  await page.waitForTimeout(200);
  const saved = page.waitForEvent('download');
  const label = await until(entry.source, async () => Object.keys(await buttons(page)).find((name) => entry.test(name)));
  await click(page, label);
  const download = await saved;
  return { name: download.suggestedFilename(), bytes: await fs.readFile(await download.path()) };
}

// What the browser's own XML reader finds in the file.
const read = (page, svg) => page.evaluate((source) => {
  const file = new DOMParser().parseFromString(source, 'image/svg+xml');
  return {
    problem: file.querySelector('parsererror')?.textContent,
    width: Number(file.documentElement.getAttribute('width')),
    texts: [...file.querySelectorAll('text')].map((text) => ({ text: text.textContent, y: Number(text.getAttribute('y')), size: Number(text.getAttribute('font-size')) })),
    lines: [...file.querySelectorAll('path[stroke]')].map((path) => path.getAttribute('d').split('M').filter(Boolean)
      .map((line) => line.split('L').map((point) => point.replace('Z', '').split(' ').map(Number)))),
    images: [...file.querySelectorAll('image')].map((image) => image.getAttribute('href').slice(0, 22)),
    fill: file.querySelector('rect').getAttribute('fill'),
  };
}, svg.toString());

// The straight line through pairs, by least squares, and the largest distance from it.
function fitted(pairs) {
  const mean = (of) => pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const mx = mean(([x]) => x), my = mean(([, y]) => y);
  const slope = mean(([x, y]) => (x - mx) * (y - my)) / mean(([x]) => (x - mx) ** 2);
  return { slope, worst: Math.max(...pairs.map(([x, y]) => Math.abs(y - my - slope * (x - mx)))) };
}

test('curves over a logarithmic axis are saved as SVG with their numbers and labels', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?seed=3&theme=dark');
  await call(page, 'step', 60);
  await click(page, 'show loss');
  await page.waitForTimeout(400);
  const { name, bytes } = await save(page, 'loss', /SVG.*as shown/);
  assert.equal(name, 'neural-network-loss-60.svg');
  const svg = await read(page, bytes);
  assert.equal(svg.problem, undefined);
  const panel = (await snapshot(page)).panels.find(({ id }) => id === 'loss');
  const texts = svg.texts.map(({ text }) => text);
  for (const label of [panel.title, 'epoch', 'loss E']) assert.ok(texts.includes(label), `${label} in ${texts}`);
  assert.ok(texts.some((text) => text.startsWith('training')), String(texts));

  const curve = panel.content.layers.find(({ kind }) => kind === 'line');
  const fits = svg.lines.flat().filter((line) => line.length === curve.x.length).map((line) => ({
    across: fitted(line.map(([x], i) => [curve.x[i], x])),
    up: fitted(line.map(([, y], i) => [Math.log10(curve.y[i]), y])),
  }));
  const drawn = fits.find(({ across, up }) => across.worst < 0.1 && up.worst < 0.1 && across.slope > 0 && up.slope < 0);
  assert.ok(drawn, `no line is the curve: ${JSON.stringify(fits)}`);
  assert.deepEqual(problems, []);
  await close();
});

test('a plane is saved as SVG with its field embedded, light for paper, and as PNG four times as fine', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?seed=3&theme=dark');
  await call(page, 'step', 20);
  const light = await save(page, 'plane', /light/);
  assert.equal(light.name, 'neural-network-plane-20-light.svg');
  const svg = await read(page, light.bytes);
  assert.equal(svg.problem, undefined);
  assert.equal(svg.fill, '#ffffff');
  assert.deepEqual(svg.images, ['data:image/png;base64,']);
  assert.ok(svg.texts.some(({ text }) => text === 'Decision'));
  const shown = await read(page, (await save(page, 'plane', /SVG.*as shown/)).bytes);
  assert.notEqual(shown.fill, '#ffffff');
  const { name, bytes } = await save(page, 'plane', /^PNG 4/);
  assert.equal(name, 'neural-network-plane-20-4x.png');
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  assert.ok(Math.abs(bytes.readUInt32BE(16) - 4 * svg.width) <= 4, `${bytes.readUInt32BE(16)} pixels for ${svg.width}`);
  assert.deepEqual(problems, []);
  await close();
});
