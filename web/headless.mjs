// Hosts the lab's module in Node without a screen, for the build, which needs a lab's first frames.
// The calls between them are those of podfall.js; backend_web.cpp lists them.
const PARAMETER = 0, LESSON = 6, STILL = 7;

// Opens a lab. `parameters` are the page's; `texts.lesson(id)` and `texts.still(id)` return the
// files that a page would have fetched.
export async function openHeadless(module, parameters, texts) {
  const encoder = new TextEncoder(), decoder = new TextDecoder();
  const scale = parameters.scale ?? 1;
  let wasm, state;
  const memory = () => wasm.memory.buffer;
  const text = (pointer, size) => decoder.decode(new Uint8Array(memory(), pointer, size));
  const write = (words) => {
    const bytes = encoder.encode(words ?? '');
    const at = wasm.podfall_buffer(state, bytes.length);
    new Uint8Array(memory(), at, bytes.length).set(bytes);
    return bytes.length;
  };
  const get = (what, name) =>
    what === PARAMETER
      ? parameters[name]
      : what === LESSON
        ? texts.lesson(name)
        : what === STILL
          ? texts.still(name)
          : '';
  const nothing = () => {};
  const imports = {
    host: {
      get: (what, name, size) => write(get(what, text(name, size))),
      metrics: (face, size, out) =>
        new Float32Array(memory(), out, 3).set([size, -size / 4, size / 2]),
      glyph: (face, size, code, out) =>
        new Float32Array(memory(), out, 5).set([
          Math.ceil(size / 2),
          Math.ceil(size),
          0,
          0,
          size / 2,
        ]),
      put: nothing,
      caret: nothing,
      texture: nothing,
      pixels: nothing,
      forget: nothing,
      clear: nothing,
      mesh: nothing,
      draw: nothing,
    },
    env: { emscripten_notify_memory_growth: nothing },
    wasi_snapshot_preview1: {
      proc_exit(code) { throw new Error(`the module stopped (${code})`); },
      fd_write: () => 0, fd_seek: () => 0, fd_close: () => 0,
    },
  };
  wasm = (await WebAssembly.instantiate(module, imports)).exports;
  wasm._initialize();
  state = wasm.podfall_open(scale);
  return {
    wasm, state,
    // A text that an export left in the buffer.
    take: (size) => text(wasm.podfall_buffer(state, size), size),
    still(lesson) { return this.take(wasm.podfall_still(state, write(lesson))); },
    frame: (now, width, height) => wasm.podfall_frame(state, now, 1 / 60, width, height, scale),
  };
}
