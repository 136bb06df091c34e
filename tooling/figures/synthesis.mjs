// Rows made up after two real tables, wine and breast cancer: how well a classifier taught by them tells the class of held-out real
// rows, beside one taught by the real rows; distances of columns and closest records. One run a seed: split, model and rows change.
// Usage, after a build: node tooling/figures/synthesis.mjs [--seeds 1,2,3] [--count 1000] [--tables wine,breast-cancer]
//   [--set path=value ..] [--sampler mixture]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1,2,3" },
    count: { type: "string", default: "1000" },
    tables: { type: "string", default: "wine,breast-cancer" },
    set: { type: "string", multiple: true, default: [] },
    sampler: { type: "string" },
  },
});
const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "elbo-synthesis-"));

/** The table as a file, and the name of its class. */
function unpack(name) {
  const packed = new URL(`../../packages/datasets/data/${name}.csv.gz`, import.meta.url);
  const text = gunzipSync(readFileSync(packed)).toString();
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, text);
  return { file, target: text.split(/\r?\n/, 1)[0].split(",").at(-1) };
}

console.log(
  "| table, seed | taught by real rows | by made-up rows | most frequent | columns, made up | held out | pairs, made up | held out | closer to training | copies |",
);
console.log("|---|---|---|---|---|---|---|---|---|---|");
const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
for (const name of values.tables.split(",")) {
  const { file, target } = unpack(name);
  const gaps = [];
  for (const seed of values.seeds.split(",")) {
    const sets = values.set.flatMap((set) => ["--set", set]);
    const sampler = values.sampler ? ["--sampler", values.sampler] : [];
    const out = ["-o", join(folder, "out.csv"), "--runs", join(folder, "runs"), "--json"];
    const asked = ["synthesize", file, "-n", values.count, "--target", target, "--seed", seed];
    const told = execFileSync("node", [command, ...asked, ...out, ...sets, ...sampler], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { marginals, associations, privacy, utility } = JSON.parse(told.trim().split("\n").at(-1)).judgement;
    gaps.push(utility.realAccuracy - utility.syntheticAccuracy);
    const columns = ["synthetic", "heldOut"].map((side) => mean(Object.values(marginals).map((one) => one[side])));
    const shares = [utility.realAccuracy, utility.syntheticAccuracy, utility.plainAccuracy].map(
      (share) => `${(100 * share).toFixed(1)} %`,
    );
    const distances = [...columns, associations.synthetic, associations.heldOut].map((distance) => distance.toFixed(3));
    const closer = `${(100 * privacy.closerToTraining).toFixed(1)} %`;
    console.log(`| ${[`${name}, ${seed}`, ...shares, ...distances, closer, privacy.copies].join(" | ")} |`);
  }
  console.error(`${name}: made-up rows lose ${(100 * mean(gaps)).toFixed(1)} points on average`);
}
rmSync(folder, { recursive: true });
