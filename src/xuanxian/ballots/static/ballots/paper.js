// Keying a paper ballot in: one key an option, Enter for the next ballot. Works without it, too.
"use strict";

const form = document.querySelector("form[data-entry]");
if (form) {
  const lines = [...form.querySelectorAll(".entry-line")];
  const naming = form.dataset.entry === "names";
  let at = 0;
  let typed = "";

  const show = () => {
    lines.forEach((line, place) => line.classList.toggle("is-current", !naming && place === at));
    if (!naming && lines[at]) lines[at].scrollIntoView({ block: "nearest" });
  };
  const move = (to) => {
    at = Math.max(0, Math.min(lines.length - 1, to));
    show();
  };
  const mark = (key) => {
    const box = [...lines[at].querySelectorAll("input[data-key]")].find((one) => one.dataset.key === key);
    if (!box) return false;
    if (box.type === "checkbox") {
      box.checked = !box.checked;
      return true;
    }
    box.checked = true;
    move(at + 1);
    return true;
  };
  const choose = (number) => {
    const box = lines[number - 1] && lines[number - 1].querySelector("input");
    if (box) box.checked = !box.checked;
  };
  const name = (key) => {
    if (key === " ") {
      if (typed) choose(Number(typed));
      typed = "";
      return true;
    }
    if (!/^\d$/.test(key)) return false;
    if (lines.length < 10) choose(Number(key));
    else typed = (typed + key).slice(-2);
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input[type=text], textarea, #search-text, button, a, summary")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button.button"));
      return;
    }
    let used = false;
    if (naming) used = name(event.key);
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") { move(at - 1); used = true; }
    else if (event.key === "ArrowRight" || event.key === "ArrowDown") { move(at + 1); used = true; }
    else used = mark(event.key.toLowerCase());
    if (used) event.preventDefault();
  });
  form.addEventListener("focusin", (event) => {
    const line = event.target.closest(".entry-line");
    if (line) { at = lines.indexOf(line); show(); }
  });
  // A ballot is sent once, however long Enter is held.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  show();
}
