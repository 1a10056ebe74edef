// Links in the pages name headings as GitHub does (#first-steps), Doxia as it does (#First_steps): give each heading both.
const seen = new Map();
for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
  const name = heading.textContent.trim().toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, "").replaceAll(" ", "-");
  const before = seen.get(name) ?? 0;
  seen.set(name, before + 1);
  heading.id = before === 0 ? name : `${name}-${before}`;
}
if (location.hash) {
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}
