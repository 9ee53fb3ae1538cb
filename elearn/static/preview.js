// Loads a page again when the course's files have changed. Only in `elearn preview`.

const bar = document.querySelector("[data-preview-version]");
const news = bar.querySelector("[data-preview-news]");
const LOOK_AFTER = 400;
const GONE_AFTER = 5;
const KEPT = `preview:${location.pathname}${location.search}`;

// A page that answers a form would send it again.
const wasSent = "previewSent" in bar.dataset;

// An answer that somebody is giving is never thrown away: they say when.
let isAnswering = wasSent;
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, () => { isAnswering = true; });
}

function parts(kind) {
  return [...document.querySelectorAll(`main ${kind}`)];
}

function reload() {
  const open = parts("details").map((part) => part.open);
  const maps = parts(".story-map-frame").map((map) => [map.scrollLeft, map.scrollTop]);
  sessionStorage.setItem(KEPT, JSON.stringify({ top: scrollY, open, maps }));
  location.reload();
}

function say(words, link) {
  if (news.dataset.words === words) return;
  news.dataset.words = words;
  news.replaceChildren(words, ...(link ? [" ", link] : []));
  news.hidden = !words;
}

function offer() {
  if (wasSent) return say("The files have changed. Send your answer, and you see them.");
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Show the new version";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    reload();
  });
  say("The files have changed. Your answer is still here.", link);
}

let failures = 0;

async function look() {
  try {
    const answer = await fetch("/preview/version", { cache: "no-store" });
    failures = 0;
    const isNew = answer.ok && (await answer.text()) !== bar.dataset.previewVersion;
    if (isNew && !isAnswering) return reload();
    if (isNew) offer();
    else say("");
  } catch {
    failures += 1;
    if (failures === GONE_AFTER) say("The preview has stopped. Start it again in the terminal.");
  }
  schedule();
}

// Nobody looks at a page that is hidden.
function schedule() {
  setTimeout(() => (document.hidden ? schedule() : look()), LOOK_AFTER);
}

// What is gone to, or focused, stays clear of the bar.
new ResizeObserver(() => {
  document.documentElement.style.scrollPaddingTop = `${bar.offsetHeight + 16}px`;
}).observe(bar);

const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
sessionStorage.removeItem(KEPT);
if (kept) {
  parts("details").forEach((part, at) => {
    part.open = kept.open[at] ?? part.open;
  });
  parts(".story-map-frame").forEach((map, at) => map.scrollTo(...(kept.maps[at] ?? [0, 0])));
  // After elearn.js has moved to what the last step led to.
  const stay = () => setTimeout(() => scrollTo({ top: kept.top, behavior: "instant" }), 30);
  if (document.readyState === "complete") stay();
  else addEventListener("load", stay);
}
schedule();
