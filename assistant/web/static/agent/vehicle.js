// The vehicle card: what is known of the car, the verdict as the guest is told it, and why.

import { post, settled } from "./api.js";
import { contradictions } from "./ask.js";
import { call } from "./call.js";
import { $, copy, dayName, el, fill, grown, tell } from "./nodes.js";

const FIELDS = ["vin", "model", "built", "plant", "model_year"];
const LENGTH = 17;
const COVERS = { yes: "covers it", partly: "covers part of it", no: "does not", unknown: "" };
const LISTS = { chart: "Chart", table: "Model/Years table" };
let advice = null;

export function startVehicle() {
  for (const name of FIELDS) {
    const field = $(name);
    field.value = call.state.facts[name] ?? "";
    field.addEventListener("input", () => {
      call.fact(name, field.value);
      lookUp();
    });
  }
  show({ facts: {}, unread: {}, vin: null, vin_so_far: [], advice: null });
  if (FIELDS.some((name) => $(name).value)) lookUp();
}

/** Puts facts into the card; a field that is not named stays as it is. */
export function takeFacts(facts) {
  for (const [name, value] of Object.entries(facts)) {
    if (name === "plant" && !["japan", "north_america"].includes(value)) continue;
    $(name).value = value;
    call.fact(name, value);
  }
  lookUp();
}

export function clearVehicle() {
  for (const name of FIELDS) $(name).value = "";
  show({ facts: {}, unread: {}, vin: null, vin_so_far: [], advice: null });
}

export function focusVin() {
  const vin = $("vin");
  vin.focus();
  vin.setSelectionRange(vin.value.length, vin.value.length);
}

const lookUp = settled(120, async (signal) => {
  const entry = Object.fromEntries(FIELDS.map((name) => [name, $(name).value]));
  try {
    show(await post("vehicle", entry, signal));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    tell(error.message, "wrong");
  }
});

function show(card) {
  advice = card.advice;
  for (const name of FIELDS) {
    const wrong = name === "vin" ? vinTrouble(card) : card.unread[name] ?? "";
    $(name).setAttribute("aria-invalid", String(Boolean(wrong)));
    const line = $(`${name}-told`);
    if (line) line.textContent = wrong;
  }
  showVin(card);
  showVerdict();
  call.set("vehicle", advice && advice.outcome !== "need_facts" && advice.outcome !== "invalid_facts" ? {
    words: vehicleWords(advice.facts), short: advice.short, as_of: dayName(advice.as_of), conditions: advice.conditions,
  } : null);
}

/** While a VIN is being typed, its length is no trouble yet. */
function vinTrouble({ vin }) {
  if (!vin || vin.vin || vin.heard.length < LENGTH) return "";
  return vin.problems[0] ?? "";
}

function showVin({ vin, vin_so_far: told }) {
  const characters = vin?.vin ?? vin?.heard ?? "";
  const repaired = new Set((vin?.repaired ?? []).map((repair) => repair.position));
  fill($("boxes"), Array.from({ length: LENGTH }, (_, at) => {
    const marks = [at + 1 === vin?.ask && "ask", repaired.has(at + 1) && "repaired", at < characters.length || "open"];
    return el("span", { class: marks.filter(Boolean).join(" "), text: characters[at] ?? "" });
  }));
  const count = characters.length;
  const said = vin?.vin
    ? [...(vin.repaired.length ? [`Repaired: ${vin.repaired.map((r) => `position ${r.position}, heard ${r.heard}, is ${r.is}`).join("; ")}. Read it back.`] : ["Valid. Read it back."])]
    : [count ? `${count} of ${LENGTH}.` : "", ...told, vin?.ask && vin.options.length ? `Ask for character ${vin.ask}: ${vin.options.join(" or ")}?` : ""];
  $("vin-so-far").textContent = said.filter(Boolean).join(" ");
  fill($("candidates"), (vin?.candidates ?? []).slice(0, 4).map((candidate) => el("button", {
    type: "button", class: "candidate", onclick: () => { takeFacts({ vin: candidate }); focusVin(); },
  }, candidate)));
}

function showVerdict() {
  const place = $("verdict");
  place.dataset.outcome = advice?.outcome ?? "none";
  if (!advice) {
    fill(place, el("p", { class: "quiet", text: "Model and build month are enough. The verdict and its reasons appear here." }));
    return;
  }
  fill(place,
    el("p", { class: "outcome", text: advice.short }),
    el("section", { class: "say", "aria-labelledby": "sentence-title" },
      el("h3", { id: "sentence-title" }, advice.asks ? "Ask next " : "Say ", el("kbd", { text: "F4" }), el("span", { class: "hint", text: " copies it" })),
      el("p", { id: "sentence", text: advice.say })),
    advice.conditions.length ? part("Only if", "conditions", bullets(advice.conditions)) : null,
    advice.conflicts.length ? part("The lists disagree", "never", bullets(advice.conflicts)) : null,
    advice.changes.length ? part("What would change it", "changes", changes()) : null,
    advice.rows.length ? part("Rows", "rows", rows()) : null,
    part("Why", "reasons", el("ul", {}, ...advice.reasons.map((reason) => el("li", {},
      `${reason.sentence} `, reason.where ? el("cite", { text: reason.where }) : null)))),
    advice.asks ? null : part("As the guest reads it", "in-writing", el("div", {}, ...grown(advice.told))),
    advice.contradictions.length ? part("The letter says both", "both", contradictions(advice.contradictions)) : null,
    el("p", { class: "fine", text: `Letter as of ${dayName(advice.as_of)}.` }));
}

function part(title, kind, ...content) {
  return el("section", { class: kind }, el("h3", { text: title }), ...content);
}

const bullets = (texts) => el("ul", {}, ...texts.map((text) => el("li", { text })));

function changes() {
  return el("ul", {}, ...advice.changes.map((change) => el("li", {},
    `If ${change.if}: `, el("strong", { class: `outcome-of ${change.outcome}`, text: change.then }))));
}

function rows() {
  return el("table", {},
    el("thead", {}, el("tr", {}, ...["List", "Vehicle", "Built", "This date"].map((title) => el("th", { scope: "col", text: title })))),
    el("tbody", {}, ...advice.rows.map((row) => el("tr", { class: row.covers },
      el("td", { text: LISTS[row.list], title: row.where }),
      el("td", { text: row.vehicle }),
      el("td", { text: row.period }),
      el("td", { class: "covers", text: COVERS[row.covers] })))),
    advice.phase_cell ? el("caption", { text: advice.phase_cell }) : null);
}

function vehicleWords(facts) {
  const plant = { japan: "Japan", north_america: "North America" }[facts.plant];
  return [facts.model, facts.model_year && `model year ${facts.model_year}`, facts.built && `built ${facts.built}`,
    plant && `in ${plant}`, facts.vin && `VIN ${facts.vin}`].filter(Boolean).join(", ");
}

/** Copies the safe sentence. */
export async function copySentence() {
  if (!advice) {
    focusVin();
    return tell("Fill in the vehicle first: the VIN, or model and build month.", "wait");
  }
  const done = await copy(advice.say);
  if (!advice.asks) call.advised(`Vehicle, ${advice.short}`, advice.say);
  return tell(done ? (advice.asks ? "The question is copied." : "The sentence is copied.") : "The browser does not allow copying here.", done ? "well" : "wrong");
}

/** What the disclosure form takes over. */
export function carOfForm() {
  const facts = advice?.facts ?? {};
  return { vin: facts.vin ?? $("vin").value, model: facts.model ?? $("model").value, model_year: String(facts.model_year ?? $("model_year").value), built: facts.built ?? "" };
}
