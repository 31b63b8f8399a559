#!/usr/bin/env node
// Makes the pictures of the home page, assets/pictures/ID.webp and ID-dark.webp, from the states in
// assets/pictures/states.json:
//   tests/record_pictures.mjs [ID …]     those of some demos; without an id all
// Needs the desktop window (cmake --build --preset native --target lectern_app) and cwebp (Debian: webp).
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const top = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const pictures = path.join(top, 'assets/pictures');
const app = process.env.LECTERN_APP ?? path.join(top, 'build/native/web/lectern_app');
const wanted = process.argv.slice(2);

const MOST_BYTES = 8000;
const SIZE = '480x300';  // twice what a tile has on a plain screen
const SCALE = '2';
// From the best down, until the file is small enough; lines and flat colours are often smallest without loss. Pictures
// full of detail look better small than blurred.
const lossy = (width, quality) => ['-resize', String(width), '0', '-q', String(quality), '-m', '6', '-sharp_yuv'];
const ENCODINGS = [['-lossless', '-z', '9'],
  ...[480, 400, 340, 288].flatMap((width) => [92, 84, 76, 68, 60].map((quality) => lossy(width, quality))),
  ...[52, 44, 36].map((quality) => lossy(288, quality))];

function encode(png, file) {
  for (const options of ENCODINGS) {
    execFileSync('cwebp', ['-quiet', ...options, png, '-o', file]);
    if (fs.statSync(file).size <= MOST_BYTES) return options.join(' ');
  }
  throw new Error(`${file} is larger than ${MOST_BYTES} bytes at every quality`);
}

// A state: {id, link, panel, scale, middle}. panel: the main one where it is not named; scale: of marks and lines;
// middle: of a picture that is higher than the tile, which part is shown, from 0 (the top) to 1.
function record({ id, link, panel = '', scale = SCALE, middle = 0.5 }, dark) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lectern-picture-'));
  const png = path.join(folder, 'picture.png');
  const file = path.join(pictures, `${id}${dark ? '-dark' : ''}.webp`);
  const options = ['--size', SIZE, '--scale', String(scale), '--picture', panel, '--picture-middle', String(middle)];
  execFileSync(app, [link, ...options, '--screenshot', png, ...(dark ? ['--dark'] : [])],
    { env: { ...process.env, SDL_VIDEODRIVER: 'offscreen' } });
  const encoding = encode(png, file);
  fs.rmSync(folder, { recursive: true });
  console.error(`${path.relative(top, file)}: ${fs.statSync(file).size} bytes, ${encoding}`);
}

const states = JSON.parse(fs.readFileSync(path.join(pictures, 'states.json'), 'utf8'));
for (const id of wanted) if (!states.some((state) => state.id === id)) throw new Error(`assets/pictures/states.json has no state of ${id}`);
for (const state of states) {
  if (wanted.length > 0 && !wanted.includes(state.id)) continue;
  for (const dark of [false, true]) record(state, dark);
}
