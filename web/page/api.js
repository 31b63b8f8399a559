// window.lectern: the running demo, for scripts on this page, for tests and, by postMessage, for a page that embeds it.
//
//   await lectern.ready                     the program runs and the link in the address is open
//   await lectern.open('#/gan-2d?seed=7')   opens a link; resolves when it is open
//   await lectern.link()                    the link that reproduces what is shown, '#/…'
//   await lectern.play(), pause(), step(n)  step resolves when the n steps are done
//   await lectern.seek(step)                goes to any step already reached; resolves when the run stands there
//   await lectern.snapshot()                {id, seed, step, metrics, panels, state_hash, threads, beside}
//   await lectern.lesson()                  {title, stops, stop, text, question, walking, elsewhere, own, problem, …}
//   await lectern.goToStop(n), answer(n)    walk the lesson and answer its question; both count from 1
//   await lectern.openLesson(text)          opens a lesson given as the text of its file
//   await lectern.give(name, content, {preview})   gives the demo a file, its content a string, ArrayBuffer, Uint8Array or Blob;
//                                           resolves when it is used. preview: a table is shown to the reader first
//   lectern.addEventListener('link', …)     events of the program, as CustomEvents with a detail: ready, failed, link,
//                                           snapshot, status, problem
//
// Every method returns a promise; it is rejected with the program's sentence when something cannot be done.
// By postMessage the same: {id, method, args} is answered by {lectern: true, id, result} or {lectern: true, id, error};
// events arrive as {lectern: true, event, detail} at every window that has asked something.

const METHODS = ['open', 'link', 'play', 'pause', 'step', 'seek', 'snapshot', 'lesson', 'goToStop', 'answer',
  'openLesson', 'give'];

// Methods that open a demo by the link, or the lesson, that they are given.
const OPENING = ['open', 'navigate', 'openLesson'];

export class Api extends EventTarget {
  #program = null;
  #lateCode = null;
  #failure = 'the program is not running yet';
  #waiting = new Map();
  #nextId = 1;
  #listeners = new Map();  // windows that asked something → their origin
  #started = Promise.withResolvers?.() ?? deferred();

  constructor() {
    super();
    this.#started.promise.catch(() => {});  // whoever waits for it is told; nobody waiting is no error
    // Both `await lectern.ready` and `await lectern.ready()` read naturally, so both work.
    this.ready = Object.assign(() => this.#started.promise, {
      then: (...handlers) => this.#started.promise.then(...handlers),
      catch: (handler) => this.#started.promise.catch(handler),
      finally: (handler) => this.#started.promise.finally(handler),
    });
    for (const method of METHODS.filter((each) => each !== 'give')) {
      this[method] = async (...args) => {
        await this.#started.promise;
        return this.request(method, ...args);
      };
    }
  }

  // However large: of a table of text of more than 64 MB some rows are drawn.
  async give(name, content, { preview = false } = {}) {
    await this.#started.promise;
    if (!this.#program) throw new Error(this.#failure);
    const blob = content instanceof Blob ? content : new Blob([content]);
    await this.#program.files([{ name: String(name), blob }], Boolean(preview));
    return this.request('files');
  }

  // Hands the program over once it runs; requests made before wait for announceReady.
  attach(program, lateCode) {
    this.#program = program;
    this.#lateCode = lateCode;
  }

  announceReady() {
    this.#started.resolve();
    this.#dispatch('ready', null);
    if (window.parent !== window) window.parent.postMessage({ lectern: true, event: 'ready', detail: null }, '*');
  }

  // The program will not run (any more): everything that waits is told.
  announceFailure(sentence) {
    const error = new Error(sentence);
    this.#program = null;
    this.#failure = sentence;
    this.#started.reject(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#dispatch('failed', sentence);
  }

  async request(method, ...args) {
    if (!this.#program) throw new Error(this.#failure);
    if (OPENING.includes(method) && this.#lateCode.missingFor(String(args[0])).length > 0) {
      if (!(await this.#lateCode.bringFor(String(args[0])))) return this.#ask('codeIsMissing', []);
    }
    return this.#ask(method, args);
  }

  #ask(method, args) {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#program.call({ id, method, args: args.map(plainLink) });
    });
  }

  // What the program says: an answer to a request, or an event.
  receive(message) {
    if (typeof message.event === 'string') {
      this.#dispatch(message.event, message.detail ?? null);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    this.#waiting.delete(message.id);
    if ('error' in message) waiting.reject(new Error(message.error));
    else waiting.resolve(message.result);
  }

  listenToMessages() {
    window.addEventListener('message', (event) => this.#receiveMessage(event));
  }

  async #receiveMessage({ data, source, origin }) {
    if (!METHODS.includes(data?.method) && data?.method !== 'ready') return;
    if (![window, window.parent, window.opener].includes(source)) return;
    this.#listeners.set(source, origin);
    const answer = { lectern: true, id: data.id };
    try {
      answer.result = await this[data.method](...(Array.isArray(data.args) ? data.args : []));
    } catch (error) {
      answer.error = error.message;
    }
    post(source, answer, origin);
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
    for (const [listener, origin] of this.#listeners) post(listener, { lectern: true, event: name, detail }, origin);
  }
}

function post(target, message, origin) {
  target.postMessage(message, origin === 'null' ? '*' : origin);
}

// A whole address is as good as its fragment.
function plainLink(argument) {
  if (typeof argument !== 'string') return argument;
  const at = argument.indexOf('#');
  return at > 0 ? argument.slice(at) : argument;
}

function deferred() {
  const result = {};
  result.promise = new Promise((resolve, reject) => Object.assign(result, { resolve, reject }));
  return result;
}
