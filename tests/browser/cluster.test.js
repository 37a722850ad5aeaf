// The cluster panel in the page: a press inspects, Why? shows the causes with links to their times,
// a right click (or a long press) offers commands that are only typed, and the sandbox has the
// requested number of workers.
import assert from 'node:assert/strict';
import { openLab, test } from './lab.js';

const wide = { query: 'lang=en&theme=dark', width: 1440, height: 900 };

// A lab with three running pods, and the panel's name of one of them.
async function withPods() {
  const lab = await openLab(wide);
  await lab.line('kubectl create deployment web --image=nginx --replicas=3');
  await lab.waitFor(/web-\w+-\w+: Running[^]*web-\w+-\w+: Running[^]*web-\w+-\w+: Running/, {
    region: 'cluster',
  });
  await lab.line(
    'kubectl get pods -o jsonpath=\'{.items[0].metadata.uid} {.items[0].spec.nodeName}{"\\n"}\'',
  );
  const [, pod, node] = /^([0-9a-f-]{36}) (w\d-k8s)$/m.exec(await lab.waitFor(/^[0-9a-f-]{36} w/m));
  return { lab, pod, node };
}

test('a pod can be asked why it is there, and a link travels to its moment', async () => {
  const { lab, pod, node } = await withPods();
  await lab.press('F8');   // pause
  await lab.click(pod);
  await lab.waitFor('Image nginx', { region: 'cluster' });
  await lab.click('Why?');
  const chain = await lab.waitFor('You typed', { region: 'cluster' });
  for (const words of [
    'You typed: kubectl create deployment web',
    'deployment/web was created',
    'replicaset-controller',
    `was given to ${node}`,
    'Running, Ready',
  ])
    assert.ok(chain.includes(words), `${words}\n${chain}`);
  await lab.picture('why-en');
  await lab.click('row0');   // the first link: the line that was typed
  await lab.idle();
  assert.doesNotMatch(await lab.region('cluster'), /web-\w+-\w+: Running/);
  await lab.press('Escape');
  assert.deepEqual(lab.errors, []);
});

test('a press inspects: summary, YAML, events and logs', async () => {
  const { lab, pod } = await withPods();
  await lab.click(pod);
  await lab.waitFor('Image nginx', { region: 'cluster' });
  await lab.click('YAML');
  await lab.waitFor('kind: Pod', { region: 'cluster' });
  await lab.click('Events');
  await lab.waitFor('Successfully assigned default/web', { region: 'cluster' });
  await lab.click('Logs');
  await lab.waitFor(/nginx|docker-entrypoint|no logs/i, { region: 'cluster' });
  await lab.click('close');
  assert.doesNotMatch(await lab.region('cluster'), /Successfully assigned/);
  assert.deepEqual(lab.errors, []);
});

test('what lies under the mouse is explained', async () => {
  const { lab, pod } = await withPods();
  await lab.press('F8');
  for (const thing of ['m-k8s/etcd', pod, 'next change']) {
    await lab.page.mouse.move(700, 24);
    await lab.idle();
    const without = await lab.pixels();
    await lab.hover(thing);
    await lab.changed(without, 3000);
  }
});

test('a right click types a command and runs nothing; Enter does', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  await lab.click('w1-k8s', { button: 'right' });
  await lab.idle();
  await lab.picture('menu-en');
  await lab.click('item0');   // the first command
  await lab.idle();
  assert.doesNotMatch(await lab.region('cluster'), /kubelet: stopped/);
  await lab.press('Enter');
  await lab.waitFor('kubelet: stopped', { region: 'cluster' });
  assert.match(await lab.log(), /systemctl stop kubelet/);
  assert.deepEqual(lab.errors, []);
});

test('a long press opens the menu on a phone', async () => {
  const lab = await openLab({ query: 'lang=en&theme=dark', width: 400, height: 800, touch: true });
  await lab.idle();
  await lab.tap('Cluster');
  await lab.idle();
  const before = await lab.pixels();
  const [x, y] = await lab.middleOf('w1-k8s');
  const client = await lab.context.newCDPSession(lab.page);
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  await lab.changed(before, 20000); // while the finger rests
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await lab.drawn();
  await lab.changed(before, 20000);
  await lab.picture('menu-phone');
  assert.deepEqual(lab.errors, []);
});

