// The WebAssembly module asks its host for what podfall.js gives, and for nothing else.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { pageFolder } from './lab.js';

test('the imports of the module are the known ones', async () => {
  const module = await WebAssembly.compile(await readFile(`${pageFolder}/podfall.wasm`));
  const imports = WebAssembly.Module.imports(module).map((i) => `${i.module}.${i.name}`).sort();
  const known = ['caret', 'clear', 'draw', 'forget', 'get', 'glyph', 'mesh', 'metrics', 'pixels',
    'put', 'texture'].map((name) => `host.${name}`);
  known.push('env.emscripten_notify_memory_growth', ...['proc_exit', 'fd_write', 'fd_seek', 'fd_close']
    .map((name) => `wasi_snapshot_preview1.${name}`));
  assert.deepEqual(imports.filter((name) => !known.includes(name)), []);
});

test('the page weighs less than its limit, as brotli', async () => {
  const line = await readFile(`${pageFolder}/../page.weight.txt`, 'utf8');
  const [, total, limit] = /: (\d+) bytes, goal \d+, limit (\d+)/.exec(line);
  assert.ok(Number(total) < Number(limit), line);
});

test('podfall.js hosts every import by name', async () => {
  const host = await readFile(`${pageFolder}/podfall.js`, 'utf8');
  const module = await WebAssembly.compile(await readFile(`${pageFolder}/podfall.wasm`));
  for (const { name } of WebAssembly.Module.imports(module)) assert.match(host, new RegExp(`\\b${name}\\b`));
});
