// In a deck of slides a demo plays while its slide is shown. reveal.js tells every frame of a slide when that is so, by
// the messages 'slide:start' and 'slide:stop'.

// A link with a step stands there until somebody plays it, as do all where motion is not wanted; a demo that was paused by
// hand stays paused.
export function followSlides(api) {
  let plays = !/[?&]step=/.test(window.location.hash) && !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  let status = '';
  api.addEventListener('status', ({ detail }) => { status = detail.status; });
  window.addEventListener('message', ({ data, source }) => {
    if (window.parent === window || source !== window.parent) return;
    if (data === 'slide:start' && plays) api.play().catch(() => {});
    if (data === 'slide:stop') {
      plays = status === 'running' || (plays && ['', 'idle'].includes(status));
      api.pause().catch(() => {});
    }
  });
}
