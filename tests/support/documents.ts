/** What documents may hold, and how JSONB gives it back. */

/** Numbers as they are sent, and as JSONB writes them. */
export const NUMBERS: [sent: string, stored: string][] = [
  ["9007199254740993", "9007199254740993"],
  ["-123456789012345678901234567890", "-123456789012345678901234567890"],
  ["1.10", "1.10"],
  ["100.00", "100.00"],
  ["0.1234567890123456789", "0.1234567890123456789"],
  ["1e400", `1${"0".repeat(400)}`],
  ["1E-20", "0.00000000000000000001"],
  ["-0", "0"],
];

/** Text that some normalise: composed, decomposed, right-to-left, joined, look-alikes. */
export const FORMS = {
  "é": "e\u0301",
  "e\u0301": "é",
  rtl: "\u202eשלום\u202c",
  family: "👨‍👩‍👧",
  "ﬁ": "K",
};

/** All code points but the surrogates and NUL, in order, as one string. */
export function allOfUnicode(): string {
  const parts: string[] = [];
  for (let point = 1; point <= 0x10ffff; point++) {
    if (point < 0xd800 || point > 0xdfff) parts.push(String.fromCodePoint(point));
  }
  return parts.join("");
}
