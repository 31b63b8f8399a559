// Fetches the code of demos, which the program leaves to modules of their own (web/toolchain/split.mjs).

export class LateCode {
  #folder;
  #needs;
  #bytes;
  #version;
  #arriving = new Map();  // number of a module → its bytes, promised

  constructor(variant, { version, bytes, needs }) {
    this.#folder = new URL(`${variant}/late/${version}/`, import.meta.url);
    this.#needs = needs;
    this.#bytes = bytes;
    this.#version = version;
  }

  // The modules that a link's demos need. However it is written, each demo's name stands in it.
  neededFor(link) {
    const words = link.toLowerCase();
    const demos = Object.keys(this.#needs).filter((id) => words.includes(id));
    return [...new Set(demos.flatMap((id) => this.#needs[id]))];
  }

  // Starts fetching modules; how many bytes that will be, unpacked.
  request(numbers, onProgress = () => {}) {
    for (const number of numbers) {
      if (!this.#arriving.has(number)) this.#arriving.set(number, this.#fetch(number));
      this.#arriving.get(number).then((bytes) => onProgress(bytes?.length ?? 0));
    }
    return numbers.reduce((sum, number) => sum + this.#bytes[number], 0);
  }

  // Resolves when the program has them. What cannot be fetched, the program asks for again when it needs it.
  async bring(numbers, module) {
    module.setLateVersion(this.#version);
    this.request(numbers);
    await Promise.all(numbers.map(async (number) => {
      const bytes = await this.#arriving.get(number);
      if (bytes) await module.addLateCode(number, bytes);
      else this.#arriving.delete(number);
    }));
  }

  // Everything else, one after the other, so that demos open at once and without a network.
  async bringTheRest(module) {
    if (navigator.connection?.saveData) return;
    for (const number of this.#bytes.keys()) await this.bring([number], module);
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
