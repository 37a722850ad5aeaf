// Runs every *.test.js of this folder, one after another, in one process with one browser.
import { readdirSync } from 'node:fs';
import { after } from 'node:test';
import { close } from './lab.js';

const folder = new URL('./', import.meta.url);
for (const name of readdirSync(folder).filter((file) => file.endsWith('.test.js')).sort()) {
  await import(new URL(name, folder));
}
after(close);
