// The same link gives the same bits: the reference links in the build with threads and in the one without.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import {
  call, loadedVariant, open, ready, repository, serveEmbedder, serveSite, SMALL_PAGE, snapshot, until,
} from './harness.mjs';
import { browser, site } from './stage.mjs';

const references = JSON.parse(fs.readFileSync(path.join(repository, 'tests/reference_links.json'), 'utf8'));

async function assertReaches(page, { steps, hash }) {
  await call(page, 'step', steps);
  const reached = await snapshot(page);
  assert.equal(reached.step, steps);
  assert.equal(reached.state_hash, hash);
}

const demoOf = ({ link }) => link.split('?')[0];
const firstOfEachDemo = references.filter((one, place) => references.findIndex((other) => demoOf(other) === demoOf(one)) === place);

// One page opens all of them, one after the other: a run depends on nothing that was open before. Under node both builds
// lead all links to their states; here one link a demo is enough for the build without threads.
for (const inline of [false, true]) {
  test(`reference links, ${inline ? 'without' : 'with'} threads`, async (t) => {
    const { page, problems, close } = await open(browser, site, '', { inline, ...SMALL_PAGE });
    assert.equal(await loadedVariant(page), inline ? 'inline' : 'threads');
    for (const reference of inline ? firstOfEachDemo : references) {
      await t.test(`${reference.link} after ${reference.steps} steps`, async () => {
        assert.deepEqual(await call(page, 'open', reference.link), []);
        await assertReaches(page, reference);
      });
    }
    assert.deepEqual(problems, []);
    await close();
  });
}

test('the same bits from a server that sends no isolation headers', async () => {
  const plainSite = await serveSite({ plain: true });
  const { page, problems, close } = await open(browser, plainSite, references[0].link);
  await assertReaches(page, references[0]);
  assert.deepEqual(problems, []);
  await close();
  await plainSite.close();
});

test("the same bits inside another site's frame", async () => {
  const outer = await serveEmbedder(`${site.origin}/${references[0].link}`);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(outer.origin);
  const [, frame] = page.frames();
  await ready(frame);
  assert.equal(await loadedVariant(frame), 'inline');
  await assertReaches(frame, references[0]);
  await context.close();
  outer.close();
});

const address = (page) => page.evaluate(() => window.location.hash);
const SETTLED_MS = 1200;  // the address follows the run within half a second

test('a damaged link opens as what was meant, and the address stays as it is until something is changed', async () => {
  const damaged = {
    '#%2Fperceptron%3Fseed%3D7%26learning_rate%3D0.5': '#/perceptron?seed=7&learning_rate=0.5',
    '#!/Perceptron/?seed=7&amp;learning_rate=0,5).': '#/perceptron?seed=7&learning_rate=0.5',
    '##/perceptron?fbclid=abc&seed=7&utm_source=mail': '#/perceptron?seed=7',
  };
  for (const [given, meant] of Object.entries(damaged)) {
    const { page, problems, close } = await open(browser, site, given);
    const before = await address(page);
    assert.equal(await call(page, 'link'), meant, given);
    await page.waitForTimeout(SETTLED_MS);
    assert.equal(await address(page), before, given);
    await call(page, 'step', 3);
    await until('the address', async () => (await address(page)) === `${meant}&step=3`);
    assert.deepEqual(problems, []);
    await close();
  }
});

test('what cannot be read in a link stays in the address, where it can be mended', async () => {
  const given = '#/perceptron?lerning_rate=0.5&seed=7';
  const { page, problems, close } = await open(browser, site, given);
  assert.equal(await call(page, 'link'), '#/perceptron?seed=7');
  await page.waitForTimeout(SETTLED_MS);
  assert.equal(await address(page), given);
  const sentences = await page.evaluate((link) => window.lectern.request('navigate', link), given);
  assert.equal(sentences.length, 1);
  assert.match(sentences[0], /^There is no parameter “lerning_rate”; near names are learning_rate/);
  await page.reload();
  await ready(page);
  assert.equal(await address(page), given);
  await page.evaluate(() => { window.location.hash = '#/perceptron?learning_rate=0.5&seed=7'; });
  await until('the mended link', async () => (await call(page, 'link')) === '#/perceptron?seed=7&learning_rate=0.5');
  await page.waitForTimeout(SETTLED_MS);
  assert.equal(await address(page), '#/perceptron?learning_rate=0.5&seed=7');
  assert.deepEqual(problems, []);
  await close();
});

test('the id of no demo stays in the address', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptrom');
  await page.waitForTimeout(SETTLED_MS);
  assert.equal(await address(page), '#/perceptrom');
  assert.deepEqual(problems, []);
  await close();
});

test('the address of a link with a step stays as it is while the run goes there', async () => {
  const given = '#/Perceptron?step=40&seed=7';
  const { page, problems, close } = await open(browser, site, given);
  await until('the step', async () => (await snapshot(page)).step === 40);
  await page.waitForTimeout(SETTLED_MS);
  assert.equal(await address(page), given);
  await call(page, 'step', 1);
  await until('the address', async () => (await address(page)) === '#/perceptron?seed=7&step=41');
  assert.deepEqual(problems, []);
  await close();
});

test('no tracker is passed on', async () => {
  const { page, problems, close } = await open(browser, site,
    '?fbclid=abc&utm_source=mail&keep=1&gclid=x#/perceptron?seed=7&mc_cid=3&ref=a');
  assert.equal(await call(page, 'link'), '#/perceptron?seed=7');
  await call(page, 'step', 2);
  await until('the address', () => page.url() === `${site.origin}/?keep=1#/perceptron?seed=7&step=2`);
  assert.deepEqual(problems, []);
  await close();
});

test('a formula survives a form, which writes blanks as + and reads + as blanks', async () => {
  const { page, problems, close } = await open(browser, site, '#/landscapes?surface=typed&formula=x^2+3y^2');
  const link = await call(page, 'link');
  assert.equal(link, '#/landscapes?surface=typed&formula=x%5E2%2B3y%5E2');
  await call(page, 'open', link.replaceAll('+', ' '));
  assert.equal(await call(page, 'link'), link);
  assert.deepEqual(problems, []);
  await close();
});
