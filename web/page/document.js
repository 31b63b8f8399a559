// The program in words and controls, beside its picture: for screen readers and for whoever works by keyboard. It is hidden
// from sight until the keyboard is in it (style.css). It asks the program what there is to tell after what is done here,
// otherwise at most twice a second, seldom while a run plays and nobody is here, and changes only what is different.

const HERE_MS = 500;       // between two looks at the program
const AWAY_MS = 2000;      // likewise while a run plays and the keyboard is elsewhere
const PANELS_MS = 5000;    // between two descriptions of panels while a run plays: they take longest to make
const NUMBERS_MS = 5000;   // between two changes of the numbers while a run plays: each is read aloud
const KEPT_EVENTS = ['keydown', 'keyup', 'keypress', 'pointerdown', 'mousedown', 'touchstart', 'wheel'];
const RUN_BUTTONS = [
  ['play or pause', 'Play'], ['step', 'One step'], ['step back', 'One step back', 'step_back'],
  ['same start', 'Back to the same start'], ['new start', 'New start', 'new_start'], ['new data', 'New data', 'new_data'],
  ['undo', 'Undo', 'undo'], ['redo', 'Redo', 'redo'],
];

export class ParallelDocument {
  #api;
  #canvas;
  #root;
  #timer = 0;
  #last = 0;
  #lastPanels = 0;
  #lastNumbers = 0;
  #facts = { id: null };  // what the program told last
  #parts = null;      // of the demo that is open
  #controls = [];     // of its parameters
  #allControls = false;

  constructor(api, root, canvas) {
    this.#api = api;
    this.#root = root;
    this.#canvas = canvas;
  }