test('the sandbox has the workers that its address asks for', async () => {
  const lab = await openLab({
    query: 'lang=en&theme=light&sandbox&workers=5',
    width: 1440,
    height: 900,
  });
  await lab.waitFor('w5-k8s: Ready', { region: 'cluster' });
  assert.doesNotMatch(await lab.region('cluster'), /w6-k8s/);
  await lab.waitFor('Sandbox', { region: 'lesson' });
  await lab.line('kubectl version --short');
  await lab.waitFor('v1.20.15');
  assert.deepEqual(lab.errors, []);
});

test('each of fifty machines has its name in sight or within a scroll, and opens', async () => {
  const lab = await openLab({
    query: 'lang=en&theme=dark&sandbox&workers=50',
    width: 1440,
    height: 900,
  });
  await lab.waitFor('w50-k8s: Ready', { region: 'cluster' });
  await lab.line('kubectl create deployment web --image=nginx --replicas=200');
  await lab.waitFor(/Deployment web (?!0)\d+\/200/, { region: 'cluster' });
  await lab.press('F8');
  await lab.picture('fifty');
  for (const name of ['w1-k8s', 'w50-k8s']) {
    await lab.page.mouse.move(1300, 500);
    for (let i = 0; i < 60 && !await lab.where(name); i++) {
      await lab.page.mouse.wheel(0, 300);
      await lab.drawn();
    }
    const [x, y] = await lab.middleOf(name);
    const [, , width, height] = await lab.where(name);
    assert.ok(width > 90 && height >= 20, `${name} has ${width} x ${height} pixels`);
    await lab.page.mouse.click(x, y);
    await lab.waitFor('kubelet is posting ready status', { region: 'cluster' });
    await lab.press('Escape');
  }
});

test('with three masters the leader is named, and another takes over when it dies', async () => {
  const lab = await openLab({
    query: 'lang=en&theme=light&sandbox&masters=3&workers=2',
    width: 1440,
    height: 900,
  });
  await lab.waitFor('m3-k8s: Ready', { region: 'cluster' });
  const seen = await lab.region('cluster');
  for (const words of [
    /m2-k8s: Ready/,
    /etcd: leader/,
    /kube-scheduler: leader/,
    /keepalived: VIP/,
  ])
    assert.match(seen, words);
  assert.equal(seen.match(/etcd: leader/g).length, 1, seen);
  await lab.line('kubectl get nodes');
  await lab.waitFor(/m3-k8s +Ready +control-plane,master/);
  await lab.picture('masters-en');
  await lab.line('poweroff');   // of m-k8s, which has the address
  await lab.waitFor(/m-k8s: Powered off[^]*m2-k8s[^]*keepalived: VIP/, { region: 'cluster' });
  assert.deepEqual(lab.errors, []);
});

test('three masters fit a phone', async () => {
  const lab = await openLab({
    query: 'lang=ko&theme=dark&sandbox&masters=3&workers=2',
    width: 360,
    height: 760,
    touch: true,
  });
  await lab.idle();
  await lab.page.touchscreen.tap(300, 70);
  await lab.idle();
  await lab.picture('masters-phone-ko');
  assert.deepEqual(lab.errors, []);
});

test('a number of masters that etcd cannot do with is refused in words', async () => {
  const lab = await openLab({
    query: 'lang=en&theme=light&sandbox&masters=2&workers=4',
    width: 1440,
    height: 900,
  });
  await lab.waitFor('A cluster has 1 or 3 masters', { region: 'lesson' });
  await lab.waitFor('w4-k8s: Ready', { region: 'cluster' });
  assert.doesNotMatch(await lab.region('cluster'), /m2-k8s/);
  assert.deepEqual(lab.errors, []);
});

test('a session is saved as a text and opened again', async () => {
  const lab = await openLab({
    query: 'lang=en&theme=dark&sandbox&workers=2',
    width: 1440,
    height: 900,
  });
  await lab.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.line('kubectl create namespace kept');
  await lab.waitFor('namespace/kept created');
  await lab.click('save');
  await lab.until(
    async () =>
      (await lab.page.evaluate(() => navigator.clipboard.readText())).includes(
        'create namespace kept',
      ),
    true,
  );
  const session = await lab.page.evaluate(() => navigator.clipboard.readText());
  await lab.click('workers3');
  await lab.click('build');
  await lab.waitFor('w3-k8s: Ready', { region: 'cluster' });
  await lab.click('load');
  await lab.paste(session);
  await lab.until(async () => (await lab.region('cluster')).includes('w3-k8s'), false);
  await lab.line('kubectl get namespace kept');
  await lab.waitFor(/^kept +Active/m);
  assert.deepEqual(lab.errors, []);
});
