// For a lecture hall: going back in a run, comparing runs, mending a diverged one, presenting.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, open, ready, snapshot, until, untilAllCodeIsHere } from './harness.mjs';
import { browser, site } from './stage.mjs';

// The window is 1280 × 720: the scrub bar lies under the transport bar, between these.
const BAR = { left: 16, right: 1264, y: 63 };
const DEMO = '#/neural-network?seed=7';
const DIVERGES = '#/neural-network?data=law_1d&activation=relu&optimizer=momentum&learning_rate=3';

async function press(page, key) {
  await page.focus('#canvas');
  await page.keyboard.press(key, { delay: 60 });
}

// The planes whose lines can be compared: the lines of the run itself, and the ghosts of pinned ones.
function comparablePlanesOf({ panels }) {
  return panels.filter(({ content }) => content.comparable).map(({ content }) => {
    const lines = content.layers.filter(({ kind }) => kind === 'line');
    return { own: lines.filter(({ run }) => !run), ghosts: lines.filter(({ run }) => run) };
  });
}

test('the scrub bar takes the run back, and playing on from there gives the same bits', async () => {
  const { page, problems, close } = await open(browser, site, DEMO);
  await call(page, 'step', 40);
  const end = await snapshot(page);
  await page.mouse.move(BAR.right, BAR.y);
  await page.mouse.down();
  await page.mouse.move(900, BAR.y, { steps: 5 });
  await page.mouse.move((BAR.left + BAR.right) / 2, BAR.y, { steps: 5 });
  await page.mouse.up();
  const back = await until('step 20', async () => {
    const now = await snapshot(page);
    return now.step === 20 && now;
  });
  assert.equal(back.furthest_step, 40);
  assert.notEqual(back.state_hash, end.state_hash);
  const fresh = await open(browser, site, DEMO);
  await call(fresh.page, 'step', 20);
  assert.equal((await snapshot(fresh.page)).state_hash, back.state_hash);
  await fresh.close();

  await press(page, 'ArrowLeft');
  await until('one step back', async () => (await snapshot(page)).step === 19);
  await press(page, 'Space');
  await until('more than 40 steps', async () => (await snapshot(page)).step > 40);
  await call(page, 'pause');
  await call(page, 'seek', 40);
  assert.equal((await snapshot(page)).state_hash, end.state_hash);
  assert.deepEqual(problems, []);
  await close();
});

test('a pinned run stays in the plots as ghosts', async () => {
  const { page, problems, close } = await open(browser, site, DEMO);
  await call(page, 'step', 20);
  const [before] = comparablePlanesOf(await snapshot(page));
  assert.ok(before.own.length > 0);
  assert.equal(before.ghosts.length, 0);
  await press(page, 'g');
  await press(page, 'n');
  await until('the new start', async () => (await snapshot(page)).seed === 8);
  await call(page, 'step', 10);
  const [after] = comparablePlanesOf(await snapshot(page));
  assert.equal(after.ghosts.length, before.own.length);
  assert.deepEqual(after.ghosts[0].y, before.own[0].y);
  assert.equal(after.ghosts[0].run, 'seed 7');
  assert.deepEqual(problems, []);
  await close();
});

test('a link shows two runs side by side, with one transport', async () => {
  const other = encodeURIComponent('#/neural-network?seed=9&step=5');
  const link = `${DEMO}&step=5&beside=${other}`;
  for (const options of [{}, { context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } }, { inline: true }]) {
    const { page, problems, close } = await open(browser, site, link, options);
    await until('both at step 5', async () => {
      const now = await snapshot(page);
      return now.step === 5 && now.beside?.step === 5;
    });
    await call(page, 'step', 3);
    const now = await snapshot(page);
    assert.equal(now.step, 8);
    assert.equal(now.beside.step, 8);
    assert.equal(now.beside.seed, 9);
    assert.notEqual(now.beside.state_hash, now.state_hash);
    await call(page, 'play');
    await until('ten steps more', async () => (await snapshot(page)).step > 18);
    await call(page, 'pause');
    const paused = await snapshot(page);
    assert.equal(paused.beside.step, paused.step);
    const again = await open(browser, site, await call(page, 'link'));
    await until('the same two', async () => {
      const same = await snapshot(again.page);
      return same.state_hash === paused.state_hash && same.beside?.state_hash === paused.beside.state_hash;
    });
    assert.deepEqual([...problems, ...again.problems], []);
    await again.close();
    await close();
  }
});

test('a second run put beside by its key can be changed and taken away', async () => {
  const { page, problems, close } = await open(browser, site, DEMO);
  await call(page, 'step', 4);
  await press(page, 'b');
  const two = await until('the copy', async () => {
    const now = await snapshot(page);
    return now.beside?.step === 4 && now;
  });
  assert.equal(two.beside.state_hash, two.state_hash);
  await press(page, 'b');
  await until('one run', async () => (await snapshot(page)).beside === undefined);
  assert.deepEqual(problems, []);
  await close();
});

