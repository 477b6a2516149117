// Keys and quick decisions. Everything here can be done with the forms alone: a key presses a button.
"use strict";

const KEYS = {
  next: ["j", "next passage or row"], previous: ["k", "previous passage or row"],
  nextRecord: ["n", "next record"], previousRecord: ["p", "previous record"],
  redact: ["r", "redact, and move on"], show: ["s", "show, and move on"],
  unsure: ["d", "unsure: for the second reviewer"], everywhere: ["e", "everywhere: then 1 text, 2 person, 3 thread, 4 only here"],
  confirm: ["i", "candidate: it is about them"], reject: ["o", "candidate: it is not"],
  whole: ["x", "the whole record: withhold it"], select: ["v", "select text: arrows move its end, with Shift its beginning"],
  mark: ["+", "hide text that is selected"], keep: ["-", "hide all but text that is selected"],
  note: ["c", "write a note"], undo: ["u", "undo, without limit"], redo: ["U", "redo"],
  compare: ["b", "before and after"], search: ["/", "search"], help: ["?", "all keys"],
};
const GO = { s: "/", p: "/people", q: "/records", l: "/log", c: "/checks", m: "/missed" };
const WORDS = { open: "undecided", hidden: "hidden", shown: "shown" };
const BECOMES = { redact: "hidden", show: "shown", unsure: "open" };
const $ = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const token = $('meta[name="page"]').content;
const live = $("#live"), toast = $("#toast");
let work = Promise.resolve(), busy = 0, prefix = "", away = 0;
// While the page changes nothing can be decided: the record that is meant is not to be seen yet.
const AHEAD = ["next", "previous", "nextRecord", "previousRecord"];
let leaving = false, refused = 0, kept = "", ahead = [];

function store(name, value) {
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem("dsar-" + name));
    localStorage.setItem("dsar-" + name, JSON.stringify(value));
  } catch { /* storage is switched off: the page works without */ }
  return null;
}
let chosen = store("keys") || {};
let keysOn = store("keys-on") !== false;
const keyOf = (name) => chosen[name] || KEYS[name][0];
const nameOf = (key) => Object.keys(KEYS).find((name) => keyOf(name) === key);

function announce(words, undoable = true) {
  live.textContent = words;
  toast.classList.remove("away");
  $("form", toast).hidden = !undoable;
  clearTimeout(away);
  if (undoable || words.length < 90) away = setTimeout(() => toast.classList.add("away"), 12000);
}
function keepForNextPage(words) { kept = words; }
function unused() {
  if (!refused) return "";
  const one = refused === 1;
  return `${refused} ${one ? "key" : "keys"} pressed while the page was changing: nothing was decided by ${one ? "it" : "them"}.`;
}
addEventListener("pagehide", () => {
  const words = [kept, unused()].filter(Boolean).join(" ");
  try {
    if (words) sessionStorage.setItem("dsar-said", words);
    if (ahead.length) sessionStorage.setItem("dsar-ahead", JSON.stringify(ahead));
  } catch { /* nothing is said then */ }
});
addEventListener("pageshow", (event) => { if (event.persisted) stay(); });
function leave(address) { leaving = true; location.href = address; }
function stay() {
  const words = unused();
  leaving = false; refused = 0; kept = ""; ahead = [];
  if (words) announce([live.textContent, words].join(" "), false);
}
function hold(name) {
  if (!refused && AHEAD.includes(name)) ahead.push(name); else refused += 1;
}

function send(name, values) {
  busy += 1;
  document.body.dataset.busy = busy;
  const job = work.then(async () => {
    const answer = await fetch("/do/" + name, {
      method: "POST", credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Dsar-Page": token }, body: JSON.stringify(values),
    });
    const told = await answer.json().catch(() => ({ ok: false, words: "The page is no longer being served. Start dsar review again." }));
    if (!told.ok) throw new Error(told.words);
    return told;
  }).catch((error) => { throw error instanceof TypeError ? new Error("Not saved: dsar review is not running any more.") : error; });
  work = job.catch(() => null).finally(() => { busy -= 1; document.body.dataset.busy = busy; });
  return job;
}
function counts(told) {
  if (told.total === undefined) return;
  $("#decided").textContent = told.decided.toLocaleString("en-GB");
  $("#total").textContent = told.total.toLocaleString("en-GB");
  $("#bar").max = told.total || 1;
  $("#bar").value = told.total ? told.decided : 1;
}
const goTo = (address) => { leaving = true; return work.then(() => leave(address)); };

// ---- one record: its findings, one of them current ------------------------------------------
const record = $(".record[data-record]"), form = $("#decide");
const findings = all(".f[data-finding]", record || document.createElement("div"));
let current = findings.find((one) => one.getAttribute("aria-current"));

