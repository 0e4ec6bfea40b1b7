import outline from './outline.json';

/** A point of the map, in the units of its drawing. */
export interface Point {
  x: number;
  y: number;
}

const MARGIN = 8;
const WIDTH = 400;
const latitudes = outline.map(([latitude]) => latitude as number);
const longitudes = outline.map(([, longitude]) => longitude as number);
const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
// A degree of longitude is shorter than one of latitude by the cosine of the latitude.
const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
const scale = (WIDTH - 2 * MARGIN) / ((east - west) * shrink);

export const width = WIDTH;
export const height = Math.round((north - south) * scale + 2 * MARGIN);

/** Returns where a place is on the map, from degrees WGS 84. */
export function project(latitude: number, longitude: number): Point {
  const round = (value: number) => Math.round(value * 10) / 10;
  return {
    x: round(MARGIN + (longitude - west) * shrink * scale),
    y: round(MARGIN + (north - latitude) * scale),
  };
}

/** The department's outline as a path. */
export const outlinePath = `M${outline
  .map(([latitude, longitude]) => project(latitude as number, longitude as number))
  .map(({ x, y }) => `${x} ${y}`)
  .join('L')}Z`;
