// One browser and the served site, for all tests of the file that imports this.

import { after, before } from 'node:test';

import { launch, serveSite } from './harness.mjs';

export let browser;
export let site;

before(async () => {
  browser = await launch();
  site = await serveSite();
});

after(async () => {
  await browser?.close();
  await site?.close();
});
