// What stands in the table of functions in place of a late function until its module is there: a stub that has the module
// loaded, which puts the function itself into its place, and calls it.

import { forEachSection, SECTION } from './wasm_reader.mjs';

const FUNCTION_TYPE = 0x60, I32 = 0x7f, FUNCTION_REFERENCE = 0x70;

const number = (value) => {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
};
const signed = (value) => {  // for i32.const of what is not negative
  const bytes = [];
  for (;;) {
    const low = value & 0x7f;
    value >>>= 7;
    if (value === 0 && !(low & 0x40)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
};
const list = (items) => [...number(items.length), ...items.flat()];
const text = (string) => list([...Buffer.from(string)]);
const section = (id, content) => [id, ...number(content.length), ...content];

// The places in the table that a module fills: [{ slot, type }], type = [parameters, results] as bytes.
export function readTableSlots(wasm) {
  const types = [], functions = [], slots = [];
  const readType = (reader) => {
    if (reader.byte() !== FUNCTION_TYPE) throw new Error('split.mjs knows no other types than those of functions');
    types.push([[...reader.take()], [...reader.take()]]);
  };
  const readImport = (reader) => {
    const imported = reader.functionImport();
    if (imported) functions.push(imported.index);
  };
  const readSegment = (reader) => {
    if (reader.number() !== 0 || reader.byte() !== 0x41)
      throw new Error('split.mjs knows no other segments of the table than i32.const ones');
    let slot = reader.number();
    reader.byte();
    reader.list(() => slots.push({ slot: slot++, type: types[functions[reader.number()]] }));
  };
  const readers = {
    [SECTION.type]: readType,
    [SECTION.import]: readImport,
    [SECTION.function]: (reader) => functions.push(reader.number()),
    [SECTION.element]: readSegment,
  };
  forEachSection(wasm, ({ id, reader }) => {
    if (readers[id]) reader.list(() => readers[id](reader));
  });
  return slots;
}

// A module that imports the table and late.load(number of a module) and fills these slots: [{ slot, type, module }].
export function moduleOfStubs(unsorted) {
  const slots = [...unsorted].sort((a, b) => a.slot - b.slot);
  const loader = [[I32], []];
  const keys = new Map();
  const typeIndex = (type) => {
    const key = JSON.stringify(type);
    if (!keys.has(key)) keys.set(key, [keys.size, type]);
    return keys.get(key)[0];
  };
  typeIndex(loader);
  const bodies = slots.map(({ slot, type, module }) => {
    const index = typeIndex(type);
    const code = [0, 0x41, ...signed(module), 0x10, 0,  // no locals; i32.const module; call load
                  ...type[0].flatMap((_, place) => [0x20, ...number(place)]),  // local.get …
                  0x41, ...signed(slot), 0x11, ...number(index), 0, 0x0b];  // i32.const slot; call_indirect; end
    return [...number(code.length), ...code];
  });
  const types = [...keys.values()].map(([, [parameters, results]]) => [FUNCTION_TYPE, ...list(parameters), ...list(results)]);
  const imports = [[...text('late'), ...text('load'), 0, 0],
                   [...text('early'), ...text('__indirect_function_table'), 1, FUNCTION_REFERENCE, 0, 0]];
  const starts = [...slots.keys()].filter((place) => place === 0 || slots[place].slot !== slots[place - 1].slot + 1);
  const segments = starts.map((start, run) => {
    const places = [...slots.keys()].slice(start, starts[run + 1]);
    return [0, 0x41, ...signed(slots[start].slot), 0x0b, ...list(places.map((place) => number(place + 1)))];
  });
  return Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(SECTION.type, list(types)), ...section(SECTION.import, list(imports)),
    ...section(SECTION.function, list(slots.map(({ type }) => number(typeIndex(type))))),
    ...section(SECTION.element, list(segments)), ...section(SECTION.code, list(bodies))]);
}
