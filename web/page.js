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

function show() {
  root.lang = root.dataset.lang = parameters.lang;
  root.dataset.theme = parameters.theme;
  const names = { ko: '밝은 색과 어두운 색 바꾸기', en: 'Switch between light and dark' };
  document.getElementById('theme').setAttribute('aria-label', names[parameters.lang]);
}

function choose(name, value, opened) {
  parameters[name] = value;
  if (allowed[name]) remember(name, value);
  show();
  if (query.has(name) || name === 'lesson') {
    query.set(name, value);
    history.replaceState(null, '', `?${query}`);
  }
  opened?.set(name, value);
}

if (query.has('embed') || window.parent !== window) root.dataset.embed = '';
show();

let opened = null;
document.getElementById('language').addEventListener('click', () =>
  choose('lang', parameters.lang === 'ko' ? 'en' : 'ko', opened));
document.getElementById('theme').addEventListener('click', () =>
  choose('theme', parameters.theme === 'dark' ? 'light' : 'dark', opened));

function fail(error) {
  console.error(error);
  const notice = document.getElementById('notice');
  notice.replaceChildren(document.getElementById('unsupported').content.cloneNode(true));
  notice.setAttribute('role', 'alert');
  lab.classList.remove('podfall-ready');
}

try {
  opened = await openLab(lab, {
    parameter: (name) => parameters[name] ?? query.get(name) ?? '',
    changed: (name, value) => choose(name, value, null),
    failed: fail,
  });
} catch (error) {
  fail(error);
}
