// The map: nodes, links, regions and messages under way, on three canvases, one above the other:
// the ground (grid, plan, regions, links), the nodes, and what moves. It speaks to the server by a
// WebSocket of its own; samara/console/map_feed.py has the form of the deltas.

const PLACES = 1, STATUS = 2, VALUES = 3, HOPS = 4, LINKS = 5;
const UP = 0, SILENT = 1, DOWN = 2, UNKNOWN = 3, FORGOTTEN = 4;
const STATUS_TEXT = ["up", "silent", "down", "unknown", "forgotten"];
const HOP_MS = 420; // how long a hop is shown, where there is time
const TRAIL = 40; // hops of a message that stay behind it
const TRAIL_MS = 9000;
const PLAN_ALPHA = 0.85;
const SHADES = 48;
const DEGREE_M = 111195; // of latitude: 6,371 km times pi / 180

// Viridis, in both themes the same: it reads in grey and for the colour-blind.
const SCALE = [
  [68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141],
  [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37],
];
const MESSAGE_HUES = [204, 14, 150, 282, 42, 330, 96, 250];

function shade(share) {
  const at = Math.max(0, Math.min(1, share)) * (SCALE.length - 1);
  const low = Math.min(Math.floor(at), SCALE.length - 2), part = at - low;
  return SCALE[low].map((one, i) => Math.round(one + (SCALE[low + 1][i] - one) * part));
}

function short(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 10000) return value.toExponential(1);
  return String(Math.round(value * (size < 10 ? 100 : 10)) / (size < 10 ? 100 : 10));
}

class FieldMap extends HTMLElement {
  connectedCallback() {
    if (this.root) return;
    this.root = this.attachShadow({ mode: "open" });
    this.root.innerHTML = `
      <link rel="stylesheet" href="${new URL("field_map.css", import.meta.url)}">
      <div class="stage" tabindex="0" role="application"
           aria-label="Map of the field. Arrows move it, plus and minus zoom, 0 fits, slash searches, n and p go from node to node, Escape lets go.">
        <canvas class="ground"></canvas><canvas class="nodes"></canvas><canvas class="moving"></canvas>
      </div>
      <div class="bar">
        <input class="find" type="search" placeholder="Find a node  ( / )" aria-label="Find a node" autocomplete="off">
        <label class="pick"><span>colour</span><select class="metric" aria-label="Colour nodes by"></select></label>
        <span class="zoom"><button class="in" title="Zoom in (+)" aria-label="Zoom in">+</button><button
          class="out" title="Zoom out (-)" aria-label="Zoom out">−</button><button class="fit" title="Fit (0)"
          aria-label="Fit the whole field">⤢</button></span>
      </div>
      <div class="found" role="listbox" hidden></div>
      <div class="legend"></div>
      <div class="tip" hidden></div>
      <div class="state" role="status">connecting</div>`;
    this.stage = this.root.querySelector(".stage");
    this.canvas = {};
    for (const name of ["ground", "nodes", "moving"]) this.canvas[name] = this.root.querySelector("." + name);
    this.names = []; this.labels = []; this.indexOf = new Map();
    this.count = 0;
    this.grow(256);
    this.links = new Map(); this.heard = new Map(); this.regions = {}; this.metrics = []; this.metric = "";
    this.messages = new Map(); this.trails = new Map(); this.flights = []; this.queues = new Map();
    this.selected = -1; this.route = null; this.dirty = new Set();
    this.view = { x: 0, y: 0, scale: 1, fitted: false };
    this.domain = [Infinity, -Infinity];
    this.stats = { deltas: 0, frames: 0, drawn: 0, hops: 0, latencies: [], deltaFrames: 0 };
    this.waiting = 0; this.all = true;
    window.samaraMap = this;
    this.readTheme();
    this.listen();
    this.connect();
    this.tick = this.tick.bind(this);
    requestAnimationFrame(this.tick);
  }

  grow(size) {
    const bigger = (kind, old) => { const made = new kind(size); if (old) made.set(old); return made; };
    this.x = bigger(Float32Array, this.x); this.y = bigger(Float32Array, this.y);
    this.status = bigger(Uint8Array, this.status);
    const values = new Float32Array(size).fill(NaN);
    if (this.value) values.set(this.value);
    this.value = values;
  }

  // -- the server

  connect() {
    const url = new URL("../deltas", import.meta.url);
    url.protocol = url.protocol.replace("http", "ws");
    this.socket = new WebSocket(url);
    this.socket.binaryType = "arraybuffer";
    this.socket.onmessage = (event) => {
      if (typeof event.data === "string") this.told(JSON.parse(event.data));
      else this.delta(event.data);
    };
    this.socket.onopen = () => {
      this.retry_ms = 500; this.say("");
      this.links.clear(); this.heard.clear(); this.count = 0; this.names = []; this.labels = []; this.indexOf.clear();
      this.status.fill(0); this.value.fill(NaN); this.flights = []; this.queues.clear(); this.trails.clear();
      if (this.metric) this.ask({ metric: this.metric });
    };
    this.socket.onclose = () => {
      this.say("connection lost, trying again");
      this.retry_ms = Math.min((this.retry_ms || 500) * 1.6, 8000);
      setTimeout(() => this.connect(), this.retry_ms);
    };
  }

