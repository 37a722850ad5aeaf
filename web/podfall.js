// Hosts the lab's WebAssembly module in an element of a page: graphics, glyphs, pointer, keyboard,
// input methods, and a text mirror for assistive technology. The calls between the two are listed
// in backend_web.cpp. Needs nothing but the page's own origin.

import { Glyphs, Graphics, loadMonospace } from './canvas.js';
import { languages } from './languages.js';
import { Module, fetchOpening, lessonText, stillText } from './module.js';
import { Pointer } from './pointer.js';
import { layOut } from './print.js';

const KEYS = {
  Enter: 256, Tab: 257, Escape: 258, Backspace: 259, Delete: 260, ArrowLeft: 261, ArrowRight: 262,
  ArrowUp: 263, ArrowDown: 264, Home: 265, End: 266, PageUp: 267, PageDown: 268,
  ContextMenu: 281,
};
const CURSORS = ['default', 'text', 'move', 'ns-resize', 'ew-resize', 'nesw-resize', 'nwse-resize',
  'pointer', 'wait', 'progress', 'not-allowed'];
const MIRROR_LINES = 200;
const CONTEXT_PATIENCE = 1000;  // milliseconds
// The textarea always holds this, so that a phone's Backspace has something to delete.
const SENTINEL = '  ';
const PARAMETER = 0,
  SAVED = 1,
  CLIPBOARD = 2,
  LINK = 3,
  LOG_LINE = 4,
  REGION = 5,
  LESSON = 6,
  STILL = 7,
  PASTING = 8;
const SANDBOX = 'sandbox';
const LOADING_SHOWS = 300;  // milliseconds

// --- the lab ----------------------------------------------------------------------------------

// Opens a lab in `root`. `parameter(name)` returns what the reader or the post chose (lesson, lang,
// theme, session), `changed(name, value)` is called when the lab itself changes one,
// `failed(error)` when it cannot continue.
export async function openLab(root, { parameter, changed = () => {}, failed = () => {} }) {
  const lab = new Lab(root, parameter, changed, failed);
  // The font is worth a short wait: glyphs are redrawn when it comes later.
  let late = false;
  const font = loadMonospace().then(() => { if (late) lab.fontsChanged(); }, () => {});
  await lab.start();
  await Promise.race([font, new Promise((done) => setTimeout(done, 400))]);
  late = true;
  lab.begin();
  root.lab = lab;
  return lab;
}

class Lab {
  constructor(root, parameter, changed, failed) {
    Object.assign(this, { root, parameter, changed, failed });
    this.frames = 0;     // drawn so far
    this.glyphs = new Glyphs();
    this.ready = false;  // begin() was called
    this.shown = false;  // on screen, as far as the observer knows
    this.settle = 0;     // frames still owed after an input
    this.request = this.request.bind(this);
    this.frame = this.frame.bind(this);
    this.width = this.height = 0;
    this.scale = devicePixelRatio || 1;
    this.hiddenFor = 0;  // milliseconds
    this.hiddenSince = performance.now();
    this.composing = false;
    this.whole = false;  // the simulation is there: what the reader does reaches it at once
    this.waiting = [];   // what the reader did before that, as functions
  }

