// Draws the pictures of the README, and those to look at after a change of the panels:
//
//     node tests/browser/screenshots.mjs            12 pictures in build/pictures: 360, 800 and
//                                                   1440 px, ko and en, dark and light
//     node tests/browser/screenshots.mjs readme     those of web/screenshots, with palettes, so
//                                                   that they stay small
//
// The clusters are deterministic and time is paused when a picture is taken.
import { mkdirSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { close, launch, openLab, root } from './lab.js';

const lesson = '02-1-kubelet-stopped';
const folder = `${root}build/pictures`, kept = `${root}web/screenshots`;

const waitFor = (lab, text) => lab.waitFor(text, { region: 'cluster', timeout: 20000 });

// Lesson 02-1 after 40 seconds without a kubelet: w1 is NotReady and its pod is asked why.
async function playToNotReady(lab, { why = false } = {}) {
  await lab.idle();
  await lab.focus();
  await lab.line('ssh w1-k8s systemctl stop kubelet');
  await waitFor(lab, /kubelet: /);
  await lab.line('ssh w1-k8s systemctl status kubelet');
  await lab.line('kubectl get nodes');
  await lab.waitFor(/\[x\][^]*\[x\][^]*\[x\]/, { region: 'lesson' });
  await lab.press('Control+Enter');
  await lab.waitFor('2 / ', { region: 'lesson' });
  await lab.line('kubectl apply -f ~/_Lecture_k8s_starter.kit/ch4/4.1/del-deploy.yaml');
  await waitFor(lab, /Running[^]*Running/);
  await lab.line('kubectl get pods -o wide');
  await lab.press('Control+Enter');
  await lab.page.waitForTimeout(300);
  await lab.click('next node');
  await waitFor(lab, 'w1-k8s: NotReady');
  await lab.page.waitForTimeout(2500);
  await lab.line('kubectl get nodes');
  await lab.page.waitForTimeout(1500);
  if (why) {
    await lab.click('w1-k8s');
    await lab.click(
      (await lab.page.evaluate(() => document.documentElement.lang)) === 'ko' ? '왜?' : 'Why?',
    );
  }
  await lab.focus();
  await lab.press('F8');
  await lab.idle();
}

async function look() {
  for (const [width, height] of [[360, 740], [800, 1000], [1440, 900]]) {
    for (const lang of ['ko', 'en']) {
      for (const theme of ['dark', 'light']) {
        const phone = width === 360;
        const lab = await openLab({
          query: `lang=${lang}&theme=${theme}&lesson=${lesson}`,
          width,
          height,
          touch: phone,
          dpr: phone ? 2 : 1,
        });
        if (!phone) await playToNotReady(lab, { why: width === 1440 });
        else await lab.idle();
        await lab.page.mouse.move(width - 1, 24);
        await lab.idle();
        await lab.picture(`look-${width}-${lang}-${theme}`);
        await lab.close();
      }
    }
  }
}

// --- small PNGs ---

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  let crc = ~0;
  for (const byte of body) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc >>> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(~crc >>> 0, body.length + 4);
  return out;
}

// The most frequent colours, and for every other colour the nearest of them.
function palette(rgb) {
  const counts = new Map();
  for (const colour of rgb) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const all = [...counts].sort((a, b) => b[1] - a[1]);
  const chosen = [];
  const distance = (a, b) =>
    ((a >> 16) - (b >> 16)) ** 2 +
    (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 +
    ((a & 255) - (b & 255)) ** 2;
  // Most frequent first, skipping those that a chosen colour already represents.
  for (const least of [160, 60, 0]) {
    for (const [colour] of all) {
      if (chosen.length >= 256) break;
      if (!chosen.some((other) => distance(colour, other) <= least)) chosen.push(colour);
    }
    if (chosen.length >= 96) break;
  }
  const index = new Map(
    all.map(([colour]) => [
      colour,
      chosen.reduce(
        (best, other, i) => (distance(colour, other) < distance(colour, chosen[best]) ? i : best),
        0,
      ),
    ]),
  );
  return { chosen, index };
}

async function shrink(png, file) {
  const page = await (await launch()).newPage();
  const { width, height, text } = await page.evaluate(async (base64) => {
    const image = await createImageBitmap(
      new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]),
    );
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let out = '';
    for (let i = 0; i < data.length; i += 4)
      out += String.fromCharCode(data[i], data[i + 1], data[i + 2]);
    return { width: image.width, height: image.height, text: out };
  }, png.toString('base64'));
  await page.close();
  const bytes = Buffer.from(text, 'latin1');
  const rgb = Array.from({ length: width * height }, (_, i) => bytes.readUIntBE(i * 3, 3));
  const { chosen, index } = palette(rgb);
  const rows = Buffer.alloc((width + 1) * height);
  for (let i = 0; i < rgb.length; i++)
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = index.get(rgb[i]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.alloc(chosen.length * 3);
  chosen.forEach((colour, i) => colours.writeUIntBE(colour, i * 3, 3));
  const out = Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  writeFileSync(`${kept}/${file}.png`, out);
  console.log(`${file}.png ${out.length} bytes`);
}

