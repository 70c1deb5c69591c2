// Writes src/xuanxian/kernel/stroke_order.txt: the characters U+4E00..U+9FFF in the order of
// 姓氏笔画: number of strokes, then the strokes in writing order by class 横竖撇点折, then the order
// of the Unicode CLDR stroke collation (locale zh-u-co-stroke).
//
// Provenance. Stroke sequences of about 7,000 characters in modern mainland writing: cnchar-order
// 3.2.6 (https://github.com/theajack/cnchar, MIT licence, copyright theajack). The rest, and
// characters whose strokes are alike: CLDR as in ICU (Unicode licence v3), whose count follows the
// traditional forms of 艹, 辶, 阝, 礻 and therefore is used only where no sequence is known;
// those characters stand after the known ones of their count.
//
// Run by hand, with any Node.js that has full ICU data:
//     npm install --prefix /tmp/strokes cnchar@3.2.6 cnchar-order@3.2.6
//     node scripts/build_stroke_order.mjs /tmp/strokes
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[2] ?? ".", "package.json"));
const cnchar = require("cnchar");
cnchar.use(require("cnchar-order"));

// The five classes of GF 3002 (笔顺规范): 提 is a 横, 竖钩 a 竖, 捺 a 点, everything bent a 折.
const CLASS_OF_LETTER = { j: "1", i: "1", f: "2", g: "2", s: "3", k: "4", d: "4", l: "4" };
const BENT = "5";

const collator = new Intl.Collator("zh-u-co-stroke");
if (collator.resolvedOptions().collation !== "stroke") {
  throw new Error("this Node.js has no stroke collation; use a build with full ICU data");
}
const characters = [];
for (let code = 0x4e00; code <= 0x9fff; code += 1) characters.push(String.fromCodePoint(code));
characters.sort(collator.compare);

const strokes = new Map();
for (const character of characters) {
  const letters = [cnchar.stroke(character, "order")].flat()[0];
  if (typeof letters === "string" && letters) {
    strokes.set(character, [...letters].map((letter) => CLASS_OF_LETTER[letter] ?? BENT).join(""));
  }
}

// CLDR gives an order without the counts. The place where n strokes begin is the one that
// contradicts the fewest known characters.
const MOST_STROKES = 30;
const beginnings = [0, 0];
for (let count = 2; count <= MOST_STROKES; count += 1) {
  let contradictions = 0;
  let fewest = 0;
  let beginning = 0;
  characters.forEach((character, place) => {
    const known = strokes.get(character);
    if (known === undefined) return;
    contradictions += known.length >= count ? 1 : -1;
    if (contradictions < fewest) {
      fewest = contradictions;
      beginning = place + 1;
    }
  });
  beginnings[count] = Math.max(beginning, beginnings[count - 1]);
}
const keys = new Map();
let count = 1;
characters.forEach((character, place) => {
  while (count < MOST_STROKES && place >= beginnings[count + 1]) count += 1;
  const known = strokes.get(character);
  keys.set(character, { count: known?.length ?? count, strokes: known ?? "9", place });
});
characters.sort((first, second) => {
  const one = keys.get(first);
  const other = keys.get(second);
  if (one.count !== other.count) return one.count - other.count;
  if (one.strokes !== other.strokes) return one.strokes < other.strokes ? -1 : 1;
  return one.place - other.place;
});

const lines = [];
for (let start = 0; start < characters.length; start += 40) {
  lines.push(characters.slice(start, start + 40).join(""));
}
const target = new URL("../src/xuanxian/kernel/stroke_order.txt", import.meta.url);
writeFileSync(target, lines.join("\n") + "\n");
