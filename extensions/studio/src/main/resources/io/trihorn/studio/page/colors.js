/** Colors that are told apart, on light and on dark. */

const HUES = [215, 25, 140, 330, 55, 265, 180, 0, 90, 300];

export function color(index, alpha = 1) {
  const dark = document.documentElement.dataset.theme === "dark";
  return `hsl(${HUES[index % HUES.length]} 70% ${dark ? 68 : 42}% / ${alpha})`;
}
