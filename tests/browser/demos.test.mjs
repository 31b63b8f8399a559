// The demos as people use them: opened by link, played, dragged, drawn into, shared; and what must not break them.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { call, open, repository, SMALL_PAGE, snapshot, until } from './harness.mjs';
import { browser, site } from './stage.mjs';

const ALL_DEMOS = fs.readFileSync(path.join(repository, 'tests/experiments/experiment_ids.txt'), 'utf8').trim().split('\n');
// LECTERN_SHARE=2/3: every third demo from the second on; what is not about a single demo belongs to the first share.
const [share, shares] = (process.env.LECTERN_SHARE ?? '1/1').split('/').map(Number);
const DEMOS = ALL_DEMOS.filter((_, number) => number % shares === share - 1);
const testOnce = share === 1 ? test : test.skip;

// How many different colours a picture of the page has: an empty one has one.
async function colours(page) {
  const png = (await page.screenshot()).toString('base64');
  return page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
    return new Set(pixels).size;
  }, png);
}

// The page in which one demo after the other is opened by its link, and that of somebody who was sent a link from there:
// each in a browser profile of its own.
let sender, receiver;

after(async () => {
  await sender?.close();
  await receiver?.close();
});

// A page in which something went wrong is not used again.
async function openedBySender(link) {
  if (sender?.problems.length > 0) {
    await sender.close();
    sender = null;
  }
  if (sender) await sender.page.goto(`${site.origin}/${link}`);
  else sender = await open(browser, site, link);
  return sender;
}

async function assertSameBitsElsewhere(link, run) {
  receiver ??= await open(browser, site, '', SMALL_PAGE);
  assert.deepEqual(await call(receiver.page, 'open', link), []);
  const there = await until('the shared step', async () => {
    const now = await snapshot(receiver.page);
    return now.step === run.step && now;
  });
  assert.equal(there.state_hash, run.state_hash, link);
  assert.deepEqual(receiver.problems, []);
}

async function playsAndIsShared(page, id) {
  const before = await snapshot(page);
  assert.equal(before.id, id);
  assert.equal(String(before.seed), '7');
  assert.equal(before.step, 0);
  assert.ok(before.panels.length >= 3);
  const picture = await page.screenshot();

  await call(page, 'play');
  await until('three steps, and numbers that change', async () => {
    const now = await snapshot(page);
    return now.step >= 3 && !isDeepStrictEqual(now.metrics, before.metrics);
  });
  await call(page, 'pause');
  await until('a changed picture', async () => !picture.equals(await page.screenshot()));

  const paused = await snapshot(page);
  const link = await call(page, 'link');
  assert.match(link, new RegExp(`^#/${id}\\?.*step=${paused.step}`));
  await assertSameBitsElsewhere(link, paused);
}

// Tries places on a grid until doing something there changes the link as hoped.
async function searchBy(page, places, act, hoped) {
  for (const place of places) {
    await act(place);
    await page.waitForTimeout(60);
    const link = await call(page, 'link');
    if (hoped.test(link)) return link;
  }
  assert.fail(`no place answered with a link like ${hoped}`);
}

function* grid(left, top, right, bottom, step) {
  for (let y = top; y < bottom; y += step) for (let x = left; x < right; x += step) yield { x, y };
}

const click = (page) => ({ x, y }) => page.mouse.click(x, y);

// A drag by so much, slow enough for a page drawn in software.
const drag = (page, dx, dy) => async ({ x, y }) => {
  await page.mouse.move(x, y);
  await page.waitForTimeout(100);
  await page.mouse.down();
  await page.waitForTimeout(100);
  await page.mouse.move(x + dx, y + dy, { steps: 5 });
  await page.waitForTimeout(100);
  await page.mouse.up();
  await page.waitForTimeout(200);
};

const MOST_HANDLES = 3;

// The gestures that the pictures invite to, at the places that the program names: the first handles of each dragged a
// little, and a point drawn into each plane that takes points. A gesture may move the picture: each looks up its place
// when it comes.
async function gesturesOf(page) {
  const placesNow = () => page.evaluate(() => window.lectern.request('places'));
  // Nothing where a gesture has sent the panel among those that wait below the others.
  const placeOf = async (panel, id) => {
    const shown = (await placesNow()).find((one) => one.panel === panel);
    return shown && shown.handles.find((one) => one.id === id);
  };
  const places = await placesNow();
  return places.flatMap(({ panel, left, top, right, bottom, accepts_points: accepts, handles }, number) => {
    const towards = (from, low, high) => (from < (low + high) / 2 ? 1 : -1) * Math.max(12, (high - low) / 6);
    const drags = handles.slice(0, MOST_HANDLES).map(({ id, x, y }) => ({
      does: `${panel}: ${id} is dragged`,
      where: () => placeOf(panel, id),
      act: drag(page, towards(x, left, right), towards(y, top, bottom)),
    }));
    // Planes may show the same points: each is given one of its own.
    const point = { x: left + (0.31 + 0.17 * number) * (right - left), y: top + 0.23 * (bottom - top) };
    return accepts ? [...drags, { does: `${panel}: a point is drawn`, where: () => point, act: click(page) }] : drags;
  });
}

async function carriesItsGestures(page, id) {
  assert.deepEqual(await call(page, 'open', `#/${id}`), []);
  await page.waitForTimeout(300);
  for (const { does, where, act } of await gesturesOf(page)) {
    const before = await call(page, 'link');
    // On a busy machine a whole drag may fall between two frames: it is done again.
    await act(await where());
    for (let waited = 0; (await call(page, 'link')) === before; waited += 1) {
      assert.ok(waited < 200, `waited in vain for: ${does}`);
      await page.waitForTimeout(100);
      if (waited % 50 === 49) await act(await where());
    }
    assert.match(await call(page, 'link'), /events=|points=/, does);
  }
  await call(page, 'step', 5);
  await assertSameBitsElsewhere(await call(page, 'link'), await snapshot(page));
}

