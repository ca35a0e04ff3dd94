/** How fresh the org's companies are, as a bar and as numbers; from counts, not from documents. */
import { make } from "./elements.js";

const SVG = "http://www.w3.org/2000/svg";
const DAYS = [7, 30, 90];
const LABELS = ["up to 7 days", "8 to 30 days", "31 to 90 days", "older"];
const WIDTH = 300;

/** Makes the chart; nothing where the org has no companies. */
export async function makeFreshness(service) {
  const { total, dated, within } = await service.countByAge(DAYS);
  if (total === 0) return [];
  const counts = [...within, total].map((count, at) => Math.max(0, count - (within[at - 1] ?? 0)));
  const bar = document.createElementNS(SVG, "svg");
  const size = { viewBox: `0 0 ${WIDTH} 10`, preserveAspectRatio: "none", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(size)) bar.setAttribute(name, value);
  let x = 0;
  for (const [at, count] of counts.entries()) {
    const part = document.createElementNS(SVG, "rect");
    const width = count / total * WIDTH;
    const place = { x, y: 0, width, height: 10, class: `age-${at}` };
    for (const [name, value] of Object.entries(place)) part.setAttribute(name, String(value));
    bar.append(part);
    x += width;
  }
  const items = counts.map((count, at) =>
    make(
      "li",
      {},
      make("span", { className: `swatch age-${at}` }),
      `${LABELS[at]}: `,
      make("b", {}, count.toLocaleString("en")),
    )
  );
  return [
    make("h3", {}, dated > 0 ? "Age of the research" : "Last updated"),
    bar,
    make("ul", {}, ...items),
  ];
}
