// What the functions of compiled files refer to, read from their symbols and relocations
// (WebAssembly/tool-conventions, Linking.md).

import fs from 'node:fs';

import { forEachSection, SECTION } from './wasm_reader.mjs';

const SYMBOL = { function: 0, data: 1, section: 3 };
const FLAG = { local: 0x02, undefined: 0x10, exported: 0x20, explicitName: 0x40, noStrip: 0x80 };
const SYMBOL_TABLE = 8, INIT_FUNCTIONS = 6;  // parts of the section "linking"
// Relocations that name a function or data, and those that carry a number to be added.
const REFERENCES = new Set([0, 1, 2, 3, 4, 5, 11, 12, 21, 23]);
const WITH_ADDEND = new Set([3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23, 25]);

// Where the bodies of a section lie, counted from the section's start.
function readBody(reader, start) {
  const size = reader.number(), from = reader.at - start;
  reader.at += size;
  return [from, from + size];
}

function readSegment(reader, start) {
  const flags = reader.number();
  if (flags === 2) reader.number();
  if (flags !== 1) reader.byte(), reader.number(), reader.byte();  // the address: i32.const N, end
  return readBody(reader, start);
}

function readSymbol(reader, importedFunctions) {
  const kind = reader.byte(), flags = reader.number();
  const symbol = { kind, flags, name: '', defined: !(flags & FLAG.undefined), local: !!(flags & FLAG.local) };
  if (kind === SYMBOL.data) {
    symbol.name = reader.text();
    if (symbol.defined) Object.assign(symbol, { segment: reader.number(), from: reader.number(), size: reader.number() });
  } else {
    symbol.index = reader.number();
    if (kind !== SYMBOL.section && (symbol.defined || flags & FLAG.explicitName)) symbol.name = reader.text();
    else if (kind === SYMBOL.function) symbol.name = importedFunctions[symbol.index].name;
  }
  return symbol;
}

function readObject(bytes) {
  const object = { sections: [], imports: [], functions: [], segments: [], symbols: [], inits: [], relocations: [] };
  forEachSection(bytes, ({ id, name, start, end, reader }) => {
    object.sections.push(id);
    if (id === SECTION.import) object.imports = reader.list(() => reader.functionImport()).filter((one) => one !== null);
    if (id === SECTION.code) object.functions = reader.list(() => readBody(reader, start));
    if (id === SECTION.data) object.segments = reader.list(() => readSegment(reader, start));
    if (name === 'linking') {
      reader.number();
      while (reader.at < end) {
        const part = reader.byte(), stop = reader.number() + reader.at;
        if (part === SYMBOL_TABLE) object.symbols = reader.list(() => readSymbol(reader, object.imports));
        if (part === INIT_FUNCTIONS) object.inits = reader.list(() => (reader.number(), reader.number()));
        reader.at = stop;
      }
    }
    if (name === 'reloc.CODE' || name === 'reloc.DATA') {
      const section = reader.number();
      object.relocations.push(...reader.list(() => {
        const one = { section, type: reader.byte(), offset: reader.number(), symbol: reader.number() };
        if (WITH_ADDEND.has(one.type)) reader.number();
        return one;
      }));
    }
  });
  return object;
}

// The last of sorted ranges that begins at or before an offset.
function rangeAt(ranges, offset) {
  let low = 0, high = ranges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ranges[middle][0] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const grouped = (items, key) => {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
};

// → { references: name → set of names, defined: name of a function → file, roots: set of names }. Functions go by their
// linker name, which needs -funique-internal-linkage-names to tell those of different files apart; data that a file keeps to
// itself by file and number. Roots are what runs at the start or is called from outside.
export function readReferences(files) {
  const references = new Map(), defined = new Map(), roots = new Set();
  for (const file of files) {
    const object = readObject(fs.readFileSync(file));
    const key = (symbol, number) => {
      if (symbol.kind === SYMBOL.data) return symbol.local ? `${file} ${number}` : `data ${symbol.name}`;
      return symbol.local && !symbol.name.includes('.__uniq.') ? `${file} ${symbol.name}` : symbol.name;
    };
    const symbols = object.symbols.map((symbol, number) => ({ ...symbol, key: key(symbol, number) }));
    const here = symbols.filter((symbol) => symbol.defined);
    const functions = grouped(here.filter(({ kind }) => kind === SYMBOL.function),
                              ({ index }) => index - object.imports.length);
    const data = grouped(here.filter(({ kind, size }) => kind === SYMBOL.data && size > 0), ({ segment }) => segment);
    for (const { kind, key: name, flags } of here) {
      if (kind === SYMBOL.function) defined.set(name, file);
      if (flags & (FLAG.exported | FLAG.noStrip) || /^(main|__main_argc_argv)$/.test(name)) roots.add(name);
    }
    for (const number of object.inits) roots.add(symbols[number].key);
    const refer = (from, to) => references.has(from) ? references.get(from).add(to) : references.set(from, new Set([to]));
    // Constructors have two names, of which the linker keeps one.
    for (const names of functions.values())
      for (const { key: one } of names)
        for (const { key: other } of names) if (one !== other) refer(one, other);

    const referrers = (section, offset) => {
      if (section === SECTION.code) return functions.get(rangeAt(object.functions, offset)) ?? [];
      const segment = rangeAt(object.segments, offset), at = offset - object.segments[segment][0];
      return (data.get(segment) ?? []).filter(({ from, size }) => at >= from && at < from + size);
    };
    for (const { section, type, offset, symbol } of object.relocations) {
      if (!REFERENCES.has(type)) continue;
      for (const { key: from } of referrers(object.sections[section], offset)) refer(from, symbols[symbol].key);
    }
  }
  return { references, defined, roots };
}

// The files in an archive as `ar` writes it, without its tables of symbols and long names.
function archiveMembers(bytes) {
  const HEADER_BYTES = 60, members = [];
  for (let at = '!<arch>\n'.length; at < bytes.length;) {
    const header = bytes.toString('latin1', at, at + HEADER_BYTES), size = Number(header.slice(48, 58));
    at += HEADER_BYTES;
    if (!/^\/[/ ]|^\/SYM64/.test(header)) members.push(bytes.subarray(at, at + size));
    at += size + size % 2;
  }
  return members;
}

// Names of the functions that files of these archives define or call.
export function namesInArchives(archives) {
  const names = new Set();
  for (const archive of archives)
    for (const member of archiveMembers(fs.readFileSync(archive)))
      for (const { kind, name } of readObject(member).symbols) if (kind === SYMBOL.function) names.add(name);
  return names;
}

// Everything that can be reached from some names without going through `doors`.
export function reachable(references, from, doors = new Map()) {
  const seen = new Set(), open = [...from];
  while (open.length > 0) {
    const name = open.pop();
    if (seen.has(name) || doors.has(name)) continue;
    seen.add(name);
    open.push(...(references.get(name) ?? []));
  }
  return seen;
}
