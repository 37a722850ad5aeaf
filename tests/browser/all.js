// Runs every *.test.js of this folder, one after another, in one process with one browser:
//
//     node all.js [NAME ...]     only those whose names begin so
import { readdirSync } from 'node:fs';
import { after } from 'node:test';
import { close } from './lab.js';

const wanted = process.argv.slice(2);
const chosen = (name) => !wanted.length || wanted.some((word) => name.startsWith(word));
const folder = new URL('./', import.meta.url);
for (const name of readdirSync(folder)
  .filter((file) => file.endsWith('.test.js') && chosen(file))
  .sort()) {
  await import(new URL(name, folder));
}
after(close);
