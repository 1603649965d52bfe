// The page's own checks, without a page: each line of standard input is {"raw", "seal", "style", "script"} or {"note",
// "key", "origin"}; each line of the answer says what verify.js makes of it. Tests and benches only.
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";

const source = readFileSync(process.argv[2], "utf8");
const marker = "// --- the page in the browser";
const body = source.slice(0, source.indexOf(marker)).replace("(async () => {", "") + "; return { checkBundle, Page, openNote, noteParts, sha512, hex, canon, fits, SCHEMA };";
if (!source.includes(marker)) throw new Error("verify.js has no such part");
const page = new Function(body)();
for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line);
  let answer;
  try {
    if ("note" in given) {
      await page.openNote(given.note, Uint8Array.from(Buffer.from(given.key, "hex")), given.origin);
      answer = { ok: true };
    } else {
      const found = await page.checkBundle(given.raw, given.seal);
      const html = new page.Page(found.bundle).html(given.raw, given.seal, given.style || "", given.script || "");
      answer = { ok: !found.failed.length && found.settled, failed: found.failed, vault: found.vault, signer: found.signer, html: given.style ? html : "" };
    }
  } catch (problem) {
    answer = { ok: false, failed: [String(problem && problem.message)] };
  }
  console.log(JSON.stringify(answer));
}
