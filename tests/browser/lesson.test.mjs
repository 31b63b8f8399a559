// Lessons: walked by their buttons and by a clicker, answered, left by undo, recorded, opened by link and by file.

import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { test } from 'node:test';

import { call, open, snapshot, until } from './harness.mjs';
import { browser, site } from './stage.mjs';

const PHONE = { context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } };
const OWN = `# Three visits
demo: perceptron
controls: learning_rate

## The start
defaults
step: 0
look: plane
A line, and points on both sides.
? Does the line move at every visit?
- Yes :: Only at mistakes.
+ No
! It moves where it is wrong.

## Three visits later
set: learning_rate = 2
step: 3
look: plane, numbers
`;

const lesson = (page) => call(page, 'lesson');

// The lesson once it is there and `holds`.
function lessonWith(page, what, holds) {
  return until(what, async () => {
    const now = await lesson(page);
    return now.state !== 'waiting' && holds(now) && now;
  });
}

// Where the card shows what this name stands for, between its head and its foot; long cards are scrolled there.
async function reach(page, name) {
  for (let turns = 0; turns < 40; turns += 1) {
    const { places } = await lessonWith(page, `“${name}” in the card`, (now) => now.places[name]);
    const [x, y, , height] = places[name];
    const top = places.leave ? places.leave[1] + places.leave[3] : 0;
    const bottom = places.next ? places.next[1] - 10 : 720;
    const beyond = y + height > bottom ? 1 : y < top ? -1 : 0;
    if (beyond === 0) return places[name];
    await page.mouse.move(x + 20, (top + bottom) / 2);
    await page.mouse.wheel(0, 60 * beyond);
    await page.waitForTimeout(120);
  }
  return assert.fail(`“${name}” cannot be scrolled into view`);
}

// Presses what stands in the lesson's card under this name.
async function press(page, name, { scrolls = false } = {}) {
  const find = async () => (await lessonWith(page, `“${name}” in the card`, (now) => now.places[name])).places[name];
  const [x, y, width, height] = scrolls ? await reach(page, name) : await find();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.waitForTimeout(60);
  await page.mouse.click(x + width / 2, y + height / 2, { delay: 60 });
}

async function key(page, name) {
  await page.focus('#canvas');
  await page.keyboard.press(name, { delay: 60 });
}

// Types into the field of this name.
async function type(page, name, text) {
  await press(page, name, { scrolls: true });
  const field = page.locator('.text-field');
  await field.waitFor();
  await field.fill(text);
  await field.press('Enter');
  await field.waitFor({ state: 'detached' });
}

function drop(page, name, content) {
  return page.evaluate(([fileName, text]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], fileName));
    document.getElementById('canvas').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, [name, content]);
}

// The page stands still at a link that `holds`.
const linkWith = (page, what, holds) => until(what, async () => {
  const link = await call(page, 'link');
  return holds(link) && link;
});

test('a demo shows its lesson, which is walked, answered and left by undo', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron?learning_rate=2&step=4');
  const shown = await lessonWith(page, 'the lesson', (now) => now.state === 'ready');
  assert.ok(shown.stops.length >= 5, 'a shipped lesson has five stops and more');
  assert.equal(shown.walking, false);
  assert.equal(shown.elsewhere, true);
  const own = await snapshot(page);
  assert.equal(own.link, '#/perceptron?learning_rate=2&step=4');

  await press(page, 'go');
  await linkWith(page, 'the first stop', (link) => /[?&]lesson=1\b/.test(link));
  await press(page, 'answer 1');
  const answered = await lessonWith(page, 'the answer', (now) => now.question.chosen === 1);
  assert.ok(answered.question.revealed.some((text) => text.length > 0), 'an answer reveals something');
  await press(page, 'next');
  const second = await lessonWith(page, 'the second stop', (now) => now.stop === 2);
  assert.equal(second.question.chosen, undefined);
  await linkWith(page, 'the second stop in the link', (link) => /[?&]lesson=2\b/.test(link));
  await press(page, 'back');
  assert.equal((await lessonWith(page, 'the first stop again', (now) => now.stop === 1)).question.chosen, 1);
  await press(page, 'stop 3');
  await lessonWith(page, 'the third stop', (now) => now.stop === 3);
  await call(page, 'pause');
  await key(page, 'Control+z');
  const back = await until('the own run', async () => {
    const now = await snapshot(page);
    return now.step === own.step && now.state_hash === own.state_hash && now;
  });
  assert.match(back.link, /learning_rate=2&step=4/);
  assert.equal((await lesson(page)).elsewhere, true);
  await press(page, 'leave');
  await linkWith(page, 'the link as before', (link) => link === '#/perceptron?learning_rate=2&step=4');
  assert.deepEqual(problems, []);
  await close();
});