test('what is wrong with a run beside is told in a sentence', async () => {
  const { page, close } = await open(browser, site, DEMO);
  const said = await call(page, 'open', `${DEMO}&beside=no-such-demo`);
  assert.equal(said.length, 1);
  assert.match(said[0], /^The run beside: There is no demo “no-such-demo”/);
  assert.equal((await snapshot(page)).beside, undefined);
  await close();
});

test('a diverged run says what would help, and its banner does it', async () => {
  const { page, problems, close } = await open(browser, site, DIVERGES);
  await call(page, 'step', 5000);
  const diverged = await snapshot(page);
  assert.equal(diverged.status, 'diverged');
  assert.match(diverged.message, /step/);
  assert.equal(diverged.remedy.parameter, 'learning_rate');
  const [x, y, width, height] = await until('the banner', async () =>
    (await page.evaluate(() => window.lectern.request('buttons'))).Both);
  await page.mouse.click(x + width / 2, y + height / 2);
  await until('the run mended', async () => {
    const now = await snapshot(page);
    return now.status !== 'diverged' && now.step === diverged.remedy.rewind_step;
  });
  const link = await until('the stable value', async () => {
    const now = await call(page, 'link');
    return now.includes(`learning_rate~${diverged.remedy.value}`) && now;
  });
  assert.match(link, /events=/);
  await call(page, 'step', 50);
  assert.equal((await snapshot(page)).status, 'paused');
  assert.deepEqual(problems, []);
  await close();
});

test('presenting shows panels alone, goes through them by the keys of a clicker, and ends with Escape', async () => {
  const { page, problems, close } = await open(browser, site, DEMO);
  await call(page, 'step', 3);
  await page.waitForTimeout(800);
  // The list of demos, which presenting hides.
  const clip = { x: 0, y: 0, width: 226, height: 720 };
  const usual = await page.screenshot({ clip });
  const changed = async (what, from) => until(what, async () => {
    const now = await page.screenshot({ clip });
    return !now.equals(from) && now;
  });
  await press(page, 'p');
  const all = await changed('large panels', usual);
  await page.waitForTimeout(500);
  await press(page, 'PageDown');
  await page.waitForTimeout(500);
  const first = await changed('the first panel', all);
  await press(page, '.');
  await changed('a black screen', first);
  await press(page, 'PageDown');
  assert.equal((await snapshot(page)).step, 3);
  await page.evaluate(() => document.fullscreenElement && document.exitFullscreen());
  await press(page, 'Escape');
  await press(page, 'Escape');
  await until('the usual page', async () => usual.equals(await page.screenshot({ clip })));
  assert.deepEqual(problems, []);
  await close();
});

test('a clicker goes on to the next demo of the lecture, on the same data, and finds the one before as it was left', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron?n=111&data_seed=5', { everything: true });
  await untilAllCodeIsHere(page);  // otherwise a press would come too early or too late
  await call(page, 'step', 7);
  const left = await snapshot(page);
  await press(page, 'p');
  const others = async () => (await snapshot(page)).id !== left.id;
  // The pages of this one first.
  for (let i = 0; i <= left.panels.length && !await others(); i += 1) {
    await press(page, 'PageDown');
    await page.waitForTimeout(300);
  }
  await until('the next demo', others);
  const next = await until('its first picture', async () => {
    const now = await snapshot(page);
    return now.status === 'paused' && now;
  });
  assert.equal(next.data_seed, 5);
  assert.match(next.link, /[?&]n=111/);
  await press(page, 'PageUp');
  const back = await until('the demo before at its step', async () => {
    const now = await snapshot(page);
    return now.id === left.id && now.step === left.step && now;
  });
  assert.equal(back.state_hash, left.state_hash);
  assert.deepEqual(problems, []);
  await close();
});

test('theme and size are remembered, and a link decides about the theme where it says one', async () => {
  const { page, problems, close } = await open(browser, site, DEMO);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const usual = await theme();
  const other = usual === 'dark' ? 'light' : 'dark';
  await page.keyboard.press('t', { delay: 60 });  // no tap is needed before
  await until('the other theme', async () => await theme() === other);
  await press(page, '+');
  await until('the size', () => page.evaluate(() => localStorage.getItem('lectern-scale') !== null));
  await page.reload();
  await ready(page);
  assert.equal(await theme(), other);
  await call(page, 'open', `${DEMO}&theme=${usual}`);
  assert.equal(await theme(), usual);
  await page.reload();
  await ready(page);
  assert.equal(await theme(), usual);
  await call(page, 'open', DEMO);
  assert.equal(await page.evaluate(() => localStorage.getItem('lectern-theme')), other);
  assert.deepEqual(problems, []);
  await close();
});
