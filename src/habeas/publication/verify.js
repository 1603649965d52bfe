// This page checks itself: every hash from what it shows, up to the signed checkpoint of the log.
// Formats: docs/formats/release.md and vr-1.md. Trees need thousands of small hashes, so SHA-256 is written out here, and
// held against the browser's own before it is used. Ed25519 is the browser's; without it, signatures are "not checked".
(async () => {
"use strict";
const BAR = "\u2588\u2588\u2588\u2588\u2588";
const HEAD = ["kind", "item", "vault", "compartment", "device", "index", "member", "at"];
const utf8 = (text) => new TextEncoder().encode(text);
const words = (text) => text.replace(/[ \t\n\r\f]+/g, " ").replace(/^ | $/g, "");
class Differs extends Error {}
const expect = (condition, problem) => { if (!condition) throw new Differs(problem); };

// --- SHA-256 (FIPS 180-4), HMAC with a 16-byte key ------------------------------------------------------------------

const K = new Int32Array(64), START = new Int32Array(8);
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let prime = true;
  for (let d = 2; d * d <= candidate; d++) if (candidate % d === 0) { prime = false; break; }
  if (!prime) continue;
  const fraction = (root) => ((root - Math.floor(root)) * 4294967296) | 0;
  if (found < 8) START[found] = fraction(Math.sqrt(candidate));
  K[found++] = fraction(Math.cbrt(candidate));
}
const W = new Int32Array(64), H = new Int32Array(8);
let block = new Uint8Array(4096);
function compress(at) {
  for (let t = 0, i = at; t < 16; t++, i += 4) W[t] = (block[i] << 24) | (block[i + 1] << 16) | (block[i + 2] << 8) | block[i + 3];
  for (let t = 16; t < 64; t++) {
    const x = W[t - 15], y = W[t - 2];
    W[t] = (W[t - 16] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ (x >>> 3)) + W[t - 7] + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ (y >>> 10))) | 0;
  }
  let a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
  for (let t = 0; t < 64; t++) {
    const one = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + ((e & f) ^ (~e & g)) + K[t] + W[t]) | 0;
    const two = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  H[0] += a; H[1] += b; H[2] += c; H[3] += d; H[4] += e; H[5] += f; H[6] += g; H[7] += h;
}
function sha256(...parts) {
  let length = 0;
  for (const part of parts) length += part.length;
  const size = ((length + 72) >> 6) << 6;
  if (block.length < size) block = new Uint8Array(size * 2);
  let at = 0;
  for (const part of parts) { block.set(part, at); at += part.length; }
  block.fill(0, at, size);
  block[at] = 0x80;
  for (let bits = length * 8, i = size - 1; bits > 0; i--, bits = Math.floor(bits / 256)) block[i] = bits & 255;
  H.set(START);
  for (let place = 0; place < size; place += 64) compress(place);
  const out = new Uint8Array(32);
  for (let i = 0; i < 8; i++) { out[4 * i] = H[i] >>> 24; out[4 * i + 1] = H[i] >>> 16; out[4 * i + 2] = H[i] >>> 8; out[4 * i + 3] = H[i]; }
  return out;
}
const byte = (...values) => Uint8Array.from(values);
const LEAF = byte(0), NODE = byte(1), EMPTY = byte(2), PARAGRAPH = byte(3), ZERO = byte(0);
const inner = new Uint8Array(64), outer = new Uint8Array(64);
function children(seed) {
  inner.fill(0x36); outer.fill(0x5c);
  for (let i = 0; i < 16; i++) { inner[i] ^= seed[i]; outer[i] ^= seed[i]; }
  const both = sha256(outer, sha256(inner, ZERO));
  return [both.subarray(0, 16), both.subarray(16)];
}
const hex = (bytes) => Array.from(bytes, (value) => value.toString(16).padStart(2, "0")).join("");
const equal = (left, right) => left.length === right.length && left.every((value, i) => value === right[i]);
function bytes(text, length) {
  const raw = atob(text), value = Uint8Array.from(raw, (c) => c.charCodeAt(0));
  expect(value.length === length && btoa(raw) === text, "not strict Base64");
  return value;
}

