// `podfall serve` as clients see it: what it serves, what it refuses, and that it goes down with
// the cluster's control plane.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import './streams.js';

const podfall =
  process.env.PODFALL ?? fileURLToPath(new URL('../../build/native/podfall', import.meta.url));
const speed = 20;
const started = { from: 0, to: 0 }; // the server's clock began between these moments
let server, port;

function ask(method, path, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      (answer) => {
        let text = '';
        answer
          .setEncoding('utf8')
          .on('data', (part) => {
            text += part;
          })
          .on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
      },
    );
    sent.on('error', reject).end(body);
  });
}
const get = async (path, options) => JSON.parse((await ask('GET', path, options)).text);
const type = (line) => server.stdin.write(`${line}\n`);

async function until(what, condition) {
  for (let i = 0; i < 300; i++, await sleep(50)) if (await condition()) return;
  assert.fail(`never: ${what}`);
}

before(async () => {
  started.from = Date.now();
  server = spawn(podfall, ['serve', '--port', '0', '--speed', String(speed)]);
  let text = '';
  server.stdout.on('data', (part) => { text += part; });
  await until('an address', () => /http:\/\/127\.0\.0\.1:(\d+)/.test(text));
  started.to = Date.now();
  port = Number(text.match(/127\.0\.0\.1:(\d+)/)[1]);
});
after(() => server.kill('SIGKILL'));

describe('the API server on a port', () => {
  test('serves versions, health, lists, tables and the OpenAPI document', async () => {
    assert.equal((await get('/version')).gitVersion, 'v1.20.2');
    assert.equal((await ask('GET', '/readyz')).text, 'ok');
    assert.equal((await get('/api/v1/nodes')).items.length, 4);
    const table = await get('/api/v1/nodes', {
      headers: { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' },
    });
    assert.equal(table.kind, 'Table');
    const { definitions } = await get('/openapi/v2');
    assert.equal(
      definitions['io.k8s.api.core.v1.PodSpec'].properties.containers[
        'x-kubernetes-patch-merge-key'
      ],
      'name',
    );
    const protobuf = await ask('GET', '/openapi/v2', {
      headers: { Accept: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf' },
    });
    assert.equal(protobuf.headers['content-type'], 'application/octet-stream');
  });

  test('lives by the real clock: a new object is as old as its answer', async () => {
    const before = Date.now();
    const body = JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'born' },
    });
    const made = JSON.parse(
      (
        await ask('POST', '/api/v1/namespaces/default/configmaps', {
          body,
          headers: { 'Content-Type': 'application/json' },
        })
      ).text,
    );
    const born = Date.parse(made.metadata.creationTimestamp); // whole seconds
    assert.ok(born > started.to + (before - started.to) * speed - 1000 * speed - 1000);
    assert.ok(born <= started.from + (Date.now() - started.from) * speed + 1000);
  });

  test('a watch hears at once, compressed or not', async () => {
    const heard = new Promise((resolve, reject) => {
      request(
        {
          host: '127.0.0.1',
          port,
          path: '/api/v1/namespaces/default/configmaps?watch=1',
          headers: { 'Accept-Encoding': 'gzip' },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part) => {
            text += part;
            if (text.includes('"heard"')) resolve(answer.destroy());
          });
        },
      )
        .on('error', reject)
        .end();
    });
    await ask('POST', '/api/v1/namespaces/default/configmaps', {
      body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"heard"}}',
    });
    await Promise.race([heard, sleep(5000).then(() => assert.fail('nothing was heard'))]);
  });

  test('judges a bearer token, and takes any spelling of watch=true', async () => {
    const headers = { Authorization: 'Bearer nonsense' };
    const refused = await ask('GET', '/api/v1/pods', { headers });
    assert.equal(refused.status, 401);
    assert.equal(JSON.parse(refused.text).reason, 'Unauthorized');
    const watch = await ask('GET', '/api/v1/namespaces?watch=True&timeoutSeconds=1');
    assert.equal(JSON.parse(watch.text.split('\n')[0]).type, 'ADDED');
  });

  test('refuses strangers, giants, nonsense and dawdlers, and lives on', async () => {
    for (const headers of [{ Host: 'evil.example' }, { Origin: 'https://evil.example' }])
      assert.equal((await ask('GET', '/api', { headers })).status, 403);
    const giant = await ask('POST', '/api/v1/namespaces/default/configmaps', {
      body: 'x'.repeat(4 << 20),
    });
    assert.equal(giant.status, 413);
    assert.equal(JSON.parse(giant.text).reason, 'RequestEntityTooLarge');
    const nonsense = await ask('POST', '/api/v1/namespaces/default/configmaps', { body: '{"a":' });
    assert.equal(nonsense.status, 400);
    assert.equal(JSON.parse(nonsense.text).kind, 'Status');
    assert.equal((await ask('GET', '/nope')).status, 404);
    // A stream's pod and container are looked up before its protocol.
    const stream = (path) =>
      ask('POST', path, { headers: { Connection: 'Upgrade', Upgrade: 'SPDY/3.1' } });
    assert.equal((await stream('/api/v1/namespaces/default/pods/x/exec?command=ls')).status, 404);
    assert.equal(
      (
        await stream(
          '/api/v1/namespaces/kube-system/pods/etcd-m-k8s/exec?command=ls&stdout=true&container=x',
        )
      ).status,
      400,
    );
    assert.equal(
      (await stream('/api/v1/namespaces/kube-system/pods/etcd-m-k8s/exec?command=ls')).status,
      400,
    );
    assert.equal(
      (await stream('/api/v1/namespaces/kube-system/pods/etcd-m-k8s/exec?command=ls&stdout=true'))
        .status,
      403,
    );
    const dawdler = connect(port, '127.0.0.1', () =>
      dawdler.write('GET /api HTTP/1.1\r\nHost: loc'),
    );
    dawdler.on('error', () => {});
    assert.equal((await ask('GET', '/readyz')).text, 'ok');
    dawdler.destroy();
  });

  test('sees a kubelet stop that is typed on its machine', async () => {
    type('w1-k8s: systemctl stop kubelet');
    await until('w1-k8s is not ready', async () => {
      const node = await get('/api/v1/nodes/w1-k8s');
      return node.status.conditions.find((c) => c.type === 'Ready').status === 'Unknown';
    });
  });

  test('refuses connections while the control plane is down', async () => {
    type('systemctl stop kubelet; systemctl stop docker');
    await until('the port closes', () =>
      ask('GET', '/readyz').then(
        () => false,
        (error) => error.code === 'ECONNREFUSED',
      ),
    );
    type('systemctl start docker; systemctl start kubelet');
    await until('it opens again', () =>
      ask('GET', '/readyz').then(
        ({ text }) => text === 'ok',
        () => false,
      ),
    );
  });

  test('says what is wrong with its arguments', async () => {
    for (const wrong of [
      ['--port', '99999'],
      ['--speed', 'fast'],
      ['--release', 'v2'],
      ['--nope'],
      ['nowhere'],
    ]) {
      const child = spawn(podfall, ['serve', ...wrong], { stdio: ['ignore', 'ignore', 'pipe'] });
      let text = '';
      child.stderr.on('data', (part) => { text += part; });
      assert.equal(await new Promise((resolve) => child.on('close', resolve)), 2);
      assert.match(text, /^podfall serve/);
    }
  });
});
