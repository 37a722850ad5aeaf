// Frames are drawn when something changes, are sharp at every density, and survive a lost context.
import assert from 'node:assert/strict';
import { difference, openLab, test } from './lab.js';

const never = async (lab) => lab.until(() => lab.nextFrame(), 'never');

test('an idle page owes no frame', async () => {
  const lab = await openLab();
  await never(lab);
});

test('the caret blinks for ten seconds, then nothing is drawn', async () => {
  const lab = await openLab();
  await lab.type('a');
  await lab.until(() => lab.nextFrame(), 'later');
  const blinking = await lab.frames();
  await never(lab);
  const blinks = (await lab.frames()) - blinking;
  assert.ok(blinks >= 2 && blinks < 40, `${blinks} frames in ten seconds of blinking`);
});

test('in quiet play the clock asks for frames; paused, nothing does', async () => {
  const lab = await openLab();
  await lab.page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.focus();
  await lab.press('F8');
  await lab.until(() => lab.nextFrame(), 'later');
  const playing = await lab.frames();
  await lab.until(async () => (await lab.frames()) > playing + 3);
  await lab.until(() => lab.nextFrame(), 'later');
  await lab.press('F8');
  await never(lab);
});

test('a hidden page draws nothing, and goes on when it is shown', async () => {
  const lab = await openLab();
  await lab.type('a');
  const show = (hidden) => lab.page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await show(true);
  const before = await lab.frames();
  await lab.page.keyboard.type('bcd');
  assert.equal(await lab.nextFrame(), 'never');
  assert.equal(await lab.frames(), before);
  await show(false);
  await lab.until(async () => (await lab.frames()) > before);
});

test('a lab that is scrolled away draws nothing', async () => {
  const lab = await openLab({ width: 600, height: 500 });
  await lab.page.evaluate(() => { document.body.style.paddingBottom = '3000px'; });
  await lab.page.evaluate(() => scrollTo(0, 2500));
  await lab.page.waitForFunction(() => !document.querySelector('.podfall').lab.visible);
  const before = await lab.frames();
  await lab.page.evaluate(() => document.querySelector('.podfall').lab.input());
  assert.equal(await lab.nextFrame(), 'never');
  assert.equal(await lab.frames(), before);
  await lab.page.evaluate(() => scrollTo(0, 0));
  await lab.until(async () => (await lab.frames()) > before);
});

// The largest step between neighbouring pixels of a row, 0 to 255. A picture that was stretched
// from a lower density has no step near full contrast.
function largestStep({ width, height, green }) {
  let largest = 0;
  for (let y = 4; y < height - 4; y++) {
    for (let at = y * width + 4; at < (y + 1) * width - 5; at++) {
      largest = Math.max(largest, Math.abs(green[at] - green[at + 1]));
    }
  }
  return largest;
}

for (const dpr of [1, 1.25, 2, 3]) {
  test(`every device pixel is the lab's own at devicePixelRatio ${dpr}`, async () => {
    const lab = await openLab({ query: 'lang=ko&theme=dark', width: 800, height: 600, dpr });
    await lab.idle();
    const [canvas, css] = await lab.page.evaluate(() => {
      const element = document.querySelector('.podfall-canvas');
      return [[element.width, element.height], element.getBoundingClientRect().toJSON()];
    });
    assert.ok(
      Math.abs(canvas[0] - css.width * dpr) <= 1 && Math.abs(canvas[1] - css.height * dpr) <= 1,
      `${canvas} for ${css.width} x ${css.height}`,
    );
    const step = largestStep(await lab.pixels());
    assert.ok(step > 130, `the largest step between pixels is ${step}`);
    await lab.picture(`sharp-${dpr}`);
  });
}

test('a window that moves to another density is redrawn for it', async () => {
  const lab = await openLab({ width: 800, height: 600, dpr: 1 });
  await lab.idle();
  const session = await lab.context.newCDPSession(lab.page);
  await session.send('Emulation.setDeviceMetricsOverride', {
    width: 820,
    height: 600,
    deviceScaleFactor: 2,
    mobile: false,
  });
  await lab.page.waitForFunction(
    () => {
      const canvas = document.querySelector('.podfall-canvas');
      return Math.abs(canvas.width - canvas.clientWidth * 2) <= 1;
    },
    null,
    { timeout: 5000 },
  );
});

for (const given of [true, false]) {
  const fate = given ? 'that comes back' : 'that never comes back';
  test(`a lost WebGL context ${fate} is survived`, async () => {
    const lab = await openLab();
    await lab.idle();
    const before = await lab.pixels();
    await lab.page.evaluate(() => {
      const { lab: inner } = document.querySelector('.podfall');
      window.lost = inner.canvas;
      window.lose = inner.graphics.gl.getExtension('WEBGL_lose_context');
      window.lose.loseContext();
    });
    await lab.drawn();
    if (given) await lab.page.evaluate(() => window.lose.restoreContext());
    await lab.until(() => lab.page.evaluate((back) => {
      const { graphics, canvas } = document.querySelector('.podfall').lab;
      return (canvas === window.lost) === back && !graphics.gl.isContextLost();
    }, given));
    await lab.idle();
    const after = await lab.pixels();
    const different = difference(before, after);
    assert.ok(different < before.green.length / 500, `${different} pixels differ`);
    await lab.line('echo alive');
    await lab.waitFor('echo alive');
    assert.deepEqual(lab.errors, []);
  });
}
