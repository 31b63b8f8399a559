// What the program may ask of the page: the methods it calls through Module.lectern, always on the main thread.

import { hideNotice, showProblem } from './notice.js';
import { TextField } from './textfield.js';

const TRACKERS = new RegExp('^(?:(?:utm|mc|oly|vero|pk|mtm|matomo|hsa|fb|ga|at)_.*|_hs.*|__.*|fbclid|gclid|gclsrc|dclid|' +
  'gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|_ga|_gl|_ke|_openstat|mkt_tok|s_cid|ncid|' +
  'cmpid|ref|ref_src|ref_url|referrer|si|spm|srsltid|rb_clickid|wickedid|epik|elqtrackid|trk)$', 'i');
const REMEMBERED = 'lectern-';
const CONTEXT_PATIENCE_MS = 4000;
const CONTEXT_LOST = "The browser took the graphics away from this page and has not given them back.\n" +
  'Your link is in the address; reloading opens it again.';

export class Host {
  #api;
  #program = null;
  #health;
  #lateCode;
  #audio = null;  // made at the first sound
  #playing = null;
  #field = new TextField((key, value, state) => this.#program?.text(key, value, state));

  constructor(api, health, lateCode) {
    this.#api = api;
    this.#health = health;
    this.#lateCode = lateCode;
  }

  attach(program) {
    this.#program = program;
    this.#takeDroppedFiles();
    this.#followHistory();
    this.#followFullScreen();
    this.#followMotion();
    const canvas = document.getElementById('canvas');
    this.#followContext(canvas);
    // Keys mean something from the start; in somebody else's page they stay with that page until a tap.
    if (window.top === window) canvas.focus({ preventScroll: true });
  }

  // json: {"id", "result"}, {"id", "error"} or {"event", "detail"}
  reply(json) {
    this.#api.receive(JSON.parse(json));
  }

