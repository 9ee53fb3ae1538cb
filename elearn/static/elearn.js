// Small comforts. Every page works without this file.

const RETRY_AFTER = 10_000;
const SAVE_AFTER = 1_200;
const SAVE_AGAIN_AFTER = 15_000;

// A second tap while the first is on its way is not sent. After ten seconds, or when
// the page comes back from history, sending is allowed again: signal may have dropped.
function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), RETRY_AFTER);
});

addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach(release);
});

// What is typed is kept on the server, so that a call, an empty battery or the end of
// a sign-in loses nothing.
function keepDrafts(form) {
  let timer;
  let sending;
  let waiting = false;
  const words = form.querySelector("textarea") && document.createElement("p");
  if (words) {
    words.className = "small soft";
    words.setAttribute("role", "status");
    form.querySelector("textarea").after(words);
  }

  function say(text) {
    if (words && words.textContent !== text) words.textContent = text;
  }

  function schedule(delay) {
    clearTimeout(timer);
    waiting = true;
    timer = setTimeout(save, delay);
  }

  async function save(leaving = false) {
    if (sending) return schedule(SAVE_AFTER);
    clearTimeout(timer);
    waiting = false;
    sending = new AbortController();
    try {
      const answer = await fetch("/account/drafts", {
        method: "POST",
        body: new FormData(form),
        signal: sending.signal,
        keepalive: leaving === true,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      const time = new Date().toLocaleTimeString("en-GB", { timeStyle: "short" });
      if (!waiting) say(`Saved at ${time}`);
    } catch (error) {
      if (error.name !== "AbortError") {
        say("Not saved yet. We keep trying.");
        if (!waiting) schedule(SAVE_AGAIN_AFTER);
      }
    } finally {
      sending = undefined;
    }
  }

  form.addEventListener("input", () => schedule(SAVE_AFTER));
  // What is sent is no draft any more, and a late save must not bring it back.
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    waiting = false;
    sending?.abort();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && waiting) save(true);
  });
}

document.querySelectorAll("form[data-draft]").forEach(keepDrafts);

// A word of the glossary says what it means where it stands. Without this it leads to
// the end of the card, where all of them are listed.
document.addEventListener("click", (event) => {
  const term = event.target.closest?.("a.term");
  const word = term && document.getElementById(term.hash.slice(1));
  if (!word?.showPopover || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const note = document.createElement("div");
  const name = document.createElement("b");
  const meaning = document.createElement("p");
  const close = document.createElement("button");
  note.className = "word-note";
  note.popover = "auto";
  note.setAttribute("role", "dialog");
  note.setAttribute("aria-label", word.querySelector("dt").textContent);
  name.textContent = word.querySelector("dt").textContent;
  meaning.textContent = word.querySelector("dd").firstChild.textContent.trim();
  close.className = "nhsuk-button nhsuk-button--secondary";
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => note.hidePopover());
  note.addEventListener("toggle", (change) => {
    if (change.newState !== "closed") return;
    note.remove();
    if (document.activeElement === document.body) term.focus();
  });
  note.append(name, meaning, close);
  document.body.append(note);
  note.showPopover();
  close.focus();
});

// A mark on a picture chooses what the list below it offers under the same number.
document.querySelectorAll(".question .spots").forEach((picture) => {
  const form = picture.closest("form");
  const field = (mark) => form.querySelector(`[name="answer"][value="${mark.dataset.pick}"]`);
  const marks = [...picture.querySelectorAll("[data-pick]")];
  const show = () => {
    for (const mark of marks) mark.classList.toggle("spots__mark--chosen", field(mark).checked);
  };
  for (const mark of marks) mark.addEventListener("click", () => field(mark).click());
  form.addEventListener("change", show);
  show();
});

// A wide map opens where its story begins, which is seldom at its left edge.
document.querySelectorAll(".story-map-frame").forEach((frame) => {
  const middle = (part) => {
    const { left, width } = part.getBoundingClientRect();
    return left + width / 2;
  };
  const start = frame.querySelector("#map-start");
  if (start) frame.scrollLeft += middle(start) - middle(frame);
});

// What the last step led to (feedback, a reaction, an error) is where reading goes on.
// After the page has loaded, because going to the place in the address takes it away.
const next = document.querySelector("[data-focus]");
if (next) {
  next.focus();
  addEventListener("load", () => setTimeout(() => {
    if (document.activeElement === document.body) next.focus();
  }));
}
