// Loads the page again when the course's files have changed. Only in `elearn preview`.
const shown = document.querySelector("[data-preview-version]").dataset.previewVersion;
let typed = false;
document.addEventListener("input", () => { typed = true; });

setInterval(async () => {
  try {
    const answer = await fetch("/preview/version", { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== shown && !typed) location.reload();
  } catch {
    // The preview was stopped; it may come back.
  }
}, 1000);
