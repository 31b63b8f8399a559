#!/usr/bin/env node
// Runs reference links natively and writes the hashes of their states into tests/reference_links.json.
//   tests/record_links.mjs [ID …]     those of some demos; without an id all
// A hash changes only with a reason that the commit names.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const tests = path.dirname(fileURLToPath(import.meta.url));
const file = path.join(tests, 'reference_links.json');
const lectern = process.env.LECTERN ?? path.join(tests, '../build/native/lectern');
const wanted = process.argv.slice(2);

const idOf = (link) => /^#\/([a-z0-9-]+)/.exec(link)[1];

function stateOf({ link, steps }) {
  const json = execFileSync(lectern, ['run', link, '--steps', String(steps), '--json'], { maxBuffer: 1 << 28 });
  return JSON.parse(json).state_hash;
}

let changed = 0;
const references = JSON.parse(fs.readFileSync(file, 'utf8')).map((reference) => {
  if (wanted.length > 0 && !wanted.includes(idOf(reference.link))) return reference;
  const hash = stateOf(reference);
  if (hash !== reference.hash) changed += 1;
  return { ...reference, hash };
});
const lines = references.map(({ link, steps, hash }) => `  {"link": ${JSON.stringify(link)}, "steps": ${steps}, "hash": "${hash}"}`);
fs.writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`);
console.error(`${references.length} links, ${changed} hashes changed`);
