/* Speaking with the chat. widget.js loads this where the browser can turn speech into text.
 *
 * What is heard stands in the chat's own field, to be read, changed, sent or dropped; the answer to
 * spoken words is read aloud. Only text reaches the door: the sound goes to the browser.
 */
const Recogniser = window.SpeechRecognition || window.webkitSpeechRecognition;
const mouth = window.speechSynthesis;
const TOUCH = matchMedia("(pointer: coarse)").matches;
// Android repeats itself when it listens for longer than one utterance.
const BREATHLESS = /Android/i.test(navigator.userAgent);
const SECONDS = 5;
const REPEATS = 5;

const PURPOSE =
  "Your browser turns speech into text; depending on the browser it may send the sound to its " +
  "maker. We receive only the text.";
const WRONG = {
  "not-allowed":
    "The microphone is not allowed here. You can allow it in your browser’s settings for this " +
    "page, or type your question.",
  "service-not-allowed": "This browser does not turn speech into text here. Please type instead.",
  "audio-capture": "I cannot find a microphone. Please connect one, or type your question.",
  "no-speech": "I did not hear anything. Press the microphone to try again, or type.",
  network: "Your browser’s speech service cannot be reached right now. Please type instead.",
  other: "That did not work. Press the microphone to try again, or type your question.",
};
const HUSH = new Set(["stop", "wait", "quiet", "enough", "cancel", "pause"]);

const STYLE = `
.mic { display: grid; place-items: center; width: 46px; height: 46px; border-radius: 50%;
  color: var(--accent); border-color: var(--edge); }
.mic:hover { background: var(--line); }
.mic[aria-pressed="true"] { background: var(--mine); color: var(--mine-ink); }
.voice { display: flex; flex-wrap: wrap; align-items: center; gap: 0 12px; padding: 4px 20px;
  border-top: 1px solid var(--line); background: var(--card); font-size: .875em; line-height: 1.4; }
.voice p { text-wrap: balance; flex: 1; min-width: 5.5em; margin: 0; padding: 8px 0; }
.voice.asks p { text-wrap: pretty; flex-basis: 100%; padding-bottom: 2px; }
.voice button { padding: 0 4px; color: var(--accent); text-decoration: underline;
  text-underline-offset: 3px; }
.voice .chip { padding: 8px 16px; font-size: 1em; text-decoration: none; margin: 4px 0; }
.voice .chip:hover { color: var(--paper); }
.voice label { display: flex; flex-basis: 100%; gap: 10px; align-items: center; min-height: 44px; }
.voice.asks .chip { margin: 4px 0 8px; }
.voice input { flex: none; width: 22px; height: 22px; margin: 0; accent-color: var(--accent); }
@media (prefers-reduced-motion: no-preference) {
  .mic[aria-pressed="true"] { animation: listen 1.8s infinite ease-out; }
  @keyframes listen { from { box-shadow: 0 0 0 0 var(--accent); } to { box-shadow: 0 0 0 9px transparent; } }
}
@media (max-width: 359px) { .voice p { flex-basis: 100%; padding-bottom: 0; } }
@media (forced-colors: active) { .mic { border: 1px solid; }
  .mic[aria-pressed="true"] { border-width: 4px; } }`;

const SVG = "http://www.w3.org/2000/svg";
const MIC =
  "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M8.5 21h7";

function drawn() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", MIC);
  svg.append(path);
  return svg;
}

