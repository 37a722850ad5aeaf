// Shared by the browser tests: a server with the strict policy, a browser, and a lab in a page.
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test as nodeTest } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from '../../web/serve.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const pageFolder = process.env.PODFALL_PAGE ?? `${root}build/web/page`;
const pictures = process.env.PODFALL_PICTURES ?? `${root}build/pictures`;

const programs = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
const arguments_ = ['--no-sandbox', '--disable-gpu', '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
  // Pages live for seconds: compiling their module a second time, for speed, takes longer.
  '--js-flags=--no-wasm-tier-up'];

// How long a state is waited for before a test gives up. It is long since other programs may have
// the processors; nothing asserts how long anything took (bench.mjs measures).
export const patience = 60000;

// Chromium's own messages about its software renderer; the page did not cause them.
const noise = /GL Driver Message|GPU stall|Automatic fallback to software WebGL/;

let browser = null;
let server = null;
const posts = [];
const contexts = new Set(); // those that the running test opened

// A test whose pages are closed however it ends: a page that is left open goes on playing and takes
// the time of those after it.
export function test(title, body) {
  nodeTest(title, async (t) => {
    try {
      await body(t);
    } finally {
      await closePages();
    }
  });
}

export async function closePages() {
  const open = [...contexts];
  contexts.clear();
  await Promise.all(open.map((context) => context.close()));
}

// The address of the page; one server and one browser serve all tests of a run.
export async function address() {
  server ??= await serve(pageFolder);
  return `http://127.0.0.1:${server.address().port}/`;
}

export async function launch() {
  const executablePath = programs.find((path) => path && existsSync(path));
  browser ??= await chromium.launch({ executablePath, args: arguments_ });
  return browser;
}

export async function close() {
  await browser?.close();
  for (const open of [server, ...posts]) {
    open?.close();
    open?.closeAllConnections();
  }
  browser = server = null;
}

// A post of another site (another origin) with the lab in it: the sample post of web/examples.
export async function servePost(html = null) {
  const lab = await address();
  const folder = `${root}web/examples/`;
  const post = (html ?? (await readFile(`${folder}post.html`, 'utf8'))).replaceAll(
    '../embed.js',
    `${lab}embed.js`,
  );
  const other = createServer(async (request, response) => {
    const css = request.url.endsWith('post.css');
    response.setHeader('Content-Type', css ? 'text/css' : 'text/html; charset=utf-8');
    response.end(css ? await readFile(`${folder}post.css`) : post);
  });
  await new Promise((done) => other.listen(0, '127.0.0.1', done));
  // localhost and 127.0.0.1 are different sites to the browser.
  posts.push(other);
  return { address: `http://localhost:${other.address().port}/` };
}

// A page with a lab in it. Options: query ("lang=ko"), width, height, dpr, locale, touch,
// storageState, context (to open another page in), before (a function to run in the page first),
// url (instead of the lab's own page).
export async function openLab(options = {}) {
  const {
    query = 'lang=en&theme=dark',
    width = 1280,
    height = 800,
    dpr = 1,
    locale = 'en-US',
  } = options;
  await launch();
  const context = options.context ?? await browser.newContext({
    viewport: { width, height }, deviceScaleFactor: dpr, locale, hasTouch: options.touch ?? false,
    storageState: options.storageState,
  });
  contexts.add(context);
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const lab = new Lab(page, context);
  if (options.before) await page.addInitScript(options.before);
  await page.goto(options.url ?? `${await address()}?${query}`);
  if (options.wait !== false) await lab.ready();
  return lab;
}