  // JSON for the health sign: {"threads": bool, "why": why there are none, "isolation": where it comes from, "cores"}
  health() {
    return JSON.stringify(this.#health);
  }

  // The state as text, read when the keyboard comes to the canvas; the document beside it (document.js) tells more.
  describe(text) {
    const described = document.getElementById('described');
    if (described.textContent !== text) described.textContent = text;
  }

  // The address and the title follow the state; `push` makes an entry to go back to. Without a link the address stays as
  // the reader gave it, so that what could not be read in it can be mended by hand.
  navigate(link, title, push) {
    document.title = title;
    if (!link || window.location.hash === link) return;
    // Home is shown instead of a demo whose code is missing: reloading tries its link again.
    if (link === '#/' && window.location.hash === this.#lateCode.missedLink) return;
    const address = withoutTrackers(window.location.href) + link;
    if (push) window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
  }

  // The page's address without a fragment, to make whole links of.
  address() {
    return withoutTrackers(window.location.href);
  }

  theme(name) {
    document.documentElement.dataset.theme = name;
  }

  // What the user chose earlier, kept by the browser where it may be; '' when it is not known.
  recall(key) {
    try {
      return localStorage.getItem(REMEMBERED + key) ?? '';
    } catch {
      return '';
    }
  }

  remember(key, value) {
    try {
      localStorage.setItem(REMEMBERED + key, value);
    } catch {
      // Storage is forbidden or full: the next visit starts as the first one did.
    }
  }

  // Browsers grant the full screen only shortly after a key or a tap, and may refuse it.
  fullScreen(full) {
    if (full === Boolean(document.fullscreenElement)) return;
    const done = full ? document.documentElement.requestFullscreen?.() : document.exitFullscreen?.();
    done?.catch(() => {});
  }

  // Whether fingers are what this device is pointed at with.
  hasTouch() {
    return window.matchMedia('(pointer: coarse)').matches;
  }

  prefersDark() {
    return window.matchMedia('(prefers-color-scheme: dark)').matches;
  }

  openTextField(json) {
    this.#field.open(JSON.parse(json));
  }

  moveTextField(json) {
    this.#field.move(JSON.parse(json));
  }

  closeTextField(accept) {
    this.#field.close(accept ? 'accepted' : 'given_up');
  }

  // Brings a file of the site's folder assets; a picture is decoded on the way.
  async fetchAsset(name, number, picture) {
    try {
      const response = await fetch(new URL(`assets/${name}`, import.meta.url));
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      if (!picture) return this.#program?.asset(number, new Uint8Array(await response.arrayBuffer()));
      const { data, width, height } = await pixelsOf(await response.blob());
      return this.#program?.asset(number, data, width, height);
    } catch {
      return this.#program?.asset(number, null);
    }
  }

  // Brings the code of the demos that a link names; true if it is here already.
  fetchCode(link, number) {
    if (this.#lateCode.missingFor(link).length === 0) return true;
    this.#lateCode.bringFor(link).then((here) => this.#program?.asset(number, here ? new Uint8Array(0) : null));
    return false;
  }

  copy(text) {
    navigator.clipboard?.writeText(text).catch(() => copyBySelection(text)) ?? copyBySelection(text);
  }

  download(name, type, bytes) {
    const address = URL.createObjectURL(new Blob([bytes], { type }));
    const anchor = document.createElement('a');
    anchor.href = address;
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  // samples: numbers from −1 to 1, played once
  playSound(samples, rate) {
    if (!window.AudioContext) return;
    this.#audio ??= new AudioContext();
    this.#audio.resume();
    this.#playing?.stop();
    const buffer = this.#audio.createBuffer(1, samples.length, rate);
    buffer.copyToChannel(samples, 0);
    this.#playing = this.#audio.createBufferSource();
    this.#playing.buffer = buffer;
    this.#playing.connect(this.#audio.destination);
    this.#playing.start();
  }

  // accept: what the picker offers, as in HTML: ".csv,.npy"
  pickFiles(accept) {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.accept = accept;
    input.addEventListener('change', () => this.#giveFiles(input.files));
    input.click();
  }

  // Files chosen together are handed over together.
  async #giveFiles(files) {
    try {
      await this.#program?.files([...files].map((file) => ({ name: file.name, blob: file })));
    } catch (error) {
      this.#program?.call({ id: 0, method: 'problem', args: [`The file could not be read: ${error.message}.`] });
    }
  }

  #takeDroppedFiles() {
    window.addEventListener('dragover', (event) => event.preventDefault());
    window.addEventListener('drop', (event) => {
      event.preventDefault();
      if (event.dataTransfer?.files.length) this.#giveFiles(event.dataTransfer.files);
    });
  }

  // Back, forward and an edited address; our own pushState and replaceState do not come back here.
  #followHistory() {
    window.addEventListener('popstate', () => {
      this.#api.request('navigate', window.location.hash).catch(() => {});
    });
  }

  // Escape leaves the full screen without reaching the canvas; it ends presenting all the same.
  #followFullScreen() {
    document.addEventListener('fullscreenchange', () => {
      if (!document.fullscreenElement) this.#api.request('present', 'off').catch(() => {});
    });
  }

  // Where motion is not wanted, nothing plays that the reader has not played.
  #followMotion() {
    const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');
    const tell = () => this.#api.request('still', reduced.matches ? 'on' : 'off').catch(() => {});
    reduced.addEventListener('change', tell);
    tell();
  }

  #followContext(canvas) {
    let waiting = 0;
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();  // asks the browser to give the context back
      this.#program?.contextAvailable(false);
      waiting = setTimeout(() => showProblem(CONTEXT_LOST, { offerReload: true }), CONTEXT_PATIENCE_MS);
    });
    canvas.addEventListener('webglcontextrestored', () => {
      clearTimeout(waiting);
      hideNotice();
      this.#program?.contextAvailable(true);
    });
  }
}

// An address without its fragment and without the words that other sites hang on it to follow people; what is left of
// its query stands as it was. core/lab/share_link.cpp knows the same words behind the '#'.
function withoutTrackers(href) {
  const [place, query = ''] = href.split('#')[0].split(/\?(.*)/s);
  const kept = query.split('&').filter((pair) => pair && !TRACKERS.test(pair.split('=')[0]));
  return kept.length ? `${place}?${kept.join('&')}` : place;
}

async function pixelsOf(blob) {
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

function copyBySelection(text) {
  const area = document.createElement('textarea');
  area.className = 'visually-hidden';
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
