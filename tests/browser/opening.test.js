// A first visit: the lesson's opening needs few bytes, and becomes live when the reader acts.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { brotliCompressSync, constants } from 'node:zlib';
import { address, difference, openLab, pageFolder, test } from './lab.js';

const REST = 'podfall-rest.wasm';
const fetched = (lab) =>
  lab.page.evaluate(() => performance.getEntriesByType('resource').map((e) => e.name));
const alive = (lab) =>
  lab.frame.waitForFunction(() => document.querySelector('.podfall').lab.whole);
const wake = (lab) => lab.frame.evaluate(() => void document.querySelector('.podfall').lab.awake());

test('until the reader acts the page fetches less than 315 KB, fonts and all', async () => {
  const lab = await openLab({ query: 'lesson=02-1-kubelet-stopped&lang=ko' });
  await lab.idle();
  const base = await address();
  const files = new Set(
    (await fetched(lab)).map((name) => new URL(name).pathname.slice(1)).concat('index.html'),
  );
  assert.ok(
    !files.has(REST) && files.has('podfall.wasm') && files.has('podfall-mono.woff2'),
    [...files].join(' '),
  );
  let weight = 0;
  for (const file of files) {
    const bytes = await readFile(`${pageFolder}/${file}`);
    weight += brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }).length;
  }
  assert.ok(weight < 315000, `${weight} bytes from ${base}`);
  // The build counted the same files.
  const [, opening, limit, acting, most] =
    /: (\d+) bytes .* limit (\d+) .*; (\d+) more then, limit (\d+)/s.exec(
      await readFile(`${pageFolder}/../page.weight.txt`, 'utf8'),
    );
  assert.ok(
    Math.abs(opening - weight) < 0.02 * weight,
    `the build says ${opening}, the browser fetched ${weight}`,
  );
  assert.ok(
    Number(opening) < Number(limit) && Number(acting) < Number(most),
    `${opening} ${acting}`,
  );
});

for (const [width, height, query] of [
  [1280, 800, 'lang=ko&theme=dark'],
  [800, 900, 'lang=en&theme=light'],
  [390, 740, 'lesson=03-1-scheduler-deleted&lang=ko&theme=dark'],
]) {
  test(`the opening looks as the live cluster does, ${width} px, ${query}`, async () => {
    const lab = await openLab({ width, height, query });
    await lab.idle();
    const [still, words] = [await lab.pixels(), await lab.region('cluster')];
    assert.match(words, /m-k8s: Ready[\s\S]*w3-k8s: Ready/);
    await wake(lab);
    await alive(lab);
    await lab.idle();
    assert.equal(difference(still, await lab.pixels()), 0);
    assert.equal(await lab.region('cluster'), words);
    assert.deepEqual(lab.errors, []);
  });
}

test('what is typed while the simulation is on its way is not lost', async () => {
  const lab = await openLab();
  let arrive;
  const way = new Promise((done) => { arrive = done; });
  await lab.page.route(`**/${REST}`, async (route) => { await way; await route.continue(); });
  await lab.line('kubectl get nodes');
  await lab.frame.locator('.podfall-status').getByText('Waking the cluster').waitFor();
  await lab.picture('opening-waking');
  arrive();
  await lab.waitFor(/w3-k8s\s+Ready/);
  assert.equal(await lab.frame.locator('.podfall-status').isVisible(), false);
  assert.deepEqual(lab.errors, []);
});

test('a click on the opening does what it would have done', async () => {
  const lab = await openLab({ query: 'lang=en&theme=dark' });
  await lab.idle();
  await lab.changeTheme();
  await lab.page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
});

test('without the second part the lab says so, and tries again at the next press', async () => {
  const lab = await openLab();
  await lab.page.route(`**/${REST}`, (route) => route.abort());
  await lab.line('hostname');
  await lab.frame.locator('.podfall-status').getByText('could not be fetched').waitFor();
  await lab.page.unroute(`**/${REST}`);
  await lab.line('hostname');
  await lab.waitFor(/hostname\s+m-k8s/);
});

test('printing the opening does not wait for the second part', async () => {
  const lab = await openLab();
  await lab.page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.match(
    await lab.page.locator('[data-region=print]').innerText(),
    /kubectl/,
  );
});

test('a reader who comes back finds the cluster as it was, not the opening', async () => {
  const lab = await openLab();
  await lab.line('kubectl create deployment web --image=nginx');
  await lab.waitFor('deployment.apps/web created');
  await lab.page.reload();
  await lab.ready();
  assert.ok((await fetched(lab)).some((name) => name.endsWith(REST)));
  await lab.line('kubectl get deployments');
  await lab.waitFor(/web\s+\d\/1/);
});
