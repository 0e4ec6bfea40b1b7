// A session that ends while somebody writes loses nothing: before a form of the admin is sent, this
// asks who is logged in, and offers to log in beside the form where it is not who opened the page.
(() => {
  const dialog = document.getElementById("session-dialog");
  if (!dialog) return;
  const { stateUrl, loginUrl } = dialog.dataset;
  const ask = window.fetch.bind(window);
  const letThrough = new WeakSet();
  let user = dialog.dataset.user;
  let token = null; // that of the new session
  let pending = null; // the form that waits to be sent, with its button
  let shown = null;
  let isDismissed = false;
  let timer = null;

  async function readState() {
    const answer = await ask(stateUrl, { cache: "no-store", headers: { Accept: "application/json" } });
    // Somebody who has to set a second factor up first is led there.
    if (answer.redirected || !answer.ok) return { user: "", name: "", csrfToken: null };
    return answer.json();
  }

  function useToken(value) {
    token = value;
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = value;
  }

  function show(part) {
    for (const each of dialog.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== part;
    const heading = dialog.querySelector(`[data-when="${part}"] h2`);
    dialog.querySelectorAll("h2").forEach((each) => each.removeAttribute("id"));
    heading.id = "session-dialog-title";
    // Nothing is on its way: the button that was pressed can be pressed again.
    if (pending?.submitter?.hasAttribute("data-w-progress-loading-value")) {
      pending.submitter.setAttribute("data-w-progress-loading-value", "false");
    }
    if (!dialog.open) dialog.showModal();
    if (shown !== part) dialog.querySelector(`[data-when="${part}"] .button`).focus();
    shown = part;
    clearInterval(timer);
    if (part === "ended" || part === "other") timer = setInterval(refresh, 2000);
  }

  function close() {
    clearInterval(timer);
    shown = null;
    if (dialog.open) dialog.close();
  }

  async function refresh() {
    let state;
    try {
      state = await readState();
    } catch {
      show("offline");
      return;
    }
    if (state.user === "") {
      show("ended");
      return;
    }
    useToken(state.csrfToken);
    if (state.user === user) {
      if (pending) show("back");
      else close();
      return;
    }
    dialog.querySelector("[data-session-name]").textContent = state.name;
    dialog.dataset.other = state.user;
    show("other");
  }

  // What a request of the page in the background has met; a message that was closed stays closed.
  async function notice() {
    if (dialog.open || isDismissed) return;
    const state = await readState().catch(() => null);
    if (state && state.user !== user) refresh();
  }

  function send() {
    if (!pending) {
      close();
      return;
    }
    const { form, submitter } = pending;
    pending = null;
    close();
    letThrough.add(form);
    // Wagtail disables a button that is pressed; a disabled one is not sent.
    const isDisabled = Boolean(submitter && submitter.disabled);
    if (isDisabled) submitter.disabled = false;
    form.requestSubmit(submitter);
    if (isDisabled) submitter.disabled = true;
  }

  async function trySending() {
    let state;
    try {
      state = await readState();
    } catch {
      show("offline");
      return;
    }
    if (state.user !== user) {
      refresh();
      return;
    }
    useToken(state.csrfToken);
    send();
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const isPost = (form.getAttribute("method") || "").toLowerCase() === "post";
      if (!isPost || !form.querySelector("input[name=csrfmiddlewaretoken]")) return;
      if (letThrough.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      pending = { form, submitter: event.submitter };
      isDismissed = false;
      trySending();
    },
    true,
  );

  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-session-close]")) {
      isDismissed = true;
      pending = null;
      close();
    } else if (event.target.closest("[data-session-accept]")) {
      user = dialog.dataset.other;
      trySending();
    } else if (event.target.closest("[data-session-send]")) {
      trySending();
    }
  });
  dialog.addEventListener("cancel", () => {
    isDismissed = true;
    pending = null;
    close();
  });
  window.addEventListener("focus", () => {
    if (dialog.open && shown !== "back") refresh();
  });

  // --- What Wagtail sends in the background: autosave, previews, who else is editing -------------

  const isLogin = (url) => Boolean(url) && new URL(url, window.location).pathname === loginUrl;

  window.fetch = async (input, options) => {
    let sent = options;
    if (token && options && options.headers) {
      const headers = new Headers(options.headers);
      if (headers.has("X-CSRFToken")) headers.set("X-CSRFToken", token);
      sent = { ...options, headers };
    }
    const answer = await ask(input, sent);
    if (answer.status === 403 || isLogin(answer.url)) notice();
    return answer;
  };

  const { open, setRequestHeader } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function openAndWatch(...options) {
    this.addEventListener("loadend", () => {
      if (this.status === 403 || isLogin(this.responseURL)) notice();
    });
    return open.apply(this, options);
  };
  XMLHttpRequest.prototype.setRequestHeader = function setHeader(name, value) {
    const isToken = token && name.toLowerCase() === "x-csrftoken";
    return setRequestHeader.call(this, name, isToken ? token : value);
  };
})();
