// The page around the lab: its parameters, language, colours, and messages when it cannot run.
import { languages } from './languages.js';
import { openLab } from './podfall.js';

const root = document.documentElement;
const lab = document.getElementById('lab');
const query = new URLSearchParams(location.search);
const allowed = { lang: Object.keys(languages), theme: ['dark', 'light'] };

function saved(name) {
  try { return localStorage.getItem(`podfall:page:${name}`); } catch { return null; }
}

function remember(name, value) {
  try { localStorage.setItem(`podfall:page:${name}`, value); } catch { /* a private window */ }
}

// The address first, then the reader's last choice, then the browser's settings.
const fallback = {
  lang: () =>
    navigator.languages.map((name) => name.slice(0, 2)).find((code) => languages[code]) ?? 'en',
  theme: () => (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'),
};
const parameters = {};
for (const [name, values] of Object.entries(allowed)) {
  parameters[name] =
    [query.get(name), saved(name)].find((v) => values.includes(v)) ?? fallback[name]();
}

// `?sandbox` opens the sandbox instead of a lesson.
if (query.has('sandbox')) parameters.lesson = 'sandbox';

// Preferences of the reader's system, now and when they change.
const wishes = {
  contrast: ['more', '(prefers-contrast: more), (forced-colors: active)'],
  motion: ['reduce', '(prefers-reduced-motion: reduce)'],
};
for (const [name, [value, media]] of Object.entries(wishes)) {
  if (query.get(name)) continue;
  const list = matchMedia(media);
  parameters[name] = list.matches ? value : '';
  list.addEventListener('change', () => follow(name, list.matches ? value : ''));
}
// Also the system's light or dark theme, unless the reader chose one.
const light = matchMedia('(prefers-color-scheme: light)');
light.addEventListener('change', () => {
  if (!query.get('theme') && !saved('theme')) follow('theme', fallback.theme());
});

function follow(name, value) {
  parameters[name] = value;
  show();
  lab.lab?.set(name, value);
}

function show() {
  if (root.lang !== parameters.lang || !root.dataset.told) tell(parameters.lang);
  root.dataset.theme = parameters.theme;
  root.toggleAttribute('data-contrast', (query.get('contrast') ?? parameters.contrast) === 'more');
}

// Fills in the page's own texts. Text between backticks is a key or a command.
function tell(language) {
  root.lang = language;
  root.dataset.told = '';
  for (const place of document.querySelectorAll('[data-words]')) {
    const words = languages[language][place.dataset.words] ?? languages.en[place.dataset.words];
    place.replaceChildren(...words.split('`').map((text, i) => {
      if (i % 2 === 0) return text;
      const key = document.createElement('kbd');
      key.textContent = text;
      return key;
    }));
  }
}

// The reader chose something in the lab.
function choose(name, value) {
  parameters[name] = value;
  if (allowed[name]) remember(name, value);
  show();
  if (query.has(name) || name === 'lesson') {
    if (name === 'lesson') query.delete('sandbox');
    query.set(name, value);
    history.replaceState(null, '', `?${query}`);
  }
}

if (query.has('embed') || window.parent !== window) root.dataset.embed = '';
show();

function fail(error) {
  console.error(error);
  const notice = document.getElementById('notice');
  notice.replaceChildren(
    ...Object.entries(languages)
      .filter(([, words]) => words.unsupported)
      .map(([code, words]) => {
        const paragraph = document.createElement('p');
        paragraph.lang = code;
        paragraph.textContent = words.unsupported;
        return paragraph;
      }),
  );
  notice.setAttribute('role', 'alert');
  lab.classList.remove('podfall-ready');
}

try {
  await openLab(lab, {
    parameter: (name) => parameters[name] ?? query.get(name) ?? '',
    changed: choose,
    failed: fail,
  });
} catch (error) {
  fail(error);
}