  async start() {
    const memory = () => this.wasm.memory.buffer;
    const decoder = new TextDecoder();
    const text = (pointer, size) => decoder.decode(new Uint8Array(memory(), pointer, size));
    this.encoder = new TextEncoder();
    const gl = (name) => (...args) => this.graphics[name](...args);
    this.module = await Module.open({
      host: {
        get: (what, name, size) => this.write(this.get(what, text(name, size))),
        put: (what, name, nameSize, value, size) =>
          this.put(what, text(name, nameSize), text(value, size)),
        caret: (x, y, height, wanted) => this.placeCaret(x, y, height, wanted),
        metrics: (face, size, out) =>
          this.glyphs.metrics(face, size, new Float32Array(memory(), out, 3)),
        glyph: (face, size, code, out, pixels, room) => this.glyphs.draw(face, size, code,
          new Float32Array(memory(), out, 5), new Uint8Array(memory(), pixels, room)),
        texture: gl('texture'), pixels: gl('pixels'), forget: gl('forget'), clear: gl('clear'),
        mesh: gl('mesh'), draw: gl('draw'),
      },
      env: { emscripten_notify_memory_growth() {} },
      wasi_snapshot_preview1: {
        proc_exit(code) { throw new Error(`podfall.wasm stopped (${code})`); },
        // A failed CHECK_ALWAYS prints its message before it stops.
        fd_write: (stream, pieces, count, written) => {
          const numbers = new DataView(memory());
          let size = 0;
          for (let at = pieces; at < pieces + 8 * count; at += 8) {
            const length = numbers.getUint32(at + 4, true);
            if (length) console.error(text(numbers.getUint32(at, true), length));
            size += length;
          }
          numbers.setUint32(written, size, true);
          return 0;
        },
        fd_seek: () => 0,
        fd_close: () => 0,
      },
    });
    this.wasm = this.module.exports;
    this.wasm._initialize();
    this.makeElements();
    this.state = this.wasm.podfall_open(this.scale);
    const size = this.wasm.podfall_lessons(this.state);
    this.lessons = text(this.wasm.podfall_buffer(this.state, size), size).split(' ');
    await this.fetchWhatIsShown();
  }

  // A first-time reader sees the lesson's opening, which needs few bytes. A returning reader must
  // find the cluster as it was, which needs the simulation.
  async fetchWhatIsShown() {
    const wanted = this.parameter('lesson');
    if (wanted === SANDBOX || this.get(SAVED, 'progress')) {
      await this.module.complete(this.lessons);
      this.whole = true;
    } else await fetchOpening(this.lessons.includes(wanted) ? wanted : this.lessons[0]);
  }

  // --- from the opening to the simulation

  // Runs `act` now, or as soon as the simulation has arrived. The first act of the reader fetches
  // it.
  act(act) {
    if (this.whole) return act();
    this.waiting.push(act);
    this.awake();
  }

  // Whether the simulation has arrived; requests it if not.
  awake() {
    if (!this.whole && !this.waking)
      this.waking = this.wake().finally(() => {
        this.waking = null;
      });
    return this.whole;
  }

  async wake() {
    const notice = setTimeout(() => this.say(this.words.waking), LOADING_SHOWS);
    try {
      await this.module.complete(this.lessons);
    } catch (error) {
      console.warn(error);
      this.waiting = [];
      this.say(this.words.unreachable);
      return;
    } finally {
      clearTimeout(notice);
    }
    this.say('');
    try {
      this.live();
    } catch (error) {
      this.ready = false;
      this.failed(error);
    }
  }

  live() {
    this.whole = true;
    this.wasm.podfall_begin(this.state);
    for (const act of this.waiting.splice(0)) act();
    this.input();
  }

  // A message over the lab's lower edge while it cannot respond.
  say(words) {
    this.status.textContent = words;
    this.status.hidden = !words;
  }

  begin() {
    this.listen();
    this.observe();
    this.ready = true;
    this.request();
  }

  // --- texts in and out

  // Writes a text into the module's buffer; returns its length in bytes.
  write(text) {
    const bytes = this.encoder.encode(text ?? '');
    const at = this.wasm.podfall_buffer(this.state, bytes.length);
    new Uint8Array(this.wasm.memory.buffer, at, bytes.length).set(bytes);
    return bytes.length;
  }

  get(what, name) {
    if (what === PARAMETER) return this.parameter(name);
    if (what === LESSON) return lessonText(name);
    if (what === STILL) return this.whole ? '' : stillText(name);
    try { return localStorage.getItem(`podfall:${name}`); } catch { return ''; }
  }

