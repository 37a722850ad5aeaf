// Hosts the lab's WebAssembly module in an element of a page: graphics, glyphs, pointer, keyboard,
// input methods, and a text mirror of what is drawn for those who cannot see it. The calls that
// cross are listed in backend_web.cpp. Nothing here needs more than the page's own origin.

import { Glyphs, Graphics, loadMonospace } from './canvas.js';
import { languages } from './languages.js';
import { layOut } from './print.js';

const here = import.meta.url;
const KEYS = {
  Enter: 256, Tab: 257, Escape: 258, Backspace: 259, Delete: 260, ArrowLeft: 261, ArrowRight: 262,
  ArrowUp: 263, ArrowDown: 264, Home: 265, End: 266, PageUp: 267, PageDown: 268,
  ContextMenu: 281,
};
const CURSORS = ['default', 'text', 'move', 'ns-resize', 'ew-resize', 'nesw-resize', 'nwse-resize',
  'pointer', 'wait', 'progress', 'not-allowed'];
const MIRROR_LINES = 200;
const LONG_PRESS = 500;  // milliseconds
const CONTEXT_PATIENCE = 1000;  // milliseconds
// The textarea always holds this, so that a phone's Backspace has something to delete.
const SENTINEL = '  ';
const PARAMETER = 0, SAVED = 1, CLIPBOARD = 2, LINK = 3, LOG_LINE = 4, REGION = 5, PASTING = 6;

// --- the lab ----------------------------------------------------------------------------------

const module = compile();
module.catch(() => {});  // openLab() reports it

async function compile() {
  const address = new URL('podfall.wasm', here);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`podfall.wasm: ${answer.status}`);
  // Only a response that is named application/wasm can be compiled while it arrives.
  const typed = answer.headers.get('Content-Type')?.startsWith('application/wasm');
  if (typed && WebAssembly.compileStreaming) return WebAssembly.compileStreaming(answer);
  return WebAssembly.compile(await answer.arrayBuffer());
}

