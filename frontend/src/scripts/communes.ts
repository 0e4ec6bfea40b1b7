// Completes the name of a commune while it is typed. Without this, the whole name is typed.
const PAUSE_MILLISECONDS = 150;

for (const input of document.querySelectorAll<HTMLInputElement>('input[data-communes]')) {
  let timer = 0;
  input.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void suggest(input), PAUSE_MILLISECONDS);
  });
}

async function suggest(input: HTMLInputElement): Promise<void> {
  const typed = input.value.trim();
  if (typed.length < 2) return;
  const response = await fetch(`/communes.json?${new URLSearchParams({ q: typed })}`);
  if (!response.ok || input.value.trim() !== typed) return;
  const names = (await response.json()) as string[];
  input.list?.replaceChildren(
    ...names.map((name) => Object.assign(document.createElement('option'), { value: name })),
  );
}