// --- pictures of the README ---

async function picture(name, options, play) {
  const lab = await openLab(options);
  await play(lab);
  await lab.page.mouse.move((options.width ?? 1440) - 1, 24);
  await lab.page.waitForTimeout(500);
  const png = await lab.page.screenshot();
  await shrink(png, name);
  await lab.close();
}

async function phone(lang, theme) {
  const lab = await openLab({
    query: `lang=${lang}&theme=${theme}&lesson=${lesson}`,
    width: 360,
    height: 740,
    touch: true,
  });
  const shots = [];
  const shoot = async () => {
    await lab.page.waitForTimeout(500);
    shots.push((await lab.page.screenshot()).toString('base64'));
  };
  const words = { ko: ['레슨', '터미널', '클러스터'], en: ['Lesson', 'Terminal', 'Cluster'] }[lang];
  await lab.idle();
  await shoot();
  await lab.tap(words[1]);
  for (let i = 0; i < 2; i++) {
    await lab.tap('next command');
    await lab.tap('Enter');
    await lab.page.waitForTimeout(600);
  }
  await shoot();
  await lab.line('ssh w1-k8s systemctl stop kubelet');
  await waitFor(lab, /kubelet: /);
  await lab.line('kubectl create deployment web --image=nginx --replicas=3');
  await waitFor(lab, /Running[^]*Running/);
  await lab.tap(words[2]);
  await lab.page.waitForTimeout(2000);
  await lab.focus();
  await lab.press('F8');
  await shoot();
  await lab.close();
  const page = await (await launch()).newPage({ viewport: { width: 1144, height: 772 } });
  await page.setContent(
    `<body style="margin:0;padding:16px;display:flex;gap:16px;background:#8b95a3">${shots
      .map(
        (data) =>
          '<img width="360" height="740" style="border-radius:12px" ' +
            `src="data:image/png;base64,${data}">`,
      )
      .join('')}`,
  );
  await page.waitForTimeout(200);
  await shrink(await page.screenshot(), `phone-${lang}-${theme}`);
  await page.close();
}

async function readme() {
  mkdirSync(kept, { recursive: true });
  await picture(
    'why-ko-dark',
    { query: `lang=ko&theme=dark&lesson=${lesson}`, width: 1440, height: 900 },
    (lab) => playToNotReady(lab, { why: true }),
  );
  await picture(
    'lesson-en-light',
    { query: `lang=en&theme=light&lesson=${lesson}`, width: 800, height: 900 },
    playToNotReady,
  );
  await phone('ko', 'light');
  await picture(
    'fifty-en-dark',
    { query: 'lang=en&theme=dark&sandbox&workers=50', width: 1440, height: 900 },
    async (lab) => {
      await waitFor(lab, 'w50-k8s: Ready');
      await lab.line('kubectl create deployment web --image=nginx --replicas=500');
      await lab.page.waitForTimeout(500);
      await lab.click('100x');
      await lab.page.waitForTimeout(4000);
      await lab.click('1x');
      await lab.line('for n in 7 8 9; do ssh w$n-k8s systemctl stop kubelet; done');
      await lab.page.waitForTimeout(1500);
      await lab.click('next node');
      await lab.page.waitForTimeout(1500);
      await lab.line('kubectl get nodes | grep -v " Ready"');
      await lab.page.waitForTimeout(2000);
      await lab.focus();
      await lab.press('F8');
    },
  );
}

await (process.argv[2] === 'readme' ? readme() : look());
await close();
