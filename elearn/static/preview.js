// Loads a page again when the course's files have changed. Only in `elearn preview`.

const bar = document.querySelector("[data-preview-version]");
const news = bar.querySelector("[data-preview-news]");
const LOOK_AFTER = 400;
const KEPT = `preview:${location.pathname}${location.search}`;

// An answer that somebody is giving is never thrown away: they say when.
let isAnswering = false;
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, () => { isAnswering = true; });
}

function reload() {
  const open = [...document.querySelectorAll("main details")].map((part) => part.open);
  sessionStorage.setItem(KEPT, JSON.stringify({ top: scrollY, open }));
  location.reload();
}

function offer() {
  if (!news.hidden) return;
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Show the new version";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    reload();
  });
  news.hidden = false;
  news.append("The files have changed. Your answer is still here. ", link);
}

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch("/preview/version", { cache: "no-store" });
      const isNew = answer.ok && (await answer.text()) !== bar.dataset.previewVersion;
      if (isNew && !isAnswering) return reload();
      if (isNew) offer();
    } catch {
      // The preview was stopped; it may come back.
    }
  }
  setTimeout(look, LOOK_AFTER);
}

const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
sessionStorage.removeItem(KEPT);
if (kept) {
  document.querySelectorAll("main details").forEach((part, at) => {
    part.open = kept.open[at] ?? part.open;
  });
  // After elearn.js has moved to what the last step led to.
  addEventListener("load", () => setTimeout(() => scrollTo({ top: kept.top, behavior: "instant" }), 30));
}
setTimeout(look, LOOK_AFTER);
