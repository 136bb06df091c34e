// Step times of all contenders beside elbo's, as an SVG.
import { svg } from "./plot.mjs";
import { ratio } from "./ratios.mjs";

/** One row per model and number of threads, one mark per contender: its time over elbo's, with least and greatest round. */
export function enginesPlot(results) {
  const values = results.flatMap(({ model, threads, contenders: [own, ...others] }) =>
    others.map((peer) => ({
      row: `${model}, ${threads} thread${threads > 1 ? "s" : ""}`,
      name: peer.name,
      ...ratio(peer.rounds, own.rounds),
    })),
  );
  const y = { field: "row", type: "nominal", sort: null, title: null };
  const color = { field: "name", type: "nominal", sort: null, title: null };
  const scale = { type: "log" };
  return svg({
    width: 520,
    height: { step: 34 },
    data: { values },
    layer: [
      {
        mark: { type: "rule", opacity: 0.6 },
        encoding: { y, color, x: { field: "least", type: "quantitative", scale }, x2: { field: "greatest" } },
      },
      {
        mark: { type: "point", filled: true, size: 70 },
        encoding: {
          y,
          color,
          x: { field: "median", type: "quantitative", scale, title: "time per step, as a multiple of elbo's" },
        },
      },
      { mark: { type: "rule", strokeDash: [4, 3] }, encoding: { x: { datum: 1 } } },
    ],
  });
}
