// The lab in a post of another site does not interfere with the post.
import assert from 'node:assert/strict';
import { openLab, servePost, test } from './lab.js';

async function openPost() {
  const post = await servePost();
  const outer = await openLab({ url: post.address, wait: false, width: 1000, height: 900 });
  await outer.page.waitForSelector('podfall-lab iframe');
  const element = await outer.page.$('podfall-lab iframe');
  const frame = await element.contentFrame();
  const lab = outer.within(frame);
  await lab.ready();
  await lab.drawn();
  return { outer, lab, element };
}

const scrollOf = (page) => page.evaluate(() => Math.round(scrollY));

test('the sample post opens the lab in a frame, in the language of the post', async () => {
  const { outer, lab, element } = await openPost();
  assert.match(await element.getAttribute('src'), /embed=&lesson=01-deleted-pod&lang=ko/);
  assert.equal(await lab.frame.evaluate(() => document.documentElement.lang), 'ko');
  assert.equal(
    await lab.frame.locator('footer').isVisible(),
    false,
    'the page chrome shows in the frame',
  );
  assert.equal(await outer.page.evaluate(() => document.activeElement.tagName), 'BODY');
  assert.equal(await scrollOf(outer.page), 0);
  assert.deepEqual(outer.errors, []);
  await outer.picture('post');
});

test('the wheel over an unused lab scrolls the post', async () => {
  const { post, outer } = await openPost();
  await outer.page.mouse.move(500, 200);  // on the text above the lab
  let last = 0;
  for (let i = 0; i < 12; i++) {
    await outer.page.mouse.wheel(0, 120);
    await outer.page.waitForFunction((y) => Math.round(scrollY) > y, last);
    last = await scrollOf(outer.page);
  }
  assert.ok(last > 1200, `${last}`);
});

test('the wheel in a panel that cannot scroll further scrolls the post', async () => {
  const { outer, lab, element } = await openPost();
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  await outer.page.mouse.move(box.x + box.width / 2, box.y + 200);
  await outer.page.mouse.move(box.x + box.width / 2 + 5, box.y + 205);
  await lab.idle();
  const before = await scrollOf(outer.page);
  for (let i = 0; i < 30; i++) await outer.page.mouse.wheel(0, 240);
  await outer.page.waitForFunction((y) => Math.round(scrollY) > y, before);
});

test('keys typed in the post stay in the post, and in the lab after a click only', async () => {
  const { outer, lab, element } = await openPost();
  await outer.page.keyboard.press('PageDown');
  await outer.page.waitForFunction(() => Math.round(scrollY) > 0);
  await outer.page.keyboard.type('echo stray');
  await outer.page.keyboard.press('Enter');
  await element.scrollIntoViewIfNeeded();
  await lab.idle();   // on screen again, it has drawn and knows where the terminal is
  const box = await element.boundingBox();
  const before = await scrollOf(outer.page);
  await outer.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await lab.until(() => lab.focused());
  assert.equal(await scrollOf(outer.page), before, 'the click scrolled the post');
  await outer.page.keyboard.type('echo meant');
  await outer.page.keyboard.press('Enter');
  const log = await lab.waitFor('echo meant');
  assert.doesNotMatch(log, /stray/);
});

test('two labs in one post live side by side', async () => {
  const post = await servePost(`<!doctype html><script defer src="../embed.js"></script>
    <podfall-lab lang="ko" height="420"></podfall-lab>
     <podfall-lab lang="en" height="420"></podfall-lab>`);
  const outer = await openLab({ url: post.address, wait: false, width: 900, height: 900 });
  const frames = [];
  for (const element of await outer.page.$$('podfall-lab iframe'))
    frames.push(await element.contentFrame());
  assert.equal(frames.length, 2);
  for (const frame of frames) await outer.within(frame).ready();
  const languages = await Promise.all(
    frames.map((f) => f.evaluate(() => document.documentElement.lang)),
  );
  assert.deepEqual(languages, ['ko', 'en']);
  assert.deepEqual(outer.errors, []);
});