const words = (text) => text.toLowerCase().match(/[a-z0-9']+/g) || [];
const joined = (pieces) => pieces.join(" ").replace(/\s+/g, " ").trim();

/** A voice of this device, if it has one: then the answers are not sent away to be read. */
function nearVoice() {
  const english = mouth.getVoices().filter((voice) => /^en\b/i.test(voice.lang));
  const near = english.filter((voice) => voice.localService);
  return near.find((voice) => voice.default) || near.find((voice) => /US/.test(voice.lang)) || near[0];
}

/** What the guest chose, for this tab's session. */
class Choices {
  constructor(home) {
    this.key = `second-key-voice:${home}`;
    this.kept = { agreed: false, aloud: Boolean(mouth), pause: true };
    try {
      Object.assign(this.kept, JSON.parse(sessionStorage.getItem(this.key)));
    } catch {
      // No storage here: the choices last as long as the page.
    }
  }

  set(name, value) {
    this.kept[name] = value;
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // As above.
    }
  }
}

/** A Voice for the chat; null where no microphone could be asked for. */
export function voiceFor(chat, h) {
  const allowed = document.featurePolicy?.allowsFeature("microphone") !== false;
  return Recogniser && isSecureContext && allowed ? new Voice(chat, h) : null;
}

/** `state` is idle, asking, starting, listening, heard, speaking or wrong. */
class Voice {
  /** `chat` is the element; `h` builds a node: h(tag, attributes, ...children). */
  constructor(chat, h) {
    this.chat = chat;
    this.h = h;
    this.choices = new Choices(chat.door.home);
    this.state = "idle";
    this.draft = false;
    this.spoken = false;
    this.heard = "";
    this.round = 0;
    this.mic = h(
      "button",
      { class: "mic", type: "button", "aria-label": "Speak", title: "Speak", "aria-pressed": "false" },
      drawn(),
    );
    this.mic.addEventListener("click", () => this.press());
    this.bar = h("div", { class: "voice", role: "group", "aria-label": "Speaking", hidden: true });
    this.aloud = h("span", { class: "unseen", "aria-live": "polite" });
    const form = chat.panel.querySelector(".compose");
    form.before(this.bar, this.aloud);
    chat.field.after(this.mic);
    this.dress(chat.shadowRoot);
    chat.field.addEventListener("input", () => this.typed());
    document.addEventListener("keydown", (event) => this.key(event), true);
    addEventListener("pagehide", () => this.quiet());
    mouth?.getVoices(); // Some browsers load them only when asked.
  }

  dress(root) {
    if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    } else {
      root.append(this.h("style", {}, STYLE));
    }
  }

  // ------------------------------------------------------------ what the chat tells

  /** A message goes out; whether it was spoken decides whether its answer is. */
  sent({ payload }) {
    this.spoken = this.draft && !payload;
    if (!payload) this.draft = false;
    this.quiet();
  }

  /** Answers, notices and what a person wrote. */
  told(messages) {
    if (!this.spoken || !this.choices.kept.aloud || !mouth || this.chat.panel.hidden) return;
    const text = joined(messages.map(({ name, speech, text }) => (name ? `${name}: ${text}` : speech || text)));
    // A guest who is in the middle of saying or reading something is not talked over.
    if (text && (this.state === "idle" || this.state === "speaking")) this.speak(text);
  }

  /** Stop whatever is under way; what stands in the field stays there. */
  quiet() {
    this.round += 1;
    this.deafen();
    if (this.state === "speaking") mouth.cancel();
    clearTimeout(this.watch);
    clearTimeout(this.timer);
    this.be("idle");
  }

  // ------------------------------------------------------------ the bar above the field

  be(state, text = "", ...controls) {
    this.state = state;
    const { activeElement } = this.chat.shadowRoot;
    const held = this.bar.contains(activeElement);
    this.bar.classList.toggle("asks", state === "asking");
    this.bar.hidden = !text;
    this.line = this.h("p", { id: "voice-line" }, text);
    this.bar.replaceChildren(this.line, ...controls);
    if (held) (this.bar.querySelector("button") || this.mic).focus();
    this.mic.setAttribute("aria-pressed", String(Boolean(this.ear)));
  }

  announce(text) {
    this.aloud.textContent = text;
  }

  control(label, act, kind = "") {
    return this.h("button", { type: "button", class: kind, onclick: act }, label);
  }

  /** A box to tick; it counts at once. */
  choice(name, label) {
    const box = this.h("input", { type: "checkbox" });
    box.checked = this.choices.kept[name];
    box.addEventListener("change", () => this.choices.set(name, box.checked));
    return this.h("label", {}, box, this.h("span", {}, label));
  }

  /** Before the browser asks for the microphone: where the sound goes. */
  ask() {
    const agree = () => {
      this.choices.set("agreed", true);
      this.begin();
    };
    const go = this.control("Use the microphone", agree, "chip");
    go.setAttribute("aria-describedby", "voice-line");
    const boxes = [this.choice("pause", `Send what I said after a pause of ${SECONDS} seconds`)];
    if (mouth) boxes.push(this.choice("aloud", "Read the answers aloud"));
    const back = this.control(this.choices.kept.agreed ? "Close" : "Not now", () => this.quiet());
    this.be("asking", PURPOSE, ...boxes, go, back);
    go.focus();
  }

  press() {
    const { state } = this;
    if (state === "asking") return this.quiet();
    if (!this.choices.kept.agreed) return this.ask();
    if (state === "listening" || state === "starting") return this.finish();
    this.begin();
  }

  key(event) {
    const { state } = this;
    if (state === "idle") return;
    const path = event.composedPath();
    if (event.key === "Escape" && (state === "speaking" || path.includes(this.chat))) {
      // One step back: the next Escape closes the chat.
      event.stopPropagation();
      event.preventDefault();
      if (state === "listening" && !this.counts) this.cancel();
      else this.quiet();
      return;
    }
    const presses = event.key === "Enter" || event.key === " ";
    const ours = path.includes(this.bar) || path.includes(this.mic);
    if (state === "speaking" && !(presses && ours)) this.quiet();
  }

  // ------------------------------------------------------------ listening

  /** From a press: the browser asks for the microphone if it was not allowed yet. */
  begin() {
    this.quiet();
    // Safari speaks later only if it was made to by a press once.
    if (mouth && this.choices.kept.aloud) mouth.speak(new SpeechSynthesisUtterance(""));
    this.before = this.chat.field.value.trim();
    this.heard = "";
    this.listen();
    if (this.ear) this.be("starting", "If your browser asks, please allow the microphone.", this.dropper());
  }

  dropper() {
    return this.control("Cancel", () => this.cancel());
  }

  listen() {
    const ear = new Recogniser();
    ear.lang = "en-US";
    ear.interimResults = true;
    ear.continuous = !BREATHLESS;
    ear.onstart = () => this.ear === ear && this.state === "starting" && this.hearing();
    ear.onresult = ({ results }) => this.ear === ear && this.hear(Array.from(results));
    ear.onerror = ({ error }) => this.ear === ear && this.fail(error);
    ear.onend = () => this.ear === ear && this.ended();
    this.ear = ear;
    this.from = 0;
    try {
      ear.start();
    } catch {
      this.ear = null;
      this.fail("other");
    }
  }

  deafen() {
    const { ear } = this;
    this.ear = null;
    this.counts = false;
    try {
      ear?.abort();
    } catch {
      // It had not begun.
    }
  }

  hearing() {
    const more = this.control("Settings", () => {
      this.quiet();
      this.ask();
    });
    this.be("listening", "Listening…", this.dropper(), more);
  }

  hear(results) {
    if (this.state === "speaking" && !this.interrupted(results)) return;
    const heard = results.slice(this.from).map(([best]) => best.transcript);
    if (!joined(heard)) return;
    this.heard = joined(heard);
    this.draft = true;
    this.chat.field.value = joined([this.before, this.heard]);
    this.chat.suitField();
    this.chat.field.scrollTop = this.chat.field.scrollHeight;
    clearTimeout(this.timer);
    if (this.state !== "listening" || this.counts) this.hearing();
    this.counts = false;
    // Where results are never called final, a longer silence says as much.
    const silence = results[results.length - 1].isFinal ? 500 : 2000;
    this.timer = setTimeout(() => this.settle(), silence);
  }

  /** The guest has paused: send soon, or leave it to them. */
  settle() {
    clearTimeout(this.timer);
    this.counts = true;
    const controls = [
      this.control("Send now", () => this.send(), "chip"),
      this.control("Edit", () => {
        this.quiet();
        this.chat.field.focus();
      }),
      this.dropper(),
    ];
    const state = this.ear ? "listening" : "heard";
    if (!this.choices.kept.pause) {
      this.be(state, "Is that right?", ...controls);
      this.announce(`I heard: ${this.heard}`);
      return;
    }
    let left = SECONDS;
    this.be(state, `Sending in ${left}`, ...controls);
    this.announce(`I heard: ${this.heard}. Sending in ${left} seconds. Escape keeps it.`);
    const tick = () => {
      left -= 1;
      if (!left) return this.send();
      this.line.textContent = `Sending in ${left}`;
      this.timer = setTimeout(tick, 1000);
    };
    this.timer = setTimeout(tick, 1000);
  }

  send() {
    this.quiet();
    this.chat.submit();
  }

  /** The guest is done speaking; the last words may still be on their way. */
  finish() {
    if (this.counts) return this.quiet();
    if (this.heard) this.ear.stop();
    else this.quiet();
  }

  /** As if nothing had been said. */
  cancel() {
    this.quiet();
    this.draft = false;
    this.chat.field.value = this.before;
    this.chat.suitField();
    this.announce("Cancelled");
  }

  /** Who types takes over. */
  typed() {
    if (!this.chat.field.value.trim()) this.draft = false;
    if (this.state !== "idle") this.quiet();
  }

  ended() {
    this.ear = null;
    if (this.state === "speaking") this.overhear();
    else if (!this.heard) this.fail("no-speech");
    else if (this.counts) this.still();
    else this.settle();
  }

  /** The browser has stopped listening while the words wait to be sent. */
  still() {
    this.state = "heard";
    this.mic.setAttribute("aria-pressed", "false");
  }

  fail(error) {
    if (error === "aborted") return;
    if (this.state === "speaking") {
      // The answer goes on; only the voice can no longer stop it.
      if (error !== "no-speech") this.repeats = 0;
      return;
    }
    // Silence after words is the end of them, which `onend` tells.
    if (error === "no-speech" && this.heard) return;
    if (error === "not-allowed") this.choices.set("agreed", false);
    const text = WRONG[error] || WRONG.other;
    this.quiet();
    this.be("wrong", text, this.control("Close", () => this.quiet()));
    this.announce(text);
  }

  // ------------------------------------------------------------ reading aloud

  speak(text) {
    if (this.state !== "speaking") {
      this.round += 1;
      this.saying = new Set();
      this.repeats = REPEATS;
      this.patience = 0;
      const how = TOUCH ? "Reading the answer aloud." : "Reading aloud. Any key or your voice stops it.";
      this.be("speaking", how, this.control("Stop", () => this.quiet(), "chip"));
      this.overhear();
    }
    words(text).forEach((word) => this.saying.add(word));
    // Sentence by sentence: some browsers fall silent in the middle of a long text.
    const { round } = this;
    const parts = text.match(/.+?(?:[.!?](?=\s|$)|$)/g) || [text];
    const voice = nearVoice();
    parts.forEach((part, no) => {
      const utterance = new SpeechSynthesisUtterance(part.trim());
      utterance.lang = "en-US";
      if (voice) utterance.voice = voice;
      if (no === parts.length - 1) {
        this.last = utterance;
        utterance.onend = utterance.onerror = () => this.last === utterance && this.said(round);
      }
      mouth.speak(utterance);
    });
    // Where there is no voice at all, nothing ever says that it has ended.
    this.patience += 5000 + text.length * 120;
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.said(round), this.patience);
  }

  said(round) {
    if (round === this.round && this.state === "speaking") this.quiet();
  }

  /** While an answer is read, the guest may cut in. Not on phones: they would hear themselves. */
  overhear() {
    if (TOUCH || !this.repeats) return this.mic.setAttribute("aria-pressed", "false");
    this.repeats -= 1;
    this.listen();
    this.mic.setAttribute("aria-pressed", String(Boolean(this.ear)));
  }

  /** Whether it is the guest who was heard, not the answer itself. */
  interrupted(results) {
    const latest = results[results.length - 1];
    const strange = words(latest[0].transcript).filter((word) => !this.saying.has(word));
    const hush = strange.some((word) => HUSH.has(word));
    if (!hush && strange.length < 2) return false;
    this.round += 1;
    clearTimeout(this.watch);
    mouth.cancel();
    if (hush && strange.length < 3) {
      this.quiet();
      return false;
    }
    this.from = results.length - 1;
    this.before = this.chat.field.value.trim();
    this.heard = "";
    this.hearing();
    return true;
  }
}
