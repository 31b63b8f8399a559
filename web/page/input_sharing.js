// Decides who gets a key or a turn of the wheel: the browser keeps its own, and inside somebody's frame the page around
// gets what the demo does not use.
//
// A page that embeds a demo receives the keys as messages
//   {lectern: true, event: 'key', detail: {key, code, shiftKey}}
// Escape is told too, and leaves the demo. Until somebody clicks into the demo the wheel scrolls that page, and is told it as
//   {lectern: true, event: 'wheel', detail: {deltaX, deltaY}}
// for a page that does not scroll, such as slides.

const PROGRAMS_NAMES = { Space: ' ', RightArrow: 'ArrowRight', LeftArrow: 'ArrowLeft' };  // of Dear ImGui → of browsers
const MODIFIERS = ['Control', 'Shift', 'Alt', 'AltGraph', 'Meta'];
const UNDO_KEYS = ['z', 'y'];

export class InputSharing {
  #canvas;
  #framed = window.top !== window;
  #used = null;  // keys in small letters; null: not known yet

  constructor(canvas) {
    this.#canvas = canvas;
    for (const kind of ['keydown', 'keypress', 'keyup']) {
      window.addEventListener(kind, (event) => this.#shareKey(event), { capture: true });
    }
    window.addEventListener('wheel', (event) => this.#shareWheel(event), { capture: true, passive: true });
  }

  // names: those of the keys that mean something to the program.
  setUsedKeys(names) {
    this.#used = new Set(names.map((name) => (PROGRAMS_NAMES[name] ?? name).toLowerCase()));
  }

  // Stopped here, an event never reaches the program, and the browser does with it what it always does.
  #shareKey(event) {
    if (event.target !== this.#canvas || MODIFIERS.includes(event.key)) return;
    if (belongsToBrowser(event)) return event.stopImmediatePropagation();
    if (!this.#framed || event.type === 'keypress') return;
    const leaves = event.key === 'Escape';
    if (!leaves && this.#isUsed(event)) return;
    if (event.type === 'keydown') tellParent('key', { key: event.key, code: event.code, shiftKey: event.shiftKey });
    if (leaves) this.#leave(event);
    else event.stopImmediatePropagation();
  }

  #isUsed(event) {
    const inFocus = event.key === 'Enter' || event.key.startsWith('Arrow');  // move among controls and press them
    return inFocus || !this.#used || this.#used.has(event.key.toLowerCase());
  }

  #leave(event) {
    if (event.type !== 'keyup') return;
    this.#canvas.blur();
    window.parent.focus();
  }

  #shareWheel(event) {
    const zoomsPage = event.ctrlKey || event.metaKey;
    const scrollsParent = this.#framed && document.activeElement !== this.#canvas;
    if (zoomsPage || scrollsParent) event.stopImmediatePropagation();
    if (scrollsParent && !zoomsPage) tellParent('wheel', { deltaX: event.deltaX, deltaY: event.deltaY });
  }
}

function belongsToBrowser(event) {
  if (event.key === 'Tab' || /^F\d+$/.test(event.key)) return true;
  if (event.altKey) return !event.ctrlKey;  // AltGr types characters
  return (event.ctrlKey || event.metaKey) && !UNDO_KEYS.includes(event.key.toLowerCase());
}

function tellParent(event, detail) {
  window.parent.postMessage({ lectern: true, event, detail }, '*');
}
