// Prints a lesson: lines with markers at their start become a plain document. See print_text() in
// shell/lesson/panel.h.

const KINDS = [
  ['# ', 'h1'],
  ['## ', 'h2'],
  ['### ', 'h3'],
  ['- ', 'li'],
  ['$ ', 'code'],
  ['> ', 'blockquote'],
  ['| ', 'tr'],
];
const HOMES = { li: 'ul', tr: 'table', code: 'pre' };

export function layOut(root, text) {
  root.replaceChildren();
  let home = null;
  for (const line of text.split('\n')) {
    if (!line.trim()) continue;
    const [mark, tag] = KINDS.find(([begin]) => line.startsWith(begin)) ?? ['', 'p'];
    const element = document.createElement(tag);
    const words = line.slice(mark.length);
    if (tag === 'tr') element.append(...words.split(' | ').map((cell) => {
      const data = document.createElement('td');
      data.textContent = cell;
      return data;
    }));
    else element.textContent = words;
    const wanted = HOMES[tag];
    if (wanted && home?.localName !== wanted) root.append(home = document.createElement(wanted));
    if (!wanted) home = null;
    (home ?? root).append(element);
  }
}