function paint(one, state) {
  one.classList.remove("open", "hidden", "shown");
  one.classList.add(state);
  one.dataset.state = state;
  $("[data-said]", one).textContent = "[" + WORDS[state] + ": ";
}
function paintAll(states) {
  for (const one of findings) if (states[one.dataset.finding]) paint(one, states[one.dataset.finding]);
  const left = findings.filter((one) => one.dataset.state === "open").length;
  const place = $(".list [aria-current] [data-left]");
  if (place) place.textContent = left ? left + " left" : "done";
}
function choose(one, focus = true) {
  if (!one || !form) return;
  for (const other of findings) { other.removeAttribute("aria-current"); other.tabIndex = -1; }
  current = one;
  one.setAttribute("aria-current", "true");
  one.tabIndex = 0;
  for (const place of all("[data-fact]")) $("bdi", place).textContent = one.dataset[place.dataset.fact] || "–";
  for (const place of all("[data-reach]")) place.textContent = one.getAttribute("data-" + place.dataset.reach);
  form.elements.target.value = one.dataset.finding;
  const person = one.dataset.person, link = $("#person-link");
  link.hidden = !person;
  link.href = "/people/" + person;
  const radio = $('[name=scope][value=person]', form);
  radio.disabled = !person;
  $('[name=scope][value=here]', form).checked = true;
  if (focus) one.focus();
}
function step(by) {
  if (!findings.length) return;
  const at = findings.indexOf(current);
  choose(findings[(at + by + findings.length) % findings.length]);
}
function moveOn() {
  const at = findings.indexOf(current);
  const rest = [...findings.slice(at + 1), ...findings.slice(0, at)];
  const next = rest.find((one) => one.dataset.state === "open" && one.dataset.finding !== current.dataset.finding);
  if (next) return choose(next);
  const further = record.dataset.nextOpen;
  leaving = Boolean(further);
  work.then(() => {
    if (!further) return;
    if (findings.some((one) => one.dataset.state === "open") || document.body.dataset.failed) { stay(); return; }
    keepForNextPage(live.textContent);
    leave(further);
  });
  return current.focus();
}
function decideFinding(action) {
  if (leaving) { hold(action); return; }
  if (!current || !form) return;
  const scope = form.elements.scope.value, before = findings.map((one) => one.dataset.state);
  delete document.body.dataset.failed;
  const same = (one) => one.dataset.finding === current.dataset.finding || (scope === "person" && one.dataset.person === current.dataset.person);
  for (const one of findings.filter(same)) paint(one, BECOMES[action]);
  const values = {
    on: "finding", target: current.dataset.finding, action, scope, seen: record.dataset.record,
    ground: action === "redact" ? form.elements.ground.value : "", note: form.elements.note.value,
  };
  form.elements.note.value = "";
  send("decide", values).then((told) => { paintAll(told.states); counts(told); announce(told.words); }).catch((error) => {
    document.body.dataset.failed = "yes";
    findings.forEach((one, n) => paint(one, before[n]));
    announce(error.message, false);
  });
  moveOn();
}
function everywhere() {
  if (!current || !form) return;
  const radio = $('[name=scope][value=person]', form);
  (radio.disabled ? $('[name=scope][value=text]', form) : radio).checked = true;
  const d = current.dataset;
  announce(`Everywhere: 1 this text, ${d.ofText}; 2 this person, ${d.person ? d.ofPerson : "nobody"}; 3 in this thread, ${d.ofThread}; 4 only here. Then ${keyOf("redact")} or ${keyOf("show")}.`, false);
}

// ---- lists: people, candidates, repeated passages -------------------------------------------
const items = all("[data-item]");
let item = items.find((one) => one.id && "#" + one.id === location.hash) || null;

function chooseItem(one, focus = true) {
  if (!one) return;
  for (const other of items) other.removeAttribute("aria-current");
  item = one;
  one.setAttribute("aria-current", "true");
  if (focus) { one.focus(); one.scrollIntoView({ block: "nearest" }); }
}
const stepItem = (by) => chooseItem(items[Math.min(items.length - 1, Math.max(0, items.indexOf(item) + by))]);