  put(what, name, value) {
    if (what === PARAMETER && name === 'where') this.placed?.(value.split(' ').map(Number));
    else if (what === PARAMETER) {
      if (name === 'lang') this.nameElements(value);
      this.changed(name, value);
    } else if (what === SAVED) {
      try { localStorage.setItem(`podfall:${name}`, value); } catch { /* a private window */ }
    } else if (what === CLIPBOARD) this.copy(value);
    else if (what === LINK) open(value, '_blank', 'noopener');
    else if (what === LOG_LINE) this.mirrorLine(value);
    else if (what === REGION) this.mirrorRegion(name, value);
    else if (what === PASTING) this.pasteClipboard();
  }

  // Where a pressable item is drawn, by its name in the panels: [x, y, width, height, in view] in
  // CSS pixels of the lab, all 0 if it does not exist; in view is 0 if it is scrolled out.
  where(name) {
    return new Promise((done) => {
      this.placed = done;
      this.set('where', name);
    });
  }

  // The page changed a parameter.
  set(name, value) {
    if (name === 'lang') this.nameElements(value);
    this.act(() => {
      const nameSize = this.encoder.encode(name).length;
      this.wasm.podfall_set(this.state, nameSize, this.write(name + value));
      this.input();
    });
  }

  // Printing does not wait.
  print() {
    this.module.completeNow();
    this.live();
    this.set('print', '');
  }

  send(kind, text) {
    this.act(() => {
      this.wasm.podfall_text(this.state, kind, this.write(text));
      this.input();
    });
  }

