// Dragging for questions with rows. What is dragged fills in the lists that stand there
// anyway, and those are what is sent: keys, a screen reader and no script lose nothing.

const FEEL = { animation: 150, forceFallback: true, fallbackTolerance: 4 };

function make(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  made.setAttribute("aria-hidden", "true");
  return made;
}

function choose(list, value) {
  if (list.value === value) return;
  list.value = value;
  list.dispatchEvent(new Event("input", { bubbles: true }));
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

function tell(rows, words) {
  rows.before(make("p", "question__how question__drag", words));
}

// Rows are moved to their places, and each is given the number of the place it is at.
function orderRows(rows) {
  const lists = () => [...rows.querySelectorAll("select")];
  const place = (row) => Number(row.querySelector("select").value);
  if (new Set(lists().map((list) => list.value)).size === lists().length) {
    rows.append(...[...rows.children].sort((a, b) => place(a) - place(b)));
  }
  const offered = [...lists()[0].options].map((option) => option.value).filter(Boolean);
  for (const row of rows.children) row.prepend(make("span", "rows__handle"));
  tell(rows, "Or drag the rows by their handles.");
  Sortable.create(rows, {
    ...FEEL,
    handle: ".rows__handle",
    onEnd: () => lists().forEach((list, at) => choose(list, offered[at])),
  });
}

// What can be chosen lies above the rows, and is dragged to the row it belongs to.
function fillRows(rows) {
  const pool = make("div", "rows__pool");
  for (const option of rows.querySelector("select").options) {
    if (!option.value) continue;
    const piece = make("span", "rows__piece", option.text);
    piece.dataset.value = option.value;
    pool.append(piece);
  }
  rows.before(pool);
  tell(pool, "Or drag an answer to its row.");
  const group = `rows-${rows.querySelector("select").id}`;
  Sortable.create(pool, {
    ...FEEL,
    sort: false,
    fallbackOnBody: true,
    group: { name: group, pull: "clone", put: false },
    onStart: () => rows.classList.add("rows--open"),
    onEnd: () => rows.classList.remove("rows--open"),
  });
  for (const row of rows.children) {
    Sortable.create(row, {
      draggable: ".rows__piece",
      group: { name: group, put: true, pull: false },
      onAdd: ({ item }) => {
        item.remove();
        choose(row.querySelector("select"), item.dataset.value);
      },
    });
  }
}

for (const rows of document.querySelectorAll(".rows[data-drag]")) {
  if (rows.dataset.drag === "order") orderRows(rows);
  else fillRows(rows);
}
