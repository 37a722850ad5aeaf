// The floors of the tree: which folder may include which, and that no two units need each other.
import { existsSync } from 'node:fs';
import { bare, cppSources, read, root } from './source.js';

// From the ground up. Rooms on one line stand side by side and never include each other.
const floors = [
  ['core/base'],
  ['core/api'],
  ['core/world'],
  ['core/net'],
  ['core/apiserver'],
  ['core/runtime'],
  ['core/controllers', 'core/scheduler', 'core/machine'],
  ['core/terminal'],
  ['core/explain'],
  ['core/lesson'],
  ['core'], // the door: sim.h and what stands beside it
  ['shell'],
  ['web'],
  ['tests'],
];

const roomOf = (path) => {
  const [top, folder] = path.split('/');
  return top === 'core' && path.split('/').length > 2 ? `core/${folder}` : top;
};
const floorOf = (path) => floors.findIndex((rooms) => rooms.includes(roomOf(path)));

export function mayInclude(from, to) {
  if (floorOf(from) < 0 || floorOf(to) < 0) return false;
  return roomOf(from) === roomOf(to) || floorOf(from) > floorOf(to);
}

const includes = (text) =>
  [...bare(text).matchAll(/^[ \t]*#[ \t]*include\s+"([^"]+)"/gm)].map(([, path]) => path);

export function wrongIncludes(read_text = read, paths = cppSources()) {
  return paths.flatMap((path) =>
    includes(read_text(path))
      .filter((to) => !mayInclude(path, to))
      .map((to) => `${path} includes ${to}`),
  );
}

// A .cpp and its header are one unit.
const unitOf = (path) => path.replace(/\.(cpp|h)$/, '');

// Sets of units that include each other round in a circle, found by Tarjan's algorithm.
export function circles(read_text = read, paths = cppSources()) {
  const uses = new Map();
  for (const path of paths) {
    const others = includes(read_text(path)).map(unitOf);
    uses.set(unitOf(path), [...(uses.get(unitOf(path)) ?? []), ...others]);
  }
  const order = new Map(), lowest = new Map(), stack = [], found = [];
  const visit = (unit) => {
    order.set(unit, order.size);
    lowest.set(unit, order.get(unit));
    stack.push(unit);
    for (const other of uses.get(unit) ?? []) {
      if (!order.has(other)) visit(other);
      if (stack.includes(other)) {
        lowest.set(unit, Math.min(lowest.get(unit), lowest.get(other)));
      }
    }
    if (lowest.get(unit) !== order.get(unit)) return;
    const circle = stack.splice(stack.indexOf(unit));
    if (circle.length > 1) found.push(circle.sort().join(' <-> '));
  };
  for (const unit of uses.keys()) if (!order.has(unit)) visit(unit);
  return found;
}

// A room that does not exist or was renamed would silently allow everything below it.
export function roomsWithoutFolder() {
  return floors.flat().filter((room) => !existsSync(root + room));
}
