// A table of mixed columns with and without a component that the posterior infers (HI-VAE, Nazabal et al. 2020): errors of cells that
// `elbo impute` hid itself, by type of column, beside means and most frequent values, and how many true values 90 % intervals hold.
// The table is German credit (Statlog; 1,000 rows, 21 columns), which the Debian package weka brings:
//   apt-get download weka && dpkg-deb -x weka_*.deb weka
// Usage, after a build: node tooling/figures/mixed-columns.mjs weka/usr/share/doc/weka/examples/credit-g.arff [--seeds 1,2,3]
//   [--steps 3000] [--hide 0.2] [--samples 1000] [--variant NAME ..] [--set path=value ..]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const component = (more = "") =>
  `latents={kind: mixture, component: {kind: gumbel-softmax, variables: 1, classes: 5${more}}, dimension: 10}`;
const falling = ", temperature: {kind: linear, from: 1, to: 0.001}";
const seen = "decoder.late=[s]";
const linear = ["encoder.hidden=[]", "decoder.hidden=[]"];
const four = "loss={kind: summed, samples: 4}"; // of each of five components: as many decodings as the 20 draws of the default
const one = "loss={kind: elbo}";
const variants = {
  "20 draws": [],
  "20 draws, mixture as prior": ["latents.prior={kind: mixture, components: 5}"],
  "20 draws, component summed out": [component(), seen, four],
  "20 draws, linear nets": linear,
  "20 draws, linear nets, component summed out": [component(), seen, four, ...linear],
  "1 draw": [one],
  "1 draw, component relaxed": [component(falling), seen, one],
  "1 draw, component summed out": [component(), seen, "loss={kind: summed}"],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "1,2,3" },
    steps: { type: "string", default: "3000" },
    hide: { type: "string", default: "0.2" },
    samples: { type: "string", default: "1000" },
    variant: { type: "string", multiple: true, default: Object.keys(variants) },
    set: { type: "string", multiple: true, default: [] },
  },
});
const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "elbo-mixed-"));

/** The table as CSV. One cell in the first row is left out: `elbo impute` leaves a table without gaps as it is. */
function convert(arff) {
  const lines = readFileSync(arff, "utf8").split(/\r?\n/);
  const names = lines.flatMap((line) => /^@attribute\s+(\S+)/.exec(line)?.[1] ?? []);
  const rows = lines.slice(lines.indexOf("@data") + 1).filter((line) => line.trim() !== "" && !line.startsWith("%"));
  const cells = rows.map((row) => (row.match(/'[^']*'|[^,]+/g) ?? []).map((cell) => cell.replaceAll("'", "").trim()));
  cells[0][cells[0].length - 1] = "";
  const file = join(folder, "table.csv");
  writeFileSync(file, [names, ...cells].map((row) => row.join(",")).join("\n"));
  return file;
}

const file = convert(positionals[0]);
const types = "duration=positive,credit_amount=positive,age=positive,existing_credits=count,num_dependents=count";
const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const spread = (numbers) =>
  `${mean(numbers).toFixed(3)} (${Math.min(...numbers).toFixed(3)} to ${Math.max(...numbers).toFixed(3)})`;
const kinds = ["positive", "count", "ordinal", "category"];
const typeOf = ({ type }) => (typeof type === "object" ? "ordinal" : type);

/** By type: squared errors over those of the column's mean, the mean of columns, or wrong values over those of the most frequent. */
function run(name, seed) {
  const sets = [`training.steps=${values.steps}`, ...variants[name], ...values.set].flatMap((set) => ["--set", set]);
  const asked = [
    "impute",
    file,
    "-o",
    join(folder, "filled.csv"),
    "--types",
    types,
    "--hide",
    values.hide,
    "--seed",
    seed,
  ];
  const more = ["--samples", values.samples, "--runs", join(folder, "runs"), "--json"];
  const told = execFileSync("node", [command, ...asked, ...more, ...sets], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { check, columns, effective } = JSON.parse(told.trim().split("\n").at(-1));
  const errors = kinds.map((kind) => {
    const own = columns.flatMap((column) => (typeOf(column) === kind ? (check.columns[column.name] ?? []) : []));
    const wrong = (of) => own.reduce((sum, { cells, right }) => sum + cells * (1 - right[of]), 0);
    const squares = () => mean(own.map(({ error }) => (error.filled / error.mean) ** 2));
    return [kind, own[0].right ? wrong("filled") / wrong("mode") : squares()];
  });
  return { ...Object.fromEntries(errors), coverage: check.coverage, effective, cells: check.cells };
}

console.log(`| | ${kinds.join(" | ")} | 90 % intervals hold | worth |\n|---|${"---|".repeat(kinds.length + 2)}`);
for (const name of values.variant) {
  const found = values.seeds.split(",").map((seed) => run(name, seed));
  const coverage = `${(100 * mean(found.map((one) => one.coverage))).toFixed(1)} %`;
  const worth = mean(found.map((one) => one.effective)).toFixed(0);
  console.log(
    `| ${[name, ...kinds.map((kind) => spread(found.map((one) => one[kind]))), coverage, worth].join(" | ")} |`,
  );
  console.error(`${name}: ${found.map(({ cells }) => cells).join(", ")} cells`);
}
rmSync(folder, { recursive: true });
