// The tellers' registrar as a page: it notes the hashes of envelopes in this device's memory and
// compares them with the box when voting is closed. Of the key file only the token is read.
"use strict";
(() => {
  const SECONDS = 10;
  const place = document.getElementById("registrar");
  const problem = document.getElementById("registrar-problem");
  const list = document.getElementById("registrar-polls");
  const save = document.getElementById("registrar-save");
  const noted = new Map();
  let token = "";
  let timer = 0;

  const complain = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
  };

  const ask = async (address, content) => {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(content),
      cache: "no-store",
      credentials: "omit",
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.refused || "没有读懂服务器的回答。");
    return said;
  };

  const line = (tag, text, name) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };

  const show = () => {
    list.replaceChildren();
    for (const each of noted.values()) {
      const card = line("section", "", "card");
      const count = each.lots.reduce((sum, lot) => sum + lot.length, 0);
      card.append(line("h2", each.title), line("p", `已登记 ${count} 票，分 ${each.lots.length} 次。`));
      if (each.result) card.append(line("p", each.result, `notice ${each.agrees ? "notice-success" : "notice-warning"}`));
      const all = line("details", "");
      all.append(line("summary", "登记的校验值"), line("p", each.lots.flat().join(" "), "digest small"));
      card.append(all);
      list.append(card);
    }
    save.disabled = !noted.size;
  };

  const compare = async (each) => {
    const hashes = each.lots.flat();
    const said = await ask(place.dataset.noted, { poll: each.poll, hashes });
    each.stated = true;
    each.agrees = said.agrees;
    each.result = said.agrees
      ? `与票箱相符：${hashes.length} 票都在。`
      : `与票箱不符：登记过而箱内没有的 ${said.missing.length} 票，箱内有而没有登记过的 ${said.unknown.length} 票。请不要开箱，立即报告监票人。`;
  };

  const round = async () => {
    try {
      const known = {};
      for (const [poll, each] of noted) known[poll] = each.lots.length;
      const said = await ask(place.dataset.tell, { known });
      for (const each of said.polls) {
        const mine = noted.get(each.poll) || { poll: each.poll, title: each.title, lots: [] };
        noted.set(each.poll, mine);
        mine.state = each.state;
        if (each.from === mine.lots.length) mine.lots.push(...each.lots);
        if (each.state === "closed" && !mine.stated) await compare(mine);
      }
      complain("");
      show();
    } catch (fault) {
      complain(`${fault.message || "没有连上。"}（会继续尝试）`);
    }
    timer = setTimeout(round, SECONDS * 1000);
  };

  document.getElementById("registrar-file").addEventListener("change", async (event) => {
    clearTimeout(timer);
    try {
      const file = JSON.parse(await event.target.files[0].text());
      if (file.box !== place.dataset.box) throw new Error("是另一次投票的密钥文件。");
      token = file.token;
      event.target.value = "";
      await round();
    } catch (fault) {
      complain(fault instanceof SyntaxError ? "不是计票人的密钥文件。" : fault.message);
    }
  });

  save.addEventListener("click", () => {
    const content = JSON.stringify([...noted.values()], null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
    link.download = "监票登记.json";
    link.click();
    URL.revokeObjectURL(link.href);
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...noted.values()].some((each) => !each.stated)) event.preventDefault();
  });
})();
