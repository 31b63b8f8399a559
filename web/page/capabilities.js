// What this browser can do, found out without starting anything.

// A function whose body is one SIMD instruction; a function with a try block of the exceptions we compile with.
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
const EXCEPTIONS = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11];

const validates = (bytes) => WebAssembly.validate(new Uint8Array(bytes));

// The sentence that says why the page cannot run here, or '' when it can.
export function whatIsMissing() {
  if (typeof WebAssembly !== 'object') {
    return 'Lectern needs WebAssembly, which this browser lacks or has switched off. Any browser of the last years will do.';
  }
  if (!validates(SIMD)) {
    return 'Lectern needs WebAssembly with SIMD, which this browser lacks: Chrome 91, Firefox 89, Safari 16.4 and later have it.';
  }
  if (!validates(EXCEPTIONS)) {
    return 'Lectern needs WebAssembly exceptions, which this browser lacks: Chrome 95, Firefox 100, Safari 15.2 and later have them.';
  }
  if (!hasWebGl2()) {
    return 'Lectern draws with WebGL 2, which this browser lacks or has switched off. Check that hardware acceleration is on in its settings.';
  }
  return '';
}

function hasWebGl2() {
  const context = document.createElement('canvas').getContext('webgl2');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}

// Why the build with threads cannot run here, or '' when it can.
export function whyNoThreads() {
  if (window.location.protocol === 'file:') return 'the page was opened as a file';
  if (!window.isSecureContext) return 'the page was not loaded over https';
  if (window.crossOriginIsolated && typeof SharedArrayBuffer === 'function') return '';
  if (window.top !== window) return 'the page is embedded in another page that is not isolated';
  if (!('serviceWorker' in navigator)) return 'the server sends no isolation headers and service workers are off';
  return 'the server sends no isolation headers';
}
