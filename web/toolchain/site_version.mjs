// Gives a site its version, by which pages and the service worker tell one state of it from another: the hash of all files.

import crypto from 'node:crypto';

const hash = (bytes) => crypto.createHash('sha256').update(bytes).digest('base64url').slice(0, 22);

const hashes = (site, names) => Object.fromEntries(names.map((name) => [name, hash(site.get(name))]));

// site: path → bytes. Writes the version into sizes.json, which every page reads, and makes site.json, the list of the files
// that the service worker keeps: {"version", "files": {path: the first 132 bits of its SHA-256, base64url}}.
export function nameVersion(site) {
  const sizes = JSON.parse(site.get('sizes.json'));
  delete sizes.version;  // of a site that was changed
  const names = [...site.keys()].filter((name) => name !== 'site.json' && name !== 'sizes.json').sort();
  const version = hash(JSON.stringify([sizes, hashes(site, names)]));
  site.set('sizes.json', Buffer.from(JSON.stringify({ version, ...sizes })));
  const kept = ['sizes.json', ...names.filter((name) => name !== 'service-worker.js')];  // browsers keep that one themselves
  site.set('site.json', Buffer.from(JSON.stringify({ version, files: hashes(site, kept) })));
}
