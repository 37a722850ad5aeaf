// The page around the lab: its parameters, language, colours, and what it says when it cannot run.
import { openLab } from './podfall.js';

const root = document.documentElement;
const lab = document.getElementById('lab');
const query = new URLSearchParams(location.search);
const allowed = { lang: ['ko', 'en'], theme: ['dark', 'light'] };

function saved(name) {
  try { return localStorage.getItem(`podfall:page:${name}`); } catch { return null; }
}

function remember(name, value) {
  try { localStorage.setItem(`podfall:page:${name}`, value); } catch { /* a private window */ }
}

// The address first, then what the reader chose last, then what the browser says.
const fallback = {
  lang: () => (/^ko\b/i.test(navigator.language) ? 'ko' : 'en'),
  theme: () => (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'),
};
const parameters = {};
for (const [name, values] of Object.entries(allowed)) {
  parameters[name] = [query.get(name), saved(name)].find((v) => values.includes(v)) ?? fallback[name]();
}

// `?sandbox` is the lesson without one.
if (query.has('sandbox')) parameters.lesson = 'sandbox';

// What the reader's system asks for, now and when it changes.
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
// The system's light and dark too, as long as the reader chose neither.
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
  root.lang = root.dataset.lang = parameters.lang;
  root.dataset.theme = parameters.theme;
  root.toggleAttribute('data-contrast', (query.get('contrast') ?? parameters.contrast) === 'more');
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
  notice.replaceChildren(document.getElementById('unsupported').content.cloneNode(true));
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
