/** A line over time as SVG, small enough to be written by hand. */

/** What to draw. */
export interface LinePlot {
  title: string;
  points: { x: number; y: number }[];
  xLabel: string;
  yLabel: string;
  /** A level to stay below. */
  limit: number;
}

const WIDTH = 760;
const HEIGHT = 300;
const LEFT = 60;
const RIGHT = 20;
const TOP = 50;
const BOTTOM = 44;
const TICKS = 4;

/** Draws a line, both axes from 0. */
export function drawLine({ title, points, xLabel, yLabel, limit }: LinePlot): string {
  const mostX = Math.max(...points.map((point) => point.x));
  const mostY = Math.max(limit, ...points.map((point) => point.y)) * 1.1;
  const x = (value: number) => Math.round(LEFT + value / mostX * (WIDTH - LEFT - RIGHT));
  const y = (value: number) =>
    Math.round(HEIGHT - BOTTOM - value / mostY * (HEIGHT - TOP - BOTTOM));
  const path = points.map((point, index) => `${index > 0 ? "L" : "M"}${x(point.x)} ${y(point.y)}`);
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS);
  const label = (text: number, where: string) => `<text ${where}>${Math.round(text)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" ` +
    `height="${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="12" y="24" font-size="15">${title}</text>`,
    ...ticks.flatMap((part) => [
      label(part * mostX, `x="${x(part * mostX)}" y="${HEIGHT - 26}" text-anchor="middle"`),
      label(part * mostY, `x="${LEFT - 8}" y="${y(part * mostY) + 4}" text-anchor="end"`),
    ]),
    `<text x="${WIDTH / 2}" y="${HEIGHT - 8}" text-anchor="middle">${xLabel}</text>`,
    `<text x="12" y="${TOP - 6}">${yLabel}</text>`,
    `<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}" fill="none" stroke="#222"/>`,
    `<path d="M${LEFT} ${y(limit)}H${WIDTH - RIGHT}" stroke="#c2693c" stroke-dasharray="6 4"/>`,
    `<path d="${path.join("")}" fill="none" stroke="#5b7fa6" stroke-width="2"/>`,
    "</svg>\n",
  ].join("\n");
}
