// What this call is about. It lives in this tab alone, survives a reload, and ends with "new call".

const KEY = "second-key-call";
const FACTS = ["vin", "model", "built", "plant", "model_year"];

function blank() {
  return { began: new Date().toISOString(), ask: "", facts: {}, blanks: {}, notes: "", topics: [], advice: [], vehicle: null };
}

class Call extends EventTarget {
  #state = blank();
  #owner = "";

  /** Takes up the call that this tab was in, if the same person was. */
  open(owner) {
    this.#owner = owner;
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
      if (kept?.owner === owner) this.#state = { ...blank(), ...kept.state };
    } catch { /* Whatever stood there was no call. */ }
    this.#keep();
  }

  get state() { return this.#state; }

  set(part, value) {
    this.#state[part] = value;
    this.#keep(part);
  }

  fact(name, value) {
    if (!FACTS.includes(name)) return;
    this.#state.facts[name] = value;
    this.#keep("facts");
  }

  fillBlank(name, value, source) {
    this.#state.blanks[name] = value;
    this.#keep("blanks", source);
  }

  /** A topic that was in front of the agent; the same one only once. */
  sawTopic(id, title) {
    if (!this.#state.topics.some((topic) => topic.id === id)) {
      this.#state.topics.push({ id, title });
      this.#keep("topics");
    }
  }

  /** A text that was taken to be said. */
  advised(title, text) {
    this.#state.advice = this.#state.advice.filter((advice) => advice.title !== title);
    this.#state.advice.push({ title, text });
    this.#keep("advice");
  }

  clear() {
    this.#state = blank();
    this.#keep("all");
  }

  forget() {
    this.#state = blank();
    sessionStorage.removeItem(KEY);
  }

  #keep(part, source) {
    sessionStorage.setItem(KEY, JSON.stringify({ owner: this.#owner, state: this.#state }));
    this.dispatchEvent(new CustomEvent("change", { detail: { part, source } }));
  }
}

export const call = new Call();

const time = (moment) => moment.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });

/** The call as text for a CRM. */
export function summary(user, program) {
  const { began, facts, blanks, notes, topics, advice, vehicle } = call.state;
  const from = new Date(began);
  const day = from.toLocaleDateString("en-US", { year: "numeric", month: "long", day: "numeric" });
  const lines = [`${program.name} (${program.code})`, `Call: ${day}, ${time(from)} to ${time(new Date())}`, `Agent: ${user.shown_as}`];
  if (blanks["guest name"]) lines.push(`Guest: ${blanks["guest name"]}`);
  if (blanks["dealer name"]) lines.push(`Dealer: ${blanks["dealer name"]}`);
  if (vehicle) {
    lines.push(`Vehicle: ${vehicle.words}`);
    lines.push(`Verdict: ${vehicle.short} (as of ${vehicle.as_of})`);
    for (const condition of vehicle.conditions) lines.push(`  if ${condition}`);
  } else if (facts.vin || facts.model) {
    lines.push(`Vehicle: ${[facts.vin, facts.model, facts.built].filter(Boolean).join(", ")}`);
  }
  if (topics.length) lines.push(`Topics: ${topics.map((topic) => topic.title).join("; ")}`);
  if (advice.length) {
    lines.push("Advice given:");
    for (const given of advice) lines.push(`- ${given.title}: ${given.text.replaceAll(/\s+/g, " ")}`);
  }
  if (notes.trim()) lines.push("Notes:", notes.trim());
  return lines.join("\n");
}
