// The page of gen describe: the search, and which entry is shown. Without it the page lacks those alone.
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  document.addEventListener("DOMContentLoaded", () => {
    const input = document.getElementById("search");
    const found = document.getElementById("found");
    const nothing = document.querySelector(".nothing");
    const headings = [...document.querySelectorAll("nav h2, h2.part")];
    let entries; // what is searched, without positions; made when first needed, for a large contract has thousands
    const collect = () => [...document.querySelectorAll("nav [data-entry]")].map((item) => {
      const section = document.getElementById(item.dataset.entry);
      const text = [...section.children].filter((part) => !part.classList.contains("examples"));
      const words = text.map((part) => part.textContent).join(" ").replace(/:\d+:\d+/g, " ").toLowerCase();
      return { item, section, isType: section.id.startsWith("type-"), words };
    });
    const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
    input.addEventListener("focus", () => entries ??= collect());
    const search = () => {
      entries ??= collect();
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const kept = { true: 0, false: 0 };
      for (const entry of entries) {
        const matches = words.every((word) => entry.words.includes(word));
        entry.item.hidden = entry.section.hidden = !matches;
        if (matches) kept[entry.isType]++;
      }
      for (const heading of headings) {
        heading.hidden = words.length > 0 && kept[/types$/.test(heading.id)] === 0;
      }
      for (const part of document.querySelectorAll(".intro, #service")) part.hidden = words.length > 0;
      nothing.hidden = kept.true + kept.false > 0 || words.length === 0;
      found.textContent = words.length === 0 ? "" : `${count(kept.false, "operation")}, ${count(kept.true, "type")}`;
    };
    let pending;
    input.addEventListener("input", () => {
      clearTimeout(pending);
      pending = setTimeout(search, 60);
    });
    const clear = () => {
      clearTimeout(pending);
      input.value = "";
      search();
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        clear();
      } else if (event.key === "Enter") {
        clearTimeout(pending);
        search();
        const first = entries.find((entry) => !entry.item.hidden);
        if (first) first.section.querySelector("h3 a").focus();
      }
    });
    document.addEventListener("keydown", (event) => {
      const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
      }
    });

    let current;
    const follow = () => {
      let target;
      try {
        target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      } catch { /* no id is written like that */ }
      current?.removeAttribute("aria-current");
      current = null;
      const section = target?.closest("section");
      if (!section) return;
      if (section.hidden) {
        clear();
        target.scrollIntoView();
        // What comes into view above it is laid out only then, and moves it.
        requestAnimationFrame(() => requestAnimationFrame(() => target.scrollIntoView()));
      }
      const item = document.querySelector(`nav a[href="#${CSS.escape(section.id)}"]`);
      if (item) {
        current = item;
        item.setAttribute("aria-current", "true");
        if (item.offsetParent) item.scrollIntoView({ block: "nearest" });
      }
    };
    addEventListener("hashchange", follow);
    follow();
  });
})();
