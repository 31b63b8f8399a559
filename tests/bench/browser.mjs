// Runs a program in Chromium, in a page that may share memory between threads, and prints what it prints.
//   node browser.mjs [--files DIR] PROGRAM.js [ARGUMENT…]      a program made by Emscripten; it finds DIR's files at /files
//   node browser.mjs --peer LIBRARY WORKLOAD THREADS MODULES   one of the peers, from a folder of node modules
// LECTERN_NODE_MODULES: the folder in whose node_modules playwright-core is (tests/browser/bring).
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const { chromium } = createRequire(path.join(process.env.LECTERN_NODE_MODULES ?? '.', 'package.json'))('playwright-core');

const here = path.dirname(fileURLToPath(import.meta.url));
const peerScripts = {
  tfjs: ['@tensorflow/tfjs/dist/tf.min.js', '@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js'],
  onnxruntime: ['onnxruntime-web/dist/ort.wasm.min.js'],
  convnetjs: ['convnetjs/build/convnet.js'],
};

// Paths from the folder on, of all files below it.
const filesUnder = (folder) => fs.readdirSync(folder, { recursive: true }).filter((file) => fs.statSync(path.join(folder, file)).isFile());

// Runs in the page: puts files into the program's file system before it starts.
function bringFiles(files) {
  for (const file of files.map((name) => `/files/${name}`)) {
    addRunDependency(file);
    fetch(file).then((response) => response.arrayBuffer()).then((bytes) => {
      FS.mkdirTree(file.slice(0, file.lastIndexOf('/')));
      FS.writeFile(file, new Uint8Array(bytes));
      removeRunDependency(file);
    });
  }
}

// What is served where, and the page that loads it.
function site(args) {
  const script = (address) => `<script src="${address}"></script>`;
  const start = '<!doctype html><link rel="icon" href="data:,">';
  if (args[0] !== '--peer') {
    const files = args[0] === '--files' ? args[1] : null;
    const [program, ...programArguments] = args.slice(files ? 2 : 0);
    if (!fs.existsSync(program ?? '')) throw new Error(`there is no program ${program}`);
    const module = `{arguments: ${JSON.stringify(programArguments)}, print: (line) => console.log('out ' + line),
      printErr: (line) => console.log('err ' + line), onExit: (code) => console.log('exit ' + code),
      preRun: [${files ? `() => bringFiles(${JSON.stringify(filesUnder(files))})` : ''}]}; ${bringFiles}`;
    return {
      folders: { '/program/': path.dirname(program), ...(files && { '/files/': files }) },
      page: `${start}<script>var Module = ${module};</script>${script('/program/' + path.basename(program))}`,
    };
  }
  const [, library, workload, threads, modules] = args;
  return {
    folders: { '/peers/': path.join(here, 'peers'), '/modules/': path.join(modules, 'node_modules') },
    page: start + peerScripts[library].map((file) => script('/modules/' + file)).join('') +
      ['timing.js', `${library}.js`].map((file) => script('/peers/' + file)).join('') +
      `<script>runPeer('${library}', ${library}Peer, '${workload}', ${Number(threads)});</script>`,
  };
}

const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

function serve({ folders, page }) {
  const server = http.createServer((request, response) => {
    const address = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const prefix = Object.keys(folders).find((start) => address.startsWith(start));
    const file = prefix && path.join(folders[prefix], path.normalize('/' + address.slice(prefix.length)));
    if (address !== '/' && !(file && fs.existsSync(file))) {
      response.writeHead(404, isolation).end();
      return;
    }
    response.writeHead(200, { ...isolation, 'Content-Type': file ? types[path.extname(file)] ?? 'text/plain' : 'text/html' });
    response.end(file ? fs.readFileSync(file) : page);
  });
  return new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(server)); });
}

const server = await serve(site(process.argv.slice(2)));
const browser = await chromium.launch({
  executablePath: process.env.LECTERN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const tab = await browser.newPage();
process.exitCode = await new Promise((resolve) => {
  tab.on('console', (message) => {
    const [, kind, text] = /^(out|err|exit) ([^]*)$/.exec(message.text()) ?? [];
    if (kind === 'out') console.log(text);
    else if (kind === 'exit') resolve(Number(text));
    else if (kind === 'err' || message.type() === 'error') console.error(text ?? message.text());
  });
  tab.on('pageerror', (error) => { console.error(String(error)); resolve(1); });
  tab.on('crash', () => { console.error('the page crashed'); resolve(1); });
  tab.goto(`http://127.0.0.1:${server.address().port}/`).catch((error) => { console.error(String(error)); resolve(1); });
});
await browser.close();
server.close();
