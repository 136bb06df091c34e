// Damages an archive a thousand times (cuts, flips, bytes lost, added, overwritten; whole blocks swapped, repeated, lost, taken from
// another archive): none may crash the reader, go unnoticed, give other pictures, or lose a block before the damage.
// Usage, after a build: node tooling/damaged-archives.mjs ARCHIVE [--model OTHER] [--count 1000] [--seed 1]; the archive, or
// another one named by --model, holds the model (elbo compress --with-model).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { judgeDamages } from "./compression/judge-damages.mjs";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: "string" },
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});
const require = createRequire(new URL("../apps/cli/package.json", import.meta.url));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const [codec, runtime] = [await load("@elbo/codec"), await load("onnxruntime-web")];
const bytes = readFileSync(positionals[0]);
const { refused, inPart, wrong } = await judgeDamages(codec, runtime, bytes, {
  count: Number(values.count),
  seed: Number(values.seed),
  ...(values.model ? { modelFrom: readFileSync(values.model) } : {}),
});
console.log(`${refused} refused whole, ${inPart} read in part, ${wrong.length} wrong`);
for (const name of wrong) console.log(name);
process.exitCode = wrong.length === 0 ? 0 : 1;
