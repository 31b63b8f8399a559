// Puts the site together in one self-contained folder: page, builds, the assets that are brought when they are
// needed, licences; each text and program also compressed. Only what changed is written again.
//   node assemble.mjs PAGE_DIR PROGRAMS_DIR THIRD_PARTY_DIR[:…] SITE_DIR [VARIANT…]
// VARIANT: threads, inline; without any, both.

import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

import { nameVersion } from './site_version.mjs';

const [pageDir, programsDir, thirdPartyDirs, siteDir, ...named] = process.argv.slice(2);
const VARIANTS = named.length > 0 ? named : ['threads', 'inline'];
const WORTH_COMPRESSING = /\.(html|css|js|json|md|svg|txt|wasm|webmanifest)$/;
const ASSETS = { lessons: /\.md$/, pictures: /\.webp$/ };  // folder under assets/ → which of its files

// The site: path → bytes.
function collect() {
  const site = new Map();
  for (const name of fs.readdirSync(pageDir).sort()) site.set(name, fs.readFileSync(path.join(pageDir, name)));
  for (const [folder, wanted] of Object.entries(ASSETS)) {
    const from = path.join(pageDir, '../../assets', folder);
    const names = fs.existsSync(from) ? fs.readdirSync(from).filter((name) => wanted.test(name)).sort() : [];
    for (const name of names) site.set(`assets/${folder}/${name}`, fs.readFileSync(path.join(from, name)));
  }
  const sizes = {};
  for (const variant of VARIANTS) {
    for (const name of ['lectern.js', 'lectern.wasm']) {
      site.set(`${variant}/${name}`, fs.readFileSync(path.join(programsDir, variant, name)));
    }
    const late = JSON.parse(fs.readFileSync(path.join(programsDir, variant, 'late.json'), 'utf8'));
    for (const number of late.bytes.keys()) {
      const name = `${variant}/late/${late.version}/${number}.wasm`;
      site.set(name, fs.readFileSync(path.join(programsDir, name)));
    }
    sizes[variant] = { bytes: site.get(`${variant}/lectern.wasm`).length, late };
  }
  site.set('sizes.json', Buffer.from(JSON.stringify(sizes)));
  site.set('licences.txt', licences());
  nameVersion(site);
  return site;
}

function licences() {
  const parts = [['Lectern', path.join(pageDir, '../../LICENSE')]];
  for (const folder of thirdPartyDirs.split(':').map((dir) => path.join(dir, 'licences'))) {
    for (const name of fs.readdirSync(folder).sort()) parts.push([name, path.join(folder, name)]);
  }
  return Buffer.from(parts.map(([name, file]) => `==== ${name} ====\n\n${fs.readFileSync(file, 'utf8')}\n`).join('\n'));
}

// The page's policy lets its one script that stands in the page itself run, by hash.
function checkPolicy(page) {
  const script = /<script>([^]*?)<\/script>/.exec(page)[1];
  const hash = `'sha256-${crypto.createHash('sha256').update(script).digest('base64')}'`;
  if (page.includes(hash)) return;
  console.error(`error: index.html's policy has to name its script: ${hash}`);
  process.exit(1);
}

// On node's own threads: the best compression takes seconds for a program.
async function compressed(bytes) {
  const quality = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 } };
  const [br, gz] = await Promise.all([
    promisify(zlib.brotliCompress)(bytes, quality), promisify(zlib.gzip)(bytes, { level: 9 }),
  ]);
  return { '.br': br, '.gz': gz };
}

// Renaming makes each file appear whole, also under a running server.
function write(file, bytes) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.part`, bytes);
  fs.renameSync(`${file}.part`, file);
}

function isUpToDate(file, bytes, suffixes) {
  return fs.existsSync(file) && suffixes.every((suffix) => fs.existsSync(file + suffix)) && fs.readFileSync(file).equals(bytes);
}

function removeStale(site) {
  for (const entry of fs.readdirSync(siteDir, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const name = path.relative(siteDir, file).replace(/\.(br|gz)$/, '');
    if (entry.isFile() && !site.has(name)) fs.rmSync(file);
  }
}

// Writes a file of the site with its compressed forms. Resolves to whether it was new.
async function update(name, bytes) {
  const file = path.join(siteDir, name);
  const suffixes = WORTH_COMPRESSING.test(name) ? ['.br', '.gz'] : [];
  if (isUpToDate(file, bytes, suffixes)) return false;
  if (suffixes.length > 0) {
    for (const [suffix, packed] of Object.entries(await compressed(bytes))) write(file + suffix, packed);
  }
  write(file, bytes);
  return true;
}

const site = collect();
checkPolicy(site.get('index.html').toString());
const news = await Promise.all([...site].map(([name, bytes]) => update(name, bytes)));
const changed = news.filter(Boolean).length;
removeStale(site);
console.error(`site: ${site.size} files in ${siteDir}, ${changed} of them new`);
