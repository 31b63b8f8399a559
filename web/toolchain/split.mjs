// Splits a linked page program: what only demos need leaves lectern.wasm for modules of their own, which the page fetches
// when a demo is first opened (web/platform/late_code.js).
//   node split.mjs PROGRAM_DIR OBJECT_LIST LINK_MAP BINARYEN_BIN
// PROGRAM_DIR/lectern.wasm, linked with function names, becomes small and loses them; PROGRAM_DIR/late/VERSION/N.wasm are the
// modules, PROGRAM_DIR/late.json says which of them each demo needs. Modules of another version never meet this program.
//
// The doors into late code are the functions complete(ExperimentInfo&) of demos, Demo<…>'s or their own. What can be
// reached without going through a door stays, and whatever the toolchain's own libraries (which LINK_MAP names) refer to; of
// the rest, what one demo alone needs is that demo's module, what several need is shared between just these.

import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { moduleOfStubs, readTableSlots } from './late_stubs.mjs';
import { namesInArchives, reachable, readReferences } from './wasm_objects.mjs';
import { forEachSection, SECTION } from './wasm_reader.mjs';

const [programDir, objectList, linkMap, binaryen] = process.argv.slice(2);
const DOOR = /^_ZN7lectern.*8completeERNS_14ExperimentInfoE/;
const DEMO_FILE = /experiments[/_]([a-z0-9-]+)[/._]/;  // of one file, of a folder, of a folder compiled in one
const WORTH_A_MODULE_BYTES = 12000;  // of functions that the same demos share
const FEATURES = ['threads', 'simd', 'bulk-memory', 'exception-handling', 'sign-ext', 'mutable-globals',
                  'nontrapping-float-to-int', 'multivalue'].map((feature) => `--enable-${feature}`);

const run = (tool, ...args) => execFileSync(path.join(binaryen, tool), [...FEATURES, ...args], { stdio: 'inherit' });

// name of a late function → names of the demos that need it, sorted.
function lateFunctions(files, archives) {
  const { references, defined, roots } = readReferences(files);
  // A function of a template stands in our files and in a library; the linker may keep ours for both.
  for (const name of namesInArchives(archives)) roots.add(name);
  const doors = new Map([...defined].filter(([name]) => DOOR.test(name)).map(([name, file]) => [name, DEMO_FILE.exec(file)[1]]));
  const early = reachable(references, roots, doors);
  const users = new Map();
  for (const demo of [...new Set(doors.values())].sort()) {
    const doorsOfDemo = [...doors].filter(([, of]) => of === demo).map(([name]) => name);
    for (const name of reachable(references, doorsOfDemo)) {
      if (!defined.has(name) || early.has(name)) continue;
      if (!users.has(name)) users.set(name, []);
      users.get(name).push(demo);
    }
  }
  return users;
}

// The modules: { demos, functions }. Functions shared by few bytes join the smallest module whose demos include theirs.
function modulesOf(users, sizes) {
  const groups = new Map();
  for (const [name, demos] of users) {
    if (!sizes.has(name)) continue;  // inlined or merged: no function of its own any more
    const key = demos.join(' ');
    if (!groups.has(key)) groups.set(key, { demos, functions: [], bytes: 0 });
    groups.get(key).functions.push(name);
    groups.get(key).bytes += sizes.get(name);
  }
  const everyDemo = [...new Set([...users.values()].flat())].sort();
  const common = { demos: everyDemo, functions: [], bytes: 0 };
  const isWorthIt = ({ demos, bytes }) => demos.length === 1 || bytes >= WORTH_A_MODULE_BYTES;
  const sorted = [...groups.values()].sort((a, b) => a.demos.length - b.demos.length || b.bytes - a.bytes);
  const modules = [...sorted.filter(isWorthIt), common];
  for (const small of sorted.filter((group) => !isWorthIt(group))) {
    const home = modules.find(({ demos }) => small.demos.every((demo) => demos.includes(demo)));
    home.functions.push(...small.functions);
  }
  return modules.filter(({ functions }) => functions.length > 0);
}

// name → bytes of its code, as the linked program has it.
function functionSizes(wasm) {
  const FUNCTION_NAMES = 1;  // part of the section "name"
  let imported = 0, sizes = [];
  const bytes = new Map();
  forEachSection(wasm, ({ id, name, end, reader }) => {
    if (id === SECTION.import) imported = reader.list(() => reader.functionImport()).filter((one) => one !== null).length;
    if (id === SECTION.code) sizes = reader.list(() => reader.take().length);
    while (name === 'name' && reader.at < end) {
      const part = reader.byte(), stop = reader.number() + reader.at;
      if (part === FUNCTION_NAMES)
        reader.list(() => [reader.number(), reader.text()])
          .filter(([index]) => index >= imported)
          .forEach(([index, text]) => bytes.set(text, sizes[index - imported]));
      reader.at = stop;
    }
  });
  return bytes;
}

function split() {
  const program = path.join(programDir, 'lectern.wasm');
  const objects = fs.readFileSync(objectList, 'utf8').split('\n').filter((file) => file !== '');
  const archives = new Set([...fs.readFileSync(linkMap, 'utf8').matchAll(/(\/\S*\/sysroot\/\S*\.a)\(/g)].map(([, file]) => file));
  if (archives.size === 0) throw new Error(`split.mjs finds no library of the toolchain in ${linkMap}`);
  const modules = modulesOf(lateFunctions(objects, archives), functionSizes(fs.readFileSync(program)));

  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'lectern-split-'));
  const late = path.join(programDir, 'late');
  fs.rmSync(late, { recursive: true, force: true });
  fs.mkdirSync(late);
  try {
    const file = (name) => path.join(work, name);
    fs.writeFileSync(file('manifest'), modules.map(({ functions }, number) => [number, ...functions, ''].join('\n')).join('\n'));
    run('wasm-split', '--multi-split', program, '--manifest', file('manifest'), '--out-prefix', `${late}/`, '-o', file('early.wasm'));
    const slots = modules.flatMap((_, number) =>
      readTableSlots(fs.readFileSync(path.join(late, `${number}.wasm`))).map((slot) => ({ ...slot, module: number })));
    fs.writeFileSync(file('stubs.wasm'), moduleOfStubs(slots));
    const inPlace = (wasm) => run('wasm-opt', '--enable-reference-types', '--duplicate-function-elimination', wasm, '-o', wasm);
    for (const wasm of [file('early.wasm'), ...modules.map((_, number) => path.join(late, `${number}.wasm`))]) inPlace(wasm);
    // Only the result has empty places in its table; with them the splitting would use a table for each module.
    run('wasm-merge', '--enable-reference-types', file('early.wasm'), 'early', file('stubs.wasm'), 'stubs', '-o', program);
  } finally {
    fs.rmSync(work, { recursive: true });
  }
  const needs = {};
  modules.forEach(({ demos }, number) => demos.forEach((demo) => (needs[demo] ??= []).push(number)));
  const files = modules.map((_, number) => path.join(late, `${number}.wasm`));
  const bytes = files.map((file) => fs.statSync(file).size);
  const hash = crypto.createHash('sha256');
  for (const file of [program, ...files]) hash.update(fs.readFileSync(file));
  const version = hash.digest().readUInt32LE();
  fs.mkdirSync(path.join(late, `${version}`));
  for (const file of files) fs.renameSync(file, path.join(late, `${version}`, path.basename(file)));
  fs.writeFileSync(path.join(programDir, 'late.json'), JSON.stringify({ version, bytes, needs }));
}

split();
