// How the step's time grows with width, depth, batch, channels, length and draws: elbo's programs and PyTorch, eager.
import { shown, table } from "./engines-page.mjs";
import { growthOf } from "./growth-laws.mjs";
import { interleave } from "./interleave.mjs";
import { svg } from "./plot.mjs";
import { median, ratio } from "./ratios.mjs";

const axes = [
  { title: "width", model: "dense", name: "hidden", sizes: [125, 250, 500, 1000, 2000] },
  { title: "depth", model: "dense", name: "depth", sizes: [1, 2, 4, 8, 16] },
  { title: "batch", model: "dense", name: "batch", sizes: [16, 64, 256, 1024, 4096] },
  { title: "channels", model: "conv", name: "channels", sizes: [8, 16, 32, 64] },
  { title: "length", model: "gru", name: "length", sizes: [10, 20, 40, 80, 160] },
  { title: "draws k", model: "iwae", name: "samples", sizes: [5, 10, 25, 50, 100, 200] },
];

async function points({ model, name, sizes, title }, { entries, rounds, milliseconds, report }) {
  const found = [];
  for (const size of sizes) {
    const args = ["--model", model, "--set", `${name}=${size}`];
    const where = (what) => report(`growth, ${title} ${size}: ${what}`);
    const [own, peer] = await interleave(entries, { args, threads: 1, rounds, milliseconds, alone: 1, report: where });
    if (peer === undefined)
      throw new Error(`${entries[1].name} failed at ${title} ${size}: there is nothing to compare`);
    found.push({ size, own: own.rounds, peer: peer.rounds });
  }
  return found;
}

const law = (found, side) => {
  const { exponent, leaves } = growthOf(found.map((point) => [point.size, median(point[side])]));
  const off = leaves ? `; at ${leaves.size} ${(100 * leaves.by).toFixed(0)} % off the line` : "";
  return `${exponent.toFixed(2)}${off}`;
};

function plot(all) {
  const values = all.flatMap(({ title, found }) =>
    found.flatMap(({ size, own, peer }) => [
      { title, size, name: "elbo, programs", time: median(own) },
      { title, size, name: "PyTorch", time: median(peer) },
    ]),
  );
  return svg({
    data: { values },
    columns: 3,
    facet: { field: "title", type: "nominal", sort: null, title: null },
    resolve: { scale: { x: "independent", y: "independent" } },
    spec: {
      width: 180,
      height: 150,
      mark: { type: "line", point: true },
      encoding: {
        x: { field: "size", type: "quantitative", scale: { type: "log" }, title: null },
        y: { field: "time", type: "quantitative", scale: { type: "log" }, title: "ms per step" },
        color: { field: "name", type: "nominal", sort: null, title: null },
      },
    },
  });
}

/** Measures all axes: { markdown, picture }. */
export async function growth({ needed, quick, report }) {
  const entries = [needed("elbo, programs"), needed("PyTorch")];
  const all = [];
  for (const axis of quick ? axes.slice(0, 1) : axes) {
    all.push({ ...axis, found: await points(axis, { entries, rounds: 3, milliseconds: 250, report }) });
  }
  const laws = all.map(({ title, model, found }) => [title, model, law(found, "own"), law(found, "peer")]);
  const rows = all.flatMap(({ title, model, found }) =>
    found.map(({ size, own, peer }) => [
      ...[title, model, size, median(own).toFixed(1), median(peer).toFixed(1)],
      shown(ratio(own, peer), 2),
    ]),
  );
  const markdown = `## How cost grows

One size of a model moves, the others stay as in [the benchmark](engines.md); one thread, three rounds in turns. The exponent e of time = c size^e
is fitted to the three largest sizes; smaller ones leave that line where what does not grow with the size (Adam, noise, the
runtime's work per operation) shows. Width and channels stand between one and two: products between hidden layers grow with their
square, those with the pixels in proportion. Depth, batch, length and k are to stand at one. elbo's part of PyTorch's time grows with the
size, since the matrix products, at which both are alike, come to be all of it.

![time against each size](growth.svg)

${table(["size", "model", "exponent, elbo's programs", "exponent, PyTorch"], laws)}

${table(["size", "model", "", "elbo's programs, ms", "PyTorch, ms", "elbo / PyTorch"], rows)}
`;
  return { markdown, picture: await plot(all) };
}
