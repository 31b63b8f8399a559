// Fetches the code of demos, which the program leaves to modules of their own (web/toolchain/split.mjs).

export class LateCode {
  #folder;
  #needs;
  #bytes;
  #version;
  #module = null;
  #missedLink = null;
  #here = new Set();      // numbers of the modules that the program has
  #arriving = new Map();  // number of a module → its bytes, promised

  constructor(variant, { version, bytes, needs }) {
    this.#folder = new URL(`${variant}/late/${version}/`, import.meta.url);
    this.#needs = needs;
    this.#bytes = bytes;
    this.#version = version;
  }

  // The program takes the modules in from now on.
  attach(module) {
    this.#module = module;
    module.setLateVersion(this.#version);
  }

  // The modules of a link's demos that the program does not have. However it is written, each demo's name stands in it.
  missingFor(link) {
    const words = link.toLowerCase();
    const demos = Object.keys(this.#needs).filter((id) => words.includes(id));
    return [...new Set(demos.flatMap((id) => this.#needs[id]))].filter((number) => !this.#here.has(number));
  }

  // Starts fetching what a link's demos need; how many bytes that will be, unpacked.
  request(link, onProgress) {
    const numbers = this.missingFor(link);
    for (const number of numbers) this.#arrival(number).then((bytes) => onProgress(bytes?.length ?? 0));
    return numbers.reduce((sum, number) => sum + this.#bytes[number], 0);
  }

  // Resolves when the program has what a link's demos need: to false if something could not be fetched.
  async bringFor(link) {
    const brought = await Promise.all(this.missingFor(link).map((number) => this.#bring(number)));
    const isHere = brought.every(Boolean);
    if (!isHere) this.#missedLink = link;
    return isHere;
  }

  // The last link that could not be opened for want of code.
  get missedLink() {
    return this.#missedLink;
  }

  // Everything else, one after the other, so that demos open at once and without a network.
  async bringTheRest() {
    if (navigator.connection?.saveData) return;
    for (const number of this.#bytes.keys()) await this.#bring(number);
  }

  async #bring(number) {
    if (this.#here.has(number)) return true;
    const bytes = await this.#arrival(number);
    if (!bytes) return false;
    await this.#module.addLateCode(number, bytes);
    this.#here.add(number);
    this.#arriving.delete(number);  // the program has a copy of its own
    return true;
  }

  #arrival(number) {
    if (!this.#arriving.has(number)) {
      this.#arriving.set(number, this.#fetch(number).then((bytes) => {
        if (!bytes) this.#arriving.delete(number);  // to be asked for again
        return bytes;
      }));
    }
    return this.#arriving.get(number);
  }

  async #fetch(number) {
    try {
      const response = await fetch(new URL(`${number}.wasm`, this.#folder));
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
    } catch {
      return null;
    }
  }
}
