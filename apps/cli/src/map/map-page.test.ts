import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { mapPage } from "./map-page.ts";

const page = (more: object = {}) =>
  mapPage({
    title: "codes of runs/a & b",
    names: ["x</script><b>", "y", "z"],
    places: Float32Array.of(-10, 0, 10, 5, 0, 10),
    labels: ["10", "2", "10"],
    ...more,
  });

/** What the page's script is given. */
const dataOf = (html: string) => {
  const line = /const data = (.*);$/m.exec(html)?.[1] as string;
  return JSON.parse(JSON.stringify(runInNewContext(`(${line})`)));
};

it("keeps the map's proportions, longer side 0 to 1, the shorter in the middle", () => {
  expect(dataOf(page()).places).toEqual([0, 0.25, 1, 0.5, 0.5, 0.75]);
});

it("counts classes as people do, with a colour each", () => {
  const { classes, labels } = dataOf(page());
  expect(classes.map(({ name }: { name: string }) => name)).toEqual(["2", "10"]);
  expect(labels).toEqual([1, 0, 1]);
  expect(dataOf(page({ labels: undefined })).classes).toEqual([]);
});

it("lets no name out of the script, and asks for nothing from elsewhere", () => {
  const html = page();
  expect(html.match(/<\/script>/g)).toHaveLength(1);
  expect(dataOf(html).names[0]).toBe("x</script><b>");
  expect(html).toContain("codes of runs/a &amp; b");
  expect(html).not.toMatch(/https?:/);
});