  key(code, modifiers) {
    if (!this.whole) {
      // These two keys may leave the lab; the lab handles all others.
      if (code === KEYS.Tab || code === KEYS.Escape) return 0;
      this.act(() => this.key(code, modifiers));
      return 1;
    }
    const taken = this.wasm.podfall_key(this.state, code, modifiers);
    this.input();
    return taken;
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // not a secure page, or a frame without the permission
      this.area.value = text;
      this.area.select();
      document.execCommand('copy');
      this.resetArea();
    }
  }

  // For a paste button: a phone's keyboard may have no way to paste.
  async pasteClipboard() {
    try {
      this.pasted(await navigator.clipboard.readText());
    } catch {  // the reader or the browser refuses
      this.set('no clipboard', '');
    }
  }

  pasted(text) {
    if (text) this.send(1, text.replace(/\r\n?/g, '\n'));
  }

  // --- elements

  makeElements() {
    const make = (tag, className, attributes = {}) => {
      const element = document.createElement(tag);
      element.className = className;
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      this.root.append(element);
      return element;
    };
    this.makeCanvas();
    this.area = make('textarea', 'podfall-input', {
      autocapitalize: 'off', autocomplete: 'off', autocorrect: 'off', spellcheck: 'false', rows: 1,
      wrap: 'off',
    });
    this.resetArea();
    this.log = make('div', 'podfall-mirror', { role: 'log', 'aria-live': 'polite' });
    this.status = make('div', 'podfall-status', { role: 'status' });
    this.status.hidden = true;
    this.regions = new Map();
    this.nameElements(this.parameter('lang'));
  }

  makeCanvas() {
    const old = this.canvas;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'podfall-canvas';
    this.canvas.setAttribute('aria-hidden', 'true');
    if (old) old.replaceWith(this.canvas);
    else this.root.append(this.canvas);
    this.canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      this.graphics.lostAt = performance.now();
      // The browser may return a context that it took from a page, but not always.
      setTimeout(this.request, CONTEXT_PATIENCE);
    });
    this.canvas.addEventListener('webglcontextrestored', () => this.input());
  }

  // Creates what a frame needs. False while the browser withholds the context.
  prepareGraphics() {
    const old = this.graphics;
    if (old && !old.lostAt) return true;
    if (old?.gl.isContextLost()) {
      if (performance.now() - old.lostAt < CONTEXT_PATIENCE) return false;
      this.replaceCanvas();
    }
    this.graphics = new Graphics(this.canvas, this.wasm.memory);
    if (old) this.wasm.podfall_context(this.state);
    return true;
  }

  replaceCanvas() {
    this.makeCanvas();
    new Pointer(this).listen();
    this.measure();
  }

  nameElements(language) {
    const names = this.words = { ...languages.en, ...languages[language] };
    this.area.setAttribute('aria-label', names.input);
    this.log.setAttribute('aria-label', names.log);
    for (const [name, element] of this.regions)
      element.setAttribute('aria-label', names[name] ?? name);
    for (const element of [this.area, this.log, this.status, ...this.regions.values()])
      element.lang = language;
  }

  mirrorLine(line) {
    const element = document.createElement('div');
    element.textContent = line;
    this.log.append(element);
    while (this.log.childElementCount > MIRROR_LINES) this.log.firstChild.remove();
  }

  mirrorRegion(name, text) {
    let region = this.regions.get(name);
    if (!region) {
      region = document.createElement('section');
      region.className = 'podfall-mirror';
      region.dataset.region = name;
      region.setAttribute('aria-label', this.words[name] ?? name);
      this.root.insertBefore(region, this.log);
      this.regions.set(name, region);
    }
    if (name === 'print') layOut(region, text);
    else if (region.textContent !== text) region.textContent = text;
  }

  placeCaret(x, y, height, wanted) {
    const style = this.area.style, ratio = this.scale;
    const left = Math.max(0, Math.min(x, this.width - 4)) / ratio;
    const top = Math.max(0, Math.min(y, this.height - height)) / ratio;
    style.transform = `translate(${left}px, ${top}px)`;
    style.height = `${height / ratio}px`;
    this.area.inputMode = wanted ? 'text' : 'none';
  }

  // --- frames

  now() { return performance.now() - this.hiddenFor; }

  get visible() { return this.ready && this.shown && !document.hidden && this.width > 0; }

  input() {
    this.settle = 2;  // Dear ImGui shows some answers a frame later
    this.request();
  }

  request() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.visible || this.animation) return;
    this.animation = requestAnimationFrame(this.frame);
  }

  frame() {
    this.animation = 0;
    try {
      if (this.visible && this.prepareGraphics()) this.draw();
    } catch (error) {
      this.ready = false;
      this.failed(error);
    }
  }

  draw() {
    const { canvas, width, height } = this;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const now = this.now();
    const since = (now - this.lastNow || 0) / 1000;
    this.lastNow = now;
    const wait = this.wasm.podfall_frame(this.state, now / 1000, since, width, height, this.scale);
    canvas.style.cursor = CURSORS[this.wasm.podfall_cursor(this.state)] ?? 'default';
    if (this.frames++ === 0) {
      performance.mark('podfall-first-frame');
      this.root.classList.add('podfall-ready');
    }
    if (this.settle > 0) this.settle--;
    else if (wait > 0) {
      if (wait < 1e6) this.timer = setTimeout(this.request, wait * 1000);
      return;
    }
    this.request();
  }

  fontsChanged() {
    this.wasm.podfall_fonts(this.state);
    this.input();
  }

  // --- surroundings of the lab

  observe() {
    this.sizes = new ResizeObserver(([entry]) => this.resize(entry));
    this.measure();
    this.watchDensity();
    addEventListener('resize', () => { if (devicePixelRatio !== this.scale) this.measure(); });
    new IntersectionObserver(([entry]) => {
      this.shown = entry.isIntersecting;
      this.visibilityChanged();
    }).observe(this.root);
    document.addEventListener('visibilitychange', () => this.visibilityChanged());
    addEventListener('beforeprint', () => this.print());
  }

  // Observing again reports the size at once.
  measure() {
    this.sizes.disconnect();
    try {
      this.sizes.observe(this.canvas, { box: 'device-pixel-content-box' });
    } catch {
      this.sizes.observe(this.canvas);
    }
  }

  // A window that moves to another screen may keep its size in CSS pixels.
  watchDensity() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', () => {
      this.measure();
      this.watchDensity();
    }, { once: true });
  }

  visibilityChanged() {
    const hidden = !this.shown || document.hidden;
    if (hidden && this.hiddenSince === null) this.hiddenSince = performance.now();
    if (!hidden && this.hiddenSince !== null) {
      this.hiddenFor += performance.now() - this.hiddenSince;
      this.hiddenSince = null;
    }
    if (hidden) {
      clearTimeout(this.timer);
      this.timer = 0;
      cancelAnimationFrame(this.animation);
      this.animation = 0;
    } else this.input();
  }

  resize(entry) {
    const css = entry.contentRect, ratio = devicePixelRatio || 1;
    const device = entry.devicePixelContentBoxSize?.[0];
    // Some browsers report the box at another zoom: use it only when it is plausible.
    const exact = (pixels, guess) =>
      pixels !== undefined && Math.abs(pixels - guess) <= 1 ? pixels : Math.round(guess);
    this.width = exact(device?.inlineSize, css.width * ratio);
    this.height = exact(device?.blockSize, css.height * ratio);
    this.scale = ratio;
    this.input();
  }

  focus() { this.area.focus({ preventScroll: true }); }

  // --- keyboard and input methods

  listen() {
    new Pointer(this).listen();
    const { area } = this;
    area.addEventListener('focus', () => this.focused(true));
    area.addEventListener('blur', () => this.focused(false));
    area.addEventListener('keydown', (event) => this.keyDown(event));
    area.addEventListener('input', (event) => this.typed(event));
    area.addEventListener('compositionstart', () => { this.composing = true; });
    area.addEventListener('compositionupdate', (event) => this.send(2, event.data));
    area.addEventListener('compositionend', (event) => {
      this.composing = false;
      this.send(2, '');
      if (event.data) this.send(0, event.data);
      this.resetArea();
    });
    area.addEventListener('paste', (event) => {
      event.preventDefault();
      this.pasted(event.clipboardData.getData('text/plain'));
    });
  }

  focused(on) {
    this.root.classList.toggle('podfall-focused', on);
    this.act(() => {
      this.wasm.podfall_focus(this.state, on ? 1 : 0);
      this.input();
    });
  }

  resetArea() {
    this.area.value = SENTINEL;
    this.area.setSelectionRange(SENTINEL.length, SENTINEL.length);
  }

  keyDown(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
    let code = KEYS[key] ?? (/^F\d+$/.test(key) ? 268 + Number(key.slice(1)) : 0);
    if (!code) {
      const printable = [...key].length === 1;
      const command = (ctrlKey || altKey || metaKey) && !event.getModifierState('AltGraph');
      if (!printable || !command) return;  // typed() gets it
      // A Hangul layout reports 'ㅊ' for Ctrl+C: use the key's position instead.
      const place = /^Key([A-Z])$/.exec(event.code)?.[1] ?? /^Digit(\d)$/.exec(event.code)?.[1];
      code = /^[!-~ ]$/.test(key) ? key.toLowerCase().codePointAt(0)
        : ctrlKey || metaKey ? place?.toLowerCase().codePointAt(0) : 0;
      if (!code || (code === 118 && (ctrlKey || metaKey))) return;  // Ctrl+V becomes a paste
    }
    const bits = ctrlKey | shiftKey << 1 | altKey << 2 | metaKey << 3;
    if (this.key(code, bits)) event.preventDefault();
    else if (key === 'Escape') this.area.blur();
    else if (key === 'Enter') event.preventDefault();
  }

  typed(event) {
    if (this.composing || event.inputType === 'insertCompositionText') return;
    if (event.inputType === 'deleteContentBackward') this.key(KEYS.Backspace, 0);
    else if (event.inputType === 'insertLineBreak') this.key(KEYS.Enter, 0);
    else if (event.data) this.send(0, event.data);
    this.resetArea();
  }
}
