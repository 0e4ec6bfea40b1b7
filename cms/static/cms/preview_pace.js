// How often Wagtail looks for changes in the form, in milliseconds: the preview waits for it.
// Said before Wagtail has looked at the form once, it would have it look no more.
const INTERVAL = "data-w-unsaved-check-interval-value";
document.addEventListener("w-unsaved:watch-edits", ({ target }) => {
  if (!target.hasAttribute(INTERVAL)) target.setAttribute(INTERVAL, "150");
});
