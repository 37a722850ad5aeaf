// The front end's languages: the complete ones have every text, and one file makes another
// language.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { filesUnder, read, root } from './source.js';

const complete = ['ko', 'en'];
const load = (code) => JSON.parse(read(`shell/languages/${code}.json`));

// Every text with its path: [["words.lesson", "Lesson"], ...].
function texts(value, path = '') {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value).flatMap(([name, part]) =>
    texts(part, path ? `${path}.${name}` : name),
  );
}

const holes = (text) => [...new Set(text.match(/\{\w+\}/g))].sort().join();

test('Korean and English have the same texts, with the same holes to fill', () => {
  const [ko, en] = complete.map((code) => new Map(texts(load(code))));
  assert.deepEqual([...ko.keys()].sort(), [...en.keys()].sort());
  for (const [path, text] of en) {
    assert.ok(text.trim() && ko.get(path).trim(), path);
    if (path.startsWith('words.')) assert.equal(holes(ko.get(path)), holes(text), path);
  }
});

test('any other language has only texts that English has, with the same placeholders', () => {
  const en = new Map(texts(load('en')));
  for (const path of filesUnder('shell/languages', /\.json$/)) {
    for (const [name, text] of texts(JSON.parse(read(path)))) {
      assert.ok(en.has(name), `${path}: ${name} is no text of the front end`);
      assert.ok(holes(en.get(name)).includes(holes(text)), `${path}: ${name}`);
    }
  }
});

// What the build generates from the language files: the module's tables and the page's texts.
async function build(files) {
  const folder = mkdtempSync(join(tmpdir(), 'podfall-'));
  const paths = complete.map((code) => `${root}shell/languages/${code}.json`);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), JSON.stringify(content));
    paths.push(join(folder, name));
  }
  const out = join(folder, 'languages.cpp'),
    page = join(folder, 'languages.mjs');
  const made = spawnSync(
    'cmake',
    [
      `-Dout=${out}`,
      `-Dpage_out=${page}`,
      `-Dlanguages=${paths.join(';')}`,
      '-P',
      `${root}.cmake/languages.cmake`,
    ],
    { encoding: 'utf8' },
  );
  assert.equal(made.status, 0, made.stderr);
  const compiled = spawnSync('c++', ['-std=c++20', '-fsyntax-only', `-I${root}`, out], {
    encoding: 'utf8',
  });
  return { compiled, source: readFileSync(out, 'utf8'), languages: (await import(page)).languages };
}

test('one more file is one more language', async () => {
  const eo = {
    name: 'Esperanto',
    words: { lesson: 'Leciono; [1] "x" \\ $y', rules: { lease: '{p}' } },
    page: { input: 'Enigo' },
  };
  const { compiled, source, languages } = await build({ 'eo.json': eo });
  assert.equal(compiled.status, 0, compiled.stderr);
  assert.ok(source.includes('{Language("eo"), "Esperanto", words_eo(), terms_eo, 0}'));
  assert.ok(source.includes(`s.lesson = R"podfall(${eo.words.lesson})podfall";`));
  assert.deepEqual(languages.eo, { name: 'Esperanto', input: 'Enigo' });
  assert.equal(languages.ko.name, '한국어');
});

test('a text that the front end does not have stops the build', async () => {
  const { compiled } = await build({
    'eo.json': { name: 'Esperanto', words: { lessson: 'Leciono' } },
  });
  assert.notEqual(compiled.status, 0);
  assert.match(compiled.stderr, /lessson/);
});
