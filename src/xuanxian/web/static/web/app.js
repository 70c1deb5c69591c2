// Small comforts of every page. Pages work without this file.
"use strict";

// `/` goes to the one search; Escape leaves it and closes open menus.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.getElementById("search-text");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    if (event.target.id === "search-text") event.target.blur();
  }
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// The reader's choice of light or dark, kept in a cookie so that the server renders it.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const root = document.documentElement;
  const machine = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (root.dataset.theme || machine) === "dark" ? "light" : "dark";
  root.dataset.theme = next;
  document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
});

// A changed form warns before it is left: <form data-warn>.
const changed = new WeakSet();
let changedForms = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-warn]");
  if (form && !changed.has(form)) {
    changed.add(form);
    changedForms += 1;
  }
});
document.addEventListener("submit", (event) => {
  if (changed.has(event.target)) changedForms = 0;
});
addEventListener("beforeunload", (event) => {
  if (changedForms > 0) event.preventDefault();
});

// A question before a weighty step: <button data-confirm="…？">.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-confirm], input[data-confirm]");
  if (!button || button.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  // What was left out is said first: nobody confirms a form that cannot be sent.
  if (button.form && !button.formNoValidate && !button.form.reportValidity()) return;
  const dialog = document.getElementById("confirm-dialog");
  document.getElementById("confirm-text").textContent = button.dataset.confirm;
  dialog.returnValue = "no";
  dialog.showModal();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") {
      button.dataset.confirmed = "yes";
      button.click();
      delete button.dataset.confirmed;
    } else {
      button.focus();
    }
  }, { once: true });
}, true);

// Arrow keys walk the rows of a table by their first link, or the cells of a board.
document.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const cell = event.target.closest(".table td, .table tbody th");
  if (!cell || event.target.closest("input, select, textarea")) return;
  const row = cell.parentElement;
  const column = [...row.children].indexOf(cell);
  const target = (candidate) => candidate && candidate.querySelector("a, button, summary, [tabindex]");
  let step = null;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    step = next && target(next.children[column] || next);
  } else {
    const side = event.key === "ArrowRight" ? "nextElementSibling" : "previousElementSibling";
    for (let place = cell[side]; place && !step; place = place[side]) step = target(place);
  }
  if (step) {
    event.preventDefault();
    step.focus();
  }
});

// A box that ticks all others of its name: <input type="checkbox" data-select-all="person">.
document.addEventListener("change", (event) => {
  const name = event.target.dataset && event.target.dataset.selectAll;
  if (!name) return;
  document.getElementsByName(name).forEach((box) => { box.checked = event.target.checked; });
});

// Filters that apply at once: <form data-auto-submit>; a print button: <button data-print>.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto-submit]");
  if (form) form.requestSubmit();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

// Paper shows every reason.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details.verdict:not([open])").forEach((details) => {
    details.open = true;
    details.dataset.printed = "yes";
  });
});
addEventListener("afterprint", () => {
  document.querySelectorAll("details.verdict[data-printed]").forEach((details) => {
    details.open = false;
    delete details.dataset.printed;
  });
});

// A refused form shows its list of problems first.
const problems = document.querySelector(".problems");
if (problems) problems.focus();

// On a narrow screen rows of tabs scroll: the current one is brought to their middle.
document.querySelectorAll(".rooms, .tabs").forEach((row) => {
  const current = row.querySelector("[aria-current]");
  if (!current || row.scrollWidth <= row.clientWidth) return;
  const [tab, whole] = [current.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += tab.left + tab.width / 2 - whole.left - whole.width / 2;
});
