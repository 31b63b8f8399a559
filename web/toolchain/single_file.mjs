// Makes of a site one page that a double click opens, without a server: browsers load neither modules nor data from files, so
// everything stands in the page itself. Its program is the one without threads, which files cannot have.

import crypto from 'node:crypto';
import zlib from 'node:zlib';

const TYPES = {
  '.json': 'application/json', '.md': 'text/markdown', '.wasm': 'application/wasm', '.webp': 'image/webp',
};
const PACKED = /^(sizes\.json|assets\/.*|inline\/.*\.wasm)$/;  // what the page fetches

// Answers the page's requests from the elements that `packed` writes. Runs in the page.
const answerFromThePage = (types) => {
  const folder = new URL('.', document.baseURI).href;
  window.fetch = async (address) => {
    const name = new URL(address, document.baseURI).href.slice(folder.length);
    const element = document.getElementById(`file:${name}`);
    if (!element) return new Response('', { status: 404 });
    if (typeof DecompressionStream !== 'function') {
      throw new Error('this browser cannot unpack it. Chrome 80, Firefox 113, Safari 16.4 and later can');
    }
    const bytes = Uint8Array.from(atob(element.textContent), (character) => character.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(unpacked, { headers: { 'Content-Type': types[/\.\w+$/.exec(name)[0]] } });
  };
};

function replaceOnce(text, what, replacement) {
  if (text.split(what).length !== 2) throw new Error(`single_file.mjs expects “${what}” once`);
  return text.replace(what, () => replacement);
}

const ENDS_SCRIPT = /<\/script|<!--/i;

function element(attributes, text) {
  if (ENDS_SCRIPT.test(text)) throw new Error(`single_file.mjs: a text would end its element <script ${attributes}>`);
  return `<script${attributes && ' '}${attributes}>${text}</script>`;
}

// A file as an element that does nothing.
function packed(name, bytes) {
  return element(`type="text/plain" id="file:${name}"`, zlib.gzipSync(bytes, { level: 9 }).toString('base64'));
}

const IMPORT = /^import \{ ([^}]+) \} from '\.\/([^']+)';$/gm;
const EXPORTED = /^export (?:async )?(?:class|function|const) (\w+)/gm;

// A module's names as members of modules[name].
function asScript(name, code) {
  const names = [...code.matchAll(EXPORTED)].map(([, each]) => each);
  const body = code.replace(IMPORT, (_, wanted, from) => `const { ${wanted} } = modules['${from}'];`)
    .replace(/^export /gm, '').replaceAll('import.meta.url', 'document.baseURI');
  const left = /^.*(?:\bimport[ .({]|^export\b).*$/m.exec(body.replace(/^\s*\/\/.*$/gm, ''));
  if (left) throw new Error(`single_file.mjs does not know how to put this line of ${name} into a script: ${left[0]}`);
  return `modules['${name}'] = (() => {\n${body}\nreturn { ${names.join(', ')} };\n})();\n`;
}

// The page's modules, those that others need first, as one script.
function bundle(site) {
  const scripts = new Map();
  const add = (name) => {
    if (scripts.has(name)) return;
    scripts.set(name, '');
    let code = site.get(name).toString();
    for (const [, , needed] of code.matchAll(IMPORT)) add(needed);
    if (name === 'boot.js') code = replaceOnce(code, 'await import(`./${variant}/lectern.js`)', 'makeBundledProgram()');
    scripts.delete(name);
    scripts.set(name, asScript(name, code));
  };
  add('boot.js');
  const program = replaceOnce(site.get('inline/lectern.js').toString(), 'export default createLectern;', 'return { default: createLectern };')
    .replaceAll('import.meta.url', 'document.baseURI');
  return `(() => {\n'use strict';\nconst modules = {};\n(${answerFromThePage})(${JSON.stringify(TYPES)});\n` +
    `const makeBundledProgram = () => {\n${program}\n};\n${[...scripts.values()].join('')}})();`;
}

const hashOf = (text) => `'sha256-${crypto.createHash('sha256').update(text).digest('base64')}'`;

// site: path → bytes, as assemble.mjs puts it together. Returns the page's text.
export function singleFile(site) {
  const script = bundle(site);
  const style = site.get('style.css').toString();
  const icon = `data:image/svg+xml;base64,${site.get('icon.svg').toString('base64')}`;
  const { version, inline } = JSON.parse(site.get('sizes.json'));
  const files = new Map([...site].filter(([name]) => PACKED.test(name)));
  files.set('sizes.json', Buffer.from(JSON.stringify({ version, inline })));

  let page = site.get('index.html').toString();
  const early = /<script>([^]*?)<\/script>/.exec(page)[1];
  const policy = `default-src 'none'; script-src ${hashOf(early)} ${hashOf(script)} 'wasm-unsafe-eval'; ` +
    `style-src ${hashOf(style)}; img-src blob: data:; base-uri 'none'; form-action 'none'`;
  page = replaceOnce(page, /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)[1], policy);
  page = replaceOnce(page, 'href="icon.svg"', `href="${icon}"`);
  page = replaceOnce(page, '<link rel="manifest" href="manifest.webmanifest">\n', '');
  page = replaceOnce(page, '<link rel="stylesheet" href="style.css">', `<style>${style}</style>`);
  const elements = [
    element('type="text/plain" id="licences"', site.get('licences.txt').toString()),  // it may be sent by itself
    ...[...files].map(([name, bytes]) => packed(name, bytes)),
    element('', script),
  ];
  return replaceOnce(page, '<script type="module" src="boot.js"></script>', elements.join('\n'));
}
