// Starts the page: finds out what the browser can do, loads the build that fits and says in a sentence what is wrong
// when none does.

import { Api } from './api.js';
import { whatIsMissing, whyNoThreads } from './capabilities.js';
import { ParallelDocument } from './document.js';
import { Host } from './host.js';
import { InputSharing } from './input_sharing.js';
import { isolate } from './isolation.js';
import { keepSite } from './kept_site.js';
import { LateCode } from './late_code.js';
import { offerNews } from './news.js';
import { hideNotice, showProblem, showProgress } from './notice.js';
import { Program } from './program.js';
import { followSlides } from './slides.js';

const api = new Api();
window.lectern = api;

function stop(sentence, offerReload) {
  api.announceFailure(sentence);
  showProblem(sentence, { offerReload });
}

// The program's own errors end in a sentence, not in a frozen picture.
function stopOnCrash() {
  const crashed = (reason) => stop(
    `The program stopped because of an error: ${reason}.\nYour link is in the address; reloading opens it again.`, true);
  window.addEventListener('error', (event) => {
    if (event.error instanceof WebAssembly.RuntimeError || /lectern\.js/.test(event.filename ?? '')) {
      crashed(event.message || 'a worker failed');
    }
  });
  window.addEventListener('unhandledrejection', (event) => {
    if (event.reason instanceof WebAssembly.RuntimeError) crashed(event.reason.message);
  });
}

// Downloads and compiles at the same time, telling each part that arrives.
async function compile(variant, imports, onReceived) {
  const response = await fetch(new URL(`${variant}/lectern.wasm`, import.meta.url));
  if (!response.ok) throw new Error(`the server answered ${response.status} to ${variant}/lectern.wasm`);
  const counter = new TransformStream({
    transform(chunk, controller) {
      onReceived(chunk.length);
      controller.enqueue(chunk);
    },
  });
  const counted = new Response(response.body.pipeThrough(counter), { headers: { 'Content-Type': 'application/wasm' } });
  return WebAssembly.instantiateStreaming(counted, imports);
}

async function start(variant, sizes, health) {
  const { bytes, late } = sizes[variant];
  const lateCode = new LateCode(variant, late);
  let received = 0;
  const onReceived = (size) => showProgress('Loading…', Math.min((received += size) / expected, 1));
  const expected = bytes + lateCode.request(window.location.hash, onReceived);

  const { default: createLectern } = await import(`./${variant}/lectern.js`);
  const host = new Host(api, health, lateCode);
  const module = await new Promise((resolve, reject) => {
    const incoming = {
      canvas: document.getElementById('canvas'),
      lectern: host,
      onAbort: (reason) => reject(new Error(String(reason))),
      instantiateWasm(imports, receive) {
        compile(variant, imports, onReceived).then(async ({ instance, module: compiled }) => {
          receive(instance, compiled);
          lateCode.attach(incoming);
          await lateCode.bringFor(window.location.hash);
          incoming.start();
        }).catch(reject);
        return {};
      },
    };
    createLectern(incoming).then(resolve, reject);
  });
  const program = new Program(module);
  api.attach(program, lateCode);
  host.attach(program);
  return { variant, lateCode };
}

// web/serve shows the page before the program without threads is there.
class Unfinished extends Error {}

// Threads where they are possible; where starting them fails after all (too little memory), without.
async function startBest(sizes) {
  const why = whyNoThreads();
  const health = { threads: why === '', why, isolated: window.crossOriginIsolated, cores: navigator.hardwareConcurrency ?? 1 };
  if (health.threads) {
    try {
      return await start('threads', sizes, health);
    } catch (error) {
      health.threads = false;
      health.why = `starting threads failed (${error.message})`;
    }
  }
  if (!sizes.inline) {
    throw new Unfinished(`This browser needs the program without threads (${health.why}), which is still being built. ` +
      'Reload the page in a minute.');
  }
  return start('inline', sizes, health);
}

// Keys that mean nothing to the program are the browser's or, in a frame, those of the page around it.
async function shareInput() {
  const sharing = new InputSharing(document.getElementById('canvas'));
  sharing.setUsedKeys(await api.request('keys'));
}

// Which file is missing or wrong says more than the error it led to. Without threads comes last.
const whatIsWrong = () => window.lecternLoading?.whatIsWrong(['sizes.json', 'inline/lectern.js', 'inline/lectern.wasm']);

async function boot() {
  followSlides(api);  // a deck speaks as soon as the frame is loaded, before the program runs
  const missing = whatIsMissing();
  if (missing) return stop(missing, false);
  if (await isolate()) return;
  stopOnCrash();
  api.listenToMessages();
  let sizes, started;
  try {
    sizes = await (await fetch('sizes.json')).json();
    started = await startBest(sizes);
    await api.request('navigate', window.location.hash);
  } catch (error) {
    if (error instanceof Unfinished) return stop(error.message, true);
    return stop(await whatIsWrong() || `The page could not be started: ${error.message}.`, true);
  }
  await shareInput();
  hideNotice();
  api.announceReady();
  new ParallelDocument(api, document.getElementById('document'), document.getElementById('canvas')).attach();
  keepSite({ version: sizes.version, variant: started.variant }, offerNews(api));
  await started.lateCode.bringTheRest();
}

boot();
