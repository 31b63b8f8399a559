// The link as a QR code, read by another library: from the screen, as a phone does from the projector, and from the saved
// picture.

import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';

import { call, open, until } from './harness.mjs';
import { browser, site } from './stage.mjs';

const jsQR = createRequire(path.join(process.env.LECTERN_NODE_MODULES ?? '.', 'package.json'))('jsqr');
const LABEL = 'Save the QR code';
const longWord = (number) => [1, 2, 3, 4, 5].map((part) => (Math.imul(5 * number + part, 2654435761) >>> 0).toString(36)).join('');
const LONG_LESSON = `# A long lesson
demo: perceptron
controls: learning_rate

## A stop
defaults
step: 0
look: plane
${Array.from({ length: 90 }, (_, number) => longWord(number)).join(' ')}
`;

const buttons = (page) => page.evaluate(() => window.lectern.request('buttons'));

async function openShareDialog(page) {
  await page.focus('#canvas');
  await page.keyboard.press('s', { delay: 60 });
  await page.waitForTimeout(500);
}

// The text of the QR code in a PNG, whose pixels the browser reads: dark or light.
async function textIn(png) {
  const page = await browser.newPage();
  const { width, height, dark } = await page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const dark = Array.from({ length: data.length / 4 }, (_, place) => (data[4 * place] < 128 ? '1' : '0')).join('');
    return { width: bitmap.width, height: bitmap.height, dark };
  }, [...png]);
  await page.close();
  const pixels = new Uint8ClampedArray(4 * dark.length);
  for (let place = 0; place < dark.length; place += 1) pixels.fill(dark[place] === '1' ? 0 : 255, 4 * place, 4 * place + 4);
  return { text: jsQR(pixels, width, height)?.data, width, height };
}

test('the QR code of the share dialog leads to the state that is shown, on the screen and as a saved picture', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron?seed=5&learning_rate=2',
                                                { context: { colorScheme: 'dark' } });
  await call(page, 'step', 5);
  await openShareDialog(page);
  const [x, y, width, height] = await until(LABEL, async () => (await buttons(page))[LABEL]);
  const link = `${site.origin}/${await call(page, 'link')}`;
  assert.match(link, /seed=5/);
  assert.equal((await textIn(await page.screenshot())).text, link);
  const saved = page.waitForEvent('download');
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.waitForTimeout(150);
  await page.mouse.click(x + width / 2, y + height / 2, { delay: 60 });
  const download = await saved;
  assert.equal(download.suggestedFilename(), 'perceptron-qr.png');
  const picture = await textIn(await fs.readFile(await download.path()));
  assert.equal(picture.text, link);
  assert.equal(picture.width, picture.height);
  assert.ok(picture.width > 1000, `${picture.width} pixels are too few for a slide`);
  assert.deepEqual(problems, []);
  await close();
});

test('a link that no phone could read is not made a code', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron');
  await call(page, 'openLesson', LONG_LESSON);
  await call(page, 'goToStop', 1);
  assert.ok((await call(page, 'link')).length > 1300);
  await openShareDialog(page);
  assert.equal((await buttons(page))[LABEL], undefined);
  await page.keyboard.press('Escape', { delay: 60 });
  await call(page, 'open', '#/perceptron?seed=3');
  await openShareDialog(page);
  await until(LABEL, async () => (await buttons(page))[LABEL]);
  assert.deepEqual(problems, []);
  await close();
});
