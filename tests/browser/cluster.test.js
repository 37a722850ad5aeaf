// The cluster panel in the page: a press inspects, Why? tells the chain and a link travels, a right click
// (or a long press) offers commands that are only typed, and the sandbox has as many workers as asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLab } from './lab.js';

test('a pod can be asked why it is there, and a link travels to its moment', async () => {
  const lab = await openLab({ query: 'lang=en&theme=dark', width: 1440, height: 900 });
  await lab.line('kubectl create deployment web --image=nginx --replicas=3');
  await lab.waitFor(/web-\w+-\w+: Running[^]*web-\w+-\w+: Running[^]*web-\w+-\w+: Running/, { region: 'cluster' });
  await lab.press('F8');   // pause
  await lab.idle();
  await lab.page.mouse.move(1160, 423);    // w1's pod
  await lab.page.mouse.click(1160, 423);
  await lab.waitFor('Image nginx', { region: 'cluster' });
  let tab = null;
  for (const x of [1172, 1160, 1150]) {
    await lab.page.mouse.move(x, 385);
    await lab.page.mouse.click(x, 385);
    await lab.page.waitForTimeout(150);
    if ((await lab.region('cluster')).includes('You typed')) { tab = x; break; }
  }
  assert.ok(tab, await lab.region('cluster'));
  const chain = await lab.region('cluster');
  for (const words of ['You typed: kubectl create deployment web', 'deployment/web was created',
    'replicaset-controller', 'was given to w1-k8s', 'Running, Ready']) assert.ok(chain.includes(words), `${words}\n${chain}`);
  await lab.picture('why-en');
  await lab.page.mouse.click(1200, 430);   // the first link: the line that was typed
  await lab.idle();
  assert.doesNotMatch(await lab.region('cluster'), /web-\w+-\w+: Running/);
  await lab.press('Escape');
  assert.deepEqual(lab.errors, []);
  await lab.close();
});

test('a right click types a command and runs nothing; Enter does', async () => {
  const lab = await openLab({ query: 'lang=en&theme=dark', width: 1440, height: 900 });
  await lab.idle();
  await lab.page.mouse.move(1240, 311);
  await lab.page.mouse.click(1240, 311, { button: 'right' });   // w1's card
  await lab.idle();
  await lab.picture('menu-en');
  await lab.page.mouse.click(1300, 340);   // the first command
  await lab.idle();
  assert.doesNotMatch(await lab.region('cluster'), /kubelet: stopped/);
  await lab.press('Enter');
  await lab.waitFor('kubelet: stopped', { region: 'cluster' });
  assert.match(await lab.log(), /systemctl stop kubelet/);
  assert.deepEqual(lab.errors, []);
  await lab.close();
});

test('a long press opens the menu on a phone', async () => {
  const lab = await openLab({ query: 'lang=en&theme=dark', width: 400, height: 800, touch: true });
  await lab.idle();
  await lab.page.touchscreen.tap(333, 70);
  await lab.idle();
  const before = await lab.pixels();
  const client = await lab.context.newCDPSession(lab.page);
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 80, y: 349 }] });
  await lab.page.waitForTimeout(900);
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await lab.idle();
  const after = await lab.pixels();
  let changed = 0;
  for (let i = 0; i < before.green.length; i++) changed += before.green[i] !== after.green[i];
  assert.ok(changed > 20000, `${changed} pixels changed`);
  await lab.picture('menu-phone');
  assert.deepEqual(lab.errors, []);
  await lab.close();
});

test('the sandbox has the workers that its address asks for', async () => {
  const lab = await openLab({ query: 'lang=en&theme=light&sandbox&workers=5', width: 1440, height: 900 });
  await lab.waitFor('w5-k8s: Ready', { region: 'cluster' });
  assert.doesNotMatch(await lab.region('cluster'), /w6-k8s/);
  await lab.waitFor('Sandbox', { region: 'lesson' });
  await lab.line('kubectl version --short');
  await lab.waitFor('v1.20.15');
  assert.deepEqual(lab.errors, []);
  await lab.close();
});

test('three masters are a sandbox of their own: who leads is said in words, and another takes over', async () => {
  const lab = await openLab({ query: 'lang=en&theme=light&sandbox&masters=3&workers=2', width: 1440, height: 900 });
  await lab.waitFor('m3-k8s: Ready', { region: 'cluster' });
  const seen = await lab.region('cluster');
  for (const words of [/m2-k8s: Ready/, /etcd: leader/, /kube-scheduler: leader/, /keepalived: VIP/]) assert.match(seen, words);
  assert.equal(seen.match(/etcd: leader/g).length, 1, seen);
  await lab.line('kubectl get nodes');
  await lab.waitFor(/m3-k8s +Ready +control-plane,master/);
  await lab.picture('masters-en');
  await lab.line('poweroff');   // of m-k8s, which has the address
  await lab.waitFor(/m-k8s: Powered off[^]*m2-k8s[^]*keepalived: VIP/, { region: 'cluster' });
  assert.deepEqual(lab.errors, []);
  await lab.close();
});

test('three masters fit a phone', async () => {
  const lab = await openLab({ query: 'lang=ko&theme=dark&sandbox&masters=3&workers=2', width: 360, height: 760, touch: true });
  await lab.idle();
  await lab.page.touchscreen.tap(300, 70);
  await lab.idle();
  await lab.picture('masters-phone-ko');
  assert.deepEqual(lab.errors, []);
  await lab.close();
});

test('a number of masters that etcd cannot do with is refused in words', async () => {
  const lab = await openLab({ query: 'lang=en&theme=light&sandbox&masters=2&workers=4', width: 1440, height: 900 });
  await lab.waitFor('A cluster has 1 or 3 masters', { region: 'lesson' });
  await lab.waitFor('w4-k8s: Ready', { region: 'cluster' });
  assert.doesNotMatch(await lab.region('cluster'), /m2-k8s/);
  assert.deepEqual(lab.errors, []);
  await lab.close();
});
