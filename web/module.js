// The lab's WebAssembly module and its texts, each fetched on demand. The module has two parts
// (split.mjs): the first draws a lesson's opening, the second simulates. Until the second has
// arrived, its functions are numbered imports of the first, called through the table.

const here = import.meta.url;

async function get(path) {
  const answer = await fetch(new URL(path, here));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

async function compile(path) {
  const answer = await get(path);
  // Only a response with type application/wasm can be compiled while it arrives.
  const typed = answer.headers.get('Content-Type')?.startsWith('application/wasm');
  if (typed && WebAssembly.compileStreaming) return WebAssembly.compileStreaming(answer);
  return WebAssembly.compile(await answer.arrayBuffer());
}

const FIRST = 'podfall.wasm', REST = 'podfall-rest.wasm';
const first = compile(FIRST);
first.catch(() => {});  // Module.open() reports it

// By path. A page with several labs requests each only once.
const texts = new Map(), requests = new Map();
function fetchText(path) {
  if (!requests.has(path)) {
    const request = get(path)
      .then((answer) => answer.text())
      .then((text) => {
        texts.set(path, text);
      });
    request.catch(() => requests.delete(path));
    requests.set(path, request);
  }
  return requests.get(path);
}
const text = (path) => texts.get(path) ?? '';

export const lessonText = (id) => text(`lessons/${id}.json`);
export const stillText = (id) => text(`lessons/${id}.still`);

// The files that the opening of a lesson needs.
export const fetchOpening = (id) =>
  Promise.all([fetchText(`lessons/${id}.json`), fetchText(`lessons/${id}.still`)]);

let rest = null;
function compileRest() {
  rest ??= compile(REST).catch((error) => { rest = null; throw error; });
  return rest;
}

export class Module {
  // `imports` are the host's functions, by module and name.
  static async open(imports) {
    const module = new Module();
    // A call into the second part before it has arrived waits for it, blocking the page.
    const later = new Proxy({}, {
      get: (_, place) => (...values) => {
        module.completeNow();
        return module.exports.__indirect_function_table.get(Number(place))(...values);
      },
    });
    const instance = await WebAssembly.instantiate(await first, { ...imports, later });
    module.exports = instance.exports;
    module.whole = false;
    return module;
  }

  // Fetches the second part and the texts of `lessons`; may be called again after a failure.
  async complete(lessons) {
    const [compiled] = await Promise.all([
      compileRest(),
      ...lessons.map((id) => fetchText(`lessons/${id}.json`)),
    ]);
    if (this.whole) return;
    await WebAssembly.instantiate(compiled, { first: this.exports });
    this.whole = true;
  }

  completeNow() {
    if (this.whole) return;
    const request = new XMLHttpRequest();
    request.open('GET', new URL(REST, here), false);
    request.overrideMimeType('text/plain; charset=x-user-defined');  // bytes as characters
    request.send();
    if (request.status !== 200) throw new Error(`${REST}: ${request.status}`);
    const bytes = Uint8Array.from(request.responseText, (c) => c.charCodeAt(0));
    // Instantiating the second part puts its functions into the first one's table.
    new WebAssembly.Instance(new WebAssembly.Module(bytes), { first: this.exports });
    this.whole = true;
  }
}
