// Of the page as a whole: which part is shown, dark or light, keys.

const TABS = ["map", "journey", "programs", "node", "events"];
const PHONE = window.matchMedia("(max-width: 800px)");

function press(selector) { const found = document.querySelector(selector); if (found) found.click(); }

window.samaraConsole = {
  open(name) {
    const tab = [...document.querySelectorAll(".s-tabs .q-tab")][TABS.indexOf(name)];
    if (tab) tab.click();
  },
  turned(name) {
    document.body.dataset.page = name;
    history.replaceState(null, "", "#" + name);
    if (name !== "journey" && window.samaraJourney) window.samaraJourney.clearMap();
    if (name === "journey" && window.samaraJourney && window.samaraJourney.head) window.samaraJourney.onMap();
    window.dispatchEvent(new Event("resize"));
  },
  journey(number) {
    this.open("journey");
    if (window.samaraJourney) window.samaraJourney.open(number);
  },
  toggleDark() {
    const dark = !document.body.classList.contains("body--dark");
    window.Quasar.Dark.set(dark);
    try { localStorage.setItem("samara-dark", dark ? "1" : "0"); } catch (error) { /* private mode */ }
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.composedPath()[0];
  if (at.closest && at.closest("input, textarea, select, .cm-editor, [contenteditable=true]")) return;
  if (/^[1-5]$/.test(event.key)) window.samaraConsole.open(TABS[event.key - 1]);
  if (event.key === "d") window.samaraConsole.toggleDark();
  if (event.key === "k") press(".s-pause");
  if (event.key === ".") press(".s-step");
  if (event.key === "h") press(".s-next-hop");
});

function begin() {
  if (!document.querySelector(".s-tabs .q-tab")) { setTimeout(begin, 30); return; }
  let kept = null;
  try { kept = localStorage.getItem("samara-dark"); } catch (error) { /* private mode */ }
  if (kept !== null) window.Quasar.Dark.set(kept === "1");
  const wanted = location.hash.slice(1);
  const first = TABS.includes(wanted) ? wanted : PHONE.matches ? "map" : "journey";
  document.body.dataset.page = first;
  if (first !== "journey") window.samaraConsole.open(first);
}
begin();
