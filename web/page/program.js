// Talks to the compiled program. It is the only file that knows the program's memory and exported functions.
//
// The program exports (extern "C", kept alive):
//   lectern_call(json)                 a request {"id":n,"method":name,"args":[…]}; answered through host.reply
//   lectern_text(key, value, state)    what became of a text field: 0 changed, 1 accepted, 2 given up
//   lectern_file(name, bytes, size, previewed)   a file the user gave, to be shown before it is used or not; the bytes are
//                                      ours and freed when the call returns
//   lectern_asset(number, bytes, size, width, height)   a file that was asked for by number; of a picture its RGBA bytes
//                                      and its size in pixels; size −1: it cannot be had
//   lectern_context(available)         the graphics context was lost (0) or is back (1) and empty
// and calls, through Module.lectern, the methods of the host in host.js.

const TEXT_STATES = { changed: 0, accepted: 1, given_up: 2 };

export class Program {
  #module;

  constructor(module) {
    this.#module = module;
  }

  call(request) {
    this.#withString(JSON.stringify(request), (json) => this.#module._lectern_call(json));
  }

  text(key, value, state) {
    this.#withString(key, (keyAt) => this.#withString(value, (valueAt) =>
      this.#module._lectern_text(keyAt, valueAt, TEXT_STATES[state])));
  }

  file(name, bytes, previewed = true) {
    const at = this.#module._malloc(Math.max(bytes.length, 1));
    if (at === 0) throw new RangeError(`${name} does not fit into the page's memory`);
    try {
      this.#module.HEAPU8.set(bytes, at);
      this.#withString(name, (nameAt) => this.#module._lectern_file(nameAt, at, bytes.length, previewed ? 1 : 0));
    } finally {
      this.#module._free(at);
    }
  }

  // bytes: null when the file cannot be had.
  asset(number, bytes, width = 0, height = 0) {
    if (!bytes) return this.#module._lectern_asset(number, 0, -1, 0, 0);
    const at = this.#module._malloc(Math.max(bytes.length, 1));
    if (at === 0) return this.#module._lectern_asset(number, 0, -1, 0, 0);
    this.#module.HEAPU8.set(bytes, at);
    this.#module._lectern_asset(number, at, bytes.length, width, height);
    return this.#module._free(at);
  }

  contextAvailable(available) {
    this.#module._lectern_context(available ? 1 : 0);
  }

  #withString(text, use) {
    const at = this.#module.stringToNewUTF8(text);
    try {
      use(at);
    } finally {
      this.#module._free(at);
    }
  }
}