// Opens a lab in `root`. `parameter(name)` gives what the reader or the post chose (lesson, lang,
// theme, session), `changed(name, value)` is told when the lab itself changes one, `failed(error)`
// when it cannot go on.
export async function openLab(root, { parameter, changed = () => {}, failed = () => {} }) {
  const lab = new Lab(root, parameter, changed, failed);
  // The font is worth waiting for, but not for long: glyphs are redrawn when it comes late.
  let late = false;
  const font = loadMonospace().then(() => { if (late) lab.fontsChanged(); }, () => {});
  await lab.start(await module);
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
  }

  async start(compiled) {
    const memory = () => this.wasm.memory.buffer;
    const decoder = new TextDecoder();
    const text = (pointer, size) => decoder.decode(new Uint8Array(memory(), pointer, size));
    this.encoder = new TextEncoder();
    const gl = (name) => (...args) => this.graphics[name](...args);
    const instance = await WebAssembly.instantiate(compiled, {
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
        // A broken promise (CHECK_ALWAYS) says so before it stops.
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
    this.wasm = instance.exports;
    this.wasm._initialize();
    this.makeElements();
    this.state = this.wasm.podfall_open(this.scale);
  }

  begin() {
    this.listen();
    this.observe();
    this.ready = true;
    this.request();
  }

  // --- texts in and out

  // Writes a text into the module's buffer; answers its length in bytes.
  write(text) {
    const bytes = this.encoder.encode(text ?? '');
    const at = this.wasm.podfall_buffer(this.state, bytes.length);
    new Uint8Array(this.wasm.memory.buffer, at, bytes.length).set(bytes);
    return bytes.length;
  }

  get(what, name) {
    if (what === PARAMETER) return this.parameter(name);
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

  // Where a thing that can be pressed is drawn, by its name in the panels: [x, y, width, height, in sight] in
  // CSS pixels of the lab, all 0 when it is not there; in sight is 0 when it is scrolled away.
  where(name) {
    return new Promise((done) => {
      this.placed = done;
      this.set('where', name);
    });
  }

  // The page changed a parameter.
  set(name, value) {
    if (name === 'lang') this.nameElements(value);
    const nameSize = this.encoder.encode(name).length;
    this.wasm.podfall_set(this.state, nameSize, this.write(name + value));
    this.input();
  }

  send(kind, text) {
    this.wasm.podfall_text(this.state, kind, this.write(text));
    this.input();
  }

  key(code, modifiers) {
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

  // For a button's press: a phone's keyboard may have no way to paste.
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
      // The browser gives a context back to a page that it took it from, but not always.
      setTimeout(this.request, CONTEXT_PATIENCE);
    });
    this.canvas.addEventListener('webglcontextrestored', () => this.input());
  }

  // Makes what has to exist for a frame. False while the browser keeps the context to itself.
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
    this.listenToPointer();
    this.measure();
  }

  nameElements(language) {
    const names = this.words = { ...languages.en, ...languages[language] };
    this.area.setAttribute('aria-label', names.input);
    this.log.setAttribute('aria-label', names.log);
    for (const [name, element] of this.regions) element.setAttribute('aria-label', names[name] ?? name);
    for (const element of [this.area, this.log, ...this.regions.values()]) element.lang = language;
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

  // --- what surrounds the lab

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
    addEventListener('beforeprint', () => this.set('print', ''));
  }

  // Observing anew reports the size at once.
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
      cancelAnimationFrame(this.animation);
      this.animation = 0;
    } else this.input();
  }

  resize(entry) {
    const css = entry.contentRect, ratio = devicePixelRatio || 1;
    const device = entry.devicePixelContentBoxSize?.[0];
    // Some browsers report the box at another zoom: believe it only when it is about right.
    const exact = (pixels, guess) =>
      pixels !== undefined && Math.abs(pixels - guess) <= 1 ? pixels : Math.round(guess);
    this.width = exact(device?.inlineSize, css.width * ratio);
    this.height = exact(device?.blockSize, css.height * ratio);
    this.scale = ratio;
    this.input();
  }

  // --- pointer

  listenToPointer() {
    const { canvas, wasm } = this;
    const position = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * this.scale, (event.clientY - box.top) * this.scale];
    };
    const point = (event, button = -1, down = 0, at = position(event)) => {
      wasm.podfall_pointer(this.state, event.pointerType === 'mouse' ? 0 : 1, ...at, button, down);
      this.input();
    };
    const buttons = [0, 2, 1];  // the DOM's left, middle, right in Dear ImGui's numbers
    canvas.addEventListener('pointermove', (event) => {
      if (event.movementX || event.movementY) this.wheelArmed = true;
      if (event.pointerType === 'mouse') point(event);
    });
    canvas.addEventListener('pointerdown', (event) => {
      this.wheelArmed = true;
      if (event.pointerType !== 'mouse') return this.touchBegins(event, position(event), point);
      if (event.button > 2) return;
      canvas.setPointerCapture(event.pointerId);
      point(event, buttons[event.button], 1);
      if (event.button === 2 && !wasm.podfall_menu(this.state, ...position(event))) this.areaUnderPointer(event);
      this.focus();
    });
    canvas.addEventListener('pointerup', (event) => {
      if (event.pointerType !== 'mouse') this.touchEnds(event, position(event), point);
      else if (event.button <= 2) point(event, buttons[event.button], 0);
    });
    canvas.addEventListener('contextmenu', (event) => {
      if (wasm.podfall_menu(this.state, ...position(event))) event.preventDefault();
    });
    canvas.addEventListener('pointercancel', () => { this.touch = null; });
    canvas.addEventListener('pointerleave', (event) => {
      this.wheelArmed = false;
      if (event.pointerType === 'mouse') point(event, -1, 0, [-1e6, -1e6]);
    });
    // Keeps the textarea focused when the canvas is pressed.
    canvas.addEventListener('mousedown', (event) => event.preventDefault());
    canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    canvas.addEventListener('touchmove', (event) => this.touchMoves(event, position, point),
      { passive: false });
  }

  focus() { this.area.focus({ preventScroll: true }); }

  // Puts the textarea under the mouse for a moment, so that the browser's menu offers Paste.
  areaUnderPointer(event) {
    const box = this.canvas.getBoundingClientRect();
    const style = this.area.style;
    style.transform = `translate(${event.clientX - box.left - 10}px, ${event.clientY - box.top - 10}px)`;
    style.pointerEvents = 'auto';
    setTimeout(() => { style.pointerEvents = ''; }, 300);
  }

  // The wheel is the lab's only where a panel can scroll that way, and not when the reader is
  // scrolling the post and the lab merely passed under a resting mouse.
  wheel(event) {
    if (event.ctrlKey || !this.wheelArmed) return;
    const unit = [100, 3, 1][event.deltaMode];
    if (this.wasm.podfall_wheel(this.state, -event.deltaX / unit, -event.deltaY / unit)) {
      event.preventDefault();
      this.input();
    } else if (document.activeElement !== this.area) this.wheelArmed = false;
  }

  // A tap clicks; a drag scrolls the panel where it can. Where it cannot, a vertical one scrolls the
  // page and a horizontal one drags.
  touchBegins(event, at, point) {
    if (!event.isPrimary) return;
    const touch = this.touch = { start: at, x: event.clientX, y: event.clientY, mode: 'tap' };
    point(event);
    if (!this.wasm.podfall_menu(this.state, ...at)) return;
    setTimeout(() => {   // a long press is a right click
      if (this.touch !== touch || touch.mode !== 'tap') return;
      touch.mode = 'menu';
      point(event, 1, 1, at);
      point(event, 1, 0, at);
    }, LONG_PRESS);
  }

  touchMoves(event, position, point) {
    const touch = this.touch, finger = event.touches[0];
    if (!touch || event.touches.length > 1) return;
    const at = position(finger);
    const dx = at[0] - touch.start[0], dy = at[1] - touch.start[1];
    const like = { clientX: finger.clientX, clientY: finger.clientY, pointerType: 'touch' };
    if (touch.mode === 'tap') {
      if (Math.hypot(dx, dy) < 6 * this.scale) return;
      const across = Math.abs(dx) > Math.abs(dy);
      if (across && this.wasm.podfall_wheel(this.state, dx / (30 * this.scale), 0)) touch.mode = 'slide';
      else if (across) {
        touch.mode = 'drag';
        point(like, 0, 1, touch.start);
      } else touch.mode = this.wasm.podfall_wheel(this.state, 0, dy / (75 * this.scale)) ? 'scroll' : 'page';
    } else if (touch.mode === 'slide') {
      this.wasm.podfall_wheel(this.state, (finger.clientX - touch.x) / 30, 0);
    } else if (touch.mode === 'scroll') {
      this.wasm.podfall_wheel(this.state, 0, (finger.clientY - touch.y) / 75);
    }
    if (touch.mode === 'drag') point(like);
    [touch.x, touch.y] = [finger.clientX, finger.clientY];
    if (touch.mode === 'page') this.touch = null;
    else event.preventDefault();
    this.input();
  }

  touchEnds(event, at, point) {
    const touch = this.touch;
    this.touch = null;
    if (!touch) return;
    if (touch.mode === 'tap') {
      point(event, 0, 1);
      point(event, 0, 0);
      this.focus();
    } else if (touch.mode === 'drag') point(event, 0, 0);
    if (touch.mode !== 'menu') point(event, -1, 0, [-1e6, -1e6]);
  }

  // --- keyboard and input methods

  listen() {
    this.listenToPointer();
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
    this.wasm.podfall_focus(this.state, on ? 1 : 0);
    this.input();
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
      // A Hangul layout gives 'ㅊ' for Ctrl+C: take the key's place instead.
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
