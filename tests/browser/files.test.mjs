// Files given to the page and taken from it: tables and pictures dropped, links that want a file, panels saved.

import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { test } from 'node:test';

import { call, open, snapshot, until } from './harness.mjs';
import { browser, site } from './stage.mjs';

// Drops files on the page, each {name, bytes}.
function drop(page, files) {
  return page.evaluate((dropped) => {
    const dataTransfer = new DataTransfer();
    for (const { name, bytes } of dropped) dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
    document.getElementById('canvas').dispatchEvent(
      new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, files.map(({ name, bytes }) => ({ name, bytes: [...bytes] })));
}

const buttons = (page) => page.evaluate(() => window.lectern.request('buttons'));

// A table is shown before it is used; Enter uses it, Escape does not.
async function dropAndAnswer(page, files, key) {
  await drop(page, files);
  await until('the preview', async () => (await buttons(page))['Use this table']);
  await page.keyboard.press(key, { delay: 60 });
  await until('the preview to close', async () => !(await buttons(page))['Use this table']);
}

// Collects the sentences about what went wrong.
const listen = (page) => page.evaluate(() => {
  window.problems = [];
  window.lectern.addEventListener('problem', ({ detail }) => window.problems.push(detail));
});

// The first snapshot that `holds`; fails with the last one seen after a minute.
async function seen(page, holds) {
  const end = Date.now() + 60000;
  for (;;) {
    const now = await snapshot(page);
    if (holds(now)) return now;
    assert.ok(Date.now() < end, `waited in vain; last seen: ${now.status} ${now.message} ${now.link}`);
    await page.waitForTimeout(50);
  }
}

const text = (name, content) => ({ name, bytes: Buffer.from(content) });

// Two kinds of flowers that their sizes tell apart.
function flowers(name, rows = 60) {
  const lines = ['width,height,kind'];
  for (let i = 0; i < rows; ++i) lines.push(`${i % 7},${(i % 2) * 9 + (i % 5)},${i % 2 ? 'lily' : 'rose'}`);
  return text(name, `${lines.join('\n')}\n`);
}

// Pictures of 8 × 8 pixels with a bar at a height that is their label, and the labels, as IDX.
function bars(count) {
  const pictures = Buffer.alloc(16 + count * 64);
  const labels = Buffer.alloc(8 + count);
  pictures.set([0, 0, 8, 3]);
  labels.set([0, 0, 8, 1]);
  for (const [at, value] of [[4, count], [8, 8], [12, 8]]) pictures.writeUInt32BE(value, at);
  labels.writeUInt32BE(count, 4);
  for (let i = 0; i < count; ++i) {
    const label = i % 3;
    labels[8 + i] = label;
    for (let x = 1; x < 7; ++x) pictures[16 + i * 64 + (1 + 2 * label) * 8 + x] = 200 + (i % 50);
  }
  return [{ name: 'bars-images.idx', bytes: pictures }, { name: 'bars-labels.idx', bytes: labels }];
}

test('a dropped table is learned from, and its link asks whoever opens it for the file', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?layers=4');
  await dropAndAnswer(page, [flowers('flowers.csv')], 'Enter');
  const taken = await seen(page, (now) => now.link.includes('data=file') && now.link.includes('flowers.csv'));
  assert.match(taken.link, /60.{1,6}3/);
  await call(page, 'step', 400);
  const here = await snapshot(page);
  assert.equal(here.metrics.training_agreement, 1);

  const elsewhere = await open(browser, site, here.link);
  const asked = await seen(elsewhere.page, (now) => now.status === 'failed');
  assert.match(asked.message, /flowers\.csv.*60×3/s);
  await drop(elsewhere.page, [flowers('weeds.csv', 62)]);
  const told = await seen(elsewhere.page, (now) => now.status !== 'failed');
  assert.match(told.message, /weeds\.csv.*another file/s);
  await elsewhere.close();

  const again = await open(browser, site, here.link);
  await seen(again.page, (now) => now.status === 'failed');
  await drop(again.page, [flowers('flowers.csv')]);
  const same = await seen(again.page, (now) => now.step === here.step);
  assert.equal(same.state_hash, here.state_hash);
  assert.deepEqual([...problems, ...elsewhere.problems, ...again.problems], []);
  await again.close();
  await close();
});

const BROKEN = 'a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n1,2,x\n3,4,y\n5,two,x\n7,8,y\n';

test('a table that cannot be read changes nothing: the run keeps its state, and a sentence names the cell', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?seed=2');
  await call(page, 'step', 5);
  const before = await snapshot(page);
  for (const files of [[['broken.csv', BROKEN]], [['nothing.csv', '']], [['broken.csv', BROKEN], ['good.csv', 'a,b,kind\n1,2,x\n']]]) {
    await listen(page);
    const refusals = [];
    const given = await page.evaluate(async (all) => Promise.allSettled(
      all.map(([name, content]) => window.lectern.give(name, content))), files);
    for (const { reason } of given) if (reason) refusals.push(reason.message);
    assert.ok(refusals.length > 0, files[0][0]);
    assert.match((await page.evaluate(() => window.problems)).join(), /\S/);
    const after = await snapshot(page);
    assert.equal(after.state_hash, before.state_hash);
    assert.equal(after.status, 'paused');
    assert.equal(after.message, before.message);
  }
  await call(page, 'play');
  await assert.rejects(call(page, 'give', 'broken.csv', BROKEN), /Line 8.*two/);
  const playing = await snapshot(page);
  await seen(page, (now) => now.step > playing.step && now.status === 'running');
  assert.deepEqual(problems, []);
  await close();
});