test('a link opens at a stop: with its own run, or with the state of the stop', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron?lesson=2');
  const stop = await lessonWith(page, 'the stop', (now) => now.walking && now.stop === 2 && !now.elsewhere);
  assert.equal(stop.stop, 2);
  await linkWith(page, 'the step of the stop', (link) => /step=2&lesson=2$/.test(link));
  const at = await snapshot(page);
  assert.equal(at.step, 2);
  await page.reload();
  await lessonWith(page, 'the stop again', (now) => now.stop === 2 && now.walking);
  await until('the same state', async () => (await snapshot(page)).state_hash === at.state_hash);
  await call(page, 'open', '#/perceptron?step=0&lesson=2');
  const start = await lessonWith(page, 'the run of the link', (now) => now.walking && now.elsewhere);
  assert.equal(start.stop, 2);
  assert.equal((await snapshot(page)).step, 0);
  assert.deepEqual(problems, []);
  await close();
});

test('while a lesson is presented, the keys of a clicker walk its stops', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron?lesson=1');
  await lessonWith(page, 'the lesson', (now) => now.walking);
  await key(page, 'p');
  await page.waitForTimeout(600);
  await key(page, 'ArrowRight');
  await lessonWith(page, 'the second stop', (now) => now.stop === 2);
  await key(page, 'PageDown');
  await lessonWith(page, 'the third stop', (now) => now.stop === 3);
  await key(page, 'ArrowLeft');
  await key(page, 'PageUp');
  await lessonWith(page, 'the first stop', (now) => now.stop === 1);
  assert.deepEqual(problems, []);
  await close();
});

test('on a phone the lesson is one line that unfolds over the lower part', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron', PHONE);
  const folded = await lessonWith(page, 'the line', (now) => now.places.unfold);
  const [, top, , height] = folded.places.unfold;
  assert.ok(height <= 48 && top > 500, 'the line stands low and is one line');
  const [x, y, width] = folded.places.unfold;
  await page.touchscreen.tap(x + width / 2, y + height / 2);
  const unfolded = await lessonWith(page, 'the card', (now) => now.places['answer 1'] && now.places.next);
  assert.ok(unfolded.places.next[1] > 500, 'the picture stays in view');
  const [nx, ny, nw, nh] = unfolded.places.next;
  await page.touchscreen.tap(nx + nw / 2, ny + nh / 2);
  await lessonWith(page, 'the second stop', (now) => now.stop === 2 && now.walking);
  const [lx, ly, lw, lh] = unfolded.places.leave;
  await page.touchscreen.tap(lx + lw / 2, ly + lh / 2);
  await lessonWith(page, 'the line again', (now) => now.places.unfold);
  assert.deepEqual(problems, []);
  await close();
});

test('controls that a lesson hides come back with one click', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron');
  await call(page, 'openLesson', OWN);
  const own = await lessonWith(page, 'the button for all controls', (now) => now.places['all controls']);
  assert.deepEqual(own.controls, ['learning_rate']);
  assert.ok(own.own);
  const before = own.places['all controls'];
  await press(page, 'all controls');
  await lessonWith(page, 'the other button', (now) => now.places['all controls'] && now.places['all controls'][2] !== before[2]);
  assert.deepEqual(problems, []);
  await close();
});

