// The admin's panel loads the preview anew at each change, and asks the old page where it stood.
const admin = document.body.dataset['admin'];
const send = (message: object) => window.top?.postMessage({ wagtail: message }, admin ?? location.origin);

window.addEventListener('message', (event: MessageEvent<{ wagtail?: { type?: string; x?: number; y?: number } }>) => {
  const message = event.data?.wagtail;
  if (event.origin !== admin || !message) return;
  if (message.type === 'w-preview:get-scroll-position') {
    send({ type: 'w-preview:set-scroll-position', x: window.scrollX, y: window.scrollY });
  } else if (message.type === 'w-preview:set-scroll-position') {
    window.scrollTo({ left: message.x ?? 0, top: message.y ?? 0, behavior: 'instant' });
  }
});
// In the panel alone: the panel is told that the page is ready, to which it listens once the page is
// loaded, and Wagtail's user bar has the content checks, which answer the panel.
const userbar = document.body.dataset['userbar'];
if (window.top !== window && userbar) {
  window.addEventListener('load', () => send({ type: 'w-preview:request-scroll', origin: location.origin }));
  const response = await fetch(userbar);
  if (response.ok) {
    const bar = document.createRange().createContextualFragment(await response.text());
    // Scripts that are put in by a script run in any order unless they are told not to.
    for (const script of bar.querySelectorAll('script')) script.async = false;
    document.body.append(bar);
  }
}

export {};
