// Reads the tree's source files and parses C++ as far as the rules need: text without comments and
// literals, and the blocks between braces.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

// Paths under `folder`, relative to the tree's root, whose names match.
export function filesUnder(folder, pattern) {
  const found = [];
  for (const entry of readdirSync(root + folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.name === 'node_modules') continue;
    if (entry.isDirectory()) found.push(...filesUnder(path, pattern));
    else if (pattern.test(entry.name)) found.push(path);
  }
  return found.sort();
}

export const cppSources = () =>
  ['core', 'shell', 'web', 'tests'].flatMap((folder) => filesUnder(folder, /\.(cpp|h)$/));

// Every file that is kept, and those that are about to be.
export function allFiles() {
  const git = spawnSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return git.stdout.split('\0').filter((path) => path && existsSync(root + path));
}

export const read = (path) => readFileSync(root + path, 'utf8');

// The text with comments and quoted text replaced by spaces; lines keep their positions. #include
// lines keep their quotes.
export function bare(text) {
  const token = new RegExp(
    /\/\/[^\n]*|\/\*[^]*?\*\/|R"([^\s()\\]{0,16})\([^]*?\)\1"|"(?:\\.|[^"\\\n])*"/.source +
    /|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'|^[ \t]*#[ \t]*include[^\n]*/.source,
    'gm',
  );
  return text.replace(token, (part) =>
    /^[ \t]*#/.test(part)
      ? part
      : /^["R']/.test(part)
        ? `""${part.slice(2).replace(/[^\n]/g, ' ')}`
        : part.replace(/[^\n]/g, ' '),
  );
}

// The comments of a file, each with the line that it begins in: { text, line }.
export function comments(path, text) {
  const hash = /\.(sh|py|cmake)$|CMakeLists\.txt$|^\.ci\/run$/.test(path);
  const markup = /\.(html|md)$/.test(path);
  const pattern = hash
    ? /(?<=^|\s)#[^\n]*/g
    : markup
      ? /<!--[^]*?-->/g
      : /\.m?js$/.test(path)
        ? /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(?<![:\\])\/\/[^\n]*/g
        : /R"([^\s()\\]{0,16})\([^]*?\)\1"|"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[^]*?\*\//g;
  return [...text.matchAll(pattern)]
    .filter(([found]) => !/^["'`R]/.test(found))
    .map((match) => ({ text: match[0], line: lineOf(text, match.index) }));
}

const lineOf = (text, at) => text.slice(0, at).split('\n').length;

// Every pair of braces: { kind, head, line, lines, depth }. `kind` is namespace, type, function, or
// other (an initializer, a block or a lambda); `head` is the text before the brace.
export function blocks(code) {
  const text = code.replace(/^[ \t]*#(?:[^\n\\]|\\[^])*$/gm, (part) => part.replace(/[^\n]/g, ' '));
  const open = [], found = [];
  let start = 0;  // of the current statement
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '{') {
      const head = text.slice(start, i).trim();
      const inside = open.at(-1)?.kind ?? 'namespace';
      const block = { kind: kindOf(head, inside), head, line: lineOf(text, i), at: i, inside };
      open.push(block);
      start = i + 1;
    } else if (c === '}') {
      const block = open.pop();
      if (!block) continue;
      block.lines = lineOf(text, i) - block.line + 1;
      found.push(block);
      start = i + 1;
    } else if (c === ';') start = i + 1;
  }
  return found;
}

function kindOf(head, inside) {
  if (/^(inline\s+)?namespace\b|^extern\s*""/.test(head)) return 'namespace';
  if (inside !== 'namespace' && inside !== 'type') return 'other';
  if (/(^|\s|>)(class|struct|union|enum)\b[^=(]*$/.test(head)) return 'type';
  if (/=\s*$|=\s*\S+\s*$/.test(head) && !/operator\s*\S+\s*\([^]*\)/.test(head)) return 'other';
  return /\)/.test(head) ? 'function' : 'other';
}

// Statements directly in a namespace: { text, line }.
export function namespaceStatements(code) {
  const text = code.replace(/^[ \t]*#(?:[^\n\\]|\\[^])*$/gm, (part) => part.replace(/[^\n]/g, ' '));
  const outer = blocks(code).sort((a, b) => a.at - b.at);
  const kinds = new Map(outer.map((block) => [block.at, block.kind]));
  const found = [], open = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') {
      open.push(kinds.get(i));
      if (open.every((kind) => kind === 'namespace')) start = i + 1;
    } else if (text[i] === '}') {
      const kind = open.pop();
      const level = open.every((k) => k === 'namespace');
      if (level && (kind === 'namespace' || kind === 'function')) start = i + 1;
    } else if (text[i] === ';' && open.every((kind) => kind === 'namespace')) {
      const statement = text.slice(start, i);
      found.push({
        text: statement.trim().replace(/\s+/g, ' '),
        line: lineOf(text, start + statement.search(/\S/)),
      });
      start = i + 1;
    }
  }
  return found;
}
