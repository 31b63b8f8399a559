// Talks to the compiled program. It is the only file that knows the program's memory and exported functions.
//
// The program exports (extern "C", kept alive):
//   lectern_call(json)                 a request {"id":n,"method":name,"args":[…]}; answered through host.reply
//   lectern_text(key, value, state)    what became of a text field: 0 changed, 1 accepted, 2 given up
//   lectern_file_begin(name, size, previewed)   a file the user gave comes in parts, to be shown before it is used or not;
//                                      returns its number
//   lectern_file_part(number, bytes, size)      the next part; the bytes are ours and freed when the call returns; returns
//                                      0 if no more is wanted
//   lectern_file_end(number, success)           the file is complete, or (0) cannot be read any further
//   lectern_asset(number, bytes, size, width, height)   a file that was asked for by number; of a picture its RGBA bytes
//                                      and its size in pixels; size −1: it cannot be had
//   lectern_context(available)         the graphics context was lost (0) or is back (1) and empty
// and calls, through Module.lectern, the methods of the host in host.js.

// A part of a file takes the program a few milliseconds: frames are drawn between two of them.
const PART_BYTES = 1 << 20;
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

  // Files that belong together, each {name, blob}. They are read part by part, so that a file larger than the memory can
  // be given, and end together, however long each takes: the program tells pairs by that.
  async files(given, previewed = true) {
    const ends = [];
    for (const { name, blob } of given) {
      const number = this.#withString(name, (nameAt) => this.#module._lectern_file_begin(nameAt, blob.size, previewed ? 1 : 0));
      ends.push([number, await this.#parts(number, blob)]);
    }
    for (const [number, success] of ends) this.#module._lectern_file_end(number, success ? 1 : 0);
  }

  // Whether the file could be read as far as the program wanted it.
  async #parts(number, blob) {
    for (let from = 0; from < blob.size; from += PART_BYTES) {
      let part;
      try {
        part = new Uint8Array(await blob.slice(from, from + PART_BYTES).arrayBuffer());
      } catch {
        return false;  // the file was moved or changed
      }
      const wanted = this.#part(number, part);
      if (!wanted) return wanted !== null;
    }
    return true;
  }

  // Whether more of the file is wanted; null when there is no memory for this part.
  #part(number, bytes) {
    const at = this.#module._malloc(Math.max(bytes.length, 1));
    if (at === 0) return null;
    try {
      this.#module.HEAPU8.set(bytes, at);
      return this.#module._lectern_file_part(number, at, bytes.length) !== 0;
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
      return use(at);
    } finally {
      this.#module._free(at);
    }
  }
}
