// Takes pictures of links for people to look at: every size, light and dark, into build/shots.
//   tests/browser/run shots.mjs [--steps N] [--only 1280x720] '#/neural-network' …

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { call, launch, open, repository, serveSite } from './harness.mjs';

const SIZES = ['1280x720', '1920x1080', '390x844'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: 'string' }, only: { type: 'string' }, theme: { type: 'string' } },
});
const links = positionals.length > 0 ? positionals : [''];
const folder = path.join(repository, 'build/shots');
fs.mkdirSync(folder, { recursive: true });

async function shoot(browser, site, link, size, theme) {
  const [width, height] = size.split('x').map(Number);
  const phone = width < 600;
  const context = { viewport: { width, height }, colorScheme: theme, deviceScaleFactor: phone ? 2 : 1, hasTouch: phone, isMobile: phone };
  const { page, problems, close } = await open(browser, site, link, { context });
  if (values.steps) await call(page, 'step', Number(values.steps));
  await page.waitForTimeout(700);
  const name = `${(link.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'start').slice(0, 60)}-${size}-${theme}.png`;
  await page.screenshot({ path: path.join(folder, name) });
  console.log(path.join(folder, name), ...problems);
  await close();
}

const site = await serveSite();
const browser = await launch();
for (const link of links) {
  for (const size of values.only ? [values.only] : SIZES) {
    for (const theme of values.theme ? [values.theme] : ['light', 'dark']) await shoot(browser, site, link, size, theme);
  }
}
await browser.close();
await site.close();
