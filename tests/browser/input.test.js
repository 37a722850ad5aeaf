// Typed input reaches the lab, and the lab takes nothing that belongs to the page.
import assert from 'node:assert/strict';
import { openLab, test } from './lab.js';

test('a click gives the lab the keyboard, and typing reaches the terminal', async () => {
  const lab = await openLab();
  assert.equal(await lab.focused(), false, 'the lab took the focus by itself');
  await lab.page.locator('.podfall-canvas').click({ position: { x: 600, y: 500 } });
  assert.equal(await lab.focused(), true);
  await lab.page.keyboard.type('echo "It\'s <50%> & |done|"');
  await lab.press('Enter');
  await lab.waitFor('echo "It\'s <50%> & |done|"');
  assert.deepEqual(lab.errors, []);
});

test('Backspace and Ctrl+C edit the line', async () => {
  const lab = await openLab();
  await lab.type('echo wrongx');
  await lab.press('Control+c');
  await lab.type('echo rightt');
  await lab.press('Backspace');
  await lab.press('Enter');
  const log = await lab.waitFor(/echo right$/m);
  assert.doesNotMatch(log, /echo wrongx?echo/);
});

test('Hangul is composed and committed once, and Enter after it works', async () => {
  const lab = await openLab();
  await lab.type('echo ');
  await lab.compose(['ㅎ', '하', '한'], '한');
  await lab.compose(['ㄱ', '그', '글'], '글');
  await lab.press('Enter');
  const log = await lab.waitFor('echo 한글');
  assert.doesNotMatch(log, /한한|글글|하한|ㅎ/);
});

test('a composition that is given up leaves nothing', async () => {
  const lab = await openLab();
  await lab.type('echo a');
  await lab.compose(['ㅎ', '하', ''], '');
  await lab.line('b');
  await lab.waitFor(/echo ab$/m);
});

test('pasted lines are shown, wait for Enter, and run from the top', async () => {
  const lab = await openLab();
  await lab.paste('echo first\r\necho second\u001b[201~\necho third\n');
  await lab.idle();
  assert.doesNotMatch(await lab.log(), /echo/, 'something ran before Enter');
  await lab.picture('input-paste');
  await lab.press('ArrowUp');
  await lab.press('Home');
  await lab.type('true; ');
  await lab.press('Enter');
  const log = await lab.waitFor('echo third');
  assert.match(log, /echo first\nfirst\n[^]*true; echo second\[201~\nsecond\[201~\n[^]*echo third/);
  await lab.paste('echo never\necho ever');
  await lab.press('Control+c');
  await lab.line('echo after');
  assert.doesNotMatch(await lab.waitFor(/^after$/m), /^never$/m);
});

test('a phone keyboard that types its clipboard runs nothing before Enter', async () => {
  const lab = await openLab({ touch: true, width: 390, height: 844, dpr: 3 });
  await lab.focus();
  await lab.page
    .locator('.podfall-input')
    .evaluate((area) =>
      area.dispatchEvent(
        new InputEvent('input', {
          inputType: 'insertText',
          data: 'echo one\necho two',
          bubbles: true,
        }),
      ),
    );
  await lab.idle();
  assert.doesNotMatch(await lab.log(), /one/);
  await lab.press('Enter');
  await lab.waitFor(/^one$[^]*^two$/m);
});

test('Ctrl+V pastes what is on the clipboard', async () => {
  const lab = await openLab();
  await lab.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.page.evaluate(() => navigator.clipboard.writeText('echo from clipboard'));
  await lab.focus();
  await lab.press('Control+v');
  await lab.press('Enter');
  await lab.waitFor('echo from clipboard');
});

test('a phone keyboard types and deletes without key events', async () => {
  const lab = await openLab({ touch: true, width: 390, height: 844, dpr: 3 });
  await lab.focus();
  const send = (inputType, data = null) =>
    lab.page.locator('.podfall-input').evaluate(
      (area, [type, text]) => {
        area.dispatchEvent(new InputEvent('input', { inputType: type, data: text, bubbles: true }));
      },
      [inputType, data],
    );
  for (const c of 'echo phonee') await send('insertText', c);
  await send('deleteContentBackward');
  await send('insertLineBreak');
  await lab.waitFor(/echo phone$/m);
});

test('Tab leaves the lab from an empty line, and Shift+Tab too: no keyboard trap', async () => {
  for (const key of ['Tab', 'Shift+Tab']) {
    const lab = await openLab();
    await lab.focus();
    for (let i = 0; i < 40 && await lab.focused(); i++) await lab.press(key);
    assert.equal(await lab.focused(), false, `${key} does not leave`);
  }
});

test('Escape gives the keyboard back to the page', async () => {
  const lab = await openLab();
  await lab.type('echo kept');
  for (let i = 0; i < 3 && await lab.focused(); i++) await lab.press('Escape');
  assert.equal(await lab.focused(), false);
});

test('keys outside the lab are not taken', async () => {
  const lab = await openLab();
  const taken = await lab.page.evaluate(() => {
    const seen = [];
    for (const key of ['a', 'Tab', 'Enter', ' ', 'ArrowDown', 'F5']) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      if (!document.body.dispatchEvent(event)) seen.push(key);
    }
    return seen;
  });
  assert.deepEqual(taken, []);
});

test('the terminal is mirrored as a polite, named log of at most 200 lines', async () => {
  const lab = await openLab();
  const log = lab.page.locator('.podfall-mirror[role=log]');
  assert.equal(await log.getAttribute('aria-live'), 'polite');
  assert.equal(await log.getAttribute('aria-label'), 'Terminal output');
  await lab.paste(Array.from({ length: 230 }, (_, i) => `echo line-${i}\n`).join(''));
  await lab.press('Enter');
  await lab.waitFor(/^line-229$/m);
  assert.ok(await log.evaluate((element) => element.childElementCount) <= 200);
  assert.doesNotMatch(await lab.log(), /line-0\b/);
});
