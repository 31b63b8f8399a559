// The one place on the page that speaks when the program itself cannot: loading, what is missing, a crash.

const notice = document.getElementById('notice');
const text = document.getElementById('notice-text');
const progress = document.getElementById('notice-progress');
const reload = document.getElementById('notice-reload');

reload.addEventListener('click', () => window.location.reload());

export function showProgress(sentence, fraction) {
  text.textContent = sentence;
  progress.value = fraction;
}

export function showProblem(sentence, { offerReload = false } = {}) {
  text.textContent = sentence;
  progress.hidden = true;
  reload.hidden = !offerReload;
  notice.hidden = false;
}

export function hideNotice() {
  notice.hidden = true;
}
