// The rules of the source tree. Each rule is first tested with a sample that breaks it, so that a
// rule that finds nothing is known to work.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './languages.js';
import * as floors from './floors.js';
import * as rules from './rules.js';
import { bare, blocks, namespaceStatements } from './source.js';
import * as text from './text.js';

test('comments and literals are blanked, lines kept', () => {
  const text = 'int a; // throw\n/* try\n */ f("catch {", \'{\', R"x(\n)x");\n#include "a/b.h"\n';
  const code = bare(text);
  assert.equal(code.split('\n').length, text.split('\n').length);
  assert.doesNotMatch(code, /throw|try|catch|\{/);
  assert.match(code, /#include "a\/b\.h"/);
});

test('functions, types and initializers are told apart', () => {
  const code = 'namespace a {\nstruct S : B {\n int f() const { return 1; }\n};\n' +
    'const S s = {.f = g};\nstd::vector<int> h(int x)\n{\n  if (x) {\n }\n}\nS::S() : a_(1) {}\n' +
    'bool S::operator==(const S& o) const {\n}\n}\n';
  const kinds = blocks(code)
    .sort((a, b) => a.at - b.at)
    .map((b) => b.kind);
  assert.deepEqual(kinds, [
    'namespace',
    'type',
    'function',
    'other',
    'function',
    'other',
    'function',
    'function',
  ]);
  assert.equal(blocks(code).find((b) => /\bh\(/.test(b.head)).lines, 4);
});

test('mutable globals are recognized', () => {
  for (const bad of [
    'int count',
    'static std::vector<int> cache',
    'const char* name',
    'std::string a = ""',
    'Table<int> t{}',
  ]) {
    assert.equal(rules.isMutableGlobal(bad), true, bad);
  }
  for (const good of [
    'const int a = 1',
    'constexpr const char* b = ""',
    'const Command* const all[] = {}',
    'int f(int x)',
    'using A = B',
    'struct A',
    'extern const int x',
    'void f()',
    'template <class T> T f(T)',
    'const char* const n = ""',
    'Query q(const Kubectl& k, const char* name = "")',
  ]) {
    assert.equal(rules.isMutableGlobal(good), false, good);
  }
  const found = namespaceStatements(
    'namespace a {\nint x;\nvoid f() { int y; }\nstruct S { int z; };\n}\n',
  ).map((s) => s.text);
  assert.ok(
    found.includes('int x') && !found.some((text) => text === 'int y' || text === 'int z'),
    String(found),
  );
});

test('the direction of includes is judged', () => {
  for (const [from, to] of [
    ['core/api/objects/a.h', 'core/world/b.h'],
    ['core/runtime/a.cpp', 'core/controllers/b.h'],
    ['core/controllers/a.cpp', 'core/machine/host/b.h'],
    ['core/machine/kubelet/a.cpp', 'core/scheduler/b.h'],
    ['core/sim.h', 'shell/app.h'],
    ['core/machine/host/a.cpp', 'core/terminal/bash/b.h'],
    ['shell/a.cpp', 'web/b.h'],
    ['core/lesson/a.cpp', 'core/sim.h'],
    ['core/commands/a.cpp', 'core/base/b.h'],
    ['shell/a.cpp', 'core/commands/b.h'],
  ]) {
    assert.equal(floors.mayInclude(from, to), false, `${from} -> ${to}`);
  }
  for (const [from, to] of [
    ['core/terminal/bash/a.cpp', 'core/machine/host/b.h'],
    ['shell/a.cpp', 'core/sim.h'],
    ['core/sim.h', 'core/lesson/b.h'],
    ['core/api/objects/a.cpp', 'core/base/b.h'],
    ['tests/base/a.cpp', 'shell/b.h'],
    ['core/api/objects/a.cpp', 'core/api/schema/b.h'],
  ]) {
    assert.equal(floors.mayInclude(from, to), true, `${from} -> ${to}`);
  }
  const text = '#include <vector>\n#include "core/api/b.h"\n// #include "web/x.h"\n';
  assert.deepEqual(floors.wrongIncludes(() => text, ['core/base/a.cpp']), [
    'core/base/a.cpp includes core/api/b.h',
  ]);
});

test('a circle among units is found, and a unit of two files is none', () => {
  const files = {
    'core/a.h': '#include "core/b.h"',
    'core/a.cpp': '#include "core/a.h"',
    'core/b.h': '',
    'core/b.cpp': '#include "core/b.h"\n#include "core/c.h"',
    'core/c.h': '#include "core/a.h"',
    'core/d.cpp': '#include "core/a.h"',
  };
  const find = () => floors.circles((path) => files[path], Object.keys(files));
  assert.deepEqual(find(), ['core/a <-> core/b <-> core/c']);
  files['core/c.h'] = '';
  assert.deepEqual(find(), []);
});

test('a folder with too many files is found', () => {
  const files = Array.from({ length: 46 }, (_, i) => `core/x/${i}.h`);
  assert.deepEqual(rules.fullFolders(files), ['core/x: 46 files']);
  assert.deepEqual(rules.fullFolders(files.slice(1)), []);
});

test('a long line is found, counted in characters', () => {
  const lines = ['가'.repeat(100), 'x'.repeat(101)];
  assert.deepEqual(text.longLines(() => lines.join('\n'), ['a.cpp']), ['a.cpp:2: 101 columns']);
});

test('a long line of prose is found, and tables, code and addresses are let be', () => {
  const long = 'word '.repeat(30);
  const lines = [long, `| ${long}`, `    ${long}`, '```', long, '```', 'x'.repeat(140)];
  assert.deepEqual(text.longProse(() => lines.join('\n'), ['a.md']), ['a.md:1: 150 columns']);
});

test('a comment that names a file which is not there is found', () => {
  const find = (comment) =>
    text.namesOfNoFile(() => comment, ['core/a.cpp'], ['core/world/x.h', 'core/a.cpp']);
  for (const good of [
    '// core/world/x.h',
    '// see world/x.h and x.h',
    '/* a.cpp */',
    'f("gone.h");',
    '// FILE.cpp, command_NAME.cpp, *_native.cpp, Node.js, ../shared/x.py',
  ]) {
    assert.deepEqual(find(good), [], good);
  }
  for (const bad of ['// gone.cpp', '/*\n core/y.h */', '// See core/worlds/x.h.', 'f(); // y.h']) {
    assert.equal(find(bad).length, 1, bad);
  }
});

test('a source file without an opening line is found', () => {
  const find = (content) => text.missingOpenings(() => content, ['a.cpp']).length;
  assert.equal(find('#include "a.h"\n'), 1);
  assert.equal(find('//\n#include "a.h"\n'), 1);
  assert.equal(find('// Adds numbers.\n#include "a.h"\n'), 0);
});

test('a name that two headers define is found', () => {
  const files = {
    'a.h': 'namespace p {\nstruct Job {\n};\n}\n',
    'b.h': 'namespace p {\nstruct Job : X {\n};\nstruct Y;\n}\n',
    'c.h': 'namespace p::q {\nclass Job {\n};\nstruct Y;\n}\n',
  };
  assert.deepEqual(
    rules.typesDefinedTwice((path) => files[path], Object.keys(files)),
    ['p::Job: a.h, b.h'],
  );
});

test('a shell file that can change a world is found', () => {
  const files = {
    'shell/a.cpp': 'void f(const World& w);\nvoid g(World& w);\n',
    'shell/serve/b.cpp': 'void g(World& w);\n',
    'shell/c.cpp': 'sim.served_world().now = 0;\n',
    'core/d.cpp': 'void g(World& w);\n',
  };
  const found = rules.worldWriters(Object.keys(files), (path) => files[path]);
  assert.deepEqual(found.map((place) => place.split(': ')[0]), ['shell/a.cpp:2', 'shell/c.cpp:1']);
});

const titles = {
  typesDefinedTwice: 'no two headers define one type',
  longFiles: 'no file is longer than 600 lines',
  longFunctions: 'no function is longer than 70 lines',
  wrongIncludes: 'includes go one way',
  circles: 'no units include each other in a circle',
  roomsWithoutFolder: 'every room of the floors is there',
  fullFolders: 'no folder has more than 45 files',
  longLines: 'no line of code is longer than 100 columns',
  longProse: 'no line of prose is longer than 130 columns',
  missingOpenings: 'every .cpp says in its first line what it is',
  namesOfNoFile: 'every file that a comment names is there',
  worldWriters: 'the shell changes a world only through Sim',
  bannedHeaders: 'core and shell include no header that is heavy, threaded or not deterministic',
  bannedWords: 'core and shell use no exceptions, type information, chance, wall clock or hashing',
  floatsInState: 'no floating point in state',
  emscriptenOutsideWeb: 'Emscripten is known in web/ only',
  mutableGlobals: 'no mutable globals in core and shell',
  headersWithoutGuard: 'every header has #pragma once',
  namesNotSnakeCase: 'every source file is named in snake_case',
  machineAddresses: 'no address of one machine is in the tree',
};
for (const [rule, title] of Object.entries(titles)) {
  test(title, () => {
    const places = { ...rules, ...floors, ...text }[rule]();
    assert.ok(places.length === 0, `\n${places.join('\n')}`);
  });
}

const program = text.clangFormat();
const skip = program ? false : 'clang-format 14 is not installed';
test('the tree is formatted by its .clang-format', { skip }, () => {
  const places = text.notFormatted(program);
  assert.ok(places.length === 0, `\n${places.join('\n')}`);
});
