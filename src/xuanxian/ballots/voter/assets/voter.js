// The voter's page. The code stays in this variable and in the bodies of two POSTs: it is taken
// out of the address at once, and nothing is stored on the phone.
"use strict";
(() => {
  const BLOCK = 2048;
  const main = document.getElementById("voter");
  let code = "";

  // Every body is padded with blanks, which JSON allows, so that its length tells nothing: to
  // whole blocks, and a ballot to the length of the longest that could be cast with its form.
  const post = async (path, content, least = BLOCK) => {
    const body = JSON.stringify(content);
    const length = new TextEncoder().encode(body).length;
    const wanted = Math.max(least, Math.ceil(length / BLOCK) * BLOCK);
    const padded = body + " ".repeat(wanted - length);
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: padded,
      cache: "no-store",
      credentials: "same-origin",
      referrerPolicy: "no-referrer",
    });
    const box = document.createElement("div");
    box.innerHTML = await answer.text();
    return box;
  };

  const show = (content) => {
    main.replaceChildren(...content.childNodes);
    main.hidden = false;
    window.scrollTo(0, 0);
    (main.querySelector("[tabindex]") || main).focus({ preventScroll: true });
  };

  const complain = (place, text) => {
    place.textContent = text;
    place.hidden = !text;
    if (text) place.scrollIntoView({ block: "center" });
  };

  const UNMARKED = "."; // for an item without an answer, as on the server

  // Signs that do not show could mark a text; pasted ones are left out.
  const plain = (text) => text.replace(/\t/gu, " ").replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, "").trim();

  const UNREACHED = "没有连上。请检查网络，再按一次。";

  const open = async (problem) => {
    try {
      const content = await post("/v/paper", { code });
      const refused = content.querySelector("[data-refused]");
      if (refused && problem) return complain(problem, refused.textContent.trim());
      show(content);
      if (refused) offerTyping();
      else fillIn(main.querySelector("#paper"));
    } catch {
      if (problem) return complain(problem, UNREACHED);
      main.hidden = false;
      document.getElementById("code").value = code;
      complain(document.getElementById("code-problem"), UNREACHED);
    }
  };

  const offerTyping = () => {
    const button = document.createElement("button");
    button.className = "secondary";
    button.textContent = "重新输入编号";
    button.addEventListener("click", () => location.assign("/v"));
    main.append(button);
  };

  // A slip of a meeting is good for each of its polls; any other has done its work.
  const offerNext = (button) => {
    if (!button) {
      code = "";
      return;
    }
    const problem = main.querySelector("[data-next-problem]");
    button.addEventListener("click", async () => {
      complain(problem, "");
      try {
        const content = await post("/v/paper", { code });
        if (content.querySelector("[data-refused]")) {
          complain(problem, "现在没有可以填的下一张。下一项表决开始以后再按。");
        } else {
          show(content);
          fillIn(main.querySelector("#paper"));
        }
      } catch {
        complain(problem, UNREACHED);
      }
    });
  };

  const fillIn = (paper) => {
    const fill = paper.querySelector('[data-step="fill"]');
    const review = paper.querySelector('[data-step="review"]');
    const fillProblem = paper.querySelector("#fill-problem");
    const reviewProblem = paper.querySelector("#review-problem");
    const list = paper.querySelector(".review");
    const blank = paper.dataset.blank;
    const limits = JSON.parse(paper.dataset.limits || "{}");
    const choosing = paper.dataset.form === "names";
    const subjects = [...paper.querySelectorAll(".subject[data-place]")];

    const questions = [...paper.querySelectorAll("[data-question]")];

    for (const clear of paper.querySelectorAll("[data-clear]")) {
      const subject = clear.closest(".subject");
      subject.addEventListener("change", () => { clear.hidden = false; });
      clear.addEventListener("click", () => {
        for (const each of subject.querySelectorAll("input")) each.checked = false;
        clear.hidden = true;
        subject.querySelector("input").focus();
      });
    }

    // The fields beside a name are there once the name is chosen.
    const naming = [...paper.querySelectorAll('[name="name"], [name="written"]')];
    const chosenNow = (each) => (each.type === "checkbox" ? each.checked : Boolean(each.value.trim()));
    const notesOf = (each) => {
      const fields = each.closest("label").nextElementSibling;
      return fields && fields.classList.contains("notes") ? fields : null;
    };
    for (const each of naming) {
      each.addEventListener("input", () => {
        const fields = notesOf(each);
        if (fields) fields.hidden = !chosenNow(each);
      });
    }

    const line = (name, chosen, texts = []) => {
      const item = document.createElement("li");
      const left = document.createElement("span");
      const right = document.createElement("b");
      left.textContent = name;
      right.textContent = chosen;
      item.append(left, right);
      for (const text of texts.filter(Boolean)) {
        const below = document.createElement("p");
        below.textContent = text;
        item.append(below);
      }
      return item;
    };

    // The answer to one question of a questionnaire: one sign an item or option, or the text.
    const answerOf = (section) => {
      const { question, title, blank, most, least } = section.dataset;
      if (question === "text") {
        const text = plain(section.querySelector("textarea").value);
        return { said: text, lines: [line("", text ? "" : "没有填", [text])], wrong: "" };
      }
      if (question === "selection") {
        const options = [...section.querySelectorAll("input")];
        const ticked = options.filter((each) => each.checked);
        let wrong = "";
        if (ticked.length > Number(most)) wrong = `“${title}”选了 ${ticked.length} 项，最多选 ${most} 项。`;
        if (ticked.length < Number(least)) wrong = `“${title}”选了 ${ticked.length} 项，至少选 ${least} 项。`;
        const lines = ticked.map((each) => line(each.closest("label").textContent.trim(), "已选"));
        if (!lines.length) lines.push(line("", "没有选"));
        return { said: options.map((each) => (each.checked ? "1" : UNMARKED)).join(""), lines, wrong };
      }
      let said = "";
      let unmarked = 0;
      const lines = [...section.querySelectorAll("[data-item]")].map((item) => {
        const chosen = item.querySelector("input:checked");
        said += chosen ? Number(chosen.value).toString(36) : UNMARKED;
        if (!chosen) unmarked += 1;
        const missing = blank && blank !== "无效" ? `没有选，计为${blank}` : "没有选";
        return line(item.querySelector("legend").textContent.trim(), chosen ? chosen.closest("label").textContent.trim() : missing);
      });
      const wrong = blank === "无效" && unmarked ? `“${title}”还有 ${unmarked} 项没有选。` : "";
      return { said, lines, wrong, unmarked };
    };

    // What is on the paper: what will be posted, the lines to review, and what is wrong.
    const read = () => {
      if (questions.length) {
        const answers = questions.map(answerOf);
        const unmarked = answers.reduce((sum, each) => sum + (each.unmarked || 0), 0);
        const heading = (at) => {
          const item = document.createElement("li");
          item.className = "review-title";
          item.textContent = questions[at].querySelector("h2").textContent;
          return item;
        };
        return {
          content: { filled: answers.map((each) => each.said) },
          lines: [
            ...(unmarked ? [line("没有选的项", `${unmarked} 项`)] : []),
            ...answers.flatMap((each, at) => [heading(at), ...each.lines]),
          ],
          wrong: answers.map((each) => each.wrong).find(Boolean) || "",
        };
      }
      if (choosing) {
        const chosen = naming.filter(chosenNow);
        const ticked = chosen.filter((each) => each.name === "name");
        const written = chosen.filter((each) => each.name === "written").map((each) => each.value.trim());
        const fields = chosen.map((each) => [...(notesOf(each)?.querySelectorAll("textarea") || [])]);
        const notes = fields.map((each) => each.map((field) => field.value.trim()));
        const names = ticked.map((each) => each.closest("label").querySelector("b").textContent);
        const number = names.length + written.length;
        let wrong = "";
        if (number > Number(paper.dataset.most)) wrong = `选了 ${number} 名，最多选 ${paper.dataset.most} 名。`;
        if (number < Number(paper.dataset.least)) wrong = `选了 ${number} 名，至少选 ${paper.dataset.least} 名。`;
        const empty = fields.flat().find((field) => field.dataset.needed && !field.value.trim());
        if (!wrong && empty) wrong = `每选一名都要写明${empty.dataset.needed}。`;
        const lines = [
          ...names.map((name, at) => line(name, "推荐", notes[at])),
          ...written.map((name, at) => line(name, "另选", notes[names.length + at])),
        ];
        if (!lines.length) lines.push(line("没有选人", "弃权"));
        const content = { names: ticked.map((each) => Number(each.value)), written };
        if (notes.some((each) => each.length)) content.notes = notes;
        return { content, lines, wrong };
      }
      const used = {};
      const lines = [];
      let unmarked = 0;
      const marks = subjects.map((subject) => {
        const chosen = subject.querySelector("input:checked");
        const text = chosen ? chosen.closest("label").textContent.trim() : "";
        if (chosen) used[text] = (used[text] || 0) + 1;
        else unmarked += 1;
        const missing = blank && blank !== "无效" ? `没有填，计为${blank}` : "没有填";
        lines.push(line(subject.querySelector("legend b").textContent, text || missing));
        return chosen ? Number(chosen.value) : null;
      });
      let wrong = "";
      for (const [option, most] of Object.entries(limits)) {
        if ((used[option] || 0) > most) wrong = `“${option}”选了 ${used[option]} 个，最多选 ${most} 个。`;
      }
      if (blank === "无效" && unmarked) wrong = `还有 ${unmarked} 项没有填。`;
      return { content: { marks }, lines, wrong };
    };

    paper.addEventListener("submit", (event) => {
      event.preventDefault();
      const { lines, wrong } = read();
      complain(fillProblem, wrong);
      if (wrong) return;
      complain(reviewProblem, "");
      list.replaceChildren(...lines);
      fill.hidden = true;
      review.hidden = false;
      window.scrollTo(0, 0);
      review.querySelector("h1").focus({ preventScroll: true });
    });

    paper.querySelector("[data-back]").addEventListener("click", () => {
      review.hidden = true;
      fill.hidden = false;
      window.scrollTo(0, 0);
    });

    const button = paper.querySelector("[data-cast]");
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const content = await post("/v/cast", { code, poll: paper.dataset.poll, ...read().content }, Number(paper.dataset.length));
        const refused = content.querySelector("[data-refused]");
        if (refused) {
          complain(reviewProblem, refused.textContent.trim());
        } else {
          show(content);
          offerNext(main.querySelector("[data-next]"));
        }
      } catch {
        complain(reviewProblem, `没有收到回应，票可能已经投入。请再按一次“${button.textContent.trim()}”；如果这时提示不能投，说明已经投入。`);
      }
      button.disabled = false;
    });
  };

  const start = () => {
    const form = document.getElementById("code-form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      code = document.getElementById("code").value;
      open(document.getElementById("code-problem"));
    });
    code = decodeURIComponent(location.hash.slice(1));
    if (location.hash) history.replaceState(null, "", location.pathname);
    if (code) open(null);
    else main.hidden = false;
  };

  // A second QR code scanned into the same page changes only the fragment.
  window.addEventListener("hashchange", () => { if (location.hash.length > 1) location.reload(); });
  start();
})();
