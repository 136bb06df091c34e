import { expect, it } from "vitest";
import { linesOf, textBytes } from "./text-format.ts";

const symbols = ["", "", "a", "b", " "];
const [END, PADDING] = [1, 0];
const row = (line: string) => {
  const tokens = new Uint8Array(6).fill(PADDING);
  tokens.set([...Array.from(line, (symbol) => symbols.indexOf(symbol)), END]);
  return tokens;
};

it.each([
  ["\n", true, "a\nb\n"],
  ["\n", false, "a\n\nb"],
  ["\r\n", true, "a\r\nb\r\n"],
  ["\r\n", false, "\r\na"],
  ["\n", true, "a\r\nb\n"],
  ["\n", true, "\n"],
  ["\n", false, ""],
  ["\n", false, "a\rb"],
  ["\n", true, "\r\n\n"],
  ["\r\n", true, "a\r\nb\nb\r\n"],
] as const)("lines between %j, closed: %s, are joined again", (newline, closed, text) => {
  const found = linesOf(text);
  expect(found).toMatchObject({ newline, closed });
  expect(found.lines.join(newline) + (closed ? newline : "")).toBe(text);
});

it("puts lines and what stands beside them back in order, from parts of any size", () => {
  const about = { format: "text", newline: "\r\n", closed: true, bytes: 99 } as const;
  const coded = ["a b", "", "b"];
  const beside: [number, string][] = [
    [0, "Ä"],
    [2, "long long long"],
    [2, "\ttab"],
    [3, "end"],
  ];
  const text = "Ä\r\na b\r\n\r\nlong long long\r\n\ttab\r\nb\r\nend\r\n";
  for (const sizes of [[3], [1, 2], [2, 1], [1, 1, 1]]) {
    let [first, found] = [0, ""];
    for (const pictures of sizes) {
      const until = first + pictures;
      const here = beside.filter(([at]) => at >= first && (at < until || until === 3));
      const rows = coded.slice(first, until).map(row);
      found += new TextDecoder().decode(textBytes({ first, count: 3, beside: here }, rows, { about, symbols }));
      first = until;
    }
    expect(found).toBe(text);
  }
});
