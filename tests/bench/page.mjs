// Runs a program made by Emscripten in Chromium and prints what it prints.
//   node page.mjs PROGRAM.js [ARGUMENT…]
import http from 'node:http';
import fs from 'node:fs';
import { chromium } from 'playwright-core';

const [program, ...programArguments] = process.argv.slice(2);

// Shared memory exists only in pages served with the isolation headers.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const page = `<!doctype html><script>
  var Module = {
    arguments: ${JSON.stringify(programArguments)},
    print: line => console.log('out ' + line),
    printErr: line => console.log('err ' + line),
    onExit: code => console.log('exit ' + code),
  };
</script><script src="/program.js"></script>`;

const server = http.createServer((request, response) => {
  const isProgram = request.url.startsWith('/program');
  response.writeHead(200, { ...headers, 'Content-Type': isProgram ? 'text/javascript' : 'text/html' });
  response.end(isProgram ? fs.readFileSync(program) : page);
});
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const tab = await browser.newPage();
const status = await new Promise(resolve => {
  tab.on('console', message => {
    const [, kind, text] = /^(\w+) ([^]*)$/.exec(message.text()) ?? [];
    if (kind === 'out') console.log(text);
    else if (kind === 'exit') resolve(Number(text));
    else console.error(text ?? message.text());
  });
  tab.on('pageerror', error => { console.error(String(error)); resolve(1); });
  tab.goto(`http://127.0.0.1:${server.address().port}/`);
});
await browser.close();
server.close();
process.exitCode = status;
