"use strict";
// Filters, search, keys and the theme. All text is in the page already; nothing here makes markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const textOf = (element) => element.textContent.toLowerCase().replace(/\s+/g, " ");
  for (const element of all(".scripted")) element.hidden = false;

  const theme = byId("theme");
  theme.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  const pressed = (buttons, name) =>
    new Set(buttons.filter((one) => one.getAttribute("aria-pressed") === "true").map((one) => one.dataset[name]));
  const toggles = (buttons, then) => {
    for (const one of buttons)
      one.addEventListener("click", () => {
        one.setAttribute("aria-pressed", String(one.getAttribute("aria-pressed") !== "true"));
        then();
      });
  };
  const countOf = (some, of) => `${some.toLocaleString("en")} of ${of.toLocaleString("en")}`;
  const holds = (text, words) => words.every((word) => text.includes(word));
  const wordsOf = (input) => input.value.toLowerCase().split(/\s+/).filter(Boolean);

  // --- endpoints
  const endpointSearch = byId("endpoint-search");
  if (endpointSearch) {
    const rows = all(".endpoint-row").map((row) => ({
      row,
      text: textOf(row),
      missing: new Set(row.dataset.missing.split(" ")),
    }));
    const chips = all(".chip[data-missing]");
    const show = () => {
      const words = wordsOf(endpointSearch);
      const wanted = [...pressed(chips, "missing")];
      let count = 0;
      for (const { row, text, missing } of rows) {
        const fits = holds(text, words) && wanted.every((kind) => missing.has(kind));
        row.hidden = !fits;
        count += fits;
      }
      byId("endpoint-count").value = countOf(count, rows.length);
    };
    endpointSearch.addEventListener("input", show);
    toggles(chips, show);
    show();
  }

  // --- findings
  const list = byId("list");
  const findings = list ? all(".finding", list).map((element) => ({ element, text: textOf(element) })) : [];
  let shown = findings;
  let current = -1;
  const search = byId("search");
  const item = byId("item");
  const rule = byId("rule");
  const severities = all(".chip[data-severity]");

  const filter = () => {
    const words = wordsOf(search);
    const wanted = pressed(severities, "severity");
    shown = [];
    for (const finding of findings) {
      const data = finding.element.dataset;
      const fits =
        (!wanted.size || wanted.has(data.severity)) &&
        (!item.value || item.value === data.item) &&
        (!rule.value || rule.value === data.rule) &&
        holds(finding.text, words);
      finding.element.hidden = !fits;
      if (fits) shown.push(finding);
    }
    byId("count").value = countOf(shown.length, findings.length);
    byId("none").hidden = shown.length > 0;
    mark(-1);
  };
  const clear = () => {
    search.value = item.value = rule.value = "";
    for (const one of severities) one.setAttribute("aria-pressed", "false");
    filter();
  };
  const mark = (index) => {
    for (const { element } of findings) element.classList.remove("current");
    current = index;
    if (index < 0) return;
    const element = shown[index].element;
    element.classList.add("current");
    element.querySelector("summary").focus({ preventScroll: true });
    element.scrollIntoView({ block: "center" });
  };

  if (list) {
    search.addEventListener("input", filter);
    item.addEventListener("change", filter);
    rule.addEventListener("change", filter);
    toggles(severities, filter);
    byId("clear").addEventListener("click", clear);
    for (const link of all(".to-item"))
      link.addEventListener("click", () => {
        clear();
        if (all("option", item).some((one) => one.value === link.dataset.item)) item.value = link.dataset.item;
        filter();
      });
    filter();
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
      if (event.key === "Escape") {
        clear();
        if (typing) event.target.blur();
      } else if (typing) {
        return;
      } else if (event.key === "/") {
        event.preventDefault();
        search.focus();
      } else if (event.key === "j" && shown.length) {
        mark(Math.min(current + 1, shown.length - 1));
      } else if (event.key === "k" && shown.length) {
        mark(Math.max(current - 1, 0));
      }
    });
  }

  // --- what a link leads to is opened, and everything that is shown is opened for paper
  const openTarget = () => {
    const target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", openTarget);
  openTarget();
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])").filter((one) => !one.hidden);
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
})();
