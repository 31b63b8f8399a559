// Times every demo in the page at its default settings, in Chromium: how long after being opened its first picture is
// there, and what a frame costs the page's own thread while the demo plays (interface, without the graphics driver).
// One JSON line a demo, then a table.
//   LECTERN_NODE_MODULES=$(tests/browser/bring) node page.mjs      after web/serve --build-only
import fs from 'node:fs';
import path from 'node:path';

import { call, launch, open, repository, serveSite, until } from '../browser/harness.mjs';

const OPENINGS = 5;
const PLAYING_MS = 3000;

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

// The time is taken in the page, so that what the harness costs is not counted.
function timeOpening(page, link) {
  return page.evaluate(async (opened) => {
    const start = performance.now();
    await window.lectern.open(opened);
    for (;;) {
      const { id, panels, status } = await window.lectern.snapshot();
      if (opened.includes(`/${id}?`) && panels.length > 0 && status !== 'idle') return performance.now() - start;
      await new Promise((resolve) => { requestAnimationFrame(resolve); });
    }
  }, link);
}

const browser = await launch();
const site = await serveSite();
const { page } = await open(browser, site, '#/');
const demos = fs.readdirSync(path.join(repository, 'core/experiments'))
  .filter((name) => name.endsWith('.cpp')).map((name) => name.slice(0, -'.cpp'.length));
const rows = [];
for (const id of demos) {
  const elsewhere = `#/${demos.find((other) => other !== id)}`;
  const openings = [];
  for (let seed = 2; seed < 2 + OPENINGS; ++seed) {
    await call(page, 'open', elsewhere);
    await page.waitForTimeout(200);
    openings.push(await timeOpening(page, `#/${id}?seed=${seed}`));
  }
  await call(page, 'play');
  await until('a step', async () => (await call(page, 'snapshot')).step > 0);
  await page.evaluate(() => window.lectern.request('stats'));
  await page.waitForTimeout(PLAYING_MS);
  const stats = await page.evaluate(() => window.lectern.request('stats'));
  await call(page, 'pause');
  const row = { demo: id, first_picture_ms: median(openings), slowest_ms: Math.max(...openings), ...stats };
  rows.push(row);
  console.log(JSON.stringify(row));
}
await browser.close();
await site.close();

console.log('\n| demo | first picture, ms (slowest of 5) | a frame, ms (worst) |\n|---|---|---|');
for (const { demo, first_picture_ms, slowest_ms, frame_ms } of rows) {
  const rounded = (value, digits = 0) => value.toFixed(digits);
  console.log(`| \`${demo}\` | ${rounded(first_picture_ms)} (${rounded(slowest_ms)}) | ` +
    `${rounded(frame_ms.mean, 1)} (${rounded(frame_ms.worst, 1)}) |`);
}