test('a lesson is recorded beside the run, and opened elsewhere by its link and by its file', async () => {
  const { page, problems, close } = await open(browser, site, '#/perceptron?learning_rate=2');
  await lessonWith(page, 'the card', (now) => now.places.menu);
  await press(page, 'menu');
  await press(page, 'Write a new lesson');
  await press(page, 'Record a stop');
  await call(page, 'step', 3);
  await press(page, 'Record a stop');
  await lessonWith(page, 'two stops', (now) => now.stops.length === 2);
  await type(page, 'stop 2 title', 'Three visits');
  await type(page, 'stop 2 text', 'Three points were visited.');
  await type(page, 'stop 2 question', 'How many of them were wrong?');
  await type(page, 'stop 2 answer 1', 'None');
  await type(page, 'stop 2 answer 2', 'Some');
  await press(page, 'stop 2 answer 2 right', { scrolls: true });
  const recorded = await lessonWith(page, 'the question', (now) => now.question?.answers.length === 2);
  assert.deepEqual(recorded.mistakes, []);
  assert.deepEqual(recorded.stops, ['Stop 1', 'Three visits']);
  await press(page, 'controls', { scrolls: true });
  await press(page, 'controls learning_rate', { scrolls: true });
  await press(page, 'controls', { scrolls: true });
  await press(page, 'Up', { scrolls: true });
  await lessonWith(page, 'the other order', (now) => now.stops[0] === 'Three visits');

  const begun = page.waitForEvent('download');
  await press(page, 'Save the file', { scrolls: true });
  const download = await begun;
  assert.equal(download.suggestedFilename(), 'perceptron-lesson.md');
  const file = await fs.readFile(await download.path(), 'utf8');
  assert.match(file, /^demo: perceptron$/m);
  assert.match(file, /^controls: learning_rate$/m);
  assert.match(file, /^\+ Some$/m);
  const link = await linkWith(page, 'the lesson in the link', (now) => /stops=[-\w]+/.test(now) && /lesson=1/.test(now));

  const byLink = await open(browser, site, link);
  const first = await lessonWith(byLink.page, 'the lesson of the link', (now) => now.walking);
  assert.equal(first.stops[0], 'Three visits');
  await call(byLink.page, 'answer', 2);
  assert.equal((await lesson(byLink.page)).question.right, true);
  await call(byLink.page, 'goToStop', 2);
  assert.equal((await snapshot(byLink.page)).step, 0);

  const byFile = await open(browser, site, '');
  await drop(byFile.page, 'anything.md', file);
  await until('the demo of the file', () => byFile.page.evaluate(() => window.location.hash.startsWith('#/perceptron')));
  await lessonWith(byFile.page, 'the lesson of the file', (now) => now.walking && now.stops[0] === 'Three visits');
  await until('its state', async () => (await snapshot(byFile.page)).step === 3);
  assert.deepEqual([...problems, ...byLink.problems, ...byFile.problems], []);
  await byFile.close();
  await byLink.close();
  await close();
});

test('lessons that are missing or broken are told in a sentence, and the demo works', async () => {
  // A service worker would bring the files past these routes.
  const { page, close } = await open(browser, site, '#/gan-2d', { context: { serviceWorkers: 'block' } });
  await page.route('**/lessons/perceptron.md', (route) => route.abort());
  await page.route('**/lessons/landscapes.md', (route) => route.fulfill({ body: '# T\ndemo: landscapes\n## S\nsett: x = 1\n' }));
  await call(page, 'open', '#/perceptron?lesson=2');
  const missing = await lessonWith(page, 'the sentence', (now) => now.state === 'missing');
  assert.match(missing.problem, /could not be fetched/);
  await call(page, 'step', 2);
  assert.equal((await snapshot(page)).step, 2);
  await call(page, 'open', '#/landscapes');
  const broken = await lessonWith(page, 'the other sentence', (now) => now.state === 'missing');
  assert.match(broken.problem, /Line 4/);
  for (const stops of ['abc', '%00%ff', 'eJwDAAAAAAE', 'A'.repeat(9000)]) {
    const said = await call(page, 'open', `#/perceptron?lesson=1&stops=${stops}`);
    assert.equal(said.length, 1, said.join(' '));
    assert.match(said[0], /lesson/i);
  }
  await assert.rejects(call(page, 'openLesson', 'no lesson'), /lesson/);
  await close();
});
