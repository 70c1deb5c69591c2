// Line numbers beside the text of a policy; a fault that names a line leads there.
"use strict";

document.querySelectorAll("[data-line-numbers]").forEach((editor) => {
  const text = editor.querySelector("textarea");
  const numbers = editor.querySelector(".line-numbers");
  let shown = 0;
  const number = () => {
    const lines = text.value.split("\n").length;
    if (lines === shown) return;
    shown = lines;
    numbers.textContent = Array.from({ length: lines }, (_, place) => place + 1).join("\n");
  };
  const follow = () => { numbers.scrollTop = text.scrollTop; };
  text.addEventListener("input", number);
  text.addEventListener("scroll", follow);
  number();

  document.addEventListener("click", (event) => {
    const fault = event.target.closest("[data-line]");
    if (!fault) return;
    const lines = text.value.split("\n");
    const line = Math.min(Number(fault.dataset.line), lines.length) - 1;
    const start = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + lines[line].length);
    text.scrollTop = Math.max(0, (line - 4) * (text.scrollHeight / lines.length));
    follow();
  });
});
