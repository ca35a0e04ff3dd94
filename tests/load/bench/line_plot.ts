/** Lines over time as SVG, small enough to be written by hand. */

/** One line; its label stands above the plot in the line's colour. */
interface Line {
  label?: string;
  points: { x: number; y: number }[];
}

/** What to draw. */
interface LinePlot {
  title: string;
  lines: Line[];
  xLabel: string;
  yLabel: string;
  /** A level to stay below. */
  limit?: number;
}

const WIDTH = 760;
const HEIGHT = 300;
const LEFT = 60;
const RIGHT = 20;
const TOP = 50;
const BOTTOM = 44;
const TICKS = 5;
const LABEL_WIDTH = 130;
const COLOURS = ["#5b7fa6", "#4d9a6a", "#8a6bb1", "#b08d3f", "#777"];

/** Draws up to five lines, both axes from 0. */
export function drawLines({ title, lines, xLabel, yLabel, limit }: LinePlot): string {
  const points = lines.flatMap((line) => line.points);
  const mostX = Math.max(...points.map((point) => point.x));
  const mostY = Math.max(limit ?? 0, ...points.map((point) => point.y)) * 1.1;
  const x = (value: number) => Math.round(LEFT + value / mostX * (WIDTH - LEFT - RIGHT));
  const y = (value: number) =>
    Math.round(HEIGHT - BOTTOM - value / mostY * (HEIGHT - TOP - BOTTOM));
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS);
  const label = (text: number, where: string) => `<text ${where}>${Math.round(text)}</text>`;
  const across = `H${WIDTH - RIGHT}`;
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
    `<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}${across}" fill="none" stroke="#222"/>`,
    ...(limit === undefined
      ? []
      : [`<path d="M${LEFT} ${y(limit)}${across}" stroke="#c2693c" stroke-dasharray="6 4"/>`]),
    ...lines.flatMap(({ label = "", points }, index) => {
      const colour = COLOURS[index % COLOURS.length];
      const path = points.map((point, at) => `${at > 0 ? "L" : "M"}${x(point.x)} ${y(point.y)}`);
      const labelX = LEFT + 20 + index * LABEL_WIDTH;
      return [
        `<path d="${path.join("")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...(label ? [`<text x="${labelX}" y="${TOP - 6}" fill="${colour}">${label}</text>`] : []),
      ];
    }),
    "</svg>\n",
  ].join("\n");
}
