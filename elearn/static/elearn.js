// Small comforts. Every page works without this file.

const RETRY_AFTER = 10_000;

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

// What the last step led to (feedback, a reaction, an error) is where reading goes on.
document.querySelector("[data-focus]")?.focus();
