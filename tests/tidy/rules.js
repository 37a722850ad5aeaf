// The rules of the source tree, each a function that returns the places that break it.
import {
  allFiles,
  bare,
  blocks,
  cppSources,
  filesUnder,
  namespaceStatements,
  read,
} from './source.js';

const line_limit = 600, function_limit = 70, folder_limit = 45;

const sources = cppSources;
const scripts = () =>
  ['web', 'tests', '.ci', '.cmake'].flatMap((folder) =>
    filesUnder(folder, /\.(js|mjs|py|sh|cmake|css|html)$|^run$/),
  );
// Files that must not depend on the platform: the simulation, and what draws it.
const portable = () => sources().filter((path) => /^(core|shell)\//.test(path) && !native(path));
const native = (path) => /^shell\/(.*_native\.(cpp|h)|main\.cpp|(cli|serve)\/.*)$/.test(path);

export function longFiles() {
  return [...sources(), ...scripts(), 'CMakeLists.txt'].flatMap((path) => {
    const lines = read(path).split('\n').length - 1;
    return lines > line_limit ? [`${path}: ${lines} lines`] : [];
  });
}

export function fullFolders(files = allFiles()) {
  const counts = new Map();
  for (const path of files) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([folder, count]) => folder && count > folder_limit)
    .map(([folder, count]) => `${folder}: ${count} files`);
}

// Two headers that define one name break C++'s one-definition rule silently: the linker keeps one
// of the two destructors (background jobs once died of batch/v1's Job).
export function typesDefinedTwice(
  read_text = read,
  paths = sources().filter((path) => path.endsWith('.h')),
) {
  const homes = new Map();
  for (const path of paths) {
    const code = bare(read_text(path));
    let space = '';
    for (const [, namespace, type] of code.matchAll(
      /^(?:namespace ([\w:]+) \{|(?:struct|class|enum class) ([\w:]+)(?=[\s:])[^;{]*\{)/gm,
    )) {
      if (namespace) space = namespace;
      else homes.set(`${space}::${type}`, [...(homes.get(`${space}::${type}`) ?? []), path]);
    }
  }
  return [...homes]
    .filter(([, places]) => places.length > 1)
    .map(([name, places]) => `${name}: ${places.join(', ')}`);
}

export function longFunctions() {
  return sources().flatMap((path) => blocks(bare(read(path)))
    .filter((block) => block.kind === 'function' && block.lines > function_limit)
    .map((block) => `${path}:${block.line}: ${block.lines} lines`));
}

// The shell reads a world and changes it only through Sim; requests of real clients (shell/serve)
// are the exception that sim.h names.
export function worldWriters(paths = sources(), read_text = read) {
  const writes = /(?<!const )\bWorld ?[&*]|\bserved_world\b|const_cast<World/;
  return paths
    .filter((path) => path.startsWith('shell/') && !path.startsWith('shell/serve/'))
    .flatMap((path) =>
      bare(read_text(path)).split('\n').flatMap((line, i) =>
        writes.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [],
      ),
    );
}

const banned_headers = (
  'iostream sstream fstream istream ostream iomanip regex random unordered_map unordered_set ' +
  'thread mutex atomic future chrono ctime time.h locale filesystem format exception stdexcept ' +
  'typeinfo any coroutine'
).split(' ');
const banned_words = [
  /\bstd::(function|hash|unordered_\w+|thread|mutex|atomic\w*|random_device|mt19937\w*|shuffle)\b/,
  /\b(throw|try|catch|dynamic_cast|typeid)\b/,
  /\b(rand|srand|getenv|gettimeofday|clock)\s*\(/,
  /\bstd::(cout|cerr|cin|ostringstream|stringstream|regex)\b/,
];

export function bannedHeaders() {
  return portable().flatMap((path) =>
    [...bare(read(path)).matchAll(/^[ \t]*#[ \t]*include\s+<([^>]+)>/gm)]
      .filter(([, header]) => banned_headers.includes(header))
      .map(([, header]) => `${path} includes <${header}>`),
  );
}

export function bannedWords() {
  return portable().flatMap((path) => bare(read(path)).split('\n').flatMap((line, i) => {
    const word = banned_words.map((pattern) => pattern.exec(line)?.[0]).find(Boolean);
    return word ? [`${path}:${i + 1}: ${word}`] : [];
  }));
}

// State consists of integers: floating point differs between machines.
export function floatsInState() {
  const rooms = 'api world net apiserver runtime controllers scheduler machine'.split(' ');
  const headers = rooms
    .flatMap((room) => filesUnder(`core/${room}`, /\.h$/))
    .filter((path) => !/yaml/.test(path));  // a document that is being read is no state
  return headers.flatMap((path) =>
    bare(read(path))
      .split('\n')
      .flatMap((line, i) =>
        /^\s+(float|double)\s+\w+(\s*=[^;()]*)?;/.test(line)
          ? [`${path}:${i + 1}: ${line.trim()}`]
          : [],
      ),
  );
}

export function emscriptenOutsideWeb() {
  return sources().filter(
    (path) => !path.startsWith('web/') && /__EMSCRIPTEN__|emscripten/i.test(bare(read(path))),
  );
}

const declares_no_variable =
  /^(using|typedef|template|static_assert|friend|extern|struct|class|enum|union|namespace)\b/;

export function isMutableGlobal(statement) {
  if (!statement || declares_no_variable.test(statement)) return false;
  const before = statement.split('=')[0];
  if (/\(/.test(before)) return false;  // a function's declaration
  if (/\b(const|constexpr|consteval|constinit)\b/.test(before)) {
    // "const char* name" can be pointed elsewhere; "const char* const name" cannot.
    return !/\bconstexpr\b/.test(before) && /\bconst\b[^*]*\*\s*\w+(\[\w*\])?\s*$/.test(before);
  }
  return /^[\w:<>,\s*&[\]]+\s[*&]?\w+(\[\w*\])*\s*({.*)?$/.test(before.trim());
}

const keepsState = new RegExp(
  /^\s+(static|thread_local)\s+(?!const\b|constexpr\b|inline\b|assert)/.source +
    /[\w:<>]+[\s*&]+\w+\s*(=|;|\{|\[)/.source,
);

export function mutableGlobals() {
  return portable().flatMap((path) => {
    const code = bare(read(path));
    const outside = namespaceStatements(code).filter(({ text }) => isMutableGlobal(text))
      .map(({ text, line }) => `${path}:${line}: ${text.slice(0, 60)}`);
    const inside = code
      .split('\n')
      .flatMap((line, i) => (keepsState.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : []));
    return [...outside, ...inside];
  });
}

export function headersWithoutGuard() {
  return sources().filter((path) => path.endsWith('.h') && !/^#pragma once$/m.test(read(path)));
}

export function namesNotSnakeCase() {
  return sources().filter((path) => !/^[a-z0-9_/]+\.(cpp|h)$/.test(path));
}

// Nothing in the tree depends on one machine.
export function machineAddresses() {
  const lock = read('tests/browser/package-lock.json');
  return /"resolved"|https?:\/\//.test(lock)
    ? ['tests/browser/package-lock.json names a registry']
    : [];
}
