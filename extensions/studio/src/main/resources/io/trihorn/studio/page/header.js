import { el, get, show } from "./dom.js";

/** The head of every page: where one is, where one can go, light or dark. */

const PLACES = [
  ["/", "Runs"],
  ["/new", "New run"],
  ["/network", "Network"],
  ["/playground", "Playground"],
];

const KEY = "trihorn-theme";

function theme() {
  return (
    localStorage.getItem(KEY) ??
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")
  );
}

function apply(name) {
  document.documentElement.dataset.theme = name;
}

apply(theme());

show(
  get("header"),
  el("strong", {}, "Trihorn studio"),
  el(
    "nav",
    { "aria-label": "Pages" },
    PLACES.map(([path, name]) =>
      el("a", { href: path, "aria-current": path === location.pathname ? "page" : null }, name),
    ),
  ),
  el(
    "button",
    {
      type: "button",
      id: "theme",
      onclick: () => {
        const next = theme() === "dark" ? "light" : "dark";
        localStorage.setItem(KEY, next);
        apply(next);
        dispatchEvent(new Event("themechange"));
      },
    },
    "Light or dark",
  ),
);