for (const id of DEMOS) {
  test(id, async (t) => {
    const { page, problems } = await openedBySender(`#/${id}?seed=7`);
    await until('the demo', async () => (await snapshot(page)).id === id);
    await t.test('opens by link, its training is seen to move, and a share link gives the same bits elsewhere',
                 () => playsAndIsShared(page, id));
    await t.test('what its pictures invite to is carried by the link', () => carriesItsGestures(page, id));
    assert.deepEqual(problems, []);
  });
}

testOnce('a slider dragged with the mouse changes a parameter and the link', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network');
  await searchBy(page, grid(1120, 190, 1121, 340, 5), async ({ x, y }) => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 30, y, { steps: 4 });
    await page.mouse.up();
  }, /[?&]noise=0\.\d+/);
  assert.deepEqual(problems, []);
  await close();
});

testOnce('a point drawn into the plane is in the link and gives the same bits elsewhere', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?data=points');
  const link = await searchBy(page, grid(330, 150, 900, 700, 70), ({ x, y }) => page.mouse.click(x, y), /points=/);
  await call(page, 'step', 4);
  const here = await snapshot(page);
  const elsewhere = await open(browser, site, await call(page, 'link'));
  await call(elsewhere.page, 'open', await call(page, 'link'));
  assert.equal((await snapshot(elsewhere.page)).state_hash, here.state_hash, link);
  assert.deepEqual([...problems, ...elsewhere.problems], []);
  await elsewhere.close();
  await close();
});

testOnce('a generated point is erased by the right button, and the link gives the same bits elsewhere', async () => {
  const { page, problems, close } = await open(browser, site, '#/support-vector-machine');
  const places = await page.evaluate(() => window.lectern.request('places'));
  const { left, top, right, bottom } = places.find(({ panel }) => panel === 'plane');
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const link = await searchBy(page, grid(middle.x - 80, middle.y - 80, middle.x + 80, middle.y + 80, 12),
    ({ x, y }) => page.mouse.click(x, y, { button: 'right' }), /events=x0~plane~\d+/);
  await call(page, 'step', 4);
  const here = await snapshot(page);
  const elsewhere = await open(browser, site, await call(page, 'link'));
  await call(elsewhere.page, 'open', await call(page, 'link'));
  assert.equal((await snapshot(elsewhere.page)).state_hash, here.state_hash, link);
  assert.deepEqual([...problems, ...elsewhere.problems], []);
  await elsewhere.close();
  await close();
});

testOnce('a bad link opens the demo with what was valid and lists each problem', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?seed=5&no_such_parameter=1');
  assert.equal(String((await snapshot(page)).seed), '5');
  const said = await call(page, 'open', '#/neural-network?seed=6&no_such_parameter=1&seed_of_doubt=%ZZ');
  assert.ok(said.some((sentence) => sentence.includes('no_such_parameter')), JSON.stringify(said));
  assert.equal(String((await snapshot(page)).seed), '6');
  const unknown = await call(page, 'open', '#/no-such-demo');
  assert.ok(unknown.some((sentence) => sentence.includes('no-such-demo')), JSON.stringify(unknown));
  assert.ok(await colours(page) > 10);
  assert.deepEqual(problems, []);
  await close();
});

testOnce('wrong requests are refused with a sentence', async () => {
  const { page, close } = await open(browser, site, '#/neural-network');
  await assert.rejects(call(page, 'step', -1), /whole number/);
  await assert.rejects(page.evaluate(() => window.lectern.request('dance')), /no method dance/);
  await close();
});

testOnce('a lost graphics context comes back with the same picture and the same run', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?seed=3');
  await call(page, 'step', 5);
  const before = await snapshot(page);
  const usual = await colours(page);
  await page.evaluate(() => {
    window.losing = document.getElementById('canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
    window.losing.loseContext();
  });
  await page.waitForTimeout(300);
  await call(page, 'step', 1);
  await page.evaluate(() => window.losing.restoreContext());
  await until('the picture', async () => await colours(page) > usual / 2);
  assert.equal((await snapshot(page)).step, before.step + 1);
  assert.deepEqual(problems, []);
  await close();
});

testOnce('a hidden tab goes on and a shown one draws again', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?seed=3');
  const show = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: value ? 'hidden' : 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await show(true);
  await call(page, 'step', 3);
  assert.equal((await snapshot(page)).step, 3);
  await show(false);
  await call(page, 'step', 3);
  assert.ok(await colours(page) > 10);
  assert.deepEqual(problems, []);
  await close();
});

testOnce('back and forward go through what was opened, and title and address follow', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?seed=3');
  await call(page, 'open', '#/cnn-filters?seed=4');
  assert.match(page.url(), /#\/cnn-filters\?.*seed=4/);
  const title = await page.title();
  await page.goBack();
  await until('the first demo', async () => (await snapshot(page)).id === 'neural-network');
  await until('the first title', async () => (await page.title()) !== title);
  await page.goForward();
  await until('the second demo', async () => (await snapshot(page)).id === 'cnn-filters');
  assert.deepEqual(problems, []);
  await close();
});

testOnce('an idle page draws nothing', async () => {
  const { page, close } = await open(browser, site, '#/neural-network?seed=3');
  await page.waitForTimeout(1500);
  await page.evaluate(() => window.lectern.request('stats'));
  await page.waitForTimeout(2000);
  const { drawn } = await page.evaluate(() => window.lectern.request('stats'));
  // The question itself wakes the page for a frame or two.
  assert.ok(drawn <= 5, `${drawn} frames were drawn in two idle seconds`);
  await close();
});
