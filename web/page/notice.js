// The one place on the page that speaks when the program itself cannot: loading, what is missing, a crash. Before these
// modules run, index.html speaks there itself.

const notice = document.getElementById('notice');
const text = document.getElementById('notice-text');
const progress = document.getElementById('notice-progress');
const reload = document.getElementById('notice-reload');

export function showProgress(sentence, fraction) {
  text.textContent = sentence;
  reload.hidden = true;
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