  // To be called when the program runs.
  attach() {
    for (const kind of KEPT_EVENTS) {  // the picture has shortcuts on the same keys
      this.#root.addEventListener(kind, (event) => event.stopPropagation(), { passive: true });
    }
    this.#root.addEventListener('keyup', (event) => {
      if (event.key === 'Escape') this.#canvas.focus({ preventScroll: true });
    });
    this.#root.addEventListener('focusin', () => this.#schedule());
    for (const event of ['snapshot', 'link']) this.#api.addEventListener(event, () => this.#schedule());
    this.#api.addEventListener('status', () => this.#schedule({ soon: true }));
    this.#api.addEventListener('problem', ({ detail }) => this.#say(detail));
    document.addEventListener('visibilitychange', () => this.#schedule());
    this.#schedule({ soon: true });
  }

  #isHere() {
    return this.#root.contains(document.activeElement);
  }

  #schedule({ soon = false } = {}) {
    if (this.#timer && !soon) return;
    const pause = soon ? 0 : this.#facts.playing && !this.#isHere() ? AWAY_MS : HERE_MS;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#update(), Math.max(pause - (performance.now() - this.#last), 0));
  }

  async #update() {
    this.#timer = 0;
    if (document.hidden) return;
    this.#last = performance.now();
    const wasPlaying = this.#facts.playing;
    const wantsPanels = !wasPlaying || this.#last - this.#lastPanels > (this.#isHere() ? AWAY_MS : PANELS_MS);
    let facts = await this.#ask('document', wantsPanels ? 'panels' : '');
    if (facts && wasPlaying && !facts.playing && !wantsPanels) facts = await this.#ask('document', 'panels');
    if (!facts) return;
    if (facts.runs?.[0].panels) this.#lastPanels = this.#last;
    if (facts.id !== this.#facts.id || facts.controls_of !== this.#facts.controls_of) await this.#rebuild(facts);
    if (facts.id) this.#show(facts);
    this.#facts = facts;
  }

  // Nothing where the program has stopped, which the page says by itself.
  #ask(method, ...args) {
    return this.#api.request(method, ...args).catch(() => null);
  }

  // ---- What changes with the demo --------------------------------------------------------------------

  async #rebuild(facts) {
    const wasHere = this.#isHere();
    this.#controls = [];
    this.#allControls = false;
    this.#lastNumbers = 0;
    const heading = element('h1', { tabIndex: -1 }, facts.id ? facts.title : 'Lectern');
    const news = element('p', { role: 'status' });
    this.#parts = { heading, news };
    this.#root.replaceChildren(heading, ...(facts.id ? await this.#demo(facts) : await this.#home()));
    this.#root.append(news);
    if (wasHere) heading.focus({ preventScroll: true });
  }

  async #home() {
    const lectures = await this.#ask('demos');
    return (lectures ?? []).flatMap(({ lecture, demos }) => [
      element('h2', {}, lecture),
      element('ul', {}, ...demos.map(({ id, title, summary }) =>
        element('li', {}, element('a', { href: `#/${id}` }, title), `: ${summary}`))),
    ]);
  }

  async #demo(facts) {
    const demo = await this.#ask('demo');
    return [
      element('p', {}, facts.summary),
      element('p', {}, element('a', { href: '#/' }, 'All demos')),
      this.#lessonSection(), this.#runSection(), this.#controlsSection(demo?.parameters ?? []), this.#numbersSection(),
      this.#panelsSection(),
    ];
  }

  #lessonSection() {
    const at = {
      name: element('h3', { 'aria-live': 'polite' }), text: element('div'), answers: element('fieldset'),
      revealed: element('div', { role: 'status' }), problem: element('p'),
      start: this.#button('Start the lesson', 'this stop'), previous: this.#button('Previous stop', 'previous stop'),
      next: this.#button('Next stop', 'next stop'), leave: this.#button('Leave the lesson', 'leave lesson'),
    };
    at.title = element('h2');
    at.section = element('section', {}, at.title, at.problem, at.name, at.text, at.answers, at.revealed,
      element('p', {}, at.start, at.previous, at.next, at.leave));
    this.#parts.lesson = at;
    return at.section;
  }

  #runSection() {
    const buttons = RUN_BUTTONS.map(([name, label, ability]) => ({ ability, button: this.#button(label, name) }));
    const state = element('p', { role: 'status' });
    const message = element('p');
    const seed = this.#numberField('run-seed', 'Seed', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, kind: 'integer',
      help: 'Of everything random but the data. The same seed gives the same run.' },
    (value) => this.#act('seed', value));
    const speed = this.#numberField('run-speed', 'Speed in steps per second', { minimum: 0, maximum: 10000, kind: 'integer',
      help: 'From 1 to 10000; 0: as fast as this machine can.' }, (value) => this.#act('speed', Number(value)));
    const side = element('select', { id: 'document-run-side' }, element('option', { value: 'first run' }, 'First run'),
      element('option', { value: 'run beside' }, 'Run beside it'));
    side.addEventListener('change', () => this.#act('press', side.value));
    const sides = element('p', { hidden: true }, element('label', { htmlFor: side.id }, 'The controls change the'), side);
    this.#parts.run = { buttons, state, message, seed, speed, side, sides };
    return element('section', {}, element('h2', {}, 'Run'), state, message,
      element('p', {}, ...buttons.map(({ button }) => button)), seed.row, speed.row, sides);
  }

  #controlsSection(parameters) {
    const groups = new Map();
    for (const spec of parameters) {
      const control = this.#control(spec);
      if (!groups.has(spec.group)) groups.set(spec.group, []);
      groups.get(spec.group).push(control);
      this.#controls.push(control);
    }
    const fieldsets = [...groups].map(([name, controls]) => {
      const fieldset = element('fieldset', {}, element('legend', {}, name || 'Settings'), ...controls.map(({ row }) => row));
      return { fieldset, controls };
    });
    const all = element('input', { type: 'checkbox', id: 'document-all-controls' });
    all.addEventListener('change', () => {
      this.#allControls = all.checked;
      this.#showControls(this.#facts);
    });
    const allRow = element('p', {}, all, element('label', { htmlFor: all.id }, 'Also the controls that the lesson does not need'));
    this.#parts.controls = { fieldsets, allRow };
    return element('section', {}, element('h2', {}, 'Controls'), allRow, ...fieldsets.map(({ fieldset }) => fieldset));
  }

  #numbersSection() {
    this.#parts.numbers = element('div');
    return element('section', {}, element('h2', {}, 'Numbers'), this.#parts.numbers);
  }

  #panelsSection() {
    this.#parts.panels = element('div');
    return element('section', {}, element('h2', {}, 'Panels'), this.#parts.panels);
  }

  // ---- Controls -----------------------------------------------------------------------------------------

  #button(label, name) {
    const button = element('button', { type: 'button' }, label);
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') !== 'true') this.#act('press', name);
    });
    return button;
  }

  // A real control for a parameter, its label and its help.
  #control(spec) {
    const give = (value) => this.#act('set', `${spec.id}=${value}`);
    const control = spec.kind === 'boolean' ? this.#checkbox(spec, give)
      : spec.kind === 'choice' ? this.#select(spec, give)
        : spec.kind === 'integer' || spec.kind === 'real' ? this.#numberField(spec.id, labelOf(spec), spec, give)
          : this.#textField(spec, give);
    return { ...control, id: spec.id };
  }

  #row(id, label, help, input, labelLast = false) {
    input.id = `document-${id}`;
    const described = element('span', { id: `${input.id}-help`, className: 'help' }, help);
    if (help) input.setAttribute('aria-describedby', described.id);
    const name = element('label', { htmlFor: input.id }, label);
    return element('p', {}, ...(labelLast ? [input, name] : [name, input]), ...(help ? [described] : []));
  }

  #checkbox(spec, give) {
    const input = element('input', { type: 'checkbox' });
    input.addEventListener('change', () => give(String(input.checked)));
    const show = (value) => { input.checked = value === 'true'; };
    return { row: this.#row(spec.id, labelOf(spec), helpOf(spec), input, true), show };
  }

  #select(spec, give) {
    const input = element('select', {}, ...spec.choices.map(({ id, label }) => element('option', { value: id }, label)));
    input.addEventListener('change', () => give(input.value));
    const show = (value) => { if (input.value !== value) input.value = value; };
    return { row: this.#row(spec.id, labelOf(spec), helpOf(spec), input), show };
  }

  #textField(spec, give) {
    const input = element('input', { type: 'text', spellcheck: false, autocomplete: 'off' });
    return { row: this.#row(spec.id, labelOf(spec), helpOf(spec), input), show: followTyping(input, give) };
  }

  #numberField(id, label, spec, give) {
    const input = element('input', { type: 'number', min: spec.minimum, max: spec.maximum, autocomplete: 'off' });
    input.step = spec.kind === 'integer' ? 1 : 'any';
    if (spec.kind === 'real' || spec.scale === 'logarithmic') takeArrows(input, spec);
    const help = spec.id ? helpOf(spec) : spec.help;
    return { row: this.#row(id, label, help, input), show: followTyping(input, give) };
  }

  async #act(method, ...args) {
    this.#say('');
    try {
      await this.#api.request(method, ...args);
    } catch (error) {
      this.#say(error.message);
    }
    this.#schedule({ soon: true });
  }

  #say(sentence) {
    if (this.#parts) setText(this.#parts.news, sentence);
  }

  // ---- What changes with the run ----------------------------------------------------------------------------

  #show(facts) {
    this.#showLesson(facts.lesson);
    this.#showRun(facts);
    this.#showControls(facts);
    const now = performance.now();
    if (!facts.playing || now - this.#lastNumbers > NUMBERS_MS) {
      this.#lastNumbers = now;
      this.#showNumbers(facts);
    }
    if (facts.runs[0].panels) this.#showPanels(facts.runs);
  }

  #showLesson(lesson) {
    const at = this.#parts.lesson;
    at.section.hidden = lesson.stops === 0 && !lesson.problem;
    setText(at.problem, lesson.problem);
    at.problem.hidden = !lesson.problem;
    for (const part of ['title', 'name', 'text', 'answers', 'revealed', 'start', 'previous', 'next', 'leave']) {
      at[part].hidden = lesson.stops === 0;
    }
    if (lesson.stops === 0) return;
    setText(at.title, `Lesson: ${lesson.title}`);
    setText(at.name, `Stop ${lesson.stop} of ${lesson.stops}: ${lesson.name}`);
    setParagraphs(at.text, lesson.text.split('\n\n'));
    this.#showQuestion(lesson);
    at.start.hidden = lesson.walking;
    at.previous.hidden = at.next.hidden = at.leave.hidden = !lesson.walking;
    setAble(at.previous, lesson.stop > 1);
    setAble(at.next, lesson.stop < lesson.stops);
  }

  #showQuestion({ stop, question }) {
    const { answers, revealed } = this.#parts.lesson;
    const asked = JSON.stringify([stop, question.text, question.answers]);
    answers.hidden = !question.text;
    if (answers.dataset.asked !== asked) {
      answers.dataset.asked = asked;
      // No radio buttons: those are chosen by the arrow keys that lead past them.
      const rows = question.answers.map((answer, index) => {
        const button = element('button', { type: 'button' }, answer);
        button.addEventListener('click', () => this.#act('answer', index + 1));
        return element('p', {}, button);
      });
      answers.replaceChildren(element('legend', {}, `Question: ${question.text}`), ...rows);
    }
    [...answers.querySelectorAll('button')].forEach((button, index) => {
      button.setAttribute('aria-pressed', String(question.chosen === index + 1));
    });
    const judged = question.right === undefined ? [] : [question.right ? 'That is right.' : 'That is not the answer.'];
    setParagraphs(revealed, [...judged, ...(question.revealed ?? [])]);
  }

  #showRun(facts) {
    const { buttons, state, message, seed, speed, side, sides } = this.#parts.run;
    const stands = facts.status === 'paused' ? 'Stands' : capital(facts.status);
    // The step is told where the run stands: while it plays, no reader can follow it.
    setText(state, facts.playing ? 'Running.' : `${stands} at step ${facts.step}.`);
    setText(message, [facts.message, ...facts.notes].filter(Boolean).join(' '));
    setText(buttons[0].button, facts.playing ? 'Pause' : 'Play');
    for (const { ability, button } of buttons) if (ability) setAble(button, facts.can[ability]);
    seed.row.hidden = !facts.can.new_start;
    seed.show(String(facts.seed));
    speed.show(String(facts.speed));
    sides.hidden = !facts.beside;
    side.value = facts.side === 0 ? 'first run' : 'run beside';
  }

  #showControls(facts) {
    if (!facts.parameters) return;
    let leftOut = 0;
    for (const { id, row, show } of this.#controls) {
      const { value, shown, offered } = facts.parameters[id];
      if (shown && !offered) leftOut += 1;
      row.hidden = !shown || !(offered || this.#allControls);
      show(value);
    }
    const { fieldsets, allRow } = this.#parts.controls;
    for (const { fieldset, controls } of fieldsets) fieldset.hidden = controls.every(({ row }) => row.hidden);
    allRow.hidden = leftOut === 0;
  }

  // One table for each run. Only cells whose text is different are changed, and read aloud.
  #showNumbers({ runs, beside }) {
    const { numbers } = this.#parts;
    const names = beside ? ['First run', 'Run beside it'] : ['The run'];
    runs.forEach(({ metrics }, index) => {
      let table = numbers.children[index];
      const ids = metrics.map(({ id }) => id).join(' ');
      if (table?.dataset.ids !== ids || table.caption.textContent !== names[index]) {
        const rows = metrics.map(({ label }) =>
          element('tr', { 'aria-atomic': 'true' }, element('th', { scope: 'row' }, label), element('td')));
        const fresh = element('table', { 'aria-live': 'polite' }, element('caption', {}, names[index]),
          element('tbody', {}, ...rows));
        fresh.dataset.ids = ids;
        if (table) table.replaceWith(fresh);
        else numbers.append(fresh);
        table = fresh;
      }
      metrics.forEach(({ value }, row) => setText(table.rows[row].cells[1], value));
    });
    while (numbers.children.length > runs.length) numbers.lastChild.remove();
  }

  #showPanels(runs) {
    const told = runs.flatMap(({ panels }, index) => panels.map(({ title, words, help }) =>
      ({ title: index === 0 ? title : `${title}, of the run beside`, words, help })));
    const { panels } = this.#parts;
    told.forEach(({ title, words, help }, index) => {
      if (!panels.children[index]) panels.append(element('div', {}, element('h3'), element('p'), element('p', { className: 'help' })));
      [title, words || 'Nothing is shown yet.', help].forEach((text, part) => setText(panels.children[index].children[part], text));
    });
    while (panels.children.length > told.length) panels.lastChild.remove();
  }
}

