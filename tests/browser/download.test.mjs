// What a first visit downloads stays small: everything the page asks for until a demo runs, as gzip sends it.

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

test(`the first load is at most ${LIMIT_BYTES} bytes with gzip`, async () => {
  const names = new Set();
  const context = await browser.newContext();
  context.on('request', (request) => names.add(new URL(request.url()).pathname.replace(/^\/$/, '/index.html')));
  const page = await context.newPage();
  await page.goto(`${site.origin}/#/perceptron`);
  await ready(page);
  await context.close();

  const sizes = [...names].map((name) => [bytesAsGzip(name), name]).sort(([a], [b]) => b - a);
  const total = sizes.reduce((sum, [bytes]) => sum + bytes, 0);
  for (const [bytes, name] of [...sizes, [total, 'in all']]) console.log(`${String(bytes).padStart(9)}  ${name}`);
  assert.ok(names.has('/threads/lectern.wasm'), 'the build with threads was not loaded');
  assert.ok(total <= LIMIT_BYTES, `the first load is ${total} bytes with gzip, ${total - LIMIT_BYTES} more than allowed`);
});
