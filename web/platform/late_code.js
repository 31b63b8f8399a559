// Begins the linked program, on the page's thread and on each of the program's own: brings late code (the modules made by
// web/toolchain/split.mjs) to the thread that calls it first. The page hands the modules' bytes to Module.addLateCode
// (web/page/late_code.js); they stand in the program's memory, where every thread finds them. What nobody brought is
// fetched at once.

const lateCodeHere = new Set();  // numbers of the modules that this thread has

// Where the program keeps the version, and of each module the address of its bytes and their number, as 32-bit words.
const lateVersion = () => (_lectern_late_code() >> 2);
const lateEntry = (number) => lateVersion() + 1 + 2 * number;

function keepLateCode(number, bytes) {
  const at = _malloc(bytes.length);
  if (at === 0) throw new Error('no memory is left for the code of this demo');
  HEAPU8.set(bytes, at);
  HEAPU32[lateEntry(number) + 1] = bytes.length;
  Atomics.store(HEAPU32, lateEntry(number), at);
}

function keptLateCode(number) {
  const at = Atomics.load(HEAPU32, lateEntry(number));
  return at === 0 ? null : HEAPU8.slice(at, at + HEAPU32[lateEntry(number) + 1]);
}

function fetchLateCode(number) {
  const request = new XMLHttpRequest();
  request.open('GET', new URL(`late/${HEAPU32[lateVersion()]}/${number}.wasm`, import.meta.url), false);
  request.overrideMimeType('text/plain; charset=x-user-defined');  // bytes as characters: a page may not wait for buffers
  request.send();
  if (request.status !== 200) throw new Error('the code of this demo could not be fetched from the page’s server');
  const bytes = Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 0xff);
  keepLateCode(number, bytes);
  return bytes;
}

const lateImports = () => ({ '': wasmExports });

function loadLateCode(number) {
  if (lateCodeHere.has(number)) return;
  const bytes = keptLateCode(number) ?? fetchLateCode(number);
  new WebAssembly.Instance(new WebAssembly.Module(bytes), lateImports());
  lateCodeHere.add(number);
}

Module.setLateVersion = (version) => {
  HEAPU32[lateVersion()] = version;
};

Module.addLateCode = async (number, bytes) => {
  if (lateCodeHere.has(number)) return;
  keepLateCode(number, bytes);
  await WebAssembly.instantiate(bytes, lateImports());
  lateCodeHere.add(number);
};

// The program runs when it is instantiated and the page has brought what its first demo needs.
Module.start = () => removeRunDependency('late code');

{
  const earlyImports = getWasmImports;
  getWasmImports = () => {
    const isOwnThread = typeof ENVIRONMENT_IS_PTHREAD !== 'undefined' && ENVIRONMENT_IS_PTHREAD;  // only known with threads
    if (!isOwnThread) addRunDependency('late code');
    return { ...earlyImports(), late: { load: loadLateCode } };
  };
}
