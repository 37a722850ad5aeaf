// The WebAssembly module imports exactly what podfall.js provides.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { pageFolder, test } from './lab.js';

const compile = async (name) => WebAssembly.compile(await readFile(`${pageFolder}/${name}`));

test('the imports of the module are the known ones', async () => {
  const imports = WebAssembly.Module.imports(await compile('podfall.wasm'))
    .filter((i) => i.module !== 'later')
    .map((i) => `${i.module}.${i.name}`)
    .sort();
  const known = [
    'caret',
    'clear',
    'draw',
    'forget',
    'get',
    'glyph',
    'mesh',
    'metrics',
    'pixels',
    'put',
    'texture',
  ].map((name) => `host.${name}`);
  known.push(
    'env.emscripten_notify_memory_growth',
    ...['proc_exit', 'fd_write', 'fd_seek', 'fd_close'].map(
      (name) => `wasi_snapshot_preview1.${name}`,
    ),
  );
  assert.deepEqual(
    imports.filter((name) => !known.includes(name)),
    [],
  );
});

test('the second part needs nothing but the first', async () => {
  const imports = WebAssembly.Module.imports(await compile('podfall-rest.wasm'));
  assert.deepEqual(imports.filter((i) => i.module !== 'first'), []);
});

test('podfall.js hosts every import by name', async () => {
  const host = await readFile(`${pageFolder}/podfall.js`, 'utf8');
  for (const { module, name } of WebAssembly.Module.imports(await compile('podfall.wasm'))) {
    if (module !== 'later') assert.match(host, new RegExp(`\\b${name}\\b`));
  }
});
