// The grant stands after the # of the address, which reaches no server and no log. It is taken out
// of the address at once, and sent in the body of one request.
const given = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, '', location.pathname);

const form = document.querySelector<HTMLFormElement>('#preview-form');
if (form && given.get('token')) {
  for (const name of ['token', 'path', 'type', 'id']) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement) input.value = given.get(name) ?? '';
  }
  document.querySelector('#preview-closed')?.setAttribute('hidden', '');
  document.querySelector('#preview-opening')?.removeAttribute('hidden');
  form.submit();
}
