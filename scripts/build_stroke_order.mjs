// Writes src/xuanxian/kernel/stroke_order.txt: the characters U+4E00..U+9FFF in the order
// of the Unicode CLDR stroke collation (locale zh-u-co-stroke), which compares stroke
// count first, then the strokes themselves. Run with any Node.js that has full ICU data:
//     node scripts/build_stroke_order.mjs
import { writeFileSync } from "node:fs";

const collator = new Intl.Collator("zh-u-co-stroke");
if (collator.resolvedOptions().collation !== "stroke") {
  throw new Error("this Node.js has no stroke collation; use a build with full ICU data");
}
const characters = [];
for (let code = 0x4e00; code <= 0x9fff; code += 1) characters.push(String.fromCodePoint(code));
characters.sort(collator.compare);
const lines = [];
for (let start = 0; start < characters.length; start += 40) {
  lines.push(characters.slice(start, start + 40).join(""));
}
writeFileSync(new URL("../src/xuanxian/kernel/stroke_order.txt", import.meta.url), lines.join("\n") + "\n");
