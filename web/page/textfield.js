// An HTML text field laid over the canvas, so that phone keyboards, the clipboard and every input method work.
// One field is open at a time; asking for another accepts the one before.

export class TextField {
  #tell;
  #element = null;

  // tell(key, value, state): state is 'changed', 'accepted' or 'given_up'.
  constructor(tell) {
    this.#tell = tell;
  }

  // field: {key, value, label, x, y, width, height (CSS pixels), kind: 'text' | 'number' | 'signed number' | 'lines'}
  open(field) {
    this.close('accepted');
    const element = document.createElement(field.kind === 'lines' ? 'textarea' : 'input');
    element.className = 'text-field';
    element.value = field.value;
    element.spellcheck = false;
    element.autocapitalize = 'off';
    element.autocomplete = 'off';
    // Some telephones have no minus on the keypad for numbers, and a comma where others have a point: the program reads
    // both.
    if (field.kind === 'number') element.inputMode = 'decimal';
    element.setAttribute('aria-label', field.label || field.key);
    element.dataset.key = field.key;
    place(element, field);
    this.#listen(element, field.kind === 'lines');
    this.#element = element;
    document.body.append(element);
    element.focus({ preventScroll: true });
    element.select();
  }

  // The box may move while the field is open, as the layout around it does.
  move(field) {
    if (this.#element) place(this.#element, field);
  }

  close(state) {
    const element = this.#element;
    if (!element) return;
    this.#element = null;
    element.remove();
    this.#tell(element.dataset.key, element.value, state);
    document.getElementById('canvas').focus({ preventScroll: true });
  }

  #listen(element, manyLines) {
    element.addEventListener('input', () => this.#tell(element.dataset.key, element.value, 'changed'));
    element.addEventListener('blur', () => this.close('accepted'));
    element.addEventListener('keydown', (event) => {
      event.stopPropagation();  // the canvas has shortcuts on the same keys
      if (event.isComposing) return;
      if (event.key === 'Enter' && !(manyLines && event.shiftKey)) this.close('accepted');
      if (event.key === 'Escape') this.close('given_up');
    });
    for (const kind of ['keyup', 'keypress', 'pointerdown', 'mousedown', 'touchstart', 'wheel']) {
      element.addEventListener(kind, (event) => event.stopPropagation(), { passive: true });
    }
  }
}

function place(element, { x, y, width, height }) {
  const least = 28;
  element.style.width = `${Math.min(Math.max(width, 60), window.innerWidth)}px`;
  element.style.height = `${Math.max(height, least)}px`;
  element.style.left = `${Math.max(0, Math.min(x, window.innerWidth - Math.max(width, 60)))}px`;
  element.style.top = `${Math.max(0, Math.min(y, window.innerHeight - Math.max(height, least)))}px`;
}
