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
if (window.top !== window) send({ type: 'w-preview:request-scroll', origin: location.origin });

// Wagtail's user bar, where the site has its address.
const userbar = document.body.dataset['userbar'];
if (userbar) {
  const response = await fetch(userbar);
  if (response.ok) document.body.append(document.createRange().createContextualFragment(await response.text()));
}

export {};
