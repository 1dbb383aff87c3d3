// The disclosure form: a dialog that takes over what the call knows, and hands out paper and e-mail.

import { get, post } from "./api.js";
import { call } from "./call.js";
import { $, copy, el, fill, tell } from "./nodes.js";
import { carOfForm } from "./vehicle.js";

const GROUPS = [
  ["Vehicle", [["vin", "VIN"], ["model", "Model"], ["model_year", "Model year"]]],
  ["Guest", [["guest_name", "Name"], ["guest_email", "E-mail"], ["guest_address", "Street"], ["guest_city", "City, state, ZIP"],
    ["home_phone", "Home phone"], ["mobile_phone", "Mobile phone"]]],
  ["Dealer", [["dealer_name", "Name"], ["dealer_address", "Address"], ["dealer_code", "Code"], ["dealer_phone", "Phone"], ["dealer_staff", "Staff name"]]],
];
const NAMES = GROUPS.flatMap(([, fields]) => fields.map(([name]) => name));
const dialog = $("disclosure");
const field = (name) => $(`form-${name}`);

export function startDisclosure() {
  fill($("form-fields"), GROUPS.map(([title, fields]) => el("fieldset", {}, el("legend", { text: title }),
    ...fields.map(([name, label]) => el("div", { class: `field ${name}` },
      el("label", { for: `form-${name}`, text: label }),
      el("input", { id: `form-${name}`, type: "text", autocomplete: "off", spellcheck: "false", maxlength: "120", "aria-describedby": `form-${name}-told` }),
      el("p", { class: "trouble", id: `form-${name}-told` }))))));
  $("disclosure-form").addEventListener("submit", (event) => { event.preventDefault(); make(); });
  $("disclosure-close").addEventListener("click", () => dialog.close());
  $("open-disclosure").addEventListener("click", openDisclosure);
}

export async function openDisclosure() {
  if (dialog.open) return;
  const known = { ...carOfForm(), guest_name: call.state.blanks["guest name"] ?? "", dealer_name: call.state.blanks["dealer name"] ?? "" };
  for (const name of NAMES) {
    if (known[name]) field(name).value = known[name];
    trouble(name, "");
  }
  fill($("made"));
  dialog.showModal();
  (NAMES.map(field).find((input) => !input.value) ?? field("vin")).focus();
  showKept();
}

export function clearDisclosure() {
  for (const name of NAMES) field(name).value = "";
  fill($("made"));
  if (dialog.open) dialog.close();
}

async function make() {
  const typed = Object.fromEntries(NAMES.map((name) => [name, field(name).value]));
  try {
    showMade(await post("disclosures", { ...typed, built: carOfForm().built }));
    for (const name of NAMES) trouble(name, "");
    call.advised("Disclosure form made", `VIN ${typed.vin}`);
    showKept();
  } catch (error) {
    const wrong = error.data?.wrong;
    for (const name of NAMES) trouble(name, wrong?.[name] ?? "");
    if (wrong) field(NAMES.find((name) => wrong[name])).focus();
    tell(wrong ? "The form is not complete yet." : error.message, "wrong");
  }
}

function trouble(name, text) {
  $(`form-${name}-told`).textContent = text;
  field(name).setAttribute("aria-invalid", String(Boolean(text)));
}

function showMade({ form, email, remarks }) {
  const line = (title, text) => el("div", { class: "mail" },
    el("h4", { text: title }),
    el("pre", { text, tabindex: "0", "aria-label": title }),
    el("button", { type: "button", onclick: async () => tell(await copy(text) ? `${title}: copied.` : "Copying is not allowed here.") }, `Copy ${title.toLowerCase()}`));
  fill($("made"),
    el("h3", { text: "The form is made, and its copy is kept" }),
    el("p", {}, el("a", { href: form.file, download: true, class: "paper" }, "Open the PDF"), " and have it signed. Then send a copy by e-mail, and keep the original at the dealership."),
    line("To", email.to), line("Subject", email.subject), line("Text", email.body),
    el("ul", { class: "fine" }, ...remarks.map((remark) => el("li", { text: remark }))));
  $("made").querySelector("a").focus();
  tell("The form is made.");
}

async function showKept() {
  const { forms } = await get("disclosures");
  fill($("kept"), forms.length ? el("h3", { text: "Kept copies" }) : null, el("ul", {}, ...forms.slice(0, 8).map((form) => el("li", {},
    el("a", { href: form.file, download: true }, `VIN …${form.last_six}`),
    ` ${new Date(form.created).toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short" })}, ${form.by}`))));
}