  ask(words) {
    if (this.socket && this.socket.readyState === 1) this.socket.send(JSON.stringify(words));
  }

  say(text) {
    const box = this.root.querySelector(".state");
    box.textContent = text; box.hidden = !text;
  }

  told(words) {
    if (words.regions) { this.regions = words.regions; this.all = true; }
    for (const [index, key, label] of words.nodes || []) {
      this.names[index] = key; this.labels[index] = label; this.indexOf.set(key, index);
      if (index >= this.x.length) this.grow(Math.max(index + 1, this.x.length * 2));
      this.count = Math.max(this.count, index + 1);
    }
    if (words.metrics) this.offer(words.metrics);
    for (const [number, id, program] of words.messages || []) this.messages.set(number, { id, program });
    if (words.plan) this.loadPlan(words.plan);
    if (words.origin) { this.origin = words.origin; this.all = true; }
  }

  loadPlan(plan) {
    const image = new Image();
    image.onload = () => { this.plan = { image, area: plan.area }; this.all = true; };
    image.src = new URL(plan.url, new URL("../", import.meta.url));
  }

  offer(metrics) {
    this.metrics = metrics;
    const select = this.root.querySelector(".metric");
    select.replaceChildren(new Option("status", ""), ...metrics.map(([name, label, unit]) =>
      new Option(unit ? `${label} (${unit})` : label, name)));
    // Until a person chooses: what is measured, in a unit, before what is only set.
    if (!this.chose && metrics.length) this.metric = (metrics.find(([name, , unit]) => unit && name.startsWith("tag:")) || metrics[0])[0];
    select.value = this.metric;
    if (this.metric !== this.asked) this.colourBy(this.metric);
  }

  colourBy(metric) {
    this.metric = this.asked = metric;
    this.value.fill(NaN); this.domain = [Infinity, -Infinity];
    this.ask({ metric }); this.all = true;
    this.legend();
  }

  delta(data) {
    const head = new DataView(data);
    const sent_ms = head.getFloat64(0, true), oldest_ms = head.getFloat64(8, true);
    const sections = head.getUint32(36, true);
    this.field_s = head.getFloat64(16, true);
    let at = 40;
    const column = (kind, count) => { const made = new kind(data, at, count); at += 4 * count; return made; };
    for (let i = 0; i < sections; i++) {
      const kind = head.getUint32(at, true), count = head.getUint32(at + 4, true);
      at += 8;
      const first = column(Uint32Array, count);
      if (kind === PLACES) this.place(first, column(Float32Array, count), column(Float32Array, count));
      else if (kind === STATUS) this.stand(first, column(Uint32Array, count));
      else if (kind === VALUES) this.take(first, column(Float32Array, count));
      else if (kind === LINKS) this.link(first, column(Uint32Array, count), column(Float32Array, count));
      else if (kind === HOPS) this.hop(first, column(Uint32Array, count), column(Uint32Array, count));
    }
    this.stats.deltas++;
    this.undrawn = (this.undrawn || []);
    this.undrawn.push(oldest_ms, head.getUint32(28, true), head.getUint32(36, true));
  }

  place(nodes, xs, ys) {
    nodes.forEach((node, i) => { this.x[node] = xs[i]; this.y[node] = ys[i]; });
    if (!this.view.fitted && this.count) this.fit();
    this.allNodes = true;
    if (nodes.length > this.count / 4) this.all = true;
    this.moved = true;
  }

  stand(nodes, statuses) {
    nodes.forEach((node, i) => { this.status[node] = statuses[i]; });
    this.allNodes = true; this.legend();
  }

  take(nodes, values) {
    nodes.forEach((node, i) => { this.value[node] = values[i]; this.dirty.add(node); });
    this.span(nodes.length > this.count / 8);
  }

  // The least and the greatest value there is; looked for once a second, or `now`.
  span(now) {
    const at = performance.now();
    if (!now && at - (this.spanned_ms || 0) < 1000) return;
    this.spanned_ms = at;
    let low = Infinity, high = -Infinity;
    for (let i = 0; i < this.count; i++) {
      const value = this.value[i];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low === this.domain[0] && high === this.domain[1]) return;
    this.domain = [low, high]; this.allNodes = true; this.legend();
  }

  // A link is as good as its worse direction, of those that are measured.
  link(ones, others, qualities) {
    ones.forEach((one, i) => {
      const key = Math.min(one, others[i]) * 65536 + Math.max(one, others[i]);
      const there = one * 65536 + others[i], back = this.heard.get(others[i] * 65536 + one);
      if (qualities[i] === -2) this.heard.delete(there); else this.heard.set(there, qualities[i]);
      const known = [this.heard.get(there), back].filter((quality) => quality !== undefined);
      const measured = known.filter((quality) => quality >= 0);
      if (measured.length) this.links.set(key, Math.min(...measured));
      else if (known.length) this.links.set(key, -1);
      else this.links.delete(key);
    });
    this.groundSoon = true;
  }

