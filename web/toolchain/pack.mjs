// Lays out what goes on a memory stick: the site as one page that a double click opens, and the site itself for web servers.
//   node pack.mjs SITE_DIR OUT_DIR

import fs from 'node:fs';
import path from 'node:path';

import { singleFile } from './single_file.mjs';

const [siteDir, outDir] = process.argv.slice(2);
const FIRST = `Lectern

Open Lectern.html with a double click. It is the whole of Lectern in one file, for Linux, macOS and Windows, and needs no
network; it can be copied and sent by itself.

The folder "site" is for web servers: it runs faster from there, on several threads. Without one:
open a terminal in that folder, run "python3 -m http.server", and open http://localhost:8000/.

licences.txt in that folder names what Lectern is made of.
`;

const files = fs.readdirSync(siteDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  .map((entry) => path.relative(siteDir, path.join(entry.parentPath ?? entry.path, entry.name)))
  .filter((name) => !/\.(br|gz|part)$/.test(name)).sort();
const site = new Map(files.map((name) => [name, fs.readFileSync(path.join(siteDir, name))]));

fs.rmSync(outDir, { recursive: true, force: true });
fs.mkdirSync(outDir, { recursive: true });
fs.writeFileSync(path.join(outDir, 'Lectern.html'), singleFile(site));
fs.writeFileSync(path.join(outDir, 'READ ME FIRST.txt'), FIRST.replaceAll('\n', '\r\n'));
for (const [name, bytes] of site) {
  const file = path.join(outDir, 'site', name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
}
