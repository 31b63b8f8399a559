// What a first visit downloads stays small, whichever demo the link opens: everything the page asks for until the demo runs,
// as gzip sends it. The code of other demos comes afterwards.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { ready, siteDir } from './harness.mjs';
import { browser, site } from './stage.mjs';

const LIMIT_BYTES = 1_500_000;

function bytesAsGzip(name) {
  const file = path.join(siteDir, name);
  return fs.statSync(fs.existsSync(`${file}.gz`) ? `${file}.gz` : file).size;
}

const isLateCode = (name) => name.includes('/late/');

test(`the first load is at most ${LIMIT_BYTES} bytes with gzip, with any demo`, async () => {
  const names = new Set();
  const context = await browser.newContext();
  context.on('request', (request) => names.add(new URL(request.url()).pathname.replace(/^\/$/, '/index.html')));
  const page = await context.newPage();
  await page.goto(`${site.origin}/#/perceptron`);
  await ready(page);
  await context.close();

  const show = (bytes, name) => console.log(`${String(bytes).padStart(9)}  ${name}`);
  const sizes = [...names].filter((name) => !isLateCode(name)).map((name) => [bytesAsGzip(name), name]).sort(([a], [b]) => b - a);
  for (const [bytes, name] of sizes) show(bytes, name);
  const withoutDemo = sizes.reduce((sum, [bytes]) => sum + bytes, 0);
  show(withoutDemo, 'without a demo');
  assert.ok(names.has('/threads/lectern.wasm'), 'the build with threads was not loaded');
  const { late } = JSON.parse(fs.readFileSync(path.join(siteDir, 'sizes.json'), 'utf8')).threads;
  assert.ok(Object.keys(late.needs).length >= 19, 'demos are missing among those that have modules');
  for (const [demo, modules] of Object.entries(late.needs)) {
    for (const number of modules.filter(() => demo === 'perceptron'))
      assert.ok(names.has(`/threads/late/${late.version}/${number}.wasm`), `module ${number} of the open demo was not loaded`);
    const code = modules.reduce((sum, number) => sum + bytesAsGzip(`threads/late/${late.version}/${number}.wasm`), 0);
    show(withoutDemo + code, `with ${demo}`);
    assert.ok(withoutDemo + code <= LIMIT_BYTES, `the first load of ${demo} is ${withoutDemo + code} bytes with gzip`);
  }
});
