// Pages are built from nodes; no text ever becomes markup.

/** An element with attributes and children; a child is a node or a text. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "text") node.textContent = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const TAGS = new Set(["p", "strong", "em", "ul", "ol", "li", "a", "br", "table", "thead", "tbody", "tr", "th", "td"]);
const LINK = /^(https:\/\/|tel:|mailto:)/;

/** The nodes of a tree that the server made from Markdown. */
export function grown(tree) {
  return tree.map((part) => {
    if (typeof part === "string") return document.createTextNode(part);
    if (!TAGS.has(part.tag)) return document.createTextNode("");
    const node = el(part.tag, {}, ...grown(part.children));
    if (part.tag === "a" && LINK.test(part.href)) {
      node.href = part.href;
      if (part.href.startsWith("https:")) Object.assign(node, { target: "_blank", rel: "noopener noreferrer" });
    }
    return node;
  });
}

export const $ = (id) => document.getElementById(id);

/** Puts children in place of what was there. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter(Boolean));
}

/** "January 31, 2024" */
export function dayName(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return new Date(year, month - 1, day).toLocaleDateString("en-US", { year: "numeric", month: "long", day: "numeric" });
}

let spoken;
/** Tells what happened, in one line at the foot of the page and to a screen reader. */
export function tell(text, kind = "well") {
  // Behind an open dialog nobody would see or hear it.
  const line = document.querySelector("dialog[open] .told") ?? $("told");
  line.textContent = text;
  line.dataset.kind = kind;
  clearTimeout(spoken);
  spoken = setTimeout(() => { line.textContent = ""; }, 8000);
}

/** Copies a text; also where the page is not served securely. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const back = document.activeElement;
    const area = el("textarea", { class: "aside", "aria-hidden": "true", tabindex: "-1" });
    area.value = text;
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    back?.focus();
    return done;
  }
}
