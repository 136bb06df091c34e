import { expect, it } from "vitest";
import { reportFile, reportText } from "./table-pages.ts";

const report = {
  title: "What <a> is worth",
  sentences: ["One.", "Two."],
  tables: [
    [
      ["column", "x|y"],
      ["<b>", "1"],
    ],
  ],
};

it("is Markdown or HTML by the file's name, with what stands in it made safe", () => {
  expect(reportText("a.md", report)).toBe(
    "# What <a> is worth\n\nOne.\nTwo.\n\n| column | x\\|y |\n| --- | --- |\n| <b> | 1 |\n",
  );
  const html = reportText("a.html", report);
  expect(html).toContain("<h1>What &lt;a&gt; is worth</h1>");
  expect(html).toContain("<td>&lt;b&gt;</td>");
});

it("takes only names that say which of the two", () => {
  expect(reportFile("a.md")).toBe("a.md");
  expect(() => reportFile("a.txt")).toThrow(/\.md or \.html/);
});