function decideItem(place, button) {
  if (leaving) { hold(button.value); return; }
  const given = new FormData(button.form), values = { action: button.value };
  for (const name of new Set(given.keys())) if (name !== "page" && name !== "back") values[name] = given.getAll(name).length > 1 ? given.getAll(name) : given.get(name);
  const buttons = all("button", button.form);
  buttons.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
  place.classList.add("settled");
  send("decide", values).then((told) => {
    counts(told); announce(told.words);
    const figures = $("[data-figures]", place);
    if (figures) figures.innerHTML = "";
    if (figures) figures.append(Object.assign(document.createElement("span"), { className: "chip " + BECOMES[button.value], textContent: button.value }));
    else button.form.after(Object.assign(document.createElement("p"), { className: "quiet", textContent: "Decided: " + button.value }));
  }).catch((error) => {
    place.classList.remove("settled");
    buttons.forEach((one) => one.removeAttribute("aria-pressed"));
    announce(error.message, false);
  });
  stepItem(1);
}
function press(name) {
  if (form && ["redact", "show", "unsure"].includes(name)) return decideFinding(name);
  if (items.length && !item) chooseItem(items[0], false);
  const button = item ? $(`[data-key="${name}"]`, item) : $(`[data-key="${name}"]`);
  if (item && button) return decideItem(item, button);
  if (button) return button.form.requestSubmit(button);
  return null;
}

// ---- undo, keys ------------------------------------------------------------------------------
function takeBack(name) {
  send(name, { seen: record ? record.dataset.record : "" }).then((told) => {
    counts(told);
    if (record && form) { paintAll(told.states); announce(told.words, name === "redo"); return; }
    keepForNextPage(told.words);
    leaving = true;
    location.reload();
  }).catch((error) => announce(error.message, false));
}
function openAndFocus(details, selector) {
  if (!details) return;
  details.open = true;
  $(selector, details).focus();
}
// ---- text selected by keyboard: the end moves with the arrows, the beginning with Shift ----------
let selecting = false;
function picked() {
  const chosenText = getSelection();
  if (!chosenText.rangeCount) return "";
  const part = chosenText.getRangeAt(0).cloneContents();
  for (const one of all(".sr", part)) one.remove();
  return part.textContent.trim();
}
function sayPicked() {
  const words = picked().replace(/\s+/g, " ");
  announce(words ? `Selected: ${words.length > 120 ? "…" + words.slice(-120) : words}` : "Nothing is selected", false);
}
// Word by word within one text; what only a screen reader is told stands in none of them.
let pickable = [], from = 0, to = 0;
function wordsOf(place) {
  const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT), words = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.parentElement.closest(".sr")) continue;
    for (const word of node.data.matchAll(/\S+/g)) words.push({ node, start: word.index, end: word.index + word[0].length });
  }
  return words;
}
function showPicked() {
  getSelection().setBaseAndExtent(pickable[from].node, pickable[from].start, pickable[to].node, pickable[to].end);
  sayPicked();
}
function startSelecting() {
  const texts = $("#texts"), mark = current && texts && texts.contains(current) ? current : null;
  const place = mark ? mark.closest(".text, dd") : texts && $(".text, dd", texts);
  pickable = place ? wordsOf(place) : [];
  selecting = pickable.length > 0;
  if (!selecting) return;
  const inside = pickable.flatMap((word, n) => (mark && mark.contains(word.node) ? [n] : []));
  from = inside.length ? inside[0] : 0;
  to = inside.length ? inside[inside.length - 1] : 0;
  showPicked();
}
function lineFrom(at, step) {
  const top = (n) => {
    const range = document.createRange();
    range.setStart(pickable[n].node, pickable[n].start);
    range.setEnd(pickable[n].node, pickable[n].end);
    return range.getBoundingClientRect().top;
  };
  const here = top(at);
  let next = at + step;
  while (pickable[next] && Math.abs(top(next) - here) < 4) next += step;
  return next;
}
function moveSelection(key, beginning) {
  const at = beginning ? from : to;
  const moved = { ArrowRight: () => at + 1, ArrowLeft: () => at - 1, ArrowDown: () => lineFrom(at, 1), ArrowUp: () => lineFrom(at, -1) }[key]();
  const within = Math.max(0, Math.min(pickable.length - 1, moved));
  if (beginning) from = Math.min(within, to); else to = Math.max(within, from);
  showPicked();
}

const DOES = {
  next: () => (form ? step(1) : stepItem(1)), previous: () => (form ? step(-1) : stepItem(-1)),
  nextRecord: () => { const link = $('[data-go="n"]') || $('[rel="next"]'); if (link) goTo(link.href); },
  previousRecord: () => { const link = $('[data-go="p"]') || $('[rel="prev"]'); if (link) goTo(link.href); },
  redact: () => press("redact"), show: () => press("show"), unsure: () => press("unsure"),
  confirm: () => press("confirm"), reject: () => press("reject"), everywhere,
  whole: () => openAndFocus($("#whole"), "select"),
  select: startSelecting,
  keep: () => {
    const text = picked().replace(/\s*\n\s*/g, "\n");
    if ($("#inverse")) { $("[data-keep]").value = text; openAndFocus($("#inverse"), "[data-keep]"); }
  },
  mark: () => {
    const text = picked();
    if ($("#other")) { $("[data-mark]").value = text; openAndFocus($("#other"), "[data-mark]"); }
  },
  note: () => { const note = $("[data-note]"); if (note) note.focus(); },
  undo: () => takeBack("undo"), redo: () => takeBack("redo"),
  compare: () => { const link = $('[data-go="b"]'); if (link) goTo(link.href); },
  search: () => { const field = $("[data-search]"); if (field) field.focus(); },
  help: openKeys,
};