export class Lab {
  constructor(page, context, frame = page) {
    this.page = page;
    this.context = context;
    this.frame = frame;  // where the lab is: the page, or a frame of it
    this.errors = [];    // what the console and the page complained of
    page.on('console', (message) => {
      const bad = ['error', 'warning'].includes(message.type()) && !noise.test(message.text());
      if (bad) this.errors.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.errors.push(error.stack));
    page.on('requestfailed', (request) =>
      this.errors.push(`${request.url()} ${request.failure()?.errorText}`),
    );
  }

  // The same page, seen from inside the lab's frame.
  within(frame) {
    const inner = Object.create(this);
    inner.frame = frame;
    return inner;
  }

  async ready() {
    await this.frame.waitForSelector('.podfall-ready, #notice[role=alert]', {
      state: 'attached',
    });
    if (!(await this.frame.$('.podfall-ready')))
      throw new Error(`the lab did not open: ${this.errors.join('\n')}`);
  }
  close() { return this.context.close(); }

  // Frames drawn so far.
  frames() { return this.frame.evaluate(() => document.querySelector('.podfall').lab.frames); }

  // Waits until no frame was drawn for `quiet` milliseconds. On a busy machine a wait takes longer,
  // and the caret may have blinked in it.
  async idle(quiet = 400, limit = patience) {
    const end = Date.now() + limit;
    for (
      let last = -Infinity, begun = Date.now();
      Date.now() < end;
      await this.page.waitForTimeout(quiet)
    ) {
      const now = await this.frames(),
        elapsed = Date.now() - begun;
      if (now - last <= Math.floor(elapsed / 500)) return;
      last = now;
      begun = Date.now();
    }
    throw new Error(`the lab still draws after ${limit} ms`);
  }

  // Waits until what was just done is on screen: until no frame is owed at once, or, while
  // something moves all the time, for a good number of frames.
  async drawn(most = 20) {
    await this.frame.evaluate(async (count) => {
      const { lab } = document.querySelector('.podfall');
      const end = lab.frames + count;
      const owes = () => lab.visible && (lab.settle > 0 || lab.animation !== 0);
      while (owes() && lab.frames < end) await new Promise((done) => setTimeout(done, 10));
    }, most);
  }

  // Whether the next frame waits for a moment to come ('later'), for an input ('never'), or for
  // nothing ('now').
  nextFrame() {
    return this.frame.evaluate(() => {
      const { lab } = document.querySelector('.podfall');
      return lab.animation !== 0 ? 'now' : lab.timer !== 0 ? 'later' : 'never';
    });
  }

  // The terminal's text as mirrored for screen readers.
  log() { return this.frame.locator('.podfall-mirror[role=log]').evaluate(
    (log) => [...log.children].map((line) => line.textContent).join('\n')); }

  // The text of a mirrored region: "lesson", "cluster".
  async region(name) {
    const region = this.frame.locator(`.podfall-mirror[data-region="${name}"]`);
    return await region.count() ? region.textContent() : '';
  }

  // Waits for a text (or a pattern) in the terminal, or in a region.
  async waitFor(text, { region = null, timeout = patience } = {}) {
    const end = Date.now() + timeout;
    let seen = '';
    while (Date.now() < end) {
      seen = region ? await this.region(region) : await this.log();
      if (text instanceof RegExp ? text.test(seen) : seen.includes(text)) return seen;
      await this.page.waitForTimeout(30);
    }
    throw new Error(`${text} did not appear within ${timeout} ms in:\n${seen}`);
  }

  // Asks until the answer is the wanted one; `act`, if any, is done again and again before it.
  async until(ask, wanted = true, act = null) {
    const begun = Date.now();
    let answer;
    while (Date.now() < begun + patience) {
      await act?.();
      const again = act ? Date.now() + 1500 : begun + patience;
      do {
        answer = await ask();
        if (answer === wanted) return;
        await this.page.waitForTimeout(50);
      } while (Date.now() < again);
    }
    throw new Error(`${JSON.stringify(answer)} and not ${JSON.stringify(wanted)}`);
  }

  // Waits until more than so many pixels differ from an earlier picture.
  async changed(before, pixels) {
    let count = 0;
    const differs = async () => (count = difference(before, await this.pixels())) > pixels;
    try {
      await this.until(differs);
    } catch {
      throw new Error(`${count} pixels changed, not more than ${pixels}`);
    }
  }

  // Gives the lab the keyboard, as a click on the terminal does.
  focus() {
    return this.frame
      .locator('.podfall-input')
      .evaluate((area) => area.focus({ preventScroll: true }));
  }
  focused() {
    return this.frame.evaluate(() => document.activeElement?.className === 'podfall-input');
  }

  async type(text) {
    if (!await this.focused()) await this.focus();
    await this.page.keyboard.type(text);
  }

  // Types a line and Enter.
  async line(text) {
    await this.type(text);
    await this.page.keyboard.press('Enter');
  }

  // Where a pressable item is drawn, by its name in the panels' sources ("next", "w1-k8s/kubelet"):
  // [x, y, width, height, whether it is in view], or null if it does not exist.
  async where(name) {
    const box = await this.frame.evaluate(
      (wanted) => document.querySelector('.podfall').lab.where(wanted),
      name,
    );
    return box[2] > 0 ? box : null;
  }

  // The middle of an item, after scrolling its panel to show it.
  async middleOf(name) {
    const { height } = await this.frame.locator('.podfall-canvas').boundingBox();
    for (let tries = 0; tries < 60; tries++) {
      const box = await this.where(name);
      if (!box) throw new Error(`${name} is not there`);
      const [x, y, w, h, seen] = box, at = [x + w / 2, y + Math.min(h / 2, 20)];
      if (seen) return at;
      // A mouse that never moved scrolls the page.
      await this.page.mouse.move(at[0] + 3, height / 2);
      await this.page.mouse.move(at[0], height / 2);
      await this.drawn();
      await this.page.mouse.wheel(0, y < 200 ? -100 : 100);
      await this.drawn();
    }
    throw new Error(`${name} cannot be scrolled into sight`);
  }

  async hover(name) {
    await this.page.mouse.move(...await this.middleOf(name));
    await this.drawn();
  }

  async click(name, options = {}) {
    const at = await this.middleOf(name);
    await this.page.mouse.move(...at);
    await this.drawn();
    await this.page.mouse.click(...at, { delay: 40, ...options });
    await this.drawn();
  }

  async tap(name) {
    await this.page.touchscreen.tap(...await this.middleOf(name));
    await this.drawn();
  }

  changeLanguage() { return this.click('language'); }
  changeTheme() { return this.click('theme'); }

  press(key) { return this.page.keyboard.press(key); }

  // Pastes as the browser does for Ctrl+V.
  async paste(text) {
    await this.focus();
    await this.frame.locator('.podfall-input').evaluate((area, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      area.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    }, text);
  }

  // Composes text with an input method: each of `steps` is shown, then `text` is committed.
  async compose(steps, text) {
    const session = await this.context.newCDPSession(this.page);
    for (const step of steps) {
      await session.send('Input.imeSetComposition', {
        text: step,
        selectionStart: step.length,
        selectionEnd: step.length,
      });
    }
    await session.send('Input.insertText', { text });
    await session.detach();
  }

  // A picture to look at: build/pictures/NAME.png.
  async picture(name) {
    mkdirSync(pictures, { recursive: true });
    return this.page.screenshot({ path: `${pictures}/${name}.png` });
  }

  // The lab as it is on screen: { width, height, green }, the green of each pixel in a Buffer.
  async pixels() {
    const clip = await this.frame.locator('.podfall').boundingBox();
    const picture = await this.page.screenshot({ clip });
    const { width, height, text } = await this.page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const pieces = [];
      for (let i = 0; i < data.length; i += 4096) {
        let piece = '';
        for (let j = i; j < Math.min(i + 4096, data.length); j += 4)
          piece += String.fromCharCode(data[j + 1]);
        pieces.push(piece);
      }
      return { width: image.width, height: image.height, text: pieces.join('') };
    }, picture.toString('base64'));
    return { width, height, green: Buffer.from(text, 'latin1') };
  }
}

// How many pixels differ between two pictures of the same size.
export function difference(a, b) {
  if (a.green.length !== b.green.length) return Math.max(a.green.length, b.green.length);
  let count = 0;
  for (let i = 0; i < a.green.length; i++) count += a.green[i] !== b.green[i];
  return count;
}
