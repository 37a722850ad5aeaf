// The page opens, adapts to its surroundings, and reports when it cannot run.
import assert from 'node:assert/strict';
import { address, difference, openLab, test } from './lab.js';

test('the page opens under a strict policy with no complaint in the console', async () => {
  const lab = await openLab();
  const policy = (await lab.page.request.get(await address())).headers()['content-security-policy'];
  assert.equal(policy, "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'");
  await lab.idle();
  assert.deepEqual(lab.errors, []);
});

test('every address in the page is relative, so any folder can serve it', async () => {
  const lab = await openLab();
  const base = await address();
  const loaded = await lab.page.evaluate(() =>
    performance.getEntriesByType('resource').map((e) => e.name),
  );
  assert.ok(loaded.length > 3);
  for (const name of loaded) assert.ok(name.startsWith(base), name);
  const html = await (await lab.page.request.get(base)).text();
  assert.doesNotMatch(html, /(src|href)="\/|(src|href)="https?:/);
});

for (const [lang, other] of [['ko', 'en'], ['en', 'ko']]) {
  test(`?lang=${lang} opens in that language, and the button changes it`, async () => {
    const lab = await openLab({ query: `lang=${lang}&theme=light` });
    assert.equal(await lab.page.evaluate(() => document.documentElement.lang), lang);
    assert.equal(await lab.page.evaluate(() => document.documentElement.dataset.theme), 'light');
    assert.equal(await lab.frame.locator('.podfall-input').getAttribute('lang'), lang);
    await lab.idle();
    const before = await lab.pixels();
    await lab.changeLanguage();
    await lab.page.waitForFunction((lang) => document.documentElement.lang === lang, other, {
    });
    await lab.idle();
    const after = await lab.pixels();
    assert.ok(difference(after, before) > 50, 'the lab drew the same picture in both languages');
    assert.match(lab.page.url(), new RegExp(`lang=${other}`));
    await lab.picture(`page-${lang}-to-${other}`);
    assert.deepEqual(lab.errors, []);
  });
}

test('?theme= and the theme button decide how bright the lab is', async () => {
  const brightness = ({ green }) => green.reduce((sum, value) => sum + value, 0) / green.length;
  const lab = await openLab({ query: 'lang=en&theme=dark' });
  await lab.idle();
  assert.ok(brightness(await lab.pixels()) < 90);
  await lab.changeTheme();
  await lab.page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
  await lab.idle();
  assert.ok(brightness(await lab.pixels()) > 165);
});

test('without parameters the page follows the browser, then what the reader chose', async () => {
  const lab = await openLab({ query: '', locale: 'ko-KR' });
  assert.equal(await lab.page.evaluate(() => document.documentElement.lang), 'ko');
  await lab.changeLanguage();
  await lab.page.waitForFunction(() => document.documentElement.lang === 'en');
  await lab.page.reload();
  await lab.ready();
  assert.equal(await lab.page.evaluate(() => document.documentElement.lang), 'en');
});

for (const [width, height] of [[360, 640], [820, 1180], [3840, 2160]]) {
  test(`nothing sticks out at ${width} x ${height}`, async () => {
    const lab = await openLab({ query: 'lang=ko&theme=dark', width, height });
    const { wide, box } = await lab.page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      box: document.querySelector('.podfall').getBoundingClientRect().toJSON(),
    }));
    assert.ok(wide <= width, `the page is ${wide} px wide`);
    assert.ok(box.width >= Math.min(width * 0.6, 2000) && box.height >= 400, JSON.stringify(box));
    await lab.picture(`page-${width}`);
  });
}

for (const [what, before] of [
  ['WebGL', () => {
    const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return /webgl/.test(kind) ? null : get.call(this, kind, ...rest);
    };
  }],
  ['WebAssembly', () => { delete window.WebAssembly; }],
]) {
  test(`a browser without ${what} gets an explanation in both languages`, async () => {
    const lab = await openLab({ query: 'lang=ko', before, wait: false });
    const notice = lab.page.locator('#notice[role=alert]');
    await notice.waitFor();
    assert.match(await notice.innerText(), /이 브라우저에서는 실습을 열 수 없습니다/);
    assert.match(await notice.innerText(), /This browser cannot open the lab/);
  });
}
