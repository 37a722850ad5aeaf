// What the page costs on this machine, as one JSON object. Figures are for comparing two builds on
// one quiet machine; no test asserts them.
//
//     node tests/browser/bench.mjs
import { close, closePages, openLab, patience } from './lab.js';

const round = (milliseconds) => Math.round(milliseconds * 10) / 10;
const part = (sorted, share) => round(sorted[Math.floor((sorted.length - 1) * share)]);

// From the address to the first frame, with a warm cache.
async function firstFrames(count) {
  const first = await openLab();
  const times = [];
  for (let i = 0; i < count; i++) {
    const again = await openLab({ context: first.context });
    times.push(
      await again.page.evaluate(
        () => performance.getEntriesByName('podfall-first-frame')[0].startTime,
      ),
    );
    await again.page.close();
  }
  return times.sort((a, b) => a - b);
}

// How long the page's own thread is busy with a frame: simulation, panels and drawing calls.
function frameTimes(lab, count) {
  return lab.page.evaluate(async (wanted) => {
    const { lab: inner } = document.querySelector('.podfall');
    const draw = inner.draw.bind(inner);
    const times = [];
    inner.draw = () => {
      const begun = performance.now();
      draw();
      times.push(performance.now() - begun);
      if (times.length < wanted) inner.input();
    };
    inner.input();
    while (times.length < wanted) await new Promise((done) => setTimeout(done, 50));
    inner.draw = draw;
    return times.sort((a, b) => a - b);
  }, count);
}

// Frames while time plays and pods come and go.
async function frames(query, replicas) {
  const lab = await openLab({ query, width: 1440, height: 900 });
  await lab.line(`kubectl create deployment web --image=nginx --replicas=${replicas}`);
  await lab.waitFor('deployment.apps/web created');
  await lab.click('100x');
  const all = new RegExp(`Deployment web ${replicas}/`);
  await lab.waitFor(all, { region: 'cluster', timeout: 10 * patience });
  await lab.click('1x');
  await lab.line(
    `while sleep 0.2; do kubectl scale deployment web --replicas=$((${replicas} - RANDOM % 5)); ` +
      'done',
  );
  return frameTimes(lab, 150);
}

const figures = (times) => ({
  lower_quartile_ms: part(times, 0.25),
  median_ms: part(times, 0.5),
  of_95_in_100_ms: part(times, 0.95),
});

try {
  const result = { first_frame: figures(await firstFrames(10)) };
  await closePages();
  result.frame_4_machines = figures(await frames('lang=ko&lesson=02-1-kubelet-stopped', 6));
  await closePages();
  result.frame_50_machines_1000_pods = figures(await frames('lang=ko&sandbox&workers=50', 1000));
  console.log(JSON.stringify(result, null, 2));
} finally {
  await closePages();
  await close();
}
