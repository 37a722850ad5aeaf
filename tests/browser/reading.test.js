// Preferences of a reader's system and habits: contrast, reduced motion, printing, searching, wide
// tables on a phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { difference, openLab, root, test } from './lab.js';

// The green of the terminal's empty background.
async function ground(lab) {
  const { width, height, green } = await lab.pixels();
  return green[Math.round(height * 0.6) * width + Math.round(width / 2)];
}

for (const [theme, usual, wanted] of [['dark', 0x0e, 0], ['light', 0xfa, 255]]) {
  test(`a system that asks for more contrast gets the ${theme} theme with more`, async () => {
    const lab = await openLab({ query: `lang=en&theme=${theme}`, width: 1300 });
    await lab.idle();
    assert.equal(await ground(lab), usual);
    await lab.page.emulateMedia({ forcedColors: 'active' });
    await lab.until(() => ground(lab), wanted);
    await lab.picture(`contrast-${theme}`);
    await lab.page.emulateMedia({ forcedColors: 'none' });
    await lab.until(() => ground(lab), usual);
    assert.deepEqual(lab.errors, []);
  });
}

test('the system turns light or dark and the lab follows, until the reader chose', async () => {
  const lab = await openLab({ query: 'lang=en', width: 1300, before: () => {} });
  await lab.page.emulateMedia({ colorScheme: 'dark' });
  await lab.until(() => ground(lab), 0x0e);
  await lab.page.emulateMedia({ colorScheme: 'light' });
  await lab.until(() => ground(lab), 0xfa);
  await lab.changeTheme();
  await lab.until(() => ground(lab), 0x0e);
  await lab.page.emulateMedia({ colorScheme: 'dark' });
  await lab.page.emulateMedia({ colorScheme: 'light' });
  await lab.until(() => ground(lab), 0x0e);
});

test('with reduced motion the caret does not blink', async () => {
  const lab = await openLab();
  await lab.page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.type('a');
  await lab.until(() => lab.nextFrame(), 'never');
});

const printed = JSON.parse(readFileSync(`${root}lessons/02-2-docker-stopped.json`, 'utf8'));

// How many cells the tables of a lesson have; "| --- |" parts the head from the rows.
function cellsOf(lesson, lang) {
  const texts = [...lesson.steps.flatMap(({ text, explanation }) => [text, explanation]),
    lesson.recap];
  const rows = texts.flatMap((text) => [text?.[lang] ?? []].flat().join('\n').split('\n'))
    .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line));
  return rows.reduce((sum, row) => sum + row.split('|').length - 2, 0);
}

for (const lang of ['ko', 'en']) {
  test(`on paper is the whole lesson, not a picture of the lab (${lang})`, async () => {
    const lab = await openLab({ query: `lang=${lang}&lesson=02-2-docker-stopped` });
    await lab.page.emulateMedia({ media: 'print' });
    await lab.page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const paper = await lab.page.evaluate(() => {
      const region = document.querySelector('[data-region=print]');
      const shown = (selector) =>
        getComputedStyle(document.querySelector(selector)).display !== 'none';
      return {
        height: region.getBoundingClientRect().height,
        canvas: shown('.podfall-canvas'),
        footer: shown('footer'),
        steps: region.querySelectorAll('h2').length,
        cells: region.querySelectorAll('td').length,
        commands: [...region.querySelectorAll('code')].map((code) => code.textContent),
      };
    });
    assert.ok(paper.height > 2000, `${paper.height} px high`);
    assert.equal(paper.canvas || paper.footer, false);
    assert.equal(paper.steps, printed.steps.length + 1);   // and the recap
    assert.equal(paper.cells, cellsOf(printed, lang));
    assert.ok(paper.commands.includes('w1-k8s: systemctl stop docker'), paper.commands.join('\n'));
    await lab.picture(`paper-${lang}`);
    assert.deepEqual(lab.errors, []);
  });
}

test('no character is a box: rare syllables, arrows and signs all look different', async () => {
  const lab = await openLab({ query: 'lang=ko&theme=dark', width: 800, height: 600 });
  await lab.page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.focus();
  const look = async (text) => {
    await lab.page.keyboard.insertText(text);
    await lab.idle();
    const seen = await lab.pixels();
    for (let i = 0; i < text.length; i++) await lab.press('Backspace');
    return seen;
  };
  for (const [a, b] of [
    ['뷁뷁', '쀍쀍'],
    ['힣힣', '똠똠'],
    ['→→', '←←'],
    ['××', '……'],
    ['éé', 'ßß'],
    ['──', '││'],
    ['●●', '✓✓'],
  ]) {
    const changed = difference(await look(a), await look(b));
    assert.ok(changed > 15, `${a} looks like ${b}: ${changed} pixels differ`);
  }
});

test("the browser's own search finds what the lesson and the terminal say", async () => {
  const lab = await openLab({ query: 'lang=en&lesson=02-2-docker-stopped' });
  await lab.line('echo haystack-needle');
  await lab.waitFor('\nhaystack-needle');
  const found = (words) =>
    lab.page.evaluate((text) => {
      getSelection().removeAllRanges();
      return window.find(text, false, false, true);
    }, words);
  for (const words of ['haystack-needle', 'container runtime', 'w1-k8s: Ready'])
    assert.ok(await found(words), words);
  assert.equal(await found('words that nobody wrote'), false);
});

test('Ctrl+F finds in the terminal, and Escape gives the keys back to the line', async () => {
  const lab = await openLab();
  await lab.line('echo needle');
  await lab.waitFor('\nneedle');
  await lab.type('echo x');
  await lab.press('Control+f');
  await lab.page.keyboard.type('needle');
  await lab.press('Enter');
  await lab.press('Escape');
  await lab.type('y');
  await lab.press('Enter');
  await lab.waitFor('\nxy');
  assert.deepEqual(lab.errors, []);
});

test('a question mark explains the command; two of them are typed', async () => {
  const lab = await openLab();
  await lab.type('echo ?');
  await lab.press('Enter');
  await lab.type('echo ??');
  await lab.press('Enter');
  await lab.waitFor('# echo ?\n');
  assert.match(await lab.log(), /# echo\n/);
});

test('on a phone a wide table is one line a row, and is moved sideways', async () => {
  const lab = await openLab({
    query: 'lang=ko&theme=light',
    width: 360,
    height: 740,
    dpr: 2,
    touch: true,
  });
  await lab.page.touchscreen.tap(180, 70);
  await lab.drawn();
  await lab.line('kubectl get pods -n kube-system -o wide');
  const log = await lab.waitFor('READINESS GATES');
  assert.match(log, /NAME .* READINESS GATES/);
  await lab.drawn();
  const still = await lab.pixels();
  const session = await lab.context.newCDPSession(lab.page);
  const touch = (type, x) => session.send('Input.dispatchTouchEvent',
    { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y: 260 }] });
  await touch('touchStart', 320);
  for (let x = 300; x >= 60; x -= 20) await touch('touchMove', x);
  await touch('touchEnd');
  await lab.changed(still, 2000);
  await lab.picture('phone-wide-table');
  assert.deepEqual(lab.errors, []);
});
