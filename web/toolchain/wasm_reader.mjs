// Reads WebAssembly modules, byte by byte.

export const SECTION = { custom: 0, type: 1, import: 2, function: 3, element: 9, code: 10, data: 11 };

export class Reader {
  constructor(bytes, at = 0) {
    Object.assign(this, { bytes, at });
  }
  byte() {
    return this.bytes[this.at++];
  }
  number() {  // LEB128, unsigned
    let value = 0, scale = 1, byte;
    do {
      byte = this.byte();
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte & 0x80);
    return value;
  }
  take() {  // bytes behind their number
    const size = this.number();
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
  text() {
    return this.take().toString('utf8');
  }
  list(read) {  // as many as are said
    return Array.from({ length: this.number() }, read);
  }

  // An imported function: { name, index }, index being that of its type; null for anything else.
  functionImport() {
    this.text();
    const name = this.text(), kind = this.byte();
    if (kind === 0) return { name, index: this.number() };
    if (kind === 1) this.byte();
    if (kind === 1 || kind === 2) this.#skipLimits();
    if (kind === 3 || kind === 4) this.at += 2;  // of a global its type and mutability, of a tag its attribute and type
    return null;
  }
  #skipLimits() {
    const flags = this.number();
    this.number();
    if (flags & 1) this.number();
  }
}

// Calls visit({ id, name, start, end, reader }) for each section of a module, the reader standing at its content; a section
// need not be read to its end. The name is that of a custom section.
export function forEachSection(wasm, visit) {
  const reader = new Reader(wasm, 8);
  while (reader.at < wasm.length) {
    const id = reader.byte(), size = reader.number(), start = reader.at, end = start + size;
    const name = id === SECTION.custom ? reader.text() : '';
    visit({ id, name, start, end, reader });
    reader.at = end;
  }
}
