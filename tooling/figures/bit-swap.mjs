// Bits that an archive begins with, by the depth of a chain inferred from the bottom up: Bit-Swap beside all latents first, with the same
// models. Each depth is trained anew; of each order, the first test picture alone and the first ones together are compressed and
// decompressed, which checks every picture.
// Usage, after a build: node tooling/figures/bit-swap.mjs [--depths 1,2,4] [--epochs 20] [--count 1000] [--latent 50] [--folder FOLDER]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const options = {
  depths: { type: "string", default: "1,2,4" },
  epochs: { type: "string", default: "20" },
  count: { type: "string", default: "1000" },
  latent: { type: "string", default: "50" },
  folder: { type: "string" },
};
const { values } = parseArgs({ options });
const folder = values.folder ?? mkdtempSync(join(tmpdir(), "elbo-bit-swap-"));
const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const run = (...words) =>
  execFileSync("node", [command, ...words], { stdio: ["ignore", "pipe", "inherit"] }).toString();
const elbo = (...words) => JSON.parse(run(...words, "--json"));

/** A run of so many sites; one that is there already is taken. */
function trained(depth) {
  const root = join(folder, `depth-${depth}`);
  const found = () => {
    try {
      return readdirSync(root)[0];
    } catch {
      return undefined;
    }
  };
  if (!found()) {
    const sites = Array.from({ length: depth }, (_, i) => ({
      name: `z${depth - i}`,
      dimension: Number(values.latent),
    }));
    const sets = [`latents.sites=${JSON.stringify(sites)}`, `training.epochs=${values.epochs}`];
    run("train", "kingma-2019-bit-swap", "--runs", root, ...sets.flatMap((set) => ["--set", set]));
  }
  return join(root, found());
}

/** The first `count` test pictures in an archive, which must give them back. */
function archived(model, count, first) {
  const archive = join(folder, "some.elbo");
  const order = first ? ["--latents-first"] : [];
  const written = elbo("compress", "--split", "test", "--count", `${count}`, "-o", archive, "--model", model, ...order);
  const { files } = elbo("decompress", archive, "-o", join(folder, "out"), "--model", model);
  return { ...written, pictures: readFileSync(join(folder, "out", files[0])) };
}

const count = Number(values.count);
const rows = [];
for (const depth of values.depths.split(",").map(Number)) {
  const model = trained(depth);
  const { bitsPerDimension } = elbo("evaluate", model, "--importance", "0", "--examples", `${count}`);
  let expected;
  for (const first of [false, true]) {
    const [one, many] = [archived(model, 1, first), archived(model, count, first)];
    expected ??= many.pictures;
    if (!many.pictures.equals(expected)) throw new Error("the two orders gave back different pictures");
    rows.push(
      [
        depth,
        first ? "all latents first" : "Bit-Swap",
        one.initialBits,
        one.bitsPerDimension.gross.toFixed(2),
        many.initialBits,
        many.bitsPerDimension.gross.toFixed(4),
        many.bitsPerDimension.net.toFixed(4),
        bitsPerDimension.toFixed(4),
      ].join(" | "),
    );
  }
}
console.log(
  `| layers | order | initial bits of one picture | its archive | initial bits of ${count} | their archive | without the initial bits | their -ELBO |`,
);
console.log("|---|---|---|---|---|---|---|---|");
for (const row of rows) console.log(`| ${row} |`);