// --- VR-1 -----------------------------------------------------------------------------------------------------------

function subtree(seed, leaves, low, level) { // leaves[low .. low + 2**level), null or past the end: empty
  const high = Math.min(low + 2 ** level, leaves.length);
  let any = false;
  for (let i = low; i < high && !any; i++) any = leaves[i] !== null;
  if (!any) return sha256(EMPTY, seed);
  if (level === 0) return sha256(LEAF, seed, utf8(leaves[low]));
  const [left, right] = children(seed);
  return sha256(NODE, subtree(left, leaves, low, level - 1), subtree(right, leaves, low + 2 ** (level - 1), level - 1));
}
function expand(row, mostEmpty) {
  const leaves = [];
  let number = false;
  for (const item of row) {
    if (typeof item === "string") leaves.push(item);
    else {
      expect(Number.isInteger(item) && item > 0 && item <= mostEmpty && !number, "a part with a wrong number");
      for (let i = 0; i < item; i++) leaves.push(null);
    }
    number = typeof item !== "string";
  }
  return leaves;
}
class Joiner {
  constructor(depth, least = 0) {
    expect(Number.isInteger(depth) && depth >= least && depth <= 32, "a tree of impossible depth");
    this.depth = depth; this.place = 0; this.nodes = [];
  }
  level(level) { expect(Number.isInteger(level) && level >= 0 && level <= this.depth, "a subtree of impossible level"); return level; }
  push(level, node) {
    this.level(level);
    expect(this.place % 2 ** level === 0 && this.place < 2 ** this.depth, "a subtree out of place");
    this.place += 2 ** level;
    while (this.nodes.length && this.nodes[this.nodes.length - 1][0] === level) { node = sha256(NODE, this.nodes.pop()[1], node); level++; }
    this.nodes.push([level, node]);
  }
  node() { expect(this.place === 2 ** this.depth, "a tree with a gap"); return this.nodes[0][1]; }
  root(what) { return sha256(byte(4), utf8("habeas/vr-1/" + what), byte(0, this.depth), this.node()); }
}
function slots(joiner, parts, mostEmpty) {
  const shown = new Map();
  for (const [kind, level, value, row] of parts) {
    if (kind === "show") {
      const leaves = expand(row, mostEmpty), start = joiner.place;
      expect(leaves.length === 2 ** joiner.level(level), "a subtree that does not list its leaves");
      leaves.forEach((leaf, i) => shown.set(start + i, leaf));
      joiner.push(level, subtree(bytes(value, 16), leaves, 0, level));
    } else {
      expect(kind === "hide", "a part of unknown kind");
      joiner.push(level, bytes(value, 32));
    }
  }
  return shown;
}
function record(disclosure, head) { // [root, head, other fields]: the head fills the first slots
  if ("root" in disclosure) return [bytes(disclosure.root, 32), new Map(), new Map()];
  const joiner = new Joiner(disclosure.depth, 4), first = new Map(), fields = new Map();
  for (const [place, content] of slots(joiner, disclosure.parts, 1024)) {
    if (content === null) continue;
    const [name, value] = JSON.parse(content);
    if (place < head.length) { expect(name === head[place], "its head is not shown"); first.set(name, value); continue; }
    expect(!fields.has(name), "an entry that shows one field twice");
    fields.set(name, value);
  }
  expect(first.size === head.length, "its head is not shown");
  return [joiner.root("record"), first, fields];
}
const depthOf = (count) => { let depth = 0; while (2 ** depth < count) depth++; return depth; };
function paragraphs(seed, rows, low, level) {
  if (level === 0) {
    const depth = depthOf(rows[low].length);
    return sha256(PARAGRAPH, byte(depth), subtree(seed, rows[low], 0, depth));
  }
  const [left, right] = children(seed);
  return sha256(NODE, paragraphs(left, rows, low, level - 1), paragraphs(right, rows, low + 2 ** (level - 1), level - 1));
}
function text(disclosure) { // [root, paragraph -> [number of leaves, place -> token, "" for an empty leaf]]
  const joiner = new Joiner(disclosure.depth), found = new Map();
  for (const [kind, level, value, row] of disclosure.parts) {
    if (kind === "show") {
      const rows = row.map((leaves) => expand(leaves, 3));
      expect(rows.length === 2 ** joiner.level(level), "not all paragraphs");
      rows.forEach((leaves, i) => found.set(joiner.place + i, [leaves.length, new Map(leaves.map((leaf, place) => [place, leaf || ""]))]));
      joiner.push(level, paragraphs(bytes(value, 16), rows, 0, level));
    } else if (kind === "open") {
      const own = new Joiner(level), shown = slots(own, value, 3);
      found.set(joiner.place, [2 ** own.depth, new Map([...shown].map(([place, leaf]) => [place, leaf || ""]))]);
      joiner.push(0, sha256(PARAGRAPH, byte(own.depth), own.node()));
    } else {
      expect(kind === "hide", "a part of unknown kind");
      joiner.push(level, bytes(value, 32));
    }
  }
  return [joiner.root("text"), found];
}
function logRoot(leaves, low, high, path) { // leaves: sorted [index, commitment]
  if (!leaves.length) { expect(path.length > 0, "the proof is too short"); return path.shift(); }
  if (high - low === 1) return sha256(LEAF, leaves[0][1]);
  const middle = low + 2 ** (depthOf(high - low) - 1);
  const left = leaves.filter(([index]) => index < middle), right = leaves.filter(([index]) => index >= middle);
  return sha256(NODE, logRoot(left, low, middle, path), logRoot(right, middle, high, path));
}

