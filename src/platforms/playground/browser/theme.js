// A classic script in the head: it has to run before the first paint, or a dark page would flash white.
(() => {
  const THEMES = ["system", "light", "dark"];
  const NAMES = { system: "as the system", light: "light", dark: "dark" };
  const KEY = "studybot-theme";

  function stored() {
    try {
      return localStorage.getItem(KEY) ?? "system";
    } catch {
      return "system";
    }
  }

  let theme = THEMES.includes(stored()) ? stored() : "system";

  function apply() {
    document.documentElement.dataset.theme = theme;
    const name = theme === "light" || theme === "dark" ? NAMES[theme] : NAMES.system;
    document.getElementById("theme")?.setAttribute("aria-label", `Theme: ${name}`);
    document.getElementById("theme")?.setAttribute("title", `Theme: ${name}`);
  }

  function next() {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // The choice is then lost with the page.
    }
    apply();
  }

  apply();
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    document.getElementById("theme")?.addEventListener("click", next);
  });
})();
