// The rules of the source tree. Each rule is first tested with a sample that breaks it, so that a
// rule that finds nothing is known to work.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './languages.js';
import * as rules from './rules.js';
import { bare, blocks, namespaceStatements } from './source.js';

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
  const kinds = blocks(code).sort((a, b) => a.at - b.at).map((b) => b.kind);
  assert.deepEqual(kinds, ['namespace', 'type', 'function', 'other', 'function', 'other', 'function', 'function']);
  assert.equal(blocks(code).find((b) => /\bh\(/.test(b.head)).lines, 4);
});

test('mutable globals are recognized', () => {
  for (const bad of ['int count', 'static std::vector<int> cache', 'const char* name', 'std::string a = ""', 'Table<int> t{}']) {
    assert.equal(rules.isMutableGlobal(bad), true, bad);
  }
  for (const good of ['const int a = 1', 'constexpr const char* b = ""', 'const Command* const all[] = {}', 'int f(int x)',
    'using A = B', 'struct A', 'extern const int x', 'void f()', 'template <class T> T f(T)', 'const char* const n = ""',
    'Query q(const Kubectl& k, const char* name = "")']) {
    assert.equal(rules.isMutableGlobal(good), false, good);
  }
  const found = namespaceStatements('namespace a {\nint x;\nvoid f() { int y; }\nstruct S { int z; };\n}\n').map((s) => s.text);
  assert.ok(found.includes('int x') && !found.some((text) => text === 'int y' || text === 'int z'), String(found));
});

test('the direction of includes is judged', () => {
  for (const [from, to] of [['core/api/a.h', 'core/cluster/b.h'], ['core/controllers/a.cpp', 'core/machine/b.h'],
    ['core/sim.h', 'shell/app.h'], ['core/machine/a.cpp', 'core/commands/b.h'], ['shell/a.cpp', 'web/b.h'],
    ['core/lesson/a.cpp', 'core/sim.h']]) {
    assert.equal(rules.mayInclude(from, to), false, `${from} -> ${to}`);
  }
  for (const [from, to] of [['core/commands/a.cpp', 'core/machine/b.h'], ['shell/a.cpp', 'core/sim.h'],
    ['core/api/a.cpp', 'core/base/b.h'], ['tests/a.cpp', 'shell/b.h'], ['core/api/a.cpp', 'core/api/b.h']]) {
    assert.equal(rules.mayInclude(from, to), true, `${from} -> ${to}`);
  }
});

test('a name that two headers define is found', () => {
  const files = { 'a.h': 'namespace p {\nstruct Job {\n};\n}\n', 'b.h': 'namespace p {\nstruct Job : X {\n};\nstruct Y;\n}\n',
    'c.h': 'namespace p::q {\nclass Job {\n};\nstruct Y;\n}\n' };
  assert.deepEqual(rules.typesDefinedTwice((path) => files[path], Object.keys(files)), ['p::Job: a.h, b.h']);
});

const titles = {
  typesDefinedTwice: 'no two headers define one type',
  longFiles: 'no file is longer than 600 lines',
  longFunctions: 'no function is longer than 70 lines',
  wrongIncludes: 'includes go one way',
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
    const places = rules[rule]();
    assert.ok(places.length === 0, `\n${places.join('\n')}`);
  });
}