// --- the steps ------------------------------------------------------------------------------------------------------

const failed = [], unchecked = [], counts = {};
async function check(what, id, step) {
  counts[what] = counts[what] || [0, 0];
  counts[what][1]++;
  try { await step(); counts[what][0]++; return true; } catch (problem) {
    failed.push(`${what} ${id}: ${problem instanceof Differs ? problem.message : "malformed"}`);
    return false;
  }
}
const subtle = globalThis.crypto && globalThis.crypto.subtle;
let signatures = Boolean(subtle);
async function verify(key, message, signature) {
  if (!signatures) return;
  let imported;
  try { imported = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]); } catch { signatures = false; return; }
  expect(await subtle.verify({ name: "Ed25519" }, imported, signature, message), "its signature does not hold");
}
const joined = (...parts) => { const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0)); let at = 0; for (const p of parts) { all.set(p, at); at += p.length; } return all; };
async function openNote(note, key) {
  const cut = note.indexOf("\n\n"), body = note.slice(0, cut + 1), [origin, size, root] = body.split("\n");
  for (const line of note.slice(cut + 2).split("\n").filter(Boolean)) {
    const [dash, name, encoded] = line.split(" "), value = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
    if (dash !== "\u2014" || name !== origin || !equal(value.slice(0, 4), sha256(utf8(name + "\n"), byte(1), key).slice(0, 4))) continue;
    await verify(key, utf8(body), value.slice(4));
    return [origin, Number(size), bytes(root, 32)];
  }
  throw new Differs("no signature of the device's key under the checkpoint");
}
function status(kinds) {
  let found = "logged";
  for (const kind of kinds) {
    const [noun, verb] = kind.split(".");
    if (noun === "item" && ["accepted", "rejected", "merged"].includes(verb)) found = verb;
    else if (verb === "proposed") found = "proposed";
  }
  return found;
}
const sorted = (value) => Array.isArray(value) ? value.map(sorted) : value && typeof value === "object"
  ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value;
const same = (left, right) => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
function runsOf(passage, paragraphsShown) {
  const runs = [], hidden = () => { if (!runs.length || runs[runs.length - 1] !== null) runs.push(null); };
  expect(passage.at.length > 0, "it stands nowhere");
  for (const [paragraph, low, high] of passage.at) {
    if (!paragraphsShown.has(paragraph)) { hidden(); continue; }
    const [size, shown] = paragraphsShown.get(paragraph);
    expect(low >= 0 && low < high && high <= size, "a place that is not in the text");
    let expected = low;
    for (const place of [...shown.keys()].filter((one) => one >= low && one < high).sort((a, b) => a - b)) {
      if (place > expected) hidden();
      const token = shown.get(place), last = runs.length - 1;
      if (token && last >= 0 && runs[last] !== null) runs[last] += token;
      else if (token) runs.push(token);
      expected = place + 1;
    }
    if (expected < high) hidden();
  }
  return runs;
}

