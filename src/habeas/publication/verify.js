// This page checks itself: every hash from what it shows, up to the signed checkpoint of the log and the vault's first
// statement; then it makes the whole page again from the signed bundle, compares every node, and shows what it made.
// Formats: docs/formats/release.md and vr-1.md. Trees need thousands of small hashes, so SHA-256 is written out here, and
// held against the browser's own before it is used. Ed25519 is the browser's; without it, signatures are "not checked".
(async () => {
"use strict";
const HEAD = ["kind", "item", "vault", "compartment", "device", "index", "member", "at"];
const utf8 = (text) => new TextEncoder().encode(text);
const LARGEST = 2 ** 53 - 1, DEEPEST = 64;
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

// SHA-512 (FIPS 180-4), for the digits that people compare: rare, so plain numbers of 64 bits do.
const M64 = (1n << 64n) - 1n;
function roots(count, power) { // the first 64 bits of the fractional parts of the roots of the first primes
  const found = [];
  for (let prime = 2n; found.length < count; prime++) {
    let isPrime = true;
    for (let d = 2n; d * d <= prime && isPrime; d++) isPrime = prime % d !== 0n;
    if (!isPrime) continue;
    const wanted = prime << (64n * power);
    let low = 0n, high = 1n << 72n;
    while (high - low > 1n) { const middle = (low + high) >> 1n; if (middle ** power <= wanted) low = middle; else high = middle; }
    found.push(low & M64);
  }
  return found;
}
function sha512(message) {
  const k = roots(80, 3n), h = roots(8, 2n), size = ((message.length + 17 + 127) >> 7) << 7, data = new Uint8Array(size);
  data.set(message);
  data[message.length] = 0x80;
  for (let bits = message.length * 8, i = size - 1; bits > 0; i--, bits = Math.floor(bits / 256)) data[i] = bits & 255;
  const view = new DataView(data.buffer), turn = (x, n) => ((x >> n) | (x << (64n - n))) & M64, w = [];
  for (let place = 0; place < size; place += 128) {
    for (let t = 0; t < 80; t++) {
      if (t < 16) { w[t] = view.getBigUint64(place + 8 * t); continue; }
      const x = w[t - 15], y = w[t - 2];
      w[t] = (w[t - 16] + (turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n)) + w[t - 7] + (turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n))) & M64;
    }
    let [a, b, c, d, e, f, g, i] = h;
    for (let t = 0; t < 80; t++) {
      const one = (i + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ (~e & M64 & g)) + k[t] + w[t]) & M64;
      const two = ((turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & M64;
      i = g; g = f; f = e; e = (d + one) & M64; d = c; c = b; b = a; a = (one + two) & M64;
    }
    [a, b, c, d, e, f, g, i].forEach((value, at) => { h[at] = (h[at] + value) & M64; });
  }
  const out = new DataView(new ArrayBuffer(64));
  h.forEach((value, at) => out.setBigUint64(8 * at, value));
  return new Uint8Array(out.buffer);
}
const joined = (...parts) => { const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0)); let at = 0; for (const p of parts) { all.set(p, at); at += p.length; } return all; };
function digits(context, ...parts) {
  const digest = sha512(joined(utf8(context), ...parts)), groups = [];
  for (let i = 0; i < 6; i++) groups.push(String(digest.subarray(5 * i, 5 * i + 5).reduce((n, b) => n * 256 + b, 0) % 100000).padStart(5, "0"));
  return groups.join(" ");
}
const fingerprint = (verifyKey, boxKey) => digits("habeas/fingerprint/1", verifyKey, boxKey);
const vaultFingerprint = (first) => digits("habeas/vault-fingerprint/1", first);
function unhex(text, length) {
  expect(typeof text === "string" && text.length === 2 * length && /^[0-9a-f]+$/.test(text), "not bytes in hexadecimal");
  return Uint8Array.from({ length }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

// --- the one spelling (RFC 8785) and the one form of a bundle ---------------------------------------------------------

function canon(value, depth = 0) {
  expect(depth <= DEEPEST, "too deep");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") { expect(!/[\ud800-\udfff]/u.test(value), "half a character"); return JSON.stringify(value); }
  if (typeof value === "number") {
    expect(Number.isFinite(value) && !(Number.isInteger(value) && Math.abs(value) > LARGEST), "a number that not every reader can hold");
    return String(value);
  }
  if (Array.isArray(value)) return "[" + value.map((one) => canon(one, depth + 1)).join(",") + "]";
  const keys = Object.keys(value).sort();
  expect(keys.every((key) => /^[\x00-\x7f]*$/.test(key)), "a key that is not in ASCII");
  return "{" + keys.map((key) => JSON.stringify(key) + ":" + canon(value[key], depth + 1)).join(",") + "}";
}
const same = (left, right) => canon(left) === canon(right);
const plain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const has = (value, key) => Object.prototype.hasOwnProperty.call(value, key);
function get(value, key) { expect(plain(value) && has(value, key), "a missing field"); return value[key]; }
// The same text as in verify.py, where its language is explained.
const SCHEMA = JSON.parse(String.raw`
{
"part": ["|", ["()", "=show", "i", "b16", ["*", ["|", "s", "n"]]], ["()", "=hide", "i", "b32"]],
"record": {"depth": "i", "parts": ["*", "@part"]},
"hashed": {"root": "b32"},
"text": {"depth": "i", "parts": ["*", ["|", ["()", "=show", "i", "b16", ["*", ["*", ["|", "s", "n"]]]], ["()",
"=open", "i", ["*", "@part"]], ["()", "=hide", "i", "b32"]]]},
"stamp": {"token": "b", "time": "s", "checkpoint": "s", "consistency": ["*", "b32"]},
"log": {"device": "s", "key": "b32", "checkpoint": "s", "path": ["*", "b32"], "stamps": ["*", "@stamp"]},
"release": {"id": "s", "title": "s", "made": "t", "vault": "s", "compartment": "s", "member": "s", "redaction":
"=none|names|chosen", "signer": {"verify_key": "b32", "box_key": "b32"}, "summary": {"claims": "i", "calls": "i",
"statements": "i", "sources": "i", "language": "s"}},
"decision": {"status": "s", "at": "s", "member": "s", "entry": "s"},
"who": {"?who": "s", "?ground": "s", "?sex": "s", "?number": "s", "?inferred": "true"},
"claim": {"?act": "s", "?method": "s", "?perpetrators": ["*", "@who"], "?victims": ["*", "@who"], "?time":
{"?given": "s", "?edtf": "s", "?interval": "s", "?year_unknown": "true", "?inferred": "true"}, "?place": {"?given":
"s", "?label": "s", "?inferred": "true"}, "?according_to": "s", "?mode": "s", "?modality": "s", "?modality_cue":
"s", "?stance": "s", "?against": ["*", "s"], "decision": "@decision", "edited": "bool"},
"call": {"?act": "s", "?caller": "s", "?addressees": ["*", "@who"], "?action": "s", "?beneficiary": "s",
"?deadline": "s", "?according_to": "s", "decision": "@decision", "edited": "bool"},
"statement": {"?act": "s", "?speaker": "s", "?content": "s", "?according_to": "s", "decision": "@decision",
"edited": "bool"},
"source": {"number": "i", "language": "s", "admitted": "s"},
"person": {"label": "s"},
"group": {"label": "s"},
"place": {"label": "s", "?relation": "s", "?normalised": "s"},
"item": {"id": "s", "kind": "=source|claim|call|statement|person|group|place", "entries": ["*", "s"], "status": "s",
"passages": ["*", "s"], "shown": {"record": {"...": "any"}, "names": {"...": "any"}}, "view": {"...": "any"}},
"bundle": {"format": "=habeas-release/2", "release": "@release", "members": ["*", "s"], "founding": "s", "entries":
["*", {"id": "s", "record": "@record", "names": ["|", "@hashed", "@record"]}], "logs": ["*", "@log"], "texts": ["*",
{"source": "s", "entry": "s", "text": "@text"}], "passages": ["*", {"id": "s", "source": "s", "at": ["*", ["()",
"i", "i", "i"]], "runs": ["*", ["|", "s", "null"]]}], "items": ["*", "@item"]}
}
`);
function fits(value, form) {
  if (plain(form)) {
    if (!plain(value)) return false;
    if (has(form, "...")) return Object.values(value).every((one) => fits(one, form["..."]));
    const known = new Map(Object.entries(form).map(([name, inner]) => [name.replace(/^\?/, ""), inner]));
    return Object.keys(form).every((name) => name[0] === "?" || has(value, name)) && Object.entries(value).every(([name, one]) => known.has(name) && fits(one, known.get(name)));
  }
  if (Array.isArray(form)) {
    if (form[0] === "|") return form.slice(1).some((one) => fits(value, one));
    if (!Array.isArray(value)) return false;
    if (form[0] === "*") return value.every((one) => fits(one, form[1]));
    return value.length === form.length - 1 && value.every((one, i) => fits(one, form[i + 1]));
  }
  return form[0] === "@" ? fits(value, SCHEMA[form.slice(1)]) : fitsWord(value, form);
}
function fitsWord(value, form) {
  if (form === "i" || form === "n") return Number.isInteger(value) && value >= (form === "n" ? 1 : 0) && value <= LARGEST;
  if (form === "any") return true;
  if (form === "null") return value === null;
  if (form === "true" || form === "bool") return value === true || (form === "bool" && value === false);
  if (typeof value !== "string") return false;
  if (form[0] === "=") return form.slice(1).split("|").includes(value);
  if (form[0] === "b") { try { const raw = atob(value); return btoa(raw) === value && (form === "b" || form === "b" + raw.length); } catch { return false; } }
  return form === "s" || /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z$/.test(value);
}
function requireForm(raw, bundle) {
  const spelling = canon(bundle).replace(/[<>&]/g, (c) => "\\u00" + c.charCodeAt(0).toString(16));
  expect(spelling === raw, "the bundle is not in canonical form");
  expect(fits(bundle, SCHEMA.bundle), "the bundle is not of the form that its format says");
  expect(bundle.items.every((item) => fits(item.view, SCHEMA[item.kind])), "an item in words of another form");
  for (const [name, key] of [["items", "id"], ["passages", "id"], ["logs", "device"], ["entries", "id"]]) {
    expect(new Set(bundle[name].map((one) => one[key])).size === bundle[name].length, "something listed twice");
  }
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
    const slot = JSON.parse(content), [name, value] = slot;
    expect(Array.isArray(slot) && slot.length === 2 && canon(slot) === content, "a slot in another spelling");
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

// --- signatures, the log's note, the vault ----------------------------------------------------------------------------

const subtle = globalThis.crypto && globalThis.crypto.subtle;
let signatures = Boolean(subtle);
const P = 2n ** 255n - 19n;
const SMALL = new Set([0n, 1n, P - 1n, 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n, 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n]);
function sound(encoded) { // as libsodium asks: one spelling, no point of small order
  let y = 0n;
  for (let i = 31; i >= 0; i--) y = (y << 8n) | BigInt(i === 31 ? encoded[i] & 127 : encoded[i]);
  return y < P && !SMALL.has(y);
}
async function verify(key, message, signature) {
  if (!signatures) return;
  expect(key.length === 32 && signature.length === 64 && sound(key) && sound(signature), "its signature does not hold");
  let imported;
  try { imported = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]); } catch { signatures = false; return; }
  expect(await subtle.verify({ name: "Ed25519" }, imported, signature, message), "its signature does not hold");
}
const LINE = /^\u2014 ([^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]+) ([A-Za-z0-9+/]+={0,2})$/;
function noteParts(note) { // {text, origin, size, root, signatures: [name, key id and signature]}; nothing is verified
  const cut = note.lastIndexOf("\n\n"), text = note.slice(0, cut), tail = note.slice(cut + 2), lines = tail.split("\n");
  const length = note.length <= 1 << 20 ? 0 : [...note].length;
  expect(cut >= 0 && tail.endsWith("\n") && !/[\x00-\x09\x0b-\x1f]/.test(note) && length <= 1 << 20, "no signed note");
  expect(lines.length >= 2 && lines.length <= 65, "a signed note without signatures, or with too many");
  expect(!/[\ud800-\udfff]/u.test(note), "half a character");
  const found = lines.slice(0, -1).map((line) => {
    const parts = LINE.exec(line);
    expect(parts, "a malformed signature line");
    let raw;
    try { raw = atob(parts[2]); } catch { throw new Differs("a malformed signature line"); }
    expect(raw.length >= 5 && btoa(raw) === parts[2], "a malformed signature line");
    return [parts[1], Uint8Array.from(raw, (c) => c.charCodeAt(0))];
  });
  const body = text.split("\n");
  expect(body.length === 3 && body[0] !== "", "a checkpoint that is not a name, a size and a root");
  expect(/^(0|[1-9][0-9]{0,15})$/.test(body[1]) && Number(body[1]) <= LARGEST, "a checkpoint of no size");
  return { text: text + "\n", origin: body[0], size: Number(body[1]), root: bytes(body[2], 32), signatures: found };
}
async function openNote(note, key, origin) { // [size, root]
  const parts = noteParts(note), id = sha256(utf8(origin + "\n"), byte(1), key).slice(0, 4);
  expect(parts.origin === origin, "the checkpoint of another log");
  const mine = parts.signatures.filter(([name, value]) => name === origin && equal(value.slice(0, 4), id));
  expect(mine.length > 0, "no signature of the device's key under the checkpoint");
  for (const [, value] of mine) await verify(key, utf8(parts.text), value.slice(4));
  return [parts.size, parts.root];
}
class Chain { // the member statements replayed: who is a member, and whose each device is
  constructor(vault) {
    this.vault = vault; this.number = 0; this.head = "0".repeat(64); this.first = ""; this.epochs = 0;
    this.members = new Map(); this.devices = new Map(); this.recovery = null;
  }
  async advance(content) {
    const outer = JSON.parse(content);
    expect(plain(outer) && Object.keys(outer).sort().join() === "signature,statement", "a statement that is none");
    const { statement, signature } = outer;
    expect(canon(outer) === content && typeof signature === "string" && /^[0-9a-f]{128}$/.test(signature), "a statement in another form");
    this.number++;
    for (const [name, value] of [["format", "habeas-members/1"], ["number", this.number], ["previous", this.head], ["vault", this.vault]]) {
      expect(get(statement, name) === value, "a statement out of place");
    }
    expect(typeof get(statement, "kind") === "string" && typeof get(statement, "by") === "string", "a statement in another form");
    const key = unhex(this.signer(statement), 32), spelling = canon(statement);
    await verify(key, utf8("habeas/members/1\n" + spelling), unhex(signature, 64));
    this.apply(statement);
    this.head = hex(sha256(utf8(spelling)));
    this.first = this.first || this.head;
    expect([...this.members.values()].some((one) => one.active && one.role === "full"), "a vault without a full member");
  }
  signer(statement) {
    const { kind, by } = statement;
    expect((kind === "found") === (this.number === 1), "a statement of a kind that is not allowed there");
    if (kind === "found") {
      expect(by === get(statement, "member") && get(statement, "role") === "full", "a vault that its founder did not found");
      return get(statement, "verify_key");
    }
    if (kind === "recovered") {
      expect(by === "recovery" && this.recovery, "a recovery without a recovery key");
      return this.recovery.verify_key;
    }
    const member = this.members.get(by), own = kind === "device" && get(statement, "member") === by;
    expect(["add", "remove", "role", "device", "recovery"].includes(kind), "a statement of unknown kind");
    expect(member && member.active, "a statement by nobody in the vault");
    expect(own || (kind !== "device" && member.role === "full"), "a statement by who may not make it");
    return member.verify_key;
  }
  apply(statement) {
    const { kind } = statement, keys = () => ({ verify_key: hex(unhex(get(statement, "verify_key"), 32)), box_key: hex(unhex(get(statement, "box_key"), 32)) });
    const role = () => { expect(["full", "analyst"].includes(get(statement, "role")), "a member of unknown role"); return statement.role; };
    if (["found", "add", "recovered"].includes(kind)) {
      const member = get(statement, "member");
      expect(typeof member === "string" && !this.members.has(member), "a member added twice");
      this.members.set(member, { role: role(), active: true, ...keys() });
    } else if (kind === "device") {
      const device = get(statement, "device");
      expect(typeof device === "string" && !this.devices.has(device), "a device added twice");
      this.devices.set(device, { member: statement.member, key: unhex(get(statement, "device_key"), 32), closed: LARGEST });
    } else if (kind === "remove") this.remove(statement);
    else if (kind === "role") {
      const member = this.members.get(get(statement, "member"));
      expect(member, "a role of nobody");
      member.role = role();
    } else this.recovery = keys();
    if (kind === "found" || kind === "remove" || (kind === "role" && statement.role === "analyst")) {
      this.epochs++;
      const rooms = get(statement, "rooms");
      expect(get(statement, "epoch") === this.epochs && plain(rooms) && Object.keys(rooms).sort().join() === "names,record", "a wrong key epoch");
    }
  }
  remove(statement) {
    const sizes = get(statement, "devices"), id = get(statement, "member"), member = this.members.get(id);
    const mine = [...this.devices].filter(([, device]) => device.member === id).map(([name]) => name);
    expect(plain(sizes) && member && member.active && same(Object.keys(sizes).sort(), mine.sort()), "a removal that leaves something open");
    for (const [name, size] of Object.entries(sizes)) {
      expect(Number.isInteger(size) && size >= 0 && size <= LARGEST, "a removal that leaves something open");
      this.devices.get(name).closed = size;
    }
    member.active = false;
  }
}

// --- the dossier and the page, from the bundle alone: line for line what verify.py does -------------------------------

const RIGHT_TO_LEFT = ["ar", "fa", "ur", "he", "ps", "ckb"];
const REDACTION = {"none": "Nothing is blacked out.", "names": "Every name of a person or group that the record knows is blacked out.", "chosen": "Some names and words are blacked out."};
const UNREAD = ["Whether the key belongs to the group you think it does. Compare the fingerprint by another way.", "Whether what a source says is true. The proof says: unchanged since it was logged.", "What is blacked out or left out, a later correction or withdrawal among it.", "Whether a passage bears out the claim it stands under: that is the publisher\u2019s judgement, signed as such."];
const BASES = [["claims for", "claimed: one source each says so, a person read and accepted it"], ["claims against", "claimed: a source says that it did not happen"], ["calls", "someone asks someone to act"], ["statements", "said or denied by someone, as a source reports"], ["sources", "preserved files; those that repeat one another are not told apart here"], ["bars", "stretches blacked out in the passages shown, each of any length"]];
const CLAIMS = "What follows are claims, not findings: each says what a source says, in its own words, and who stands behind it.";
const LETTERS = [["C", "claim"], ["D", "call"], ["T", "statement"], ["S", "source"]], ENTITIES = ["person", "group", "place"];
const DATE = /[0-9\u0660-\u0669\u06f0-\u06f9][0-9\u0660-\u0669\u06f0-\u06f9\u2010-\u2015./:-]*[0-9\u0660-\u0669\u06f0-\u06f9]/g;
const BAR = '<span class="bar" role="img" aria-label="blacked out">\u2588\u2588\u2588\u2588\u2588</span>', DOT = ' <span class="dot">\u00b7</span> ';
const ofText = (text) => ({ text }), ofDate = (date) => ({ date });
const quoted = (words) => (words ? [ofText(`\u201c${words}\u201d`)] : []), string = (value) => (typeof value === "string" ? value : "");
const orBar = (words) => (words ? [ofText(words)] : [{ bar: true }]);
const fact = (label, pieces) => (pieces.length ? [{ label, pieces }] : []);
function piecesOf(words) {
  const found = [];
  let place = 0;
  for (const hit of words.matchAll(DATE)) {
    if (place < hit.index) found.push(ofText(words.slice(place, hit.index)));
    found.push(ofDate(hit[0]));
    place = hit.index + hit[0].length;
  }
  return place < words.length ? [...found, ofText(words.slice(place))] : found;
}
const people = (views) => views.map((view) => {
  const who = view.who || "", about = ["number", "sex", "ground"].map((name) => view[name]).filter((words) => words && !who.includes(words));
  if (view.inferred) about.push("taken from the context");
  return ofText(who + (who && about.length ? ` (${about.join("; ")})` : about.join("; ")));
});
const fromContext = (view) => (view.inferred ? [ofText("taken from the context")] : []);
function when(time) {
  const pieces = quoted(time.given);
  if (time.edtf || time.interval) pieces.push(ofDate(time.edtf || time.interval));
  if (time.year_unknown) pieces.push(ofText("the year is not said"));
  return [...pieces, ...fromContext(time)];
}
const where = (place) => [...[...new Set(["given", "label"].map((name) => place[name]).filter(Boolean))].map(ofText), ...fromContext(place)];
function factsOf(kind, view) {
  const several = (label, ...names) => fact(label, names.map((name) => view[name]).filter(Boolean).map(ofText));
  if (kind === "claim") {
    return [...several("Method", "method"), ...fact("Done to", people(view.victims || [])), ...fact("By", people(view.perpetrators || [])), ...fact("When", when(view.time || {})),
      ...fact("Where", where(view.place || {})), ...several("According to", "according_to", "mode"), ...several("How surely", "modality", "modality_cue")];
  }
  if (kind === "call") {
    return [...fact("Asked for", [ofText(view.act || ""), ...quoted(view.action)]), ...fact("Caller", orBar(view.caller || "")), ...fact("Asked of", people(view.addressees || [])),
      ...fact("For", quoted(view.beneficiary)), ...fact("Until", view.deadline ? [ofDate(view.deadline)] : [])];
  }
  return [...fact("Kind", [ofText(view.act || "")]), ...several("Speaker", "speaker"), ...fact("Words", quoted(view.content))];
}
class Dossier {
  constructor(bundle) {
    this.bundle = bundle; this.release = bundle.release;
    this.items = new Map(bundle.items.map((item) => [item.id, item]));
    this.passages = new Map(bundle.passages.map((passage) => [passage.id, passage]));
    this.numbers = new Map(LETTERS.flatMap(([letter, kind]) => this.of(kind).map((item, i) => [item.id, letter + (i + 1)])));
    this.logs = new Map(bundle.logs.map((log) => [log.device, log]));
    this.readEntries = new Map(bundle.texts.map((text) => [text.source, text.entry]));
  }
  of(...kinds) { return this.bundle.items.filter((item) => kinds.includes(item.kind)); }
  at(map, key) { expect(map.has(key), "something that is not here"); return map.get(key); }
  whole() {
    const { signer } = this.release, first = this.bundle.members.length ? sha256(utf8(canon(get(JSON.parse(this.bundle.members[0]), "statement")))) : null;
    return {
      title: this.release.title, id: this.release.id, made: this.release.made, member: this.release.member,
      fingerprint: fingerprint(bytes(signer.verify_key, 32), bytes(signer.box_key, 32)), vault: first ? vaultFingerprint(first) : "",
      redaction: REDACTION[this.release.redaction], counts: this.counts(), acts: this.acts(),
      calls: this.of("call").map((item) => this.saying(item)), statements: this.of("statement").map((item) => this.saying(item)),
      sources: this.of("source").map((item) => this.source(item)), entities: this.of(...ENTITIES).map((item) => this.entity(item)),
      logs: this.bundle.logs.map((log) => this.log(log)), unchecked: UNREAD,
    };
  }
  counts() {
    const claims = this.of("claim"), against = claims.filter((item) => item.view.stance === "against").length;
    const bars = this.bundle.passages.reduce((n, passage) => n + passage.runs.filter((run) => run === null).length, 0);
    const numbers = [claims.length - against, against, ...["call", "statement", "source"].map((kind) => this.of(kind).length), bars];
    return numbers.map((number, i) => ({ number, label: BASES[i][0], basis: BASES[i][1] }));
  }
  acts() {
    const found = new Map();
    for (const item of this.of("claim")) {
      const act = item.view.act || "act", first = [...act][0];
      if (!found.has(act)) found.set(act, { heading: first.toUpperCase() + act.slice(first.length), for: [], against: [] });
      found.get(act)[item.view.stance === "against" ? "against" : "for"].push(this.saying(item));
    }
    return [...found.values()];
  }
  saying(item) {
    const { view } = item, { decision } = view, claim = item.kind === "claim";
    const by = [ofText(decision.status + (view.edited ? " as edited" : "")), ofDate(decision.at), ofText(decision.member)];
    return {
      id: item.id, number: this.numbers.get(item.id), stance: claim ? (has(view, "stance") ? view.stance : "for") : "",
      beside: claim ? (view.against || []).filter((other) => this.numbers.has(other)).map((other) => this.numbers.get(other)) : [],
      facts: [...factsOf(item.kind, view), ...fact("Status", [...by, ofText("entry " + decision.entry)])],
      passages: item.passages.map((id) => this.passage(id)),
    };
  }
  passage(id) {
    const passage = this.at(this.passages, id), source = this.at(this.items, passage.source), { language } = source.view, entry = this.at(this.readEntries, passage.source);
    expect(typeof language === "string" && this.numbers.has(source.id), "a passage of no source");
    const said = ["publisher", "origin"].map((name) => string(source.shown.names[name])).filter(Boolean).map(ofText);
    return {
      id, runs: passage.runs.map((run) => (run === null ? null : piecesOf(run))), source: this.numbers.get(source.id), origin: said.length ? said : [{ bar: true }],
      language, rtl: RIGHT_TO_LEFT.includes(language.split("-")[0]), admitted: get(source.view, "admitted"), existed: this.existed(entry), entry,
    };
  }
  existed(entry) {
    const cut = entry.lastIndexOf(":"), index = entry.slice(cut + 1), { stamps } = this.at(this.logs, entry.slice(0, Math.max(cut, 0)));
    expect(!stamps.length || /^[0-9]+$/.test(index), "an entry of no number");
    return stamps.filter((stamp) => noteParts(stamp.checkpoint).size > Number(index)).map((stamp) => stamp.time).sort()[0] || "";
  }
  source(item) {
    const { record, names } = item.shown, entry = this.at(this.readEntries, item.id), time = this.existed(entry), of = (name) => string(record[name]);
    const dated = (label, words, more) => fact(label, words ? [ofDate(words), ...more] : []), plainly = (label, words) => fact(label, words ? [ofText(words)] : []);
    return {
      id: item.id, number: this.numbers.get(item.id),
      facts: [...fact("Publisher", orBar(string(names.publisher))), ...fact("Origin", orBar(string(names.origin))), ...dated("Published", of("published"), []),
        ...fact("Kind", [ofText(`${of("kind")}, ${of("media_type")}`)]), ...plainly("Language", of("language")),
        ...plainly("Reliability", of("reliability") && of("reliability") + " (A reliable \u2026 F cannot be judged)"), ...plainly("SHA-256", of("sha256")),
        ...dated("Admitted", item.view.admitted, [ofText("as the device\u2019s clock said")]), ...fact("Existed before", time ? [ofDate(time)] : [ofText("no outside time stamp")]), ...fact("Entry", [ofText(entry)])],
    };
  }
  entity(item) {
    const { view } = item;
    return { id: item.id, kind: item.kind, label: view.label, named: !/(^| )[0-9]+$/.test(view.label), more: ["relation", "normalised"].map((name) => view[name]).filter(Boolean).join(", ") };
  }
  log(log) {
    const { size, root } = noteParts(log.checkpoint);
    return { device: log.device, size, root: hex(root), stamps: log.stamps.map((stamp) => stamp.time) };
  }
}
const SPECIAL = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "\r": "&#13;", "\0": "\ufffd" };
const esc = (text) => text.replace(/[&<>"\r\0]/g, (c) => SPECIAL[c]);
const ltr = (words) => `<time dir="ltr">${esc(words)}</time>`, code = (words) => `<code>${esc(words)}</code>`;
const setPieces = (pieces) => pieces.map((one) => ("bar" in one ? BAR : "date" in one ? ltr(one.date) : `<bdi>${esc(one.text)}</bdi>`)).join(DOT);
const setFacts = (facts) => `<dl>${facts.map((one) => `\n<div><dt>${one.label}</dt> <dd>${setPieces(one.pieces)}</dd></div>`).join("")}\n</dl>`;
const setHead = (...rows) => '\n<dl class="head">' + rows.map(([a, b]) => `\n<div><dt>${a}</dt> <dd>${b}</dd></div>`).join("") + "\n</dl>";
const setRun = (run) => (run === null ? ` ${BAR} ` : run.map((one) => ("date" in one ? `<bdi dir="ltr">${esc(one.date)}</bdi>` : esc(one.text))).join(""));
function setPassage(one, at) {
  const language = one.language ? ` lang="${esc(one.language)}"` : "", stamp = one.existed ? `existed before ${ltr(one.existed)} (time stamp)` : "no outside time stamp";
  return `\n<figure class="passage" id="${esc(one.id)}-${at}" data-passage="${esc(one.id)}">`
    + `\n<blockquote${language} dir="${one.rtl ? "rtl" : "auto"}"><p>${one.runs.map(setRun).join("")}</p>`
    + `</blockquote>\n<figcaption><a href="#${one.source}">${one.source}</a>${DOT}${setPieces(one.origin)}<br>`
    + `\nadmitted ${ltr(one.admitted)} by the device\u2019s clock${DOT}${stamp}${DOT}`
    + '<span class="state" data-state="unchecked">not checked</span></figcaption>\n</figure>';
}
class Page {
  constructor(bundle) { this.d = new Dossier(bundle).whole(); this.at = 0; this.language = bundle.release.summary.language; }
  saying(one, level) {
    const beside = one.beside.map((other) => `<a href="#${other}">${other}</a>`).join(", ");
    const passages = one.passages.map((passage) => setPassage(passage, this.at++)).join("");
    return `\n<article class="saying${one.stance === "against" ? " against" : ""}" id="${one.number}">`
      + `\n<h${level}><span class="number">${one.number}</span>` + (one.stance ? ` Claim ${esc(one.stance)}` : "")
      + (beside ? ` <span class="beside">contradicted by ${beside}</span>` : "")
      + `</h${level}>\n${setFacts(one.facts)}${passages}\n</article>`;
  }
  section(name, title, inner, more = "") { return `\n<section aria-labelledby="${name}"><h2 id="${name}"${more}>${title}</h2>${inner}\n</section>`; }
  header() {
    const d = this.d;
    return `\n<header>\n<p class="over">Dossier</p>\n<h1><bdi>${esc(d.title)}</bdi></h1>`
      + setHead(["Made", ltr(d.made)], ["Release", code(d.id)], ["Signed by", code(d.fingerprint)], ["From vault", code(d.vault)])
      + `\n<p>Published by whoever holds the key ${code(d.fingerprint)}, as member ${code(d.member)} of the`
      + ` vault whose first statement is ${code(d.vault)}. Nothing in this page can say whose key that is: compare its`
      + " digits with the publisher, by telephone or on paper.</p>"
      + `\n<p>${CLAIMS} ${d.redaction} A bar ${BAR} has one width whatever it covers.</p>\n</header>`;
  }
  counts() {
    const rows = this.d.counts.map((one) => `\n<tr><td>${one.number}</td> <th scope="row">${one.label}</th> <td>${one.basis}</td></tr>`).join("");
    const head = ["Number", "Of", "Basis"].map((word) => `<th scope="col">${word}</th> `).join("");
    return this.section("counts", "What is here", `\n<table><thead><tr>${head}</tr></thead><tbody>${rows}\n</tbody></table>`);
  }
  acts() {
    const found = this.d.acts.map((act, i) => {
      const sides = [act.for, act.against].filter((side) => side.length);
      const inner = sides.map((side) => "\n<div>" + side.map((one) => this.saying(one, 4)).join("") + "\n</div>").join("");
      return `\n<section class="act" aria-labelledby="act-${i + 1}"><h3 id="act-${i + 1}">`
        + `<bdi>${esc(act.heading)}</bdi></h3>\n<div class="sides${sides.length === 2 ? " both" : ""}">${inner}`
        + "\n</div></section>";
    });
    return this.section("claims", "Claims", found.join(""), ' tabindex="-1"');
  }
  sayings(name, title) {
    const inner = this.d[name].map((one) => this.saying(one, 3)).join("");
    return inner ? this.section(name, title, inner) : "";
  }
  sources() {
    const inner = this.d.sources.map((one) => `\n<article class="source" id="${one.number}"><h3><span class="number">${one.number}</span> `
      + `${code(one.id)}</h3>\n${setFacts(one.facts)}</article>`);
    return this.section("sources", "Sources", inner.join(""));
  }
  entities() {
    const rows = this.d.entities.map((one) => `\n<li><bdi>${esc(one.label)}</bdi> <span class="quiet">${one.kind}`
      + (one.more ? `, <bdi>${esc(one.more)}</bdi>` : "") + `${one.named ? "" : ", not named here"}</span></li>`).join("");
    return rows ? this.section("entities", "People, groups and places", `\n<ul class="entities">${rows}\n</ul>`) : "";
  }
  proof() {
    const logs = this.d.logs.map((log) => setHead(["Log", `${code(log.device)}, ${log.size} entries`], ["Root", code(log.root)],
      ["Stamped", log.stamps.map(ltr).join(" ") || "no outside time stamp"])).join("");
    const unread = this.d.unchecked.map((line) => `\n<li>${line}</li>`).join("");
    return this.section("proof", "What is proved, and what is not",
      "\n<p>Each passage was committed to in a signed log when it was admitted. This page carries the proof: it"
      + " recomputes every hash from what you can read here, up to the log\u2019s checkpoint, and draws what you"
      + ` read from what was signed.</p>${logs}\n<p>Nobody can check from here:</p>\n<ul>${unread}\n</ul>\n<p>A page that`
      + " was altered can lie about itself. Where it matters, check the whole folder with a <code>verify.py</code> that"
      + " you did not get from the same hand.</p>");
  }
  main() {
    return [this.header(), this.counts(), this.acts(), this.sayings("calls", "Calls"), this.sayings("statements", "Statements"), this.sources(), this.entities(), this.proof()].join("");
  }
  html(raw, seal, style, script) {
    const hashOf = (text) => "sha256-" + btoa(String.fromCharCode(...sha256(utf8(text))));
    return `<!doctype html>\n<html lang="${esc(this.language)}">\n<head>\n<meta charset="utf-8">\n`
      + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src"
      + ` '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'">\n`
      + '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
      + '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
      + `<title>${esc(this.d.title)}</title>\n<style>${style}</style>\n</head>\n<body>\n`
      + '<a class="skip" href="#claims">Skip to the claims</a>\n'
      + '<section id="verdict" aria-labelledby="verdict-head" data-state="unchecked">\n'
      + '<h2 id="verdict-head">Not checked</h2>\n<div role="status" id="verdict-words"><p>This page can check itself'
      + " in a browser with JavaScript. Without it, run <code>python3 verify.py</code> in this folder.</p></div>\n"
      + `</section>\n<main>${this.main()}\n</main>\n`
      + `<script type="application/json" id="bundle">${raw}</`+`script>\n`
      + `<script type="application/json" id="seal">{"signature":"${seal}"}</`+`script>\n`
      + `<script>${script}</`+`script>\n</body>\n</html>\n`;
  }
}

// --- the steps ------------------------------------------------------------------------------------------------------

function status(kinds) {
  let found = "logged";
  for (const kind of kinds) {
    const [noun, verb] = kind.split(".");
    if (noun === "item" && ["accepted", "rejected", "merged"].includes(verb)) found = verb;
    else if (verb === "proposed") found = "proposed";
  }
  return found;
}
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

// Everything that can be checked of a bundle without a page: {failed, unchecked, counts, good, signer, vault}.
async function checkBundle(raw, seal) {
  const failed = [], unchecked = [], counts = {};
  async function check(what, id, step) {
    counts[what] = counts[what] || [0, 0];
    counts[what][1]++;
    try { await step(); counts[what][0]++; return true; } catch (problem) {
      failed.push(`${what} ${id}: ${problem instanceof Differs ? problem.message : "malformed"}`);
      return false;
    }
  }
  const bundle = JSON.parse(raw);
  requireForm(raw, bundle);
  if (subtle) {
    for (const length of [0, 55, 56, 64, 1000, 70000]) {
      const sample = Uint8Array.from({ length }, (_, i) => i * 7);
      expect(equal(sha256(sample), new Uint8Array(await subtle.digest("SHA-256", sample))), "the page's SHA-256 is broken");
    }
  }
  const { release } = bundle, { signer } = release, verifyKey = bytes(signer.verify_key, 32), boxKey = bytes(signer.box_key, 32);
  await check("signature", "of the bundle", async () => {
    await verify(verifyKey, joined(utf8("habeas/release-bundle/1\n"), sha256(utf8(raw))), bytes(seal, 64));
  });
  const heads = new Map(), fields = new Map(), commitments = new Map(), texts = new Map(), good = new Set(), goodText = new Set();
  const deviceOf = (id) => id.slice(0, Math.max(id.lastIndexOf(":"), 0)), at = (map, key) => { expect(map.has(key), "something that is not here"); return map.get(key); };
  for (const entry of bundle.entries) {
    if (await check("entry", entry.id, () => {
      const [recordRoot, head, shown] = record(entry.record, HEAD), [namesRoot, , names] = record(entry.names, []);
      expect(typeof head.get("device") === "string" && `${head.get("device")}:${canon(head.get("index"))}` === entry.id, "another entry's content");
      expect(head.get("vault") === release.vault && head.get("compartment") === release.compartment, "of another vault");
      commitments.set(entry.id, sha256(utf8("\u0002habeas/entry/1"), recordRoot, namesRoot));
      heads.set(entry.id, head);
      fields.set(entry.id, { record: shown, names });
    })) good.add(entry.id);
  }
  for (const log of bundle.logs) {
    const own = [...commitments].filter(([id]) => deviceOf(id) === log.device), origin = `habeas/${release.vault}/${log.device}`;
    const leaves = own.map(([id, value]) => [Number(id.slice(id.lastIndexOf(":") + 1)), value]).sort((a, b) => a[0] - b[0]);
    const holds = await check("log", log.device, async () => {
      const [size, root] = await openNote(log.checkpoint, bytes(log.key, 32), origin);
      expect(leaves.length > 0 && leaves[leaves.length - 1][0] < size, "entries beyond the checkpoint");
      const path = log.path.map((node) => bytes(node, 32));
      expect(equal(logRoot(leaves, 0, size, path), root) && !path.length, "its entries do not lead to the checkpoint's root");
    });
    if (!holds) own.forEach(([id]) => good.delete(id));
    for (const [number, stamp] of log.stamps.entries()) {
      await check("stamp", `${log.device}-${number}`, async () => {
        const [imprint, time] = stampContent(Uint8Array.from(atob(stamp.token), (c) => c.charCodeAt(0)));
        expect(equal(imprint, sha256(utf8(stamp.checkpoint))) && time === stamp.time, "the token is over something else, or of another time");
        const key = bytes(log.key, 32), old = await openNote(stamp.checkpoint, key, origin), now = await openNote(log.checkpoint, key, origin);
        checkGrowth(old, now, stamp.consistency.map((node) => bytes(node, 32)));
      });
    }
    if (!log.stamps.length) unchecked.push(`No outside time stamp covers log ${log.device}.`);
    else unchecked.push(`Who made the time stamps of log ${log.device}: run verify.py with --ca.`);
  }
  const logged = new Set(bundle.logs.map((log) => log.device));
  for (const entry of bundle.entries) {
    if (!logged.has(deviceOf(entry.id))) { good.delete(entry.id); failed.push(`entry ${entry.id}: no log of its device is here`); }
  }
  let vault = "";
  await check("vault", release.vault, async () => {
    const chain = new Chain(release.vault);
    for (const content of bundle.members) await chain.advance(content);
    expect(chain.first, "no statement of a member is here");
    vault = vaultFingerprint(unhex(chain.first, 32));
    const member = chain.members.get(release.member);
    expect(member && member.active, "its signer is no member of the vault");
    expect(member.verify_key === hex(verifyKey) && member.box_key === hex(boxKey), "its signer has another key");
    for (const log of bundle.logs) expect(equal(bytes(log.key, 32), at(chain.devices, log.device).key), "a device with another key");
    for (const [id, head] of heads) {
      const device = at(chain.devices, deviceOf(id));
      expect(head.get("member") === device.member && head.get("index") < device.closed, "an entry by who may not write it");
    }
    expect(at(heads, bundle.founding).get("kind") === "vault.founded", "the entry that founds the vault is another");
    expect(at(fields, bundle.founding).record.get("founding") === chain.first, "its log was begun for another first statement");
  });
  for (const shown of bundle.texts) {
    if (await check("text", shown.source, () => {
      const [root, leaves] = text(shown.text), entry = at(fields, shown.entry).record, head = heads.get(shown.entry);
      expect(!texts.has(shown.source), "listed twice");
      expect(head.get("item") === shown.source && head.get("kind") === "source.read", "the entry of another source");
      expect(entry.get("text_root") === hex(root), "does not lead to the root logged when it was admitted");
      texts.set(shown.source, leaves);
    }) && good.has(shown.entry)) goodText.add(shown.source);
  }
  const goodPassages = new Set();
  for (const passage of bundle.passages) {
    if (await check("passage", passage.id, () => {
      expect(same(runsOf(passage, at(texts, passage.source)), passage.runs), "does not read as its source reads there");
    }) && goodText.has(passage.source)) goodPassages.add(passage.id);
  }
  const byId = new Map(bundle.passages.map((passage) => [passage.id, passage]));
  for (const item of bundle.items) {
    await check("item", item.id, () => {
      const values = { record: new Map(), names: new Map() };
      for (const entry of item.entries) {
        const shown = at(fields, entry);
        expect(heads.get(entry).get("item") === item.id, "an entry about something else");
        for (const part of ["record", "names"]) for (const [name, value] of shown[part]) values[part].set(name, value);
      }
      for (const part of ["record", "names"]) for (const [name, value] of Object.entries(item.shown[part])) {
        expect(values[part].has(name) && same(values[part].get(name), value), "a value that its entries do not show");
      }
      const about = has(item.shown.record, "source") ? item.shown.record.source : item.id;
      expect(item.passages.every((id) => at(byId, id).source === about), "passages of another source");
      expect(item.status === status(item.entries.map((entry) => heads.get(entry).get("kind"))), "another status");
    });
  }
  return { bundle, failed, unchecked, counts, goodPassages, signer: fingerprint(verifyKey, boxKey), vault, settled: signatures && Boolean(subtle) };
}
function der(data) { // the DER values that follow one another: [tag, content]
  const found = [];
  for (let place = 0; place < data.length;) {
    expect(place + 1 < data.length, "a token that is cut short");
    const tag = data[place];
    let length = data[place + 1], start = place + 2;
    if (length & 128) { const count = length & 127; expect(count <= 6, "a token that is cut short"); length = 0; for (let i = 0; i < count; i++) length = length * 256 + data[start + i]; start += count; }
    expect(start + length <= data.length, "a token that is cut short");
    found.push([tag, data.subarray(start, start + length)]);
    place = start + length;
  }
  return found;
}
function stampContent(token) { // [what was stamped, when]; its signature is not looked at here
  const [info, content] = der(der(token)[0][1]), granted = der(info[1])[0][1];
  expect(granted.every((value, i) => value === 0 || (i === granted.length - 1 && value === 1)), "the time stamp was refused");
  const signedData = der(der(content[1])[1][1])[0][1], parts = der(der(der(der(der(signedData)[2][1])[1][1])[0][1])[0][1]);
  const time = String.fromCharCode(...parts[4][1]), [algorithm, imprint] = der(parts[2][1]), [tag, oid] = der(algorithm[1])[0];
  expect(/^[\x00-\x7f]*$/.test(time) && tag === 6 && hex(oid) === "608648016503040201", "the imprint is not a SHA-256");
  return [imprint[1], time.replace(/^(....)(..)(..)(..)(..)(..)(.*)Z$/, "$1-$2-$3T$4:$5:$6$7Z")];
}
function checkGrowth([first, oldRoot], [second, newRoot], path) { // RFC 9162, 2.1.4.2
  expect(first > 0 && first <= second && (first < second || (!path.length && equal(oldRoot, newRoot))), "no growth from the stamped log");
  if (first === second) return;
  let place = BigInt(first) - 1n, last = BigInt(second) - 1n;
  const hashes = (BigInt(first) & place) === 0n ? [oldRoot, ...path] : path;
  expect(hashes.length > 0, "a proof of growth that is too short");
  while (place & 1n) { place >>= 1n; last >>= 1n; }
  let [fromOld, fromNew] = [hashes[0], hashes[0]];
  for (const node of hashes.slice(1)) {
    expect(last > 0n, "a proof of growth that is too long");
    if (place & 1n || place === last) {
      fromOld = sha256(NODE, node, fromOld); fromNew = sha256(NODE, node, fromNew);
      while (place && !(place & 1n)) { place >>= 1n; last >>= 1n; }
    } else fromNew = sha256(NODE, fromNew, node);
    place >>= 1n; last >>= 1n;
  }
  expect(last === 0n && equal(fromOld, oldRoot) && equal(fromNew, newRoot), "the log did not grow from the stamped one");
}

// --- the page in the browser ----------------------------------------------------------------------------------------

const STYLE_SHA256 = "f7a48a975472a91ef7bdc0be4e93d477e9ba61fe5da0a55fdd8f9f6e9a28bb5a";
const script = document.currentScript.textContent;
function draw(state, title, paragraphs, list) { // in a page that was changed the place for the verdict may be gone
  let verdict = document.getElementById("verdict");
  if (!verdict || !document.getElementById("verdict-words") || !document.getElementById("verdict-head")) {
    document.body.replaceChildren(verdict = Object.assign(document.createElement("section"), { id: "verdict" }));
    verdict.append(Object.assign(document.createElement("h2"), { id: "verdict-head" }), Object.assign(document.createElement("div"), { id: "verdict-words" }));
  }
  verdict.dataset.state = state;
  document.getElementById("verdict-head").textContent = title;
  const box = document.getElementById("verdict-words");
  box.replaceChildren(...paragraphs.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  if (list.length) {
    const items = document.createElement("ul");
    for (const line of list.slice(0, 20)) items.append(Object.assign(document.createElement("li"), { textContent: line }));
    box.append(items);
  }
  document.documentElement.dataset.checked = state;
}
const WORDS = { holds: "holds", fails: "does not hold", unchecked: "not checked" };
function mark(figure, state) {
  figure.dataset.state = state;
  const label = figure.querySelector(".state");
  label.dataset.state = state;
  label.textContent = WORDS[state];
}
function elsewhere(found, wanted) { // the first place where two trees part, in words
  if (!found || !wanted) return "something is missing or added";
  if (found.nodeType !== wanted.nodeType || found.nodeName !== wanted.nodeName) return `a <${wanted.nodeName.toLowerCase()}> is another`;
  for (let i = 0; i < Math.max(found.childNodes.length, wanted.childNodes.length); i++) {
    const [one, other] = [found.childNodes[i], wanted.childNodes[i]];
    if (!one || !other || !one.isEqualNode(other)) {
      const figure = one && one.nodeType === 1 && one.closest("[data-passage]");
      return figure ? `passage ${figure.dataset.passage} on this page is not the one that was signed` : elsewhere(one, other);
    }
  }
  return `<${found.nodeName.toLowerCase()}> reads otherwise than what was signed`;
}
async function run() {
  if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  const raw = document.getElementById("bundle").textContent, seal = get(JSON.parse(document.getElementById("seal").textContent), "signature");
  const style = document.querySelector("style").textContent;
  const { bundle, failed, unchecked, counts, goodPassages, signer, vault, settled } = await checkBundle(raw, seal);
  const derived = new DOMParser().parseFromString(new Page(bundle).html(raw, seal, style, script), "text/html");
  if (hex(sha256(utf8(style))) !== STYLE_SHA256) failed.push("page: its style sheet is another");
  if (document.childNodes.length !== 2 || !document.doctype || !document.doctype.isEqualNode(derived.doctype) || !document.documentElement.isEqualNode(derived.documentElement)) {
    failed.push(`page: ${elsewhere(document.documentElement, derived.documentElement)}; below is what was signed`);
  }
  document.body.replaceWith(document.adoptNode(derived.body)); // what is read from here on was drawn from the bundle
  document.title = bundle.release.title;
  for (const figure of document.querySelectorAll("[data-passage]")) {
    const holds = goodPassages.has(figure.dataset.passage) && counts.signature[0] > 0 && counts.vault[0] > 0;
    mark(figure, !holds ? "fails" : settled ? "holds" : "unchecked");
  }
  if (!settled) unchecked.unshift("The signatures: this browser has no Ed25519. Run python3 verify.py, or open the page in a newer browser.");
  const total = Object.entries(counts).map(([what, [held, all]]) => `${held} of ${all} ${what}`).join(", ");
  if (failed.length) return draw("fails", "This page does not hold", ["Something here is not what was signed or logged."], failed);
  if (!settled) return draw("unchecked", "Hashes hold; signatures not checked", [`Checked here: ${total}.`], unchecked);
  const sentence = `Unchanged since it was logged; signed by ${signer}, not compared by you; from the vault whose first statement is ${vault}.`;
  return draw("intact", "Intact, signer not compared", [sentence, "Anybody can sign a page with a key of their own. Ask the publisher for these digits by telephone or on paper.", `Checked here: ${total}.`], unchecked);
}
const begun = performance.now();
try { await run(); } catch (problem) {
  draw("fails", "This page does not hold", ["The proof in this page cannot be read."], [problem instanceof Differs ? problem.message : "malformed"]);
}
document.documentElement.dataset.milliseconds = Math.round(performance.now() - begun);
})();
