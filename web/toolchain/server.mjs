// Serves a site folder on this machine with the headers the page wants, and nothing else.
//   node server.mjs SITE_DIR [--port N] [--plain]
// --plain leaves out the isolation headers, as a web server that knows nothing of them does.

import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
};
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

// The page states its policy itself; sent as a header it also holds for the workers.
function contentSecurityPolicy(siteDir) {
  const page = fs.readFileSync(path.join(siteDir, 'index.html'), 'utf8');
  return /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)[1];
}

// The file a request names, or null when it names none inside the site.
function fileFor(siteDir, address) {
  let name;
  try {
    name = decodeURIComponent(new URL(address, 'http://site').pathname);
  } catch {
    return null;
  }
  if (name.endsWith('/')) name += 'index.html';
  const file = path.join(siteDir, name);
  const inside = file.startsWith(siteDir + path.sep) && path.extname(file) in TYPES;
  return inside && fs.existsSync(file) && fs.statSync(file).isFile() ? file : null;
}

// The smallest form of the file that the browser takes.
function encodingFor(file, accepted = '') {
  for (const [encoding, suffix] of [['br', '.br'], ['gzip', '.gz']]) {
    if (new RegExp(`\\b${encoding}\\b`).test(accepted) && fs.existsSync(file + suffix)) return { encoding, file: file + suffix };
  }
  return { encoding: null, file };
}

function answer(siteDir, always, request, response) {
  if (!['GET', 'HEAD'].includes(request.method)) return response.writeHead(405, { Allow: 'GET, HEAD' }).end();
  const file = fileFor(siteDir, request.url);
  if (!file) return response.writeHead(404, { ...always, 'Content-Type': TYPES['.txt'] }).end('There is no such file here.\n');
  const chosen = encodingFor(file, request.headers['accept-encoding']);
  const bytes = fs.readFileSync(chosen.file);
  const headers = {
    ...always,
    'Content-Type': TYPES[path.extname(file)],
    'Cache-Control': 'no-cache',
    'Vary': 'Accept-Encoding',
    'ETag': `"${crypto.createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
  };
  if (request.headers['if-none-match'] === headers.ETag) return response.writeHead(304, headers).end();
  if (chosen.encoding) headers['Content-Encoding'] = chosen.encoding;
  headers['Content-Length'] = bytes.length;
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : bytes);
}

// Resolves to the listening server.
export function serve(siteDir, { port = 0, plain = false } = {}) {
  const root = path.resolve(siteDir);
  const always = {
    'Content-Security-Policy': contentSecurityPolicy(root),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ...(plain ? {} : ISOLATION),
  };
  const server = http.createServer((request, response) => answer(root, always, request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

// Without `--port`, the first free port from 8000 on.
async function serveOnSomePort(siteDir, wantedPort, plain) {
  if (wantedPort !== null) return serve(siteDir, { port: wantedPort, plain });
  for (let port = 8000; ; port += 1) {
    try {
      return await serve(siteDir, { port, plain });
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || port === 8099) throw error;
    }
  }
}

async function main(siteDir, ...options) {
  const at = options.indexOf('--port');
  const wantedPort = at < 0 ? null : Number(options[at + 1]);
  try {
    const server = await serveOnSomePort(siteDir, wantedPort, options.includes('--plain'));
    console.log(`Lectern is at http://localhost:${server.address().port}/  (Ctrl-C ends it)`);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
  } catch (error) {
    const taken = error.code === 'EADDRINUSE' && wantedPort !== null;
    console.error(taken ? `error: port ${wantedPort} is in use; choose another with --port` : `error: ${error.message}`);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(...process.argv.slice(2));