function listKeys() {
  const list = $("#keys-list");
  list.replaceChildren(...Object.entries(KEYS).map(([name, [, words]]) => {
    const row = document.createElement("tr"), told = document.createElement("th"), place = document.createElement("td");
    told.scope = "row";
    told.textContent = words;
    const field = Object.assign(document.createElement("input"), { value: keyOf(name), maxLength: 1, ariaLabel: "Key: " + words });
    field.addEventListener("change", () => {
      const taken = nameOf(field.value);
      if (!field.value.trim() || (taken && taken !== name)) { field.value = keyOf(name); return; }
      chosen = { ...chosen, [name]: field.value };
      store("keys", chosen);
    });
    place.append(field);
    row.append(told, place);
    return row;
  }));
  $("#keys-on").checked = keysOn;
}
function openKeys() { listKeys(); $("#keys").showModal(); }

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog");
  if (event.key === "Escape" && typing && !event.target.closest("dialog")) { (current || item || $("#main")).focus(); return; }
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !typing) {
    event.preventDefault();
    if (leaving) hold("undo"); else takeBack("undo");
    return;
  }
  if (typing || !keysOn || event.ctrlKey || event.metaKey || event.altKey) return;
  if (leaving) {
    const pressed = nameOf(event.key);
    if (pressed) { event.preventDefault(); hold(pressed); }
    return;
  }
  if (selecting && event.key.startsWith("Arrow")) { event.preventDefault(); moveSelection(event.key, event.shiftKey); return; }
  if (selecting && event.key !== "Shift") selecting = false;
  if (event.key === "Escape" && !getSelection().isCollapsed) { getSelection().removeAllRanges(); (current || $("#main")).focus(); return; }
  if (prefix === "g") { prefix = ""; if (GO[event.key]) { event.preventDefault(); goTo(GO[event.key]); } return; }
  if (prefix === "e" && form && "1234".includes(event.key)) {
    const radio = $(`[name=scope][value=${["text", "person", "thread", "here"][event.key - 1]}]`, form);
    if (!radio.disabled) { event.preventDefault(); radio.checked = true; announce(radio.parentElement.textContent.trim().replace(/\s+/g, " "), false); }
    return;
  }
  const arrow = { ArrowDown: "next", ArrowUp: "previous" }[event.key];
  const name = nameOf(event.key) || (arrow && event.target.matches(".f, [data-item]") ? arrow : "");
  prefix = event.key === "g" ? "g" : name === "everywhere" ? "e" : "";
  if (event.key === "Enter" && event.target.matches("[data-item]")) { const link = $("[data-open]", event.target); if (link) goTo(link.href); return; }
  if (name) { event.preventDefault(); DOES[name](); }
});

document.addEventListener("click", (event) => {
  const one = event.target.closest(".f[data-finding]");
  if (one && form && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); choose(one); return; }
  if (event.target.closest("[data-keys]")) { event.preventDefault(); openKeys(); }
});
document.addEventListener("submit", (event) => {
  const button = event.submitter, place = event.target.closest("[data-item]");
  if (event.target.matches("[data-undo]")) { event.preventDefault(); takeBack("undo"); }
  else if (event.target === form) { event.preventDefault(); decideFinding(button.value); }
  else if (place && event.target.matches("[data-decides]")) { event.preventDefault(); item = place; decideItem(place, button); }
});
$("#keys-on").addEventListener("change", (event) => { keysOn = event.target.checked; store("keys-on", keysOn); });
$("#keys-reset").addEventListener("click", () => { chosen = {}; store("keys", chosen); listKeys(); });

if (form && current) { choose(current, !location.hash); }
else if (items.length) chooseItem(item || items[0], true);
try {
  const said = sessionStorage.getItem("dsar-said");
  ahead = JSON.parse(sessionStorage.getItem("dsar-ahead")) || [];
  sessionStorage.removeItem("dsar-said");
  sessionStorage.removeItem("dsar-ahead");
  if (said) announce(said);
} catch { /* nothing to say */ }
if (live.textContent) announce(live.textContent);
while (ahead.length && !leaving) DOES[ahead.shift()]();
