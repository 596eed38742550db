// The colours: those that the browser prefers, until the reader chooses others by the button with the class theme.
(() => {
  "use strict";
  const root = document.documentElement;

  const remembered = "kontrakt-theme";
  const isDark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  try {
    const theme = localStorage.getItem(remembered);
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  } catch { /* a page from a file may have no storage */ }

  document.addEventListener("DOMContentLoaded", () => {
    const toggle = document.querySelector(".theme");
    const show = () => toggle.setAttribute("aria-pressed", String(isDark()));
    toggle.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem(remembered, root.dataset.theme);
      } catch { /* then it is forgotten */ }
      show();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    show();
  });
})();
