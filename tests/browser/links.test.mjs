// The same link gives the same bits: the reference links in the build with threads and in the one without.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { call, launch, loadedVariant, open, repository, serveSite, snapshot } from './harness.mjs';

const references = JSON.parse(fs.readFileSync(path.join(repository, 'tests/reference_links.json'), 'utf8'));

let browser;
let site;

before(async () => {
  browser = await launch();
  site = await serveSite();
});

after(async () => {
  await browser?.close();
  await site?.close();
});

for (const inline of [false, true]) {
  for (const { link, steps, hash } of references) {
    test(`${link} after ${steps} steps, ${inline ? 'without' : 'with'} threads`, async () => {
      const { page, problems, close } = await open(browser, site, link, { inline });
      await call(page, 'step', steps);
      const reached = await snapshot(page);
      assert.equal(reached.step, steps);
      assert.equal(reached.state_hash, hash);
      assert.equal(await loadedVariant(page), inline ? 'inline' : 'threads');
      assert.deepEqual(problems, []);
      await close();
    });
  }
}
