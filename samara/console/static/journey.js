// A journey: the steps of one message, its variables at each beside the source, scrubbed by slider
// and keys. The map shows the same step.

const POLL_MS = 700;
const LISTED = 200;
const ICONS = { injected: "▶", arrived: "→", stayed: "↩", "in-doubt": "?", finished: "✔", failed: "✖", killed: "✖", lost: "✖", report: "✉", write: "✎", print: "“", cloned: "⎘", broadcast: "⎘" };

const escape = (text) => String(text).replace(/[&<>"]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[one]);
const base = (path) => (path || "").split("/").pop();
const count = (value) => (value === undefined || value === null ? "–" : Number(value).toLocaleString("en"));
// Of a simulation in seconds; of the world on this clock.
const isWorld = (value) => value > 1e8;
const seconds = (value) => (value === undefined || value === null ? "–" : isWorld(value) ? new Date(value * 1000).toLocaleTimeString("en-GB") : `${value.toFixed(2)} s`);

class JourneyView extends HTMLElement {
  connectedCallback() {
    if (this.made) return;
    this.made = true;
    this.steps = []; this.head = null; this.number = null; this.at = -1; this.follow = true;
    this.innerHTML = `
      <div class="j-pick"><select class="j-message" aria-label="Message"></select>
        <a class="j-export" role="button" title="Save as a file that another console opens" download>Export</a></div>
      <div class="j-empty">No message has been under way yet. Run a program on the Programs page.</div>
      <div class="j-body" hidden>
        <div class="j-facts"></div>
        <div class="j-scrub" role="group" aria-label="Steps">
          <button data-go="first" title="First (Home)" aria-label="First step"><i class="material-icons" aria-hidden="true">first_page</i></button>
          <button data-go="back" title="Back (←)" aria-label="Step back"><i class="material-icons" aria-hidden="true">chevron_left</i></button>
          <input type="range" min="0" value="0" aria-label="Step of the journey">
          <button data-go="on" title="On (→)" aria-label="Step on"><i class="material-icons" aria-hidden="true">chevron_right</i></button>
          <button data-go="last" title="Last, and follow (End)" aria-label="Last step"><i class="material-icons" aria-hidden="true">last_page</i></button>
          <button data-go="play" title="Play (space)" aria-label="Play"><i class="material-icons" aria-hidden="true">play_arrow</i></button>
        </div>
        <div class="j-spark" aria-hidden="true"><canvas height="46"></canvas></div>
        <div class="j-step" aria-live="polite"></div>
        <div class="j-code"></div>
        <details class="j-library"><summary>Library frames</summary><div></div></details>
        <ol class="j-steps" tabindex="-1"></ol>
      </div>`;
    this.find = (name) => this.querySelector(name);
    this.find("input").addEventListener("input", (event) => { this.follow = false; this.go(Number(event.target.value)); });
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-go]"), row = event.target.closest("li[data-step]");
      if (button) this.act(button.dataset.go);
      if (row) { this.follow = false; this.go(Number(row.dataset.step)); }
    });
    this.find(".j-message").addEventListener("change", (event) => this.open(Number(event.target.value)));
    document.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.spark()).observe(this.find(".j-spark"));
    window.samaraJourney = this;
    this.poll();
  }

  url(path) { return new URL("../" + path, import.meta.url); }
  visible() { return this.offsetParent !== null; }

  async poll() {
    try { if (this.visible()) await this.refresh(); } catch (error) { /* the next poll tries again */ }
    setTimeout(() => this.poll(), POLL_MS);
  }

  async refresh() {
    const listed = await (await fetch(this.url(`journeys?most=${LISTED}`))).json();
    this.list(listed);
    if (this.number === null && listed.length) this.open(listed[0].number);
    if (this.number !== null) await this.load();
  }

  list(listed) {
    const select = this.find(".j-message");
    const text = (one) => `${base(one.program) || one.message.slice(0, 8)} #${one.number} · ${one.status} · ${one.hops} hops`;
    const now = JSON.stringify(listed.map((one) => [one.number, text(one)]));
    this.find(".j-empty").hidden = listed.length > 0;
    if (now === this.listed || document.activeElement === select) return;
    this.listed = now;
    select.replaceChildren(...listed.map((one) => new Option(text(one), one.number)));
    if (this.number !== null) select.value = this.number;
  }

  open(number) {
    this.number = number; this.steps = []; this.head = null; this.at = -1; this.follow = true;
    this.find(".j-message").value = number;
    this.find(".j-export").href = this.url(`export?message=${number}`);
    return this.load();
  }

  // One at a time, so that no step comes twice.
  load() {
    this.loading = (this.loading || Promise.resolve()).catch(() => {}).then(() => this.loadNow());
    return this.loading;
  }

  async loadNow() {
    const number = this.number;
    const since = this.steps.length ? this.steps[this.steps.length - 1].n + 1 : 0;
    const answer = await fetch(this.url(`journeys/${number}?since=${since}`));
    if (!answer.ok || number !== this.number) return;
    const { head, steps } = await answer.json();
    if (this.head && head.revised !== this.head.revised) { this.steps = []; this.head = { ...this.head, revised: head.revised }; this.anew = true; return this.loadNow(); }
    const first = !this.head || this.anew, changed = first || steps.length || head.status !== this.head.status;
    this.head = head;
    this.anew = false;
    this.steps.push(...steps);
    if (!changed) return;
    this.find(".j-body").hidden = false;
    const slider = this.find("input");
    slider.max = Math.max(this.steps.length - 1, 0);
    this.facts(); this.rows(steps, first); this.spark();
    if (this.follow || this.at < 0) this.go(this.steps.length - 1, true);
    else this.go(this.at, true);
  }

  act(what) {
    const last = this.steps.length - 1;
    if (what === "play") { this.play(); return; }
    this.follow = what === "last";
    this.go({ first: 0, back: this.at - 1, on: this.at + 1, last }[what]);
  }

  play() {
    if (this.playing) { clearInterval(this.playing); this.playing = null; }
    else {
      this.follow = false;
      if (this.at >= this.steps.length - 1) this.go(0);
      this.playing = setInterval(() => {
        if (this.at >= this.steps.length - 1) this.play(); else this.go(this.at + 1);
      }, 280);
    }
    this.querySelector("[data-go=play] i").textContent = this.playing ? "pause" : "play_arrow";
  }

  key(event) {
    if (!this.visible() || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.composedPath()[0];
    if (at.closest && at.closest("input:not([type=range]), textarea, select, .cm-editor, .stage")) return;
    const acts = { ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last", " ": "play" };
    if (!acts[event.key] || (event.key === " " && at.closest && at.closest("button, a, summary"))) return;
    event.preventDefault();
    this.act(acts[event.key]);
  }

  go(at, quiet) {
    if (!this.steps.length) return;
    this.at = Math.max(0, Math.min(at, this.steps.length - 1));
    const slider = this.find("input");
    slider.value = this.at;
    slider.setAttribute("aria-valuetext", `step ${this.at + 1} of ${this.steps.length}, at ${this.steps[this.at].node}`);
    this.step(); this.code(); this.markRow(quiet); this.spark(); this.onMap();
  }

  onMap() {
    const nodes = this.steps.map((step) => step.node);
    if (window.samaraMap) window.samaraMap.showRoute(nodes, this.at, this.head.number);
  }

  clearMap() { if (window.samaraMap) window.samaraMap.showRoute([], 0, 0); }

  // The frames in force at a step: its own, or those of the last that had some.
  frames(at) {
    for (let i = at; i >= 0; i--) if (this.steps[i].frames) return [this.steps[i].frames, i];
    return [[], -1];
  }

  facts() {
    const head = this.head, took = head.ended_s === null ? null : head.ended_s - head.began_s;
    const fact = (name, value) => `<span><i>${name}</i><b>${escape(value)}</b></span>`;
    const gas = this.steps.reduce((sum, step) => sum + (step.gas || 0), 0);
    this.find(".j-facts").innerHTML = `<span class="j-status ${escape(head.status)}">${escape(head.status)}</span>` +
      fact("hops", count(head.hops)) + fact("from", head.origin) + fact("now at", head.node) +
      fact("began", seconds(head.began_s)) + (took === null ? "" : fact("took", seconds(took))) + fact("gas", count(gas)) +
      (head.left_out ? fact("steps left out", count(head.left_out)) : "") +
      `<code title="identity">${escape(head.message)}</code>`;
  }

  step() {
    const step = this.steps[this.at], before = this.steps[this.at - 1];
    const cell = (name, value) => (value === undefined || value === null || value === "" ? "" : `<span><i>${name}</i><b>${escape(value)}</b></span>`);
    this.find(".j-step").innerHTML =
      `<h3><em>${ICONS[step.kind] || "•"}</em> ${this.at + 1} / ${this.steps.length} · ${escape(step.kind)} <b>${escape(step.node)}</b>` +
      (step.peer ? ` <small>${step.kind === "arrived" ? "from" : "to"} ${escape(step.peer)}</small>` : "") + "</h3>" +
      (step.reason ? `<p class="j-reason"><i>why</i> ${escape(step.reason)}</p>` : "") +
      (step.text ? `<p class="j-text">${escape(step.text)}</p>` : "") +
      `<div class="j-facts">` + cell("at", seconds(step.time_s)) + (before ? cell("after", `${((step.time_s - before.time_s) * 1000).toFixed(0)} ms`) : "") +
      cell("state", step.state_bytes === undefined || step.state_bytes === null ? "" : `${count(step.state_bytes)} bytes`) +
      cell("code", step.code_bytes ? `${count(step.code_bytes)} bytes` : "") + cell("on air", step.air_bytes ? `${count(step.air_bytes)} bytes` : "") +
      cell("tracing cost", step.extra_air_bytes ? `${count(step.extra_air_bytes)} bytes on air` : "") + cell("trace", step.cut ? "its budget is spent" : "") +
      cell("gas", step.gas === undefined ? "" : count(step.gas)) + cell("hops left", step.hops_left === undefined ? "" : count(step.hops_left)) + "</div>";
  }

  code() {
    const [frames, from] = this.frames(this.at), [earlier] = from > 0 ? this.frames(from - 1) : [[]];
    const own = frames.filter((frame) => frame.own), library = frames.filter((frame) => !frame.own);
    const source = this.head.source, known = new Map(earlier.map((frame) => [frame.file + frame.function, new Map(frame.variables)]));
    const lines = new Map(own.map((frame) => [frame.line, frame]));
    const current = own.length ? own[own.length - 1].line : 0;
    const values = (frame) => frame.variables.map(([name, text]) => {
      const old = known.get(frame.file + frame.function), fresh = old && old.get(name) !== text;
      return `<tr class="${fresh ? "fresh" : ""}"><th scope="row">${escape(name)}${fresh ? '<sup title="changed at this hop">●</sup>' : ""}</th><td>${escape(text)}</td></tr>`;
    }).join("");
    const table = (frame) => (frame.variables.length ? `<table>${values(frame)}</table>` : `<p class="j-none">no variables</p>`);
    const note = from >= 0 && from !== this.at ? `<p class="j-none">variables as at step ${from + 1}, when the message last moved</p>` : "";
    this.find(".j-code").innerHTML = (source.length ? source.map((text, i) => {
      const frame = lines.get(i + 1);
      return `<div class="j-line${frame ? " on" : ""}${i + 1 === current ? " here" : ""}"><u>${i + 1 === current ? "▸" : ""}${i + 1}</u><pre>${escape(text) || " "}</pre></div>` +
        (frame ? `<div class="j-vars">${frame.function !== "<module>" ? `<h4>in ${escape(frame.function)}()</h4>` : ""}${table(frame)}</div>` : "");
    }).join("") : `<p class="j-none">The source is not known here.</p>` + own.map(table).join("")) + note;
    const box = this.find(".j-library");
    box.hidden = !library.length;
    box.querySelector("summary").textContent = library.length ? `${library.length} library frame${library.length > 1 ? "s" : ""}: ${library.map((frame) => frame.function).join(" › ")}` : "";
    box.querySelector("div").innerHTML = library.map((frame) => `<div class="j-frame"><h4>${escape(frame.function)} <small>${escape(base(frame.file))}${frame.line ? ":" + frame.line : ""}</small></h4>` +
      (frame.source ? `<pre>${escape(frame.source.trim())}</pre>` : "") + table(frame) + "</div>").join("");
    const here = this.find(".j-line.here"), pane = this.find(".j-code");
    if (here) pane.scrollTop = Math.max(0, here.offsetTop - pane.offsetTop - pane.clientHeight / 3);
  }

  rows(steps, anew) {
    const list = this.find(".j-steps");
    if (anew) list.replaceChildren();
    for (const step of steps) {
      const row = document.createElement("li");
      row.dataset.step = this.steps.indexOf(step);
      row.className = step.kind;
      row.innerHTML = `<em>${ICONS[step.kind] || "•"}</em><time>${isWorld(step.time_s) ? seconds(step.time_s) : step.time_s.toFixed(2)}</time><b>${escape(step.node)}</b><span>${escape(step.reason || step.text || step.kind)}</span><i>${step.state_bytes ? count(step.state_bytes) + " B" : ""}</i>`;
      list.append(row);
    }
  }

  markRow(quiet) {
    const list = this.find(".j-steps"), last = list.querySelector("[aria-current]");
    if (last) last.removeAttribute("aria-current");
    const row = list.children[this.at];
    if (!row) return;
    row.setAttribute("aria-current", "step");
    if (row.offsetTop < list.scrollTop + list.offsetTop || row.offsetTop > list.scrollTop + list.offsetTop + list.clientHeight - 30) {
      list.scrollTop = row.offsetTop - list.offsetTop - list.clientHeight / 2;
    }
  }

  // Bytes of state at each hop, as bars, and where we are.
  spark() {
    const canvas = this.find("canvas"), wide = canvas.parentElement.clientWidth;
    if (!wide) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = wide * ratio; canvas.height = 46 * ratio; canvas.style.width = wide + "px"; canvas.style.height = "46px";
    const c = canvas.getContext("2d"), most = Math.max(...this.steps.map((step) => step.state_bytes || 0), 1);
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(this), each = wide / Math.max(this.steps.length, 1);
    this.steps.forEach((step, i) => {
      c.fillStyle = i === this.at ? style.getPropertyValue("--mark") : style.getPropertyValue(i <= this.at ? "--accent" : "--faint");
      const high = step.state_bytes ? 4 + (step.state_bytes / most) * 28 : 3;
      c.fillRect(i * each, 34 - high, Math.max(each - 1, 1), high);
    });
    c.fillStyle = style.getPropertyValue("--soft"); c.font = "10px system-ui, sans-serif";
    c.fillText(`state, hop by hop; at most ${most.toLocaleString("en")} bytes`, 0, 45);
  }
}

customElements.define("samara-journey", JourneyView);
