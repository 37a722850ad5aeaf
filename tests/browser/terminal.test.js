// The terminal's tools: pressable names, two machines side by side, text size, selecting.
import assert from 'node:assert/strict';
import { difference, openLab, test } from './lab.js';

const wide = { query: 'lang=en&theme=dark', width: 1440, height: 900 };

// The middle of a cell of the terminal, counted from its upper left corner.
async function cell(lab, row, column) {
  const [x, y, , h] = await lab.where('tab1') ?? await lab.where('tab0');
  return [x + 4 + (column + 0.5) * 7, y + h + 6 + (row + 0.5) * 18];
}

async function clipboard(lab) {
  await lab.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return { read: () => lab.page.evaluate(() => navigator.clipboard.readText()),
    write: (text) => lab.page.evaluate((value) => navigator.clipboard.writeText(value), text) };
}

test('a name in the output can be pressed, and puts a command onto the line', async () => {
  const lab = await openLab(wide);
  await lab.line('kubectl get nodes');
  await lab.waitFor(/w3-k8s +Ready/);
  await lab.drawn();
  const at = await cell(lab, 3, 2);
  await lab.page.mouse.move(...at);
  await lab.drawn();
  await lab.page.mouse.click(...at, { delay: 40 });
  await lab.drawn();
  await lab.picture('terminal-name');
  await lab.click('kubectl describe node w1-k8s');
  assert.doesNotMatch(await lab.log(), /describe/, 'a press ran something');
  await lab.press('Enter');
  await lab.waitFor(/^Name: +w1-k8s/m);
  assert.deepEqual(lab.errors, []);
});

test('two machines are seen at once, and a click says whose keyboard it is', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  const one = await lab.pixels();
  await lab.click('split');
  await lab.idle();
  assert.ok(difference(one, await lab.pixels()) > 500);
  await lab.line('hostname');
  await lab.waitFor(/^m-k8s$/m);
  await lab.page.mouse.click(700, 600, { delay: 40 });   // into the lower one
  await lab.line('hostname');
  await lab.waitFor(/^w1-k8s$/m);
  await lab.picture('terminal-split');
});

test('text grows and shrinks, and is as large again after a reload', async () => {
  const lab = await openLab(wide);
  const size = () => lab.page.evaluate(() => localStorage.getItem('podfall:font'));
  await lab.line('echo how large');
  await lab.waitFor(/^how large$/m);
  await lab.click('larger');
  await lab.until(size, '15');
  await lab.click('larger');
  await lab.until(size, '16');
  await lab.click('smaller');
  await lab.until(size, '15');
  await lab.page.reload();
  await lab.ready();
  await lab.click('larger');
  await lab.until(size, '16');
});

test('the mouse and Shift with arrows select, Ctrl+C copies and interrupts nothing', async () => {
  const lab = await openLab(wide);
  const board = await clipboard(lab);
  await lab.line('echo select-me please');
  await lab.waitFor(/^select-me please$/m);
  await lab.drawn();
  await lab.until(board.read, 'select-me', async () => {
    await lab.page.mouse.dblclick(...await cell(lab, 1, 3), { delay: 30 });
    await lab.drawn();
    await lab.press('Control+c');
  });
  const from = await cell(lab, 1, 0), to = await cell(lab, 1, 13);
  await lab.page.mouse.move(from[0] - 3, from[1]);
  await lab.page.mouse.down();
  await lab.drawn();
  await lab.page.mouse.move(to[0], to[1], { steps: 4 });
  await lab.drawn();
  await lab.page.mouse.up();
  await lab.drawn();
  await lab.press('Control+c');
  await lab.until(async () => (await board.read()).slice(0, 13), 'select-me ple');
  await lab.type('echo by-key');
  for (let i = 0; i < 6; i++) await lab.press('Shift+ArrowLeft');
  await lab.picture('terminal-selection');
  await lab.press('Control+c');
  await lab.until(board.read, 'by-key');
  await lab.press('Enter');
  await lab.waitFor(/^by-key$/m);
});

test('the paste button puts the clipboard onto the line, and says so when it may not', async () => {
  const lab = await openLab(wide);
  const board = await clipboard(lab);
  await board.write('echo one\necho two\n');
  await lab.click('paste');
  await lab.drawn();
  assert.doesNotMatch(await lab.log(), /one/);
  await lab.press('Enter');
  await lab.waitFor(/^one$[^]*^two$/m);
  await lab.context.clearPermissions();
  await lab.page.evaluate(() => {
    navigator.clipboard.readText = () => Promise.reject(new Error('no'));
  });
  const before = await lab.pixels();
  await lab.click('paste');
  await lab.changed(before, 1000);
  await lab.picture('terminal-no-clipboard');
});

test('an empty terminal says what to do; with a line from a press, what Enter does', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  const empty = await lab.pixels();
  const [x, y] = (await cell(lab, 1, 0)).map(Math.round);
  const ink = ({ width, green }) => {
    let count = 0;
    for (let row = y - 9; row < y + 9; row++)
      for (let i = x; i < x + 350; i++) count += green[row * width + i] > 90;
    return count;
  };
  assert.ok(ink(empty) > 100, `${ink(empty)} bright pixels in the empty terminal`);
  await lab.type('x');
  await lab.drawn();
  assert.equal(ink(await lab.pixels()), 0, 'still said while something is typed');
  await lab.press('Backspace');
  await lab.click('command0');
  await lab.drawn();
  assert.ok(ink(await lab.pixels()) > 100, 'a pressed command says nothing of Enter');
});

test('six machines fit into 1280 pixels: the tools fold away, a press unfolds them', async () => {
  const lab = await openLab({
    query: 'lang=en&theme=dark&sandbox&masters=3&workers=3',
    width: 1280,
    height: 800,
  });
  await lab.line('true');
  const [toolsAt] = await lab.where('tools');
  for (let id = 1; id <= 6; id++) {
    const [x, , w, , seen] = await lab.where(`tab${id}`);
    assert.ok(
      seen && x + w <= toolsAt,
      `tab ${id} ends at ${x + w}, the tools begin at ${toolsAt}`,
    );
  }
  await lab.picture('six-tabs');
  await lab.click('tools');
  await lab.click('find');
  assert.ok(await lab.where('close find'), 'the tools did not open');
});
