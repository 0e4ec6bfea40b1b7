// A submenu closes like one of the browser's own: by Escape, or when something else is clicked.
const isOpen = 'details.submenu[open]';

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(isOpen)) {
    if (menu.contains(document.activeElement)) menu.querySelector('summary')?.focus();
    menu.open = false;
  }
});

document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(isOpen)) {
    if (!(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
  }
});