const verdict = document.getElementById("verdict");
function show(state, title, paragraphs, list) {
  verdict.dataset.state = state;
  document.getElementById("verdict-head").textContent = title;
  const box = document.getElementById("verdict-words");
  box.replaceChildren(...paragraphs.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  if (list.length) {
    const items = document.createElement("ul");
    for (const line of list.slice(0, 20)) items.append(Object.assign(document.createElement("li"), { textContent: line }));
    box.append(items);
  }
}
const WORDS = { holds: "holds", fails: "does not hold", unchecked: "not checked" };
function mark(figure, state) {
  figure.dataset.state = state;
  const label = figure.querySelector(".state");
  label.dataset.state = state;
  label.textContent = WORDS[state];
}

async function run() {
  // What the page reads as, before anything in it is changed.
  const read = words(document.querySelector("main").textContent);
  const figures = Array.from(document.querySelectorAll("[data-passage]"), (figure) => [figure, words(figure.querySelector("blockquote").textContent)]);
  const raw = document.getElementById("bundle").textContent, seal = JSON.parse(document.getElementById("seal").textContent);
  const bundle = JSON.parse(raw);
  if (subtle) {
    for (const length of [0, 55, 56, 64, 1000, 70000]) {
      const sample = Uint8Array.from({ length }, (_, i) => i * 7);
      expect(equal(sha256(sample), new Uint8Array(await subtle.digest("SHA-256", sample))), "the page's SHA-256 is broken");
    }
  }
  const signer = bundle.release.signer;
  await check("signature", "of the bundle", async () => {
    const message = joined(utf8("habeas/release-bundle/1\n"), sha256(utf8(raw)));
    await verify(bytes(signer.verify_key, 32), message, bytes(seal.signature, 64));
  });
  const heads = new Map(), fields = new Map(), commitments = new Map(), texts = new Map(), good = new Set(), goodText = new Set();
  for (const entry of bundle.entries) {
    if (await check("entry", entry.id, () => {
      const [recordRoot, head, shown] = record(entry.record, HEAD), [namesRoot, , names] = record(entry.names, []);
      expect(`${head.get("device")}:${head.get("index")}` === entry.id, "another entry's content");
      expect(head.get("vault") === bundle.release.vault && head.get("compartment") === bundle.release.compartment, "of another vault");
      expect(!commitments.has(entry.id), "listed twice");
      commitments.set(entry.id, sha256(utf8("\u0002habeas/entry/1"), recordRoot, namesRoot));
      heads.set(entry.id, head);
      fields.set(entry.id, { record: shown, names });
    })) good.add(entry.id);
  }
  for (const log of bundle.logs) {
    const own = [...commitments].filter(([id]) => id.slice(0, id.lastIndexOf(":")) === log.device);
    const leaves = own.map(([id, value]) => [Number(id.slice(id.lastIndexOf(":") + 1)), value]).sort((a, b) => a[0] - b[0]);
    const holds = await check("log", log.device, async () => {
      const [origin, size, root] = await openNote(log.checkpoint, bytes(log.key, 32));
      expect(origin.split("/").includes(log.device), "the checkpoint of another log");
      expect(leaves.length > 0 && leaves[leaves.length - 1][0] < size, "entries beyond the checkpoint");
      const path = log.path.map((node) => bytes(node, 32));
      expect(equal(logRoot(leaves, 0, size, path), root) && !path.length, "its entries do not lead to the checkpoint's root");
    });
    if (!holds) own.forEach(([id]) => good.delete(id));
    if (!log.stamps.length) unchecked.push(`No outside time stamp covers log ${log.device}.`);
    else unchecked.push(`Who made the time stamps of log ${log.device}: run verify.py with --ca.`);
  }
  const logged = new Set(bundle.logs.map((log) => log.device));
  for (const entry of bundle.entries) {
    if (!logged.has(entry.id.slice(0, entry.id.lastIndexOf(":")))) { good.delete(entry.id); failed.push(`entry ${entry.id}: no log of its device is here`); }
  }
  for (const shown of bundle.texts) {
    if (await check("text", shown.source, () => {
      const [root, leaves] = text(shown.text), entry = fields.get(shown.entry).record, head = heads.get(shown.entry);
      expect(!texts.has(shown.source), "listed twice");
      expect(head.get("item") === shown.source && head.get("kind") === "source.read", "the entry of another source");
      expect(entry.get("text_root") === hex(root), "does not lead to the root logged when it was admitted");
      texts.set(shown.source, leaves);
    }) && good.has(shown.entry)) goodText.add(shown.source);
  }
  const shownRuns = new Map();
  for (const passage of bundle.passages) {
    if (await check("passage", passage.id, () => {
      const runs = runsOf(passage, texts.get(passage.source));
      expect(JSON.stringify(runs) === JSON.stringify(passage.runs), "does not read as its source reads there");
    }) && goodText.has(passage.source)) shownRuns.set(passage.id, words(passage.runs.map((one) => (one === null ? ` ${BAR} ` : one)).join("")));
  }
  const byId = new Map(bundle.passages.map((passage) => [passage.id, passage]));
  expect(byId.size === bundle.passages.length, "a passage listed twice");
  for (const item of bundle.items) {
    await check("item", item.id, () => {
      const values = { record: new Map(), names: new Map() };
      for (const entry of item.entries) {
        const shown = fields.get(entry);
        expect(heads.get(entry).get("item") === item.id, "an entry about something else");
        for (const part of ["record", "names"]) for (const [name, value] of shown[part]) values[part].set(name, value);
      }
      for (const part of ["record", "names"]) for (const [name, value] of Object.entries(item.shown[part])) {
        expect(values[part].has(name) && same(values[part].get(name), value), "a value that its entries do not show");
      }
      const about = item.shown.record.source || item.id;
      expect(item.passages.every((id) => byId.get(id).source === about), "passages of another source");
      expect(item.status === status(item.entries.map((entry) => heads.get(entry).get("kind"))), "another status");
    });
  }
  await check("page", "text", () => expect(hex(sha256(utf8(read))) === bundle.page, "this page reads otherwise than what was signed"));
  const settled = signatures && Boolean(subtle);
  for (const [figure, found] of figures) {
    const holds = shownRuns.get(figure.dataset.passage) === found;
    if (!holds) failed.push(`passage ${figure.dataset.passage} on this page is not the one that was signed`);
    mark(figure, !holds || counts.signature[0] === 0 ? "fails" : settled ? "holds" : "unchecked");
  }
  if (!settled) unchecked.unshift("The signatures: this browser has no Ed25519. Run python3 verify.py, or open the page in a newer browser.");
  const total = Object.entries(counts).map(([what, [held, all]]) => `${held} of ${all} ${what}`).join(", ");
  const signed = settled ? ["Signed by the key under \u201cSigned by\u201d below. Compare its digits with the group by another way."] : [];
  if (failed.length) show("fails", "This page does not hold", ["Something here is not what was signed or logged."], failed);
  else if (!settled) show("unchecked", "Hashes hold; signatures not checked", [`Checked here: ${total}.`], unchecked);
  else show("holds", "Everything checked here holds", [`${counts.passage[0]} passages are unchanged since they were logged. Checked here: ${total}.`, ...signed], unchecked);
}
const begun = performance.now();
try { await run(); } catch (problem) {
  show("fails", "This page does not hold", ["The proof in this page cannot be read."], [problem instanceof Differs ? problem.message : "malformed"]);
}
document.documentElement.dataset.milliseconds = Math.round(performance.now() - begun);
document.documentElement.dataset.checked = verdict.dataset.state;
})();
