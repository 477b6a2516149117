(function () {
  "use strict";
  var tools = document.getElementById("tools");
  var query = document.getElementById("query");
  var kind = document.getElementById("kind");
  var shown = document.getElementById("shown");
  var entries = Array.from(document.querySelectorAll("section.year > details.entry"));
  var years = Array.from(document.querySelectorAll("section.year"));
  var texts = null;
  var waiting = 0;
  var across = document.getElementById("across");
  var MOST = 200;

  function folded(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f\u00ad\u200b]/g, "").toLowerCase();
  }

  function holding(index, part) {
    var found = new Set();
    Object.keys(index.words).forEach(function (word) {
      var at = 0;
      if (word.indexOf(part) < 0) { return; }
      index.words[word].forEach(function (distance) { at += distance; found.add(at); });
    });
    return found;
  }

  function hit(entry) {
    var row = document.createElement("li");
    var link = document.createElement("a");
    var title = document.createElement("bdi");
    link.href = "pages/records-" + String(entry[0]).padStart(3, "0") + ".html#" + encodeURIComponent(entry[1]);
    title.textContent = entry[3];
    link.append(entry[2] + ": ", title);
    row.append(link, " (" + entry[1] + ", page " + entry[0] + ")");
    return row;
  }

  function searchAll() {
    var wanted = document.getElementById("wanted");
    var hits = document.getElementById("hits");
    var found = document.getElementById("found");
    var index = null;

    function look() {
      var parts = folded(wanted.value).split(/\s+/).filter(Boolean);
      index = index || JSON.parse(document.getElementById("index").textContent);
      var sets = parts.map(function (part) { return holding(index, part); });
      var fits = parts.length ? index.entries.filter(function (entry, n) {
        return sets.every(function (set) { return set.has(n); });
      }) : [];
      hits.replaceChildren.apply(hits, fits.slice(0, MOST).map(hit));
      found.textContent = !parts.length ? "" : fits.length.toLocaleString("en-GB") +
        (fits.length === 1 ? " record found" : " records found") +
        (fits.length > MOST ? ", the first " + MOST + " are listed." : ".");
    }

    across.hidden = false;
    wanted.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(look, 150); });
  }

  if (across) { searchAll(); }
  if (!tools) { return; }

  function size(entry) {
    return Number(entry.dataset.size);
  }

  function apply() {
    var words = folded(query.value).split(/\s+/).filter(Boolean);
    var total = 0;
    var left = 0;
    texts = texts || entries.map(function (entry) { return folded(entry.textContent); });
    entries.forEach(function (entry, n) {
      var fits = !kind.value || entry.dataset.kinds.split(" ").indexOf(kind.value) >= 0;
      fits = fits && words.every(function (word) { return texts[n].indexOf(word) >= 0; });
      entry.hidden = !fits;
      total += size(entry);
      left += fits ? size(entry) : 0;
    });
    years.forEach(function (year) {
      year.hidden = !year.querySelector(":scope > details.entry:not([hidden])");
    });
    shown.textContent = left.toLocaleString("en-GB") + " of " + total.toLocaleString("en-GB") + " records shown.";
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  }

  function each(open) {
    entries.forEach(function (entry) {
      if (!entry.hidden) { entry.open = open; }
    });
  }

  function reveal() {
    var at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var target = at;
    for (; at; at = at.parentElement) {
      if (at.tagName === "DETAILS") { at.open = true; at.hidden = false; }
    }
    if (target) { target.scrollIntoView(); }
  }

  query.addEventListener("input", later);
  kind.addEventListener("change", apply);
  document.getElementById("open").addEventListener("click", function () { each(true); });
  document.getElementById("close").addEventListener("click", function () { each(false); });
  window.addEventListener("hashchange", reveal);
  if (entries.length) { tools.hidden = false; }
  if (location.hash) { reveal(); }
})();