// ---- Small parts -------------------------------------------------------------------------------------------

// properties: those of the element, and attributes where those are called otherwise.
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made && key !== 'role') made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function setText(where, text) {
  if (where.textContent !== text) where.textContent = text;
}

function setParagraphs(where, paragraphs) {
  const text = paragraphs.join('\n');
  if (where.dataset.text === text) return;
  where.dataset.text = text;
  where.replaceChildren(...paragraphs.filter(Boolean).map((paragraph) => element('p', {}, paragraph)));
}

// A button that means nothing now keeps the keyboard's focus.
function setAble(button, able) {
  if (able) button.removeAttribute('aria-disabled');
  else button.setAttribute('aria-disabled', 'true');
}

function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function labelOf({ label, unit }) {
  return unit ? `${label} in ${unit}` : label;
}

function helpOf({ help, kind, minimum, maximum, maximum_length: most, live }) {
  const range = minimum === undefined ? '' : kind === 'integer_list'
    ? `At most ${most} whole numbers from ${minimum} to ${maximum}, with commas between them.` : `From ${minimum} to ${maximum}.`;
  return [help, range, live ? 'Applies at once.' : 'A change starts the run anew.'].filter(Boolean).join(' ');
}

// A field gives what was typed when it is left or Enter is pressed; until then the program's value is not put over it.
// Returns what shows the program's value.
function followTyping(input, give) {
  let shown = null;  // of the program's values the last; null: what stands here was given away
  input.addEventListener('change', () => {
    const typed = input.value;
    shown = null;
    if (typed || input.type === 'text') give(typed);
  });
  return (value) => {
    const isTyping = document.activeElement === input && shown !== null && input.value !== shown;
    if (!isTyping && input.value !== value) input.value = value;
    if (!isTyping) shown = value;
  };
}

// Arrow keys go through real numbers in steps that suit the range: on logarithmic scales 1, 2, 5, 10, …
function takeArrows(input, { minimum, maximum, scale, kind }) {
  input.addEventListener('keydown', (event) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction || !Number.isFinite(input.valueAsNumber)) return;
    event.preventDefault();
    const from = input.valueAsNumber;
    const step = 10 ** Math.floor(Math.log10((maximum - minimum) / 100));
    const to = scale === 'logarithmic' ? nextOfSeries(from, direction) : Math.round(from / step + direction) * step;
    const fitting = Math.min(Math.max(Number(to.toPrecision(6)), minimum), maximum);
    input.value = String(kind === 'integer' ? Math.round(fitting) : fitting);
    input.dispatchEvent(new Event('change'));
  });
}

function nextOfSeries(from, direction) {
  const power = Math.floor(Math.log10(from));
  const series = [-1, 0, 1].flatMap((more) => [1, 2, 5].map((digit) => Number(`${digit}e${power + more}`)));
  const beyond = series.filter((each) => direction > 0 ? each > from * 1.0001 : each < from * 0.9999);
  return direction > 0 ? Math.min(...beyond) : Math.max(...beyond);
}