test('a preview shows a table that cannot be read, and leaves the run as it is', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?seed=2');
  await call(page, 'step', 3);
  const before = await snapshot(page);
  await dropAndAnswer(page, [text('broken.csv', BROKEN)], 'Escape');
  await dropAndAnswer(page, [flowers('flowers.csv')], 'Escape');
  const after = await snapshot(page);
  assert.equal(after.state_hash, before.state_hash);
  assert.equal(after.link, before.link);
  assert.deepEqual(problems, []);
  await close();
});

test('a table given by a script is used at once, and undo takes it back', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?seed=2');
  await call(page, 'step', 3);
  const before = await snapshot(page);
  await call(page, 'give', 'flowers.csv', flowers('').bytes.toString());
  await seen(page, (now) => now.link.includes('flowers.csv'));
  await page.keyboard.press('Control+z', { delay: 60 });
  const after = await seen(page, (now) => !now.link.includes('flowers.csv') && now.step === 3);
  assert.equal(after.state_hash, before.state_hash);
  assert.deepEqual(problems, []);
  await close();
});

test('a link goes on asking for its file after one that cannot be read', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?layers=4');
  await call(page, 'give', 'flowers.csv', flowers('').bytes.toString());
  const link = await call(page, 'link');
  const elsewhere = await open(browser, site, link);
  await seen(elsewhere.page, (now) => now.status === 'failed');
  await assert.rejects(call(elsewhere.page, 'give', 'broken.csv', BROKEN), /two/);
  assert.match((await snapshot(elsewhere.page)).message, /flowers\.csv.*60×3/s);
  await call(elsewhere.page, 'give', 'flowers.csv', flowers('').bytes.toString());
  const opened = await seen(elsewhere.page, (now) => now.status !== 'failed');
  assert.equal(opened.state_hash, (await snapshot(page)).state_hash);
  assert.deepEqual([...problems, ...elsewhere.problems], []);
  await elsewhere.close();
  await close();
});

test('dropped pictures and labels are learned from together', async () => {
  const { page, problems, close } = await open(browser, site, '#/cnn-filters');
  await drop(page, bars(150));
  const taken = await seen(page, (now) => /bars-images.*bars-labels/.test(now.link));
  assert.equal(taken.status, 'paused', taken.message);
  await call(page, 'step', 60);
  const confusion = (await snapshot(page)).panels.find((panel) => panel.kind === 'matrix').content;
  assert.equal(confusion.rows, 3);
  assert.deepEqual(problems, []);
  await close();
});

// A table in the format of HIGGS.csv, larger than the page keeps, made in the page of one block again and again.
const dropLargeTable = (page, bytes) => page.evaluate((wanted) => {
  let state = 12345;
  const uniform = () => { state = (1103515245 * state + 12345) % 2147483648; return state / 2147483648; };
  let block = '';
  for (let row = 0; row < 1400; ++row) {
    const signal = row % 2;
    block += `${signal}.000000000000000000e+00`;
    for (let column = 0; column < 28; ++column) {
      const value = uniform() + (signal && column >= 21 ? 0.4 : 0);
      block += `,${value.toExponential(18)}`;
    }
    block += '\n';
  }
  const file = new File(new Array(Math.ceil(wanted / block.length)).fill(new Blob([block])), 'HIGGS.csv');
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  // How long the page kept the browser from anything else, at worst.
  window.longest = 0;
  let last = performance.now();
  const watch = () => {
    window.longest = Math.max(window.longest, performance.now() - last);
    last = performance.now();
    window.watching = requestAnimationFrame(watch);
  };
  watch();
  document.getElementById('canvas').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  return file.size;
}, bytes);

test('a table of 150 MB is read in parts, with progress, while the page goes on', async () => {
  const { page, problems, close } = await open(browser, site, '#/collider-events');
  assert.ok(await dropLargeTable(page, 150e6) >= 150e6);
  await until('the progress', async () => (await buttons(page))['Stop reading']);
  await until('the preview', async () => (await buttons(page))['Use this table']);
  assert.ok(!(await buttons(page))['Stop reading']);
  const longest = await page.evaluate(() => { cancelAnimationFrame(window.watching); return window.longest; });
  assert.ok(longest < 1500, `the page stood still for ${longest} ms`);
  await page.keyboard.press('Enter', { delay: 60 });
  const taken = await seen(page, (now) => now.link.includes('data=file') && now.link.includes('HIGGS.csv'));
  assert.notEqual(taken.status, 'failed', taken.message);
  await call(page, 'step', 2);
  assert.ok((await snapshot(page)).metrics.auc_trees_high > 0.6);
  assert.deepEqual(problems, []);
  await close();
});