  hop(messages, ones, others) {
    for (let i = 0; i < messages.length; i++) {
      const queue = this.queues.get(messages[i]) || [];
      queue.push([ones[i], others[i]]);
      this.queues.set(messages[i], queue);
    }
  }

  // -- the view

  fit() {
    const box = this.box();
    if (!box || !this.width) return;
    const [x0, y0, x1, y1] = box, free = this.margins();
    const wide = this.width - free.left - free.right, high = this.height - free.top - free.bottom;
    this.view.scale = Math.min(wide / Math.max(x1 - x0, 1), high / Math.max(y1 - y0, 1));
    this.view.x = (x0 + x1) / 2 - (free.left - free.right) / 2 / this.view.scale;
    this.view.y = (y0 + y1) / 2 + (free.top - free.bottom) / 2 / this.view.scale;
    this.view.fitted = true; this.touched = false; this.all = true;
  }

  margins() { return { left: 30, right: 44, top: 64, bottom: 48 }; }

  box() {
    if (!this.count) return null;
    let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
    for (let i = 0; i < this.count; i++) {
      x0 = Math.min(x0, this.x[i]); x1 = Math.max(x1, this.x[i]);
      y0 = Math.min(y0, this.y[i]); y1 = Math.max(y1, this.y[i]);
    }
    return [x0, y0, x1, y1];
  }

  toScreen(x, y) {
    return [(x - this.view.x) * this.view.scale + this.width / 2, this.height / 2 - (y - this.view.y) * this.view.scale];
  }

