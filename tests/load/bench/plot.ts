/** Bar charts as SVG, small enough to be written by hand. */

/** One bar. */
export interface Bar {
  label: string;
  value: number;
  /** What stands behind the bar: `"1.31 times"`. */
  text: string;
  /** Where the bar may end, drawn as a line; absent for none. */
  limit?: number;
  /** Whether the bar is on the right side of its limit. */
  isGood?: boolean;
}

const WIDTH = 880;
/** Some 70 characters. */
const LABEL_WIDTH = 450;
const BAR_WIDTH = 310;
const LINE_HEIGHT = 26;
const TOP = 44;

/** Draws horizontal bars on one scale, which begins at 0. */
export function drawBars(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.flatMap(({ value, limit }) => [value, limit ?? 0]));
  const scale = (value: number) => Math.round(value / most * BAR_WIDTH * 10) / 10;
  const height = TOP + bars.length * LINE_HEIGHT + 12;
  const lines = bars.flatMap(({ label, value, text, limit, isGood }, index) => {
    const y = TOP + index * LINE_HEIGHT;
    const fill = isGood === undefined ? "#5b7fa6" : isGood ? "#4d9a6a" : "#c2693c";
    const x = LABEL_WIDTH + scale(limit ?? 0);
    return [
      `<text x="${LABEL_WIDTH - 8}" y="${y + 13}" text-anchor="end">${escapeXml(label)}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${y}" width="${scale(value)}" height="18" fill="${fill}"/>`,
      `<text x="${LABEL_WIDTH + scale(Math.max(value, limit ?? 0)) + 6}" y="${y + 13}">${
        escapeXml(text)
      }</text>`,
      ...(limit === undefined
        ? []
        : [`<path d="M${x} ${y - 3}v24" stroke="#222" stroke-width="2"/>`]),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" ` +
    `height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="12" y="24" font-size="15">${escapeXml(title)}</text>`,
    ...lines,
    "</svg>\n",
  ].join("\n");
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
