// exec, attach and port-forward through `podfall serve` with the real kubectl. Their output is
// compared by the judge (tests/judge/streams.json); these tests cover terminals, faults and
// misbehaving clients.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realKubectl } from '../judge/kubectl.js';

const podfall =
  process.env.PODFALL ?? fileURLToPath(new URL('../../build/native/podfall', import.meta.url));
const kubectl = realKubectl();
// Short enough to catch the end of an exec, which waits two seconds for its client.
const speed = 200;
const kubeconfig = join(mkdtempSync(join(tmpdir(), 'podfall-door-')), 'config');
const env = { ...process.env, KUBECONFIG: kubeconfig };
const run = promisify(execFile);
let server, port;

const type = (line) => server.stdin.write(`${line}\n`);
// Exit code and output of the real kubectl; in a pseudo-terminal if it gets keys to type.
async function real(args, keys) {
  const child =
    keys === undefined
      ? spawn(kubectl, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('script', ['-qec', `${kubectl} ${args.join(' ')}`, '/dev/null'], { env });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
  const ended = new Promise((resolve) => child.on('close', resolve));
  for (const [shown, key] of keys ?? []) {
    for (let i = 0; i < 500 && !text.includes(shown); i++) await sleep(20);
    assert.ok(text.includes(shown), `never shown: ${shown}\n${text}`);
    child.stdin.write(key);
  }
  return { code: await ended, text };
}

before(async () => {
  if (!kubectl) return;
  server = spawn(podfall, [
    'serve',
    '--port',
    '0',
    '--speed',
    String(speed),
    '--kubeconfig',
    kubeconfig,
  ]);
  let text = '';
  server.stdout.on('data', (part) => { text += part; });
  for (let i = 0; i < 300 && !/127\.0\.0\.1:\d+/.test(text); i++) await sleep(50);
  port = Number(text.match(/127\.0\.0\.1:(\d+)/)[1]);
  await real(['run', 'n', '--image=nginx']);
  await real(['create', 'deployment', 'web', '--image=nginx']);
  await real(['wait', '--for=condition=Ready', 'pod/n', '--timeout=30s']);
});
after(() => server?.kill('SIGKILL'));

describe('streams of the real kubectl', { skip: !kubectl }, () => {
  test('a shell in a terminal: prompt, line editing, exit code', async () => {
    const { code, text } = await real(
      ['exec', '-it', 'n', '--', 'sh'],
      [
        ['# ', 'echo mistakk'],
        ['mistakk', '\x7fe\r'],
        ['\nmistake', 'cat\r'],
        ['cat', 'spoken\r'],
        ['spoken\r\nspoken', '\x04'],
        ['# ', 'exit 4\r'],
      ],
    );
    assert.match(text, /command terminated with exit code 4/);
    assert.equal(code, 4);
  });

  test('Ctrl+C reaches the program, not the client', async () => {
    const { code, text } = await real(
      ['exec', '-it', 'n', '--', 'bash'],
      [
        ['n:/# ', 'sleep 100000\r'],
        ['sleep 100000', '\x03'],
        ['^C', 'echo alive\r'],
        ['\nalive', '\x04'],
      ],
    );
    assert.equal(code, 0, text); // the status of echo
  });

  test('attach: the shell that `run -it` began is still there', async () => {
    const first = await real(
      ['run', 'seat', '-it', '--image=busybox', '--restart=Never', '--', 'sh'],
      [
        ['/ # ', 'here=seen\r'],
        ['here=seen', 'exit 5\r'],
      ],
    );
    assert.equal(first.code, 5, first.text);
    await real([
      'run',
      'left',
      '--image=busybox',
      '-it',
      '--restart=Never',
      '--attach=false',
      '--',
      'sh',
    ]);
    await real(['wait', '--for=condition=Ready', 'pod/left', '--timeout=30s']);
    const again = await real(
      ['attach', 'left', '-it'],
      [
        ['enter', '\r'],
        ['/ # ', 'hostname\r'],
        ['\nleft', 'exit\r'],
      ],
    );
    assert.equal(again.code, 0, again.text);
  });

  test('an exit code is not lost however fast the cluster lives', async () => {
    for (let i = 0; i < 5; i++)
      assert.equal((await real(['exec', 'n', '--', 'sh', '-c', 'exit 9'])).code, 9);
  });

  test('many connections through one port-forward, one after the other and together', async () => {
    const child = spawn(kubectl, ['port-forward', 'n', ':80'], { env });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => { text += part; });
    for (let i = 0; i < 250 && !/127\.0\.0\.1:(\d+) -> 80/.test(text); i++) await sleep(20);
    const url = `http://127.0.0.1:${text.match(/127\.0\.0\.1:(\d+) -> 80/)[1]}/`;
    for (let round = 0; round < 4; round++) {
      const pages = await Promise.all(
        Array.from({ length: 8 }, () =>
          fetch(url, { headers: { Connection: round % 2 ? 'close' : 'keep-alive' } }).then(
            (answer) => answer.text(),
          ),
        ),
      );
      for (const page of pages) assert.match(page, /Welcome to nginx/);
    }
    child.kill();
  });

  test('a client without a known protocol, and one that sends nonsense, do no harm', async () => {
    const upgrade = (headers, then) =>
      new Promise((resolve, reject) => {
        const asked = request({
          host: '127.0.0.1',
          port,
          method: 'POST',
          path: '/api/v1/namespaces/default/pods/n/exec?command=ls&stdout=true',
          headers: { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', 'Content-Length': 0, ...headers },
        });
        asked
          .on('upgrade', (answer, socket) => then(socket, resolve))
          .on('response', (answer) => resolve(answer.statusCode))
          .on('error', reject)
          .end();
      });
    assert.equal(await upgrade({}), 403);
    assert.equal(await upgrade({ 'X-Stream-Protocol-Version': 'v9.channel.k8s.io' }), 403);
    const rude = { 'X-Stream-Protocol-Version': 'v4.channel.k8s.io' };
    const closed = (bytes) =>
      upgrade(rude, (socket, resolve) =>
        socket
          .on('close', () => resolve('closed'))
          .on('error', () => {})
          .resume()
          .write(bytes),
      );
    for (const bytes of [
      'GET / HTTP/1.1\r\n\r\n',
      Buffer.from('8002000100000004ffffffff', 'hex'),
      Buffer.from('800300010000000e0000000100000000000078f9e3c6', 'hex'),
      Buffer.from('0000000100ffffff', 'hex'),
    ])
      assert.equal(await Promise.race([closed(bytes), sleep(5000)]), 'closed', String(bytes));
    assert.equal((await real(['exec', 'n', '--', 'true'])).code, 0);
  });

  test('they end with the API server', async () => {
    const [watched] = [real(['exec', 'n', '--', 'sleep', '1000000'])];
    await sleep(300);
    type('systemctl stop kubelet; systemctl stop docker');
    const ended = await Promise.race([watched, sleep(15000)]);
    assert.ok(ended, 'the exec goes on');
    type('systemctl start docker; systemctl start kubelet');
    for (let i = 0; i < 300; i++, await sleep(50))
      if (
        await run(kubectl, ['get', '--raw', '/readyz'], { env }).then(
          () => true,
          () => false,
        )
      )
        return;
    assert.fail('the API server stays away');
  });
});

test('the kubeconfig that was written names the door', { skip: !kubectl }, () => {
  assert.match(readFileSync(kubeconfig, 'utf8'), new RegExp(`server: http://127.0.0.1:${port}\n`));
});