  toField(px, py) {
    return [(px - this.width / 2) / this.view.scale + this.view.x, (this.height / 2 - py) / this.view.scale + this.view.y];
  }

  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const [x, y] = this.toField(px, py);
    this.view.scale = Math.max(1e-4, Math.min(this.view.scale * factor, 1e4));
    const [nx, ny] = this.toField(px, py);
    this.view.x += x - nx; this.view.y += y - ny;
    this.touched = this.all = true;
  }

  pan(dx, dy) { this.view.x -= dx / this.view.scale; this.view.y += dy / this.view.scale; this.touched = this.all = true; }

  show(index) {
    const [px, py] = this.toScreen(this.x[index], this.y[index]);
    const free = this.margins();
    if (px < free.left || py < free.top || px > this.width - free.right || py > this.height - free.bottom) {
      this.view.x = this.x[index]; this.view.y = this.y[index]; this.all = true;
    }
  }

  nearest(px, py, most = 18) {
    let best = -1, least = most * most;
    for (let i = 0; i < this.count; i++) {
      if (this.status[i] === FORGOTTEN) continue;
      const [x, y] = this.toScreen(this.x[i], this.y[i]);
      const distance = (x - px) ** 2 + (y - py) ** 2;
      if (distance < least) { least = distance; best = i; }
    }
    return best;
  }

  select(index, quiet) {
    this.selected = index;
    if (index >= 0) this.show(index);
    if (!quiet) this.dispatchEvent(new CustomEvent("samara-node", { detail: index >= 0 ? this.names[index] : "" }));
  }

  selectKey(key) { if (this.indexOf.has(key)) this.select(this.indexOf.get(key), true); }

  // The way of a journey, and the step of it that is looked at.
  showRoute(nodes, at, number) {
    this.route = nodes.length ? { nodes: nodes.map((key) => this.indexOf.get(key)).map((i) => i ?? -1), at, number } : null;
    if (this.route && this.route.nodes[at] >= 0) this.show(this.route.nodes[at]);
  }

  // -- what a person does

  listen() {
    const stage = this.stage, touches = new Map();
    new ResizeObserver(() => this.resize()).observe(stage);
    stage.addEventListener("pointerdown", (event) => {
      stage.setPointerCapture(event.pointerId);
      touches.set(event.pointerId, [event.offsetX, event.offsetY]);
      this.travelled = touches.size > 1 ? 99 : 0;
    });
    stage.addEventListener("pointermove", (event) => {
      const last = touches.get(event.pointerId);
      if (!last) { this.hover(event.offsetX, event.offsetY); return; }
      if (touches.size === 2) {
        const [other] = [...touches].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
        const before = Math.hypot(last[0] - other[0], last[1] - other[1]);
        const now = Math.hypot(event.offsetX - other[0], event.offsetY - other[1]);
        if (before > 8) this.zoom(now / before, (event.offsetX + other[0]) / 2, (event.offsetY + other[1]) / 2);
      } else {
        this.travelled += Math.hypot(event.offsetX - last[0], event.offsetY - last[1]);
        if (this.travelled > 4) this.pan(event.offsetX - last[0], event.offsetY - last[1]);
      }
      touches.set(event.pointerId, [event.offsetX, event.offsetY]);
    });
    const up = (event) => {
      if (!touches.delete(event.pointerId) || event.type === "pointercancel") return;
      if (this.travelled <= 4) {
        this.select(this.nearest(event.offsetX, event.offsetY, event.pointerType === "touch" ? 28 : 18));
      }
    };
    stage.addEventListener("pointerup", up);
    stage.addEventListener("pointercancel", up);
    stage.addEventListener("pointerleave", () => { this.root.querySelector(".tip").hidden = true; });
    stage.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY * 0.0016), event.offsetX, event.offsetY);
    }, { passive: false });
    stage.addEventListener("keydown", (event) => this.key(event));
    const find = this.root.querySelector(".find");
    find.addEventListener("input", () => this.search(find.value));
    find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { const first = this.root.querySelector(".found button"); if (first) first.click(); }
      if (event.key === "ArrowDown") { const first = this.root.querySelector(".found button"); if (first) { first.focus(); event.preventDefault(); } }
      if (event.key === "Escape") { find.value = ""; this.search(""); stage.focus(); }
      event.stopPropagation();
    });
    this.root.querySelector(".metric").addEventListener("change", (event) => { this.chose = true; this.colourBy(event.target.value); });
    this.root.querySelector(".in").onclick = () => this.zoom(1.4);
    this.root.querySelector(".out").onclick = () => this.zoom(1 / 1.4);
    this.root.querySelector(".fit").onclick = () => this.fit();
    new MutationObserver(() => this.readTheme()).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest && event.target.closest("input, textarea, .cm-editor, [contenteditable=true]");
      if (event.key === "/" && !typing) { event.preventDefault(); find.focus(); }
    });
  }

  key(event) {
    const step = 60;
    const acts = {
      ArrowLeft: () => this.pan(step, 0), ArrowRight: () => this.pan(-step, 0),
      ArrowUp: () => this.pan(0, step), ArrowDown: () => this.pan(0, -step),
      "+": () => this.zoom(1.4), "=": () => this.zoom(1.4), "-": () => this.zoom(1 / 1.4), 0: () => this.fit(),
      n: () => this.select((this.selected + 1) % Math.max(this.count, 1)),
      p: () => this.select((this.selected - 1 + this.count) % Math.max(this.count, 1)),
      Escape: () => this.select(-1),
    };
    if (acts[event.key] && !event.ctrlKey && !event.metaKey) { event.preventDefault(); event.stopPropagation(); acts[event.key](); }
  }

  search(text) {
    const box = this.root.querySelector(".found"), wanted = text.trim().toLowerCase();
    const hits = [];
    for (let i = 0; wanted && i < this.count && hits.length < 400; i++) {
      const label = (this.labels[i] || "").toLowerCase(), key = (this.names[i] || "").toLowerCase();
      if (label.includes(wanted) || key.includes(wanted)) hits.push([label === wanted || key === wanted ? 0 : label.startsWith(wanted) ? 1 : 2, i]);
    }
    hits.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    box.replaceChildren(...hits.slice(0, 8).map(([, index]) => {
      const button = document.createElement("button");
      button.setAttribute("role", "option");
      button.textContent = `${this.labels[index]}  ·  ${STATUS_TEXT[this.status[index]]}`;
      button.onclick = () => { this.select(index); box.hidden = true; this.root.querySelector(".find").value = this.labels[index]; };
      button.onkeydown = (event) => {
        const to = { ArrowDown: button.nextSibling, ArrowUp: button.previousSibling }[event.key];
        if (to) { to.focus(); event.preventDefault(); }
      };
      return button;
    }));
    box.hidden = !hits.length;
    this.hits = wanted ? new Set(hits.map(([, index]) => index)) : null;
    this.allNodes = true;
  }

  hover(px, py) {
    const index = this.nearest(px, py, 12), tip = this.root.querySelector(".tip");
    tip.hidden = index < 0;
    if (index < 0) return;
    const found = this.metrics.find(([name]) => name === this.metric);
    const value = found ? `${found[1]} ${short(this.value[index])} ${found[2]}` : "";
    tip.textContent = `${this.labels[index]} · ${STATUS_TEXT[this.status[index]]}${value ? " · " + value : ""}`;
    const [x, y] = this.toScreen(this.x[index], this.y[index]);
    tip.style.transform = `translate(${Math.min(x + 12, this.width - 180)}px, ${Math.max(y - 30, 4)}px)`;
  }

  // -- drawing

  readTheme() {
    this.dark = document.body.classList.contains("body--dark");
    this.classList.toggle("dark", this.dark);
    this.ink = this.dark
      ? { back: "#10171d", grid: "#1b262f", gridText: "#5d6f7d", link: "150,175,195", plain: "#8fa5b5", none: "#3a4955", edge: "#10171d", text: "#dce6ee", dead: "#ff8a80", mark: "#ffd54f", node: "#74c0fc" }
      : { back: "#f7f9fa", grid: "#e7ecef", gridText: "#90a0ab", link: "80,105,125", plain: "#5b7385", none: "#c9d3da", edge: "#ffffff", text: "#22313f", dead: "#c62828", mark: "#e65100", node: "#1971c2" };
    this.sprites = null; this.all = true;
    if (this.stats) this.legend();
  }

  resize() {
    const box = this.stage.getBoundingClientRect();
    if (!box.width || !box.height) return;
    this.width = box.width; this.height = box.height;
    this.ratio = Math.min(window.devicePixelRatio || 1, 2);
    for (const canvas of Object.values(this.canvas)) {
      canvas.width = Math.round(this.width * this.ratio); canvas.height = Math.round(this.height * this.ratio);
    }
    this.all = true;
    if (!this.touched || !this.view.fitted) this.fit();
  }

  context(name) {
    const context = this.canvas[name].getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    return context;
  }

  tick(now) {
    requestAnimationFrame(this.tick);
    if (!this.width) return;
    const started = performance.now();
    let drew = false;
    if (this.all || (this.groundSoon && now - (this.ground_ms || 0) > 700)) {
      this.drawGround(); this.ground_ms = now; this.groundSoon = false; drew = true;
    }
    if (this.all || this.allNodes) { this.drawNodes(); drew = true; }
    else if (this.dirty.size) { this.drawSome(); drew = true; }
    this.all = this.allNodes = false; this.dirty.clear();
    if (this.drawMoving(now)) drew = true;
    if (this.undrawn && this.undrawn.length) {
      const seen_ms = Date.now();
      for (let i = 0; i < this.undrawn.length; i += 3) {
        this.stats.latencies.push(seen_ms - this.undrawn[i]);
        this.seen = this.undrawn[i + 1];
      }
      if (this.stats.latencies.length > 20000) this.stats.latencies.splice(0, 10000);
      this.undrawn = []; this.stats.deltaFrames++;
      this.ask({ seen: this.seen });
    }
    if (drew) { this.stats.frames++; this.stats.cost_ms = performance.now() - started; }
  }

  radius() {
    const room = Math.sqrt((this.width * this.height) / Math.max(this.count, 1));
    const zoomed = this.view.fitted ? Math.sqrt(this.view.scale) * 1.9 : 4;
    return Math.max(1.6, Math.min(9, room * 0.14 + 1, 2 + zoomed));
  }

  drawGround() {
    const c = this.context("ground");
    c.fillStyle = this.ink.back; c.fillRect(0, 0, this.width, this.height);
    if (this.plan) {
      const [x0, y0, x1, y1] = this.plan.area, [px, py] = this.toScreen(x0, y1);
      c.globalAlpha = PLAN_ALPHA;
      c.drawImage(this.plan.image, px, py, (x1 - x0) * this.view.scale, (y1 - y0) * this.view.scale);
      c.globalAlpha = 1;
    }
    this.drawGrid(c);
    this.drawRegions(c);
    this.drawLinks(c);
  }

  drawGrid(c) {
    const least = 90 / this.view.scale, power = 10 ** Math.floor(Math.log10(least));
    const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least);
    const [x0, y1] = this.toField(0, 0), [x1, y0] = this.toField(this.width, this.height);
    c.strokeStyle = this.ink.grid; c.lineWidth = 1; c.beginPath();
    c.font = "11px system-ui, sans-serif"; c.fillStyle = this.ink.gridText;
    for (let x = Math.ceil(x0 / step) * step; x <= x1; x += step) {
      const [px] = this.toScreen(x, 0); c.moveTo(Math.round(px) + 0.5, 0); c.lineTo(Math.round(px) + 0.5, this.height);
      c.fillText(this.eastward(x), px + 3, this.height - 5);
    }
    for (let y = Math.ceil(y0 / step) * step; y <= y1; y += step) {
      const [, py] = this.toScreen(0, y); c.moveTo(0, Math.round(py) + 0.5); c.lineTo(this.width, Math.round(py) + 0.5);
      if (py > 70 && py < this.height - 24) c.fillText(this.northward(y), 4, py - 4);
    }
    c.stroke();
  }

  // Metres, or degrees where it is known where on Earth (0, 0) is: on a sphere, which is enough here.
  eastward(x) {
    if (!this.origin) return `${+x.toFixed(2)}`;
    return `${(this.origin[1] + x / (DEGREE_M * Math.cos((this.origin[0] * Math.PI) / 180))).toFixed(5)}° E`;
  }

  northward(y) { return this.origin ? `${(this.origin[0] + y / DEGREE_M).toFixed(5)}° N` : `${+y.toFixed(2)} m`; }

  drawRegions(c) {
    this.titles = [];
    Object.entries(this.regions).forEach(([name, shape], i) => {
      const hue = [130, 32, 212, 285, 5][i % 5];
      c.beginPath();
      let top;
      if (shape.kind === "circle") {
        const [px, py] = this.toScreen(shape.x_m, shape.y_m), r = shape.radius_m * this.view.scale;
        c.arc(px, py, r, 0, 7); top = [px, py - r];
      } else {
        shape.points_m.forEach(([x, y], n) => { const at = this.toScreen(x, y); n ? c.lineTo(...at) : c.moveTo(...at); if (!top || at[1] < top[1]) top = at; });
        c.closePath();
      }
      c.fillStyle = `hsla(${hue}, 45%, 50%, ${this.dark ? 0.13 : 0.12})`; c.fill();
      c.strokeStyle = `hsla(${hue}, 45%, ${this.dark ? 62 : 42}%, 0.75)`; c.lineWidth = 1.5; c.setLineDash([7, 4]); c.stroke(); c.setLineDash([]);
      this.titles.push([name, top[0], top[1] - 7, `hsl(${hue}, 45%, ${this.dark ? 70 : 33}%)`]);
    });
  }

  drawLinks(c) {
    const strong = new Path2D(), fair = new Path2D(), weak = new Path2D(), inferred = new Path2D();
    this.links.forEach((quality, key) => {
      const one = Math.floor(key / 65536), other = key % 65536;
      if (this.status[one] > SILENT || this.status[other] > SILENT) return;
      const path = quality < 0 ? inferred : quality > 0.85 ? strong : quality > 0.5 ? fair : weak;
      const [x0, y0] = this.toScreen(this.x[one], this.y[one]), [x1, y1] = this.toScreen(this.x[other], this.y[other]);
      if (Math.max(x0, x1) < 0 || Math.max(y0, y1) < 0 || Math.min(x0, x1) > this.width || Math.min(y0, y1) > this.height) return;
      path.moveTo(x0, y0); path.lineTo(x1, y1);
    });
    const crowd = Math.max(0.3, Math.min(1, 650 / Math.max(this.links.size, 1)));
    const line = (path, alpha, width, dash) => {
      c.strokeStyle = `rgba(${this.ink.link},${alpha * crowd})`; c.lineWidth = width; c.setLineDash(dash); c.stroke(path);
    };
    line(inferred, 0.30, 0.8, [2, 5]);
    line(weak, 0.34, 0.8, [6, 3]);
    line(fair, 0.36, 1, []);
    line(strong, 0.46, 1.5, []);
    c.setLineDash([]);
  }

  share(index) {
    const value = this.value[index], [low, high] = this.domain;
    if (!Number.isFinite(value)) return -1;
    return high > low ? (value - low) / (high - low) : 0.5;
  }

  // A node's picture by what it shows, made once: thousands are put down a frame.
  sprite(kind) {
    const radius = this.radius();
    if (!this.sprites || this.sprites.radius !== radius) this.sprites = { radius, made: new Map() };
    let made = this.sprites.made.get(kind);
    if (made) return made;
    const size = Math.ceil((radius + 3) * 2 * this.ratio);
    made = document.createElement("canvas");
    made.width = made.height = size;
    const c = made.getContext("2d");
    c.setTransform(this.ratio, 0, 0, this.ratio, size / 2, size / 2);
    if (kind === "down" || kind === "silent") {
      const arm = Math.max(radius * 0.95, 3);
      c.strokeStyle = this.ink.edge; c.lineWidth = 4.5; c.lineCap = "round";
      for (let i = 0; i < 2; i++) {
        c.beginPath(); c.moveTo(-arm, -arm); c.lineTo(arm, arm); c.moveTo(arm, -arm); c.lineTo(-arm, arm); c.stroke();
        c.strokeStyle = this.ink.dead; c.lineWidth = 2.2;
      }
      if (kind === "silent") { c.beginPath(); c.setLineDash([2, 2]); c.lineWidth = 1.2; c.arc(0, 0, radius + 1, 0, 7); c.stroke(); }
    } else {
      c.beginPath(); c.arc(0, 0, radius, 0, 7);
      if (kind === "unknown") { c.strokeStyle = this.ink.plain; c.setLineDash([2, 2]); c.lineWidth = 1.4; c.stroke(); }
      else {
        c.fillStyle = kind === "plain" ? this.ink.node : kind === "none" ? this.ink.none : `rgb(${shade(kind / SHADES)})`;
        c.fill();
        if (radius > 2.2) { c.strokeStyle = this.ink.edge; c.lineWidth = radius > 4 ? 1.2 : 0.7; c.stroke(); }
      }
    }
    this.sprites.made.set(kind, made);
    return made;
  }

  kindOf(index) {
    const status = this.status[index];
    if (status === DOWN) return "down";
    if (status === SILENT) return "silent";
    if (status === UNKNOWN) return "unknown";
    if (!this.metric) return "plain";
    const share = this.share(index);
    return share < 0 ? "none" : Math.round(share * SHADES);
  }

  drawNode(c, index) {
    const status = this.status[index];
    if (status === FORGOTTEN) return false;
    const [px, py] = this.toScreen(this.x[index], this.y[index]);
    if (px < -12 || py < -12 || px > this.width + 12 || py > this.height + 12) return false;
    const sprite = this.sprite(this.kindOf(index)), size = sprite.width / this.ratio;
    if (this.hits && !this.hits.has(index)) c.globalAlpha = 0.18;
    c.drawImage(sprite, px - size / 2, py - size / 2, size, size);
    c.globalAlpha = 1;
    return true;
  }

  drawNodes() {
    const c = this.context("nodes");
    c.clearRect(0, 0, this.width, this.height);
    let drawn = 0;
    for (let i = 0; i < this.count; i++) if (this.drawNode(c, i)) drawn++;
    this.stats.drawn = drawn;
    this.drawLabels(c, drawn);
    if (this.moved) { this.groundSoon = true; this.moved = false; }
  }

  // Names, where they cover neither a node nor another name.
  drawLabels(c, drawn) {
    c.font = "600 13px system-ui, sans-serif"; c.textAlign = "center"; c.lineWidth = 4; c.lineJoin = "round";
    for (const [name, px, py, colour] of this.titles || []) {
      c.strokeStyle = this.ink.back; c.strokeText(name, px, py); c.fillStyle = colour; c.fillText(name, px, py);
    }
    c.textAlign = "start";
    if (!drawn || drawn > 700) return;
    const cell = 8, wide = Math.ceil(this.width / cell), taken = new Set(), radius = this.radius();
    const cover = (x0, y0, x1, y1, test) => {
      for (let x = Math.floor(x0 / cell); x <= x1 / cell; x++) for (let y = Math.floor(y0 / cell); y <= y1 / cell; y++) {
        if (test && taken.has(y * wide + x)) return false;
        if (!test) taken.add(y * wide + x);
      }
      return true;
    };
    for (const [name, px, py] of this.titles || []) cover(px - name.length * 4, py - 12, px + name.length * 4, py + 2);
    const seen = [];
    for (let i = 0; i < this.count; i++) {
      const [px, py] = this.toScreen(this.x[i], this.y[i]);
      if (px < 0 || py < 0 || px > this.width || py > this.height || this.status[i] === FORGOTTEN) continue;
      seen.push([i, px, py]);
      cover(px - radius, py - radius, px + radius, py + radius);
    }
    c.font = "10.5px system-ui, sans-serif"; c.fillStyle = this.ink.text; c.globalAlpha = 0.75;
    for (const [i, px, py] of seen) {
      const text = this.labels[i] || "", long = text.length * 6;
      for (const x of [px + radius + 3, px - radius - 3 - long]) {
        if (!cover(x + 2, py - 5, x + long, py + 4, true)) continue;
        cover(x, py - 6, x + long, py + 5);
        c.fillText(text, x, py + 4);
        break;
      }
    }
    c.globalAlpha = 1;
  }

  drawSome() {
    const c = this.context("nodes");
    for (const index of this.dirty) this.drawNode(c, index);
  }

  hue(number) { return MESSAGE_HUES[number % MESSAGE_HUES.length]; }

  drawMoving(now) {
    this.startHops(now);
    const busy = this.flights.length || this.trails.size || this.selected >= 0 || this.route;
    if (!busy && !this.movingDrawn) return false;
    const c = this.context("moving");
    c.clearRect(0, 0, this.width, this.height);
    c.lineCap = "round";
    this.drawTrails(c, now);
    if (this.route) this.drawRoute(c);
    this.drawFlights(c, now);
    if (this.selected >= 0 && this.selected < this.count) this.drawSelected(c, now);
    this.movingDrawn = busy;
    return Boolean(this.flights.length || this.trails.size);
  }

  // Hops of one message follow each other; the more wait, the faster they go.
  startHops(now) {
    for (const [number, queue] of this.queues) {
      if (this.flights.some((flight) => flight.number === number)) continue;
      const hop = queue.shift();
      if (!queue.length) this.queues.delete(number);
      if (!hop) continue;
      const took = HOP_MS / Math.max(1, queue.length / 1.5);
      this.flights.push({ number, from: hop[0], to: hop[1], began: now, took });
      this.stats.hops++;
    }
  }

  drawFlights(c, now) {
    this.flights = this.flights.filter((flight) => {
      const part = Math.min((now - flight.began) / flight.took, 1);
      const eased = part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2;
      const [x0, y0] = this.toScreen(this.x[flight.from], this.y[flight.from]), [x1, y1] = this.toScreen(this.x[flight.to], this.y[flight.to]);
      const px = x0 + (x1 - x0) * eased, py = y0 + (y1 - y0) * eased, hue = this.hue(flight.number);
      c.strokeStyle = `hsla(${hue}, 85%, ${this.dark ? 65 : 45}%, 0.9)`; c.lineWidth = 3;
      c.beginPath(); c.moveTo(x0, y0); c.lineTo(px, py); c.stroke();
      this.drawMessage(c, px, py, flight.number);
      if (part < 1) return true;
      const trail = this.trails.get(flight.number) || [];
      trail.push({ from: flight.from, to: flight.to, at: now });
      if (trail.length > TRAIL) trail.shift();
      this.trails.set(flight.number, trail);
      return false;
    });
    for (const [number, trail] of this.trails) {
      if (this.flights.some((flight) => flight.number === number) || (this.route && this.route.number === number)) continue;
      const last = trail[trail.length - 1];
      this.drawMessage(c, ...this.toScreen(this.x[last.to], this.y[last.to]), number);
    }
  }

  drawMessage(c, px, py, number) {
    const hue = this.hue(number), size = 7;
    c.fillStyle = `hsl(${hue}, 85%, ${this.dark ? 62 : 45}%)`; c.strokeStyle = this.dark ? "#000" : "#fff"; c.lineWidth = 2;
    c.beginPath(); c.moveTo(px, py - size); c.lineTo(px + size, py); c.lineTo(px, py + size); c.lineTo(px - size, py); c.closePath(); c.stroke(); c.fill();
  }

  drawTrails(c, now) {
    for (const [number, trail] of this.trails) {
      if (this.route && this.route.number === number) continue;
      const hue = this.hue(number);
      trail.forEach((hop, i) => {
        const age = 1 - (now - hop.at) / TRAIL_MS, order = (i + 1) / trail.length;
        if (age <= 0) return;
        const [x0, y0] = this.toScreen(this.x[hop.from], this.y[hop.from]), [x1, y1] = this.toScreen(this.x[hop.to], this.y[hop.to]);
        c.strokeStyle = `hsla(${hue}, 80%, ${this.dark ? 60 : 48}%, ${0.15 + 0.6 * Math.min(age, order)})`; c.lineWidth = 2;
        c.beginPath(); c.moveTo(x0, y0); c.lineTo(x1, y1); c.stroke();
      });
      while (trail.length && now - trail[0].at > TRAIL_MS) trail.shift();
      if (!trail.length) this.trails.delete(number);
    }
  }

  drawRoute(c) {
    const { nodes, at, number } = this.route, hue = this.hue(number);
    const known = nodes.map((index, i) => [index, i]).filter(([index]) => index >= 0);
    for (let i = 1; i < known.length; i++) {
      const [one] = known[i - 1], [other, step] = known[i];
      if (one === other) continue;
      const [x0, y0] = this.toScreen(this.x[one], this.y[one]), [x1, y1] = this.toScreen(this.x[other], this.y[other]);
      const past = step <= at, length = Math.hypot(x1 - x0, y1 - y0) || 1, bend = Math.min(12, length * 0.14);
      const mx = (x0 + x1) / 2 + ((y1 - y0) / length) * bend, my = (y0 + y1) / 2 - ((x1 - x0) / length) * bend;
      c.strokeStyle = `hsla(${hue}, ${past ? 80 : 30}%, ${this.dark ? 62 : 46}%, ${past ? 0.95 : 0.4})`;
      c.lineWidth = step === at ? 4 : past ? 2.2 : 1.4; c.setLineDash(past ? [] : [4, 4]);
      c.beginPath(); c.moveTo(x0, y0); c.quadraticCurveTo(mx, my, x1, y1); c.stroke();
      if (length > 16) {
        const angle = Math.atan2(y1 - my, x1 - mx), size = 6, r = this.radius();
        const ax = x1 - Math.cos(angle) * (r + 1), ay = y1 - Math.sin(angle) * (r + 1);
        c.setLineDash([]); c.beginPath(); c.moveTo(ax, ay);
        c.lineTo(ax - size * Math.cos(angle - 0.5), ay - size * Math.sin(angle - 0.5));
        c.moveTo(ax, ay); c.lineTo(ax - size * Math.cos(angle + 0.5), ay - size * Math.sin(angle + 0.5)); c.stroke();
      }
    }
    c.setLineDash([]);
    const here = nodes[at];
    if (here >= 0) {
      const [px, py] = this.toScreen(this.x[here], this.y[here]);
      c.strokeStyle = this.ink.mark; c.lineWidth = 3; c.beginPath(); c.arc(px, py, this.radius() + 8, 0, 7); c.stroke();
      this.drawMessage(c, px, py, number);
      this.drawLabel(c, px, py, this.labels[here] || "");
    }
  }

  drawLabel(c, px, py, text) {
    c.font = "600 12px system-ui, sans-serif";
    const wide = c.measureText(text).width, x = Math.min(px + 16, this.width - wide - 12), y = py - 14;
    c.fillStyle = this.dark ? "rgba(16,23,29,0.85)" : "rgba(255,255,255,0.88)";
    c.beginPath(); c.roundRect(x - 5, y - 12, wide + 10, 18, 5); c.fill();
    c.fillStyle = this.ink.text; c.fillText(text, x, y + 1);
  }

  drawSelected(c, now) {
    const [px, py] = this.toScreen(this.x[this.selected], this.y[this.selected]), r = this.radius() + 5;
    c.strokeStyle = this.ink.mark; c.lineWidth = 2.5;
    c.beginPath(); c.arc(px, py, r, 0, 7); c.stroke();
    c.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) { c.moveTo(px + dx * (r + 1), py + dy * (r + 1)); c.lineTo(px + dx * (r + 6), py + dy * (r + 6)); }
    c.stroke();
    this.drawLabel(c, px, py, this.labels[this.selected] || "");
  }

  legend() {
    const box = this.root.querySelector(".legend"), found = this.metrics.find(([name]) => name === this.metric);
    const [low, high] = this.domain, kinds = new Set(this.status.subarray(0, this.count));
    const bar = found && low <= high ? `<span class="scale"><b>${short(low)}</b><i style="background:linear-gradient(90deg,${
      SCALE.map((one) => `rgb(${one})`).join(",")})"></i><b>${short(high)} <u></u></b></span>` : "";
    box.innerHTML = bar + `<span><i class="line"></i>measured</span><span><i class="line dotted"></i>inferred</span>` +
      `<span><i class="gem"></i>message</span>` +
      (kinds.has(SILENT) ? `<span><b class="cross ring">✕</b>silent</span>` : "") + (kinds.has(DOWN) ? `<span><b class="cross">✕</b>down</span>` : "");
    if (found && bar) box.querySelector("u").textContent = found[2];
    if (found && bar) box.querySelector(".scale").title = found[1];
  }
}

customElements.define("samara-map", FieldMap);
