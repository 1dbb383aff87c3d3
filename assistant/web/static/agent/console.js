// The console: puts the parts together.

import { get, me, post } from "./api.js";
import { clearAsk, copyScript, focusAsk, startAsk, takeHeard } from "./ask.js";
import { call, summary } from "./call.js";
import { showCorner } from "./corner.js";
import { clearDisclosure, openDisclosure, startDisclosure } from "./disclosure.js";
import { forgetGuests, startGuests } from "./handoff.js";
import { startKeys } from "./keys.js";
import { $, copy, dayName, el, fill, tell } from "./nodes.js";
import { clearVehicle, copySentence, focusVin, startVehicle, takeFacts } from "./vehicle.js";

const SURE = 4000; // Milliseconds within which "new call" must be pressed again.
const user = await me();
const program = await get("program");
let newCallSince = 0;
let guests = null;

call.open(user.name);
if (!call.state.blanks["agent name"]) call.fillBlank("agent name", user.shown_as);
$("who").textContent = user.shown_as;
$("as-of").textContent = `Letter as of ${dayName(program.as_of)}`;
fill($("models"), program.models.map((model) => el("option", { value: model })));
fill($("people"), program.people.map((person) => el("li", {},
  el("strong", { text: person.phone }), ` ${person.name}, `, el("span", { class: person.now.startsWith("open") ? "open" : "closed", text: person.now }))));

startAsk();
startVehicle();
startDisclosure();
startNotes();
startKeys({
  copyScript, copySentence, newCall, escape,
  vehicle: () => {
    showView("call");
    const facts = takeHeard();
    if (Object.keys(facts).length) takeFacts(facts);
    focusVin();
  },
  notes: () => { showView("call"); $("notes").focus(); },
  summary: copySummary,
  disclosure: openDisclosure,
  help: () => { const help = $("help"); if (help.open) help.close(); else help.showModal(); },
  type: () => { if (!$("call-view").hidden) focusAsk(); },
});

$("help-open").addEventListener("click", () => $("help").showModal());
$("help-close").addEventListener("click", () => $("help").close());
$("new-call").addEventListener("click", newCall);
$("copy-summary").addEventListener("click", copySummary);
$("sign-out").addEventListener("click", async () => {
  if (guests) await forgetGuests();
  await post("sign-out", {}).catch(() => null);
  call.forget();
  location.replace("/agent");
});
for (const dialog of document.querySelectorAll("dialog")) dialog.addEventListener("close", focusAsk);

if (user.may.includes("editor")) {
  $("views").hidden = false;
  for (const button of $("views").querySelectorAll("button")) {
    button.addEventListener("click", () => showView(button.dataset.view));
  }
}
// A page that the browser had put aside shows nothing of somebody who has signed out meanwhile.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
focusAsk();
guests = await startGuests({ user, showView });

function showView(name) {
  if ($(`${name}-view`).hidden === false) return;
  for (const view of document.querySelectorAll("main")) view.hidden = view.id !== `${name}-view`;
  for (const button of $("views").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }
  tell("");
  if (name === "corner") showCorner();
  else if (name === "guests") guests.focus();
  else focusAsk();
}

function escape() {
  showView("call");
  if (document.activeElement === $("ask")) clearAsk();
  else focusAsk();
}

function startNotes() {
  $("notes").value = call.state.notes;
  $("notes").addEventListener("input", () => call.set("notes", $("notes").value));
  for (const field of document.querySelectorAll(".call input[data-blank]")) {
    field.value = call.state.blanks[field.dataset.blank] ?? "";
    field.addEventListener("input", () => call.fillBlank(field.dataset.blank, field.value, field));
  }
  const draw = () => { $("summary").textContent = summary(user, program); };
  call.addEventListener("change", draw);
  draw();
}

async function copySummary() {
  const done = await copy(summary(user, program));
  tell(done ? "The summary of the call is copied." : "The browser does not allow copying here.", done ? "well" : "wrong");
}

/** Everything of this call goes; pressed by mistake, nothing does. */
function newCall() {
  const now = Date.now();
  if (now - newCallSince > SURE) {
    newCallSince = now;
    return tell("Press Shift F8 again to clear this call: facts, notes and summary.", "wait");
  }
  newCallSince = 0;
  call.clear();
  call.fillBlank("agent name", user.shown_as);
  $("notes").value = "";
  clearAsk();
  clearVehicle();
  clearDisclosure();
  showView("call");
  focusAsk();
  return tell("A new call.");
}
