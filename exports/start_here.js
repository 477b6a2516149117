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
  if (!tools) { return; }

  function folded(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f\u00ad\u200b]/g, "").toLowerCase();
  }

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
