// Rules about the text of files: lengths of lines, names in comments, opening lines, formatting.
import { spawnSync } from 'node:child_process';
import { allFiles, comments, cppSources, read, root } from './source.js';

const column_limit = 100;

const hasLineLimit = (path) =>
  /\.(cpp|h|js|mjs|py|sh|cmake|css|html)$|(^|\/)CMakeLists\.txt$|^\.ci\/run$/.test(path);

// In characters, not bytes: Hangul counts as it is read.
export function longLines(read_text = read, paths = allFiles().filter(hasLineLimit)) {
  return paths.flatMap((path) =>
    read_text(path)
      .split('\n')
      .flatMap((line, i) => {
        const length = [...line].length;
        return length > column_limit ? [`${path}:${i + 1}: ${length} columns`] : [];
      }),
  );
}

// Prose may not wrap a table's row, nor a line of code that a reader copies; a word as long as an
// address cannot be wrapped.
export function longProse(
  read_text = read,
  paths = allFiles().filter((path) => path.endsWith('.md')),
) {
  return paths.flatMap((path) => {
    let fenced = false;
    return read_text(path).split('\n').flatMap((line, i) => {
      if (line.startsWith('```')) fenced = !fenced;
      const free = fenced || /^(\||    |!?\[)/.test(line) || !/\S\s+\S/.test(line.slice(20, 101));
      const length = [...line].length;
      return length > prose_limit && !free ? [`${path}:${i + 1}: ${length} columns`] : [];
    });
  });
}
const prose_limit = 120;

const file_name = /(?<![\w*<./-])[\w./-]*\w\.(?:cpp|h|js|mjs|py|sh|cmake|css|html|md)\b(?![\w(/])/g;
// Files that are not of this tree, or that a comment only stands in for.
const elsewhere = new Set(['Node.js', 'check_apiserver.sh']);
const written_large = /(^|\/)[A-Z_]+\.\w+$|_NAME\./; // FILE.cpp, command_NAME.cpp: any such file

// Comments that name a file which is not there: by its path, by the end of it, or by its name.
export function namesOfNoFile(
  read_text = read,
  paths = allFiles().filter((path) => hasLineLimit(path)),
  files = allFiles(),
) {
  const ends = new Set(files.flatMap((path) => {
    const parts = path.split('/');
    return parts.map((_, i) => parts.slice(i).join('/'));
  }));
  return paths.flatMap((path) =>
    comments(path, read_text(path)).flatMap(({ text, line }) =>
      [...text.matchAll(file_name)]
        .map(([name]) => name.replace(/^\.\//, ''))
        .filter((name) => !ends.has(name) && !elsewhere.has(name) && !written_large.test(name))
        .filter((name) => !name.startsWith('../') && !name.startsWith('_') && !name.includes('//'))
        .map((name) => `${path}:${line}: ${name}`),
    ),
  );
}

// The number of .cpp files that may lack an opening line.
export const without_opening_line = 0;

export function missingOpenings(
  read_text = read,
  paths = cppSources().filter((path) => path.endsWith('.cpp')),
) {
  return paths.filter((path) => !/^\/\/ \S+ .*\S/.test(read_text(path)));
}

// .clang-format is written for this release; another breaks lines elsewhere.
const clang_format_major = 14;

export function clangFormat() {
  return [`clang-format-${clang_format_major}`, 'clang-format'].find((program) => {
    const version = spawnSync(program, ['--version'], { encoding: 'utf8' });
    return version.stdout?.includes(`version ${clang_format_major}.`);
  });
}

export function notFormatted(program, paths = cppSources()) {
  const run = spawnSync(program, ['--dry-run', '-Werror', ...paths], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const places = [...new Set(run.stderr.match(/^[^\s:]+(?=:\d+:\d+: error)/gm))];
  return run.status === 0 || places.length ? places : [run.stderr];
}
