// The same link gives the same bits: the reference links in the build with threads and in the one without.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { call, loadedVariant, open, ready, repository, serveEmbedder, serveSite, snapshot } from './harness.mjs';
import { browser, site } from './stage.mjs';

const references = JSON.parse(fs.readFileSync(path.join(repository, 'tests/reference_links.json'), 'utf8'));

async function assertReaches(page, { steps, hash }) {
  await call(page, 'step', steps);
  const reached = await snapshot(page);
  assert.equal(reached.step, steps);
  assert.equal(reached.state_hash, hash);
}

// One page opens all of them, one after the other: a run depends on nothing that was open before.
for (const inline of [false, true]) {
  test(`reference links, ${inline ? 'without' : 'with'} threads`, async (t) => {
    const { page, problems, close } = await open(browser, site, '', { inline });
    assert.equal(await loadedVariant(page), inline ? 'inline' : 'threads');
    for (const reference of references) {
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
