// Vega-Lite specs to SVG text.
import { parse, View } from "vega";
import { compile } from "vega-lite";

const style = {
  font: "system-ui, sans-serif",
  view: { stroke: "transparent" },
  axis: { grid: true, gridOpacity: 0.4 },
  legend: { labelLimit: 0 },
};

/** The SVG text of a Vega-Lite spec. */
export const svg = (spec) =>
  new View(
    parse(compile({ $schema: "https://vega.github.io/schema/vega-lite/v6.json", config: style, ...spec }).spec),
    {
      renderer: "none",
    },
  ).toSVG();
