// The first lesson is played to its end by typing, in both languages; time is rewound; a reload
// restores everything.
import assert from 'node:assert/strict';
import { openLab, test } from './lab.js';

const folder = '~/_Lecture_k8s_starter.kit/ch4/4.1';

// What a reader types, step by step; a step ends when all its goals are met.
const steps = [
  [`kubectl apply -f ${folder}/del-deploy.yaml`, `kubectl apply -f ${folder}/del-pod.yaml`],
  ['kubectl delete pod del-pod'],
  ['kubectl get deployment,replicaset,pod'],
  ['kubectl delete $(kubectl get pod -l app=del-deploy -o name | head -1)'],
  ['kubectl delete rs -l app=del-deploy'],
  ['kubectl delete deployment del-deploy'],
  ['kubectl create deployment nginx --image=nginx', 'until', 'kubectl delete pod -l app=nginx'],
];

const words = {
  ko: { finished: '레슨을 마쳤습니다', title: '실수로 파드를 지웠다면' },
  en: { finished: 'Lesson complete', title: 'When a pod is deleted by mistake' },
};

async function playStep(lab, lines, number) {
  const place = `${number} / ${steps.length}`;
  await lab.waitFor(place, { region: 'lesson' });
  for (const line of lines) {
    if (line === 'until') await lab.waitFor(/\[x\]/, { region: 'lesson' });
    else await lab.line(line);
  }
  const done = (text) => text.includes(place) && !text.includes('[ ]');
  await lab.until(async () => done(await lab.region('lesson')));
  await lab.press('Control+Enter');
}

for (const lang of ['ko', 'en']) {
  test(`lesson 01 is played to its end by typing (${lang})`, async () => {
    const lab = await openLab({ query: `lang=${lang}&theme=dark`, width: 1440, height: 900 });
    await lab.waitFor(words[lang].title, { region: 'lesson' });
    await lab.focus();
    await lab.press('F10');   // ten times as fast
    for (const [i, lines] of steps.entries()) {
      await playStep(lab, lines, i + 1);
      if (i === 3) await lab.picture(`lesson-${lang}`);
    }
    await lab.waitFor(words[lang].finished, { region: 'lesson' });
    assert.match(await lab.log(), /pod "del-pod" deleted/);
    await lab.picture(`lesson-${lang}-end`);

    // Back before the last changes: other pods; the present can be restored.
    const now = await lab.region('cluster');
    assert.match(now, /nginx-/);
    for (let i = 0; i < 3; i++) await lab.press('F7');
    await lab.idle();
    assert.notEqual(await lab.region('cluster'), now);

    await lab.page.reload();
    await lab.ready();
    await lab.waitFor(words[lang].finished, { region: 'lesson' });
    await lab.waitFor(/nginx-\w+-\w+: Running/, { region: 'cluster' });
    assert.deepEqual(lab.errors, []);
  });
}

test('a reader who leaves in the middle finds the step and the cluster again', async () => {
  const lab = await openLab({ query: 'lang=en&theme=dark' });
  await lab.focus();
  await lab.press('F10');
  await playStep(lab, steps[0], 1);
  await lab.waitFor('2 / 7', { region: 'lesson' });
  await lab.page.reload();
  await lab.ready();
  await lab.waitFor('2 / 7', { region: 'lesson' });
  await lab.waitFor('del-pod: Running', { region: 'cluster' });
  await playStep(lab, steps[1], 2);
  await lab.waitFor('3 / 7', { region: 'lesson' });
  assert.doesNotMatch(await lab.region('cluster'), /del-pod/);
  assert.deepEqual(lab.errors, []);
});

test('the list of lessons opens another one', async () => {
  const lab = await openLab({ query: 'lang=en&theme=dark', width: 1440, height: 900 });
  await lab.idle();
  await lab.click('steps');   // "1 / 7" opens the list of steps; below it are the lessons
  await lab.click('lesson1');
  await lab.waitFor('When a worker\'s kubelet stops: 40 seconds', { region: 'lesson' });
  assert.deepEqual(lab.errors, []);
});

test('search finds a step of another lesson, and its text stays out of the terminal', async () => {
  const lab = await openLab({ query: 'lang=en&theme=dark', width: 1440, height: 900 });
  await lab.idle();
  await lab.click('steps');
  await lab.click('search');   // above the steps
  await lab.page.keyboard.type('deploy without a scheduler');
  await lab.idle();
  await lab.picture('search');
  await lab.click('hit0');
  await lab.waitFor('When the scheduler is deleted', { region: 'lesson' });
  await lab.line('echo ok');
  await lab.waitFor('# echo ok');
  assert.deepEqual(lab.errors, []);
});
