// The document beside the picture: found sound by axe-core, reached by Tab, in step with the program both ways, and enough to
// play a whole lesson with.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { call, open, snapshot, until } from './harness.mjs';
import { browser, site } from './stage.mjs';

const require = createRequire(path.join(process.env.LECTERN_NODE_MODULES ?? '.', 'package.json'));
const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// Which rules of axe-core the page breaks, and where.
async function violations(page) {
  await page.evaluate(AXE);  // as a script of the page it would be refused by the page's policy
  const { violations: found } = await page.evaluate(() => window.axe.run(document));
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`);
}

const document_ = (page) => page.locator('#document');
const heading = (page, name) => document_(page).getByRole('heading', { name, exact: false });

// The number that stands behind a label in the table of the run.
async function number(page, label) {
  const row = document_(page).getByRole('row').filter({ has: page.getByRole('rowheader', { name: label, exact: true }) });
  return Number((await row.getByRole('cell').textContent()).replace('−', '-'));
}

// By keyboard: in the focus, then Enter.
async function press(page, name) {
  await document_(page).getByRole('button', { name, exact: true }).focus();
  await page.keyboard.press('Enter');
}

async function set(page, label, value) {
  await document_(page).getByLabel(label).focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(value);
  await page.keyboard.press('Enter');
}

const untilStop = (page, stop) => heading(page, `Stop ${stop} of`).waitFor({ state: 'attached' });
const untilState = (page, text) => document_(page).getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });

async function openDocument(link) {
  const opened = await open(browser, site, link);
  await document_(opened.page).getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
  return opened;
}

test('axe-core finds nothing wrong with home, nor with a demo, hidden or shown', async () => {
  const { page, problems, close } = await openDocument('');
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('Tab');
  assert.deepEqual(await violations(page), []);
  await call(page, 'open', '#/perceptron?lesson=1');
  await heading(page, 'Perceptron').first().waitFor({ state: 'attached' });
  await untilStop(page, 1);
  for (const theme of ['light', 'dark']) {
    await call(page, 'request', 'theme', theme);
    await page.locator('#canvas').focus();
    assert.deepEqual(await violations(page), []);
    await document_(page).getByRole('link', { name: 'All demos' }).focus();
    assert.deepEqual(await violations(page), []);
  }
  assert.deepEqual(problems, []);
  await close();
});

test('Tab leads from the page to the document, shows where the keyboard is, and Escape leads back', async () => {
  const { page, problems, close } = await openDocument('#/perceptron');
  const isShown = () => page.evaluate(() => getComputedStyle(document.getElementById('document')).clipPath === 'none');
  const active = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
  assert.equal(await active(), 'canvas');
  assert.equal(await isShown(), false);
  await page.keyboard.press('Tab');
  assert.equal(await active(), 'All demos');
  assert.equal(await isShown(), true);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
  assert.equal(outline, '3px');
  // Keys that mean something to the picture mean nothing of it here.
  await press(page, 'One step');
  await until('one step', async () => (await snapshot(page)).step === 1);
  for (const key of ['ArrowRight', 'b', 'h']) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  const after = await snapshot(page);
  assert.equal(after.id, 'perceptron');
  assert.equal(after.step, 1);
  await page.keyboard.press('Escape');
  assert.equal(await active(), 'canvas');
  assert.equal(await isShown(), false);
  await page.keyboard.press('ArrowRight');
  await until('a step by the key of the picture', async () => (await snapshot(page)).step === 2);
  assert.deepEqual(problems, []);
  await close();
});

test('controls act on the program and follow it, with their ranges, choices and help', async () => {
  const { page, problems, close } = await openDocument('#/perceptron');
  const controls = document_(page);
  const noise = controls.getByLabel('Noise');
  const link = () => call(page, 'link');
  await noise.waitFor({ state: 'attached' });
  const { min, max, help } = await noise.evaluate((input) => ({ min: input.min, max: input.max,
    help: document.getElementById(input.getAttribute('aria-describedby')).textContent }));
  assert.match(help, new RegExp(`From ${min} to ${max}\\.`));

  await noise.focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('0.3');
  await page.keyboard.press('Enter');
  await until('the value in the link', async () => (await link()).includes('noise=0.3'));
  await page.keyboard.press('ArrowUp');
  await until('the next value in the link', async () => /noise=0\.301/.test(await link()));

  await controls.getByLabel('Data set').selectOption('xnor');
  await until('the choice in the link', async () => (await link()).includes('data=xnor'));
  await press(page, 'Undo');
  await until('the choice undone', async () => !(await link()).includes('data=xnor'));

  await call(page, 'open', '#/perceptron?noise=0.2&learning_rate=2&show_margin=true');
  await until('the field to follow', async () => (await noise.inputValue()) === '0.2');
  assert.equal(await controls.getByRole('checkbox', { checked: true }).count(), 1);

  await set(page, 'Noise', '99');
  await until('a sentence about the value', async () => /99/.test(
    (await controls.getByRole('status').allTextContents()).join(' ')));
  await until('the value as it was', async () => (await noise.inputValue()) === '0.2');
  assert.match(await link(), /noise=0\.2/);
  assert.deepEqual(problems, []);
  await close();
});

test('a run that plays does not flood a reader: numbers change seldom, and stand when it stands', async () => {
  const { page, problems, close } = await openDocument('#/perceptron?noise=0.5');
  await document_(page).getByRole('table').waitFor({ state: 'attached' });
  await page.evaluate(() => {
    window.changes = 0;
    new MutationObserver((records) => { window.changes += records.length > 0 ? 1 : 0; })
      .observe(document.querySelector('#document table'), { childList: true, characterData: true, subtree: true });
  });
  await call(page, 'play');
  await untilState(page, 'Running.');
  await page.waitForTimeout(8000);
  const changes = await page.evaluate(() => window.changes);
  assert.ok(changes >= 1 && changes <= 3, `${changes} changes in eight seconds`);
  await call(page, 'pause');
  await untilState(page, 'Stands at step');
  const { metrics } = await snapshot(page);
  await until('the numbers as they are', async () => (await number(page, 'updates')) === metrics.updates);
  assert.deepEqual(problems, []);
  await close();
});

test('what the document asks draws nothing', async () => {
  const { page, problems, close } = await openDocument('#/perceptron');
  await page.waitForTimeout(1500);
  await call(page, 'request', 'stats');
  for (let i = 0; i < 5; i += 1) await call(page, 'request', 'document', 'panels');
  await page.waitForTimeout(500);
  const { drawn } = await call(page, 'request', 'stats');
  assert.ok(drawn <= 3, `${drawn} frames`);  // those that asking for statistics wants
  assert.deepEqual(problems, []);
  await close();
});

test('a whole lesson is played through the document alone', async () => {
  const { page, problems, close } = await openDocument('#/perceptron');
  const text = async () => (await document_(page).textContent()).replace(/\s+/g, ' ');
  await press(page, 'Start the lesson');
  await untilStop(page, 1);

  assert.ok(await number(page, 'misclassified') > 20);
  assert.equal(await number(page, 'updates'), 0);
  await press(page, 'One of two classes');
  await until('what is revealed', async () => /That is right\.\s*A hard classifier\./.test(await text()));

  await press(page, 'Next stop');
  await untilStop(page, 2);
  await untilState(page, 'Stands at step 2');
  await press(page, 'One step');
  await untilState(page, 'Stands at step 3');
  await until('two updates', async () => (await number(page, 'updates')) === 2);
  await press(page, 'It is turned by a fixed angle.');
  await until('why it is wrong', async () => /That is not the answer\.\s*The angle depends on the point/.test(await text()));

  await press(page, 'Next stop');
  await untilStop(page, 3);
  await set(page, 'Speed in steps per second', '0');
  await untilState(page, 'Finished');
  await until('no mistakes', async () => (await number(page, 'misclassified')) === 0);
  assert.ok(await number(page, 'updates') <= await number(page, 'bound on the updates'));
  await until('the curve in words', async () => /Mistakes\s*Now falls from \d+ to 0/.test(await text()));

  await press(page, 'Next stop');
  await untilStop(page, 4);
  await press(page, 'Pause');
  await untilState(page, 'Stands at step');
  await set(page, 'Noise', '0.15');
  await set(page, 'Learning rate', '0.01');
  await untilState(page, 'Stands at step 0');
  await set(page, 'Speed in steps per second', '0');
  await press(page, 'Play');
  await untilState(page, 'Finished');
  await until('many updates', async () => (await number(page, 'updates')) > 50);

  await press(page, 'Next stop');
  await untilStop(page, 5);
  await untilState(page, 'Stands at step 1000');
  await set(page, 'Speed in steps per second', '0');
  await press(page, 'Play');
  await until('3000 visits', async () => (await number(page, 'visits')) > 3000);
  await press(page, 'Pause');
  await untilState(page, 'Stands at step');
  await until('mistakes that stay', async () => (await number(page, 'misclassified')) > 0);

  for (const stop of [6, 7]) {
    await press(page, 'Next stop');
    await untilStop(page, stop);
  }
  await set(page, 'Speed in steps per second', '0');
  await untilState(page, 'Finished');
  await until('three classes told apart', async () => (await number(page, 'misclassified')) === 0);
  const next = document_(page).getByRole('button', { name: 'Next stop', disabled: true });
  assert.equal(await next.count(), 1);
  await press(page, 'Leave the lesson');
  await document_(page).getByRole('button', { name: 'Start the lesson' }).waitFor({ state: 'attached' });
  assert.deepEqual(problems, []);
  await close();
});

test('from home a demo opens by its link, and the keyboard stands at its title', async () => {
  const { page, problems, close } = await openDocument('');
  await document_(page).getByRole('link', { name: 'Perceptron', exact: true }).focus();
  await page.keyboard.press('Enter');
  const title = () => page.evaluate(() => document.activeElement.tagName === 'H1' && document.activeElement.textContent);
  await until('the demo', async () => (await title()) === 'Perceptron');
  assert.equal((await snapshot(page)).id, 'perceptron');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'All demos');
  await page.keyboard.press('Enter');
  await until('home', async () => (await title()) === 'Lectern');
  assert.deepEqual(problems, []);
  await close();
});

test('where motion is not wanted a stop that plays waits for the reader', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron', { context: { reducedMotion: 'reduce' } });
  await until('the lesson', async () => (await call(page, 'lesson')).state === 'ready');
  await call(page, 'goToStop', 3);
  await page.waitForTimeout(500);
  assert.equal((await snapshot(page)).step, 0);
  await call(page, 'play');
  await until('steps', async () => (await snapshot(page)).step > 0);
  assert.deepEqual(problems, []);
  await close();
});