test('reading a large file can be stopped, and changes nothing', async () => {
  const { page, problems, close } = await open(browser, site, '#/collider-events');
  const before = await snapshot(page);
  await listen(page);
  await dropLargeTable(page, 3e9);
  await until('the progress', async () => (await buttons(page))['Stop reading']);
  const [x, y, width, height] = (await buttons(page))['Stop reading'];
  await page.mouse.click(x + width / 2, y + height / 2, { delay: 60 });
  await until('the sentence', async () => (await page.evaluate(() => window.problems.join())).includes('as you wished'));
  assert.equal((await snapshot(page)).state_hash, before.state_hash);
  assert.deepEqual(problems, []);
  await close();
});

test('panels are saved as numbers', async () => {
  const { page, problems, close } = await open(browser, site, '#/neural-network?seed=3');
  await call(page, 'step', 200);
  await page.waitForTimeout(500);
  const begun = new Map();
  page.on('download', (download) => begun.set(download.suggestedFilename().split('.').pop(), download));
  // The buttons stand at the right end of each panel's title and show when the pointer is near.
  for (let x = 990; x > 240 && begun.size < 1; x -= 12) {
    await page.mouse.move(x, 112);
    await page.waitForTimeout(150);
    await page.mouse.click(x, 98, { delay: 60 });
    await page.waitForTimeout(150);
  }
  const saved = async (kind) => fs.readFile(await begun.get(kind).path());
  assert.deepEqual([...begun.keys()], ['csv']);
  assert.match((await saved('csv')).toString(), /^[^\n]*,[^\n]*\n.*\d/s);
  assert.deepEqual(problems, []);
  await close();
});

test('trained networks are saved as ONNX and as NPZ', async () => {
  const { page, problems, close } = await open(browser, site, '#/gan-2d?seed=3');
  await call(page, 'step', 5);
  const place = async (name) => (await buttons(page))[name];
  await page.mouse.move(1150, 400);
  await until('the button to be in view', async () => {
    const [, top = Infinity, , height] = (await place('Save the networks…')) ?? [];
    if (top + height < 710) return true;
    await page.mouse.wheel(0, 400);
    return false;
  }, 150);
  const click = async (name) => {
    await until(name, () => place(name));
    const [x, y, width, height] = await place(name);
    await page.mouse.click(x + width / 2, y + height / 2, { delay: 60 });
  };
  // Beside the numbers of a network stands the script that builds it in PyTorch.
  for (const [format, start, endings] of [['onnx', '\x08\x08', ['onnx']], ['npz', 'PK\x03\x04', ['npz', 'py']]]) {
    const files = ['discriminator', 'generator'].flatMap((name) => endings.map((ending) => `${name}.${ending}`));
    const saved = new Map();
    const take = (download) => saved.set(download.suggestedFilename(), download);
    page.on('download', take);
    await click('Save the networks…');
    await click(`save networks as ${format}`);
    await until('all files', async () => saved.size === files.length);
    page.off('download', take);
    assert.deepEqual([...saved.keys()].sort(), files);
    const bytes = await fs.readFile(await saved.get(`generator.${format}`).path());
    assert.equal(bytes.subarray(0, start.length).toString('latin1'), start);
    assert.ok(bytes.length > 4 * 64 * 64);
  }
  assert.deepEqual(problems, []);
  await close();
});

test('a chirp is heard after a click', async () => {
  const { page, problems, close } = await open(browser, site, '#/gravitational-waves');
  await page.evaluate(() => {
    window.heard = [];
    window.AudioContext = class extends AudioContext {
      createBuffer(...shape) {
        const buffer = super.createBuffer(...shape);
        window.heard.push(buffer);
        return buffer;
      }
    };
  });
  await until('the loudspeaker', async () => (await buttons(page))['listen to plane']);
  const [x, y, width, height] = (await buttons(page))['listen to plane'];
  assert.equal(await page.evaluate(() => window.heard.length), 0);
  await page.mouse.click(x + width / 2, y + height / 2, { delay: 60 });
  await until('a sound', () => page.evaluate(() => window.heard.length === 1));
  const { seconds, loudest } = await page.evaluate(() => ({
    seconds: window.heard[0].duration,
    loudest: window.heard[0].getChannelData(0).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
  }));
  assert.ok(seconds > 1 && seconds < 2, `${seconds} s`);
  assert.ok(loudest > 0.7 && loudest <= 1, `${loudest}`);
  assert.deepEqual(problems, []);
  await close();
});
