// Makes the models of the demo page: trains each by `elbo train`, exports it by `elbo export`, and writes beside it what
// its panel shows. What is there already, made from the same config, stays.
//   node apps/demo/prepare.mjs                          all of them, a minute or two each
//   node apps/demo/prepare.mjs --only plane --steps 400 one of them, trained shortly
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { models } from "./prepare/models.mjs";
import { prepareModel } from "./prepare/prepare-model.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Prepares the models named (default all) below `out`; runs are kept below `runs`. Resolves to the names made anew. */
export async function prepare({
  out = here(".elbo/public/models"),
  runs = here(".elbo/runs"),
  only = Object.keys(models),
  steps,
} = {}) {
  const made = [];
  for (const name of only) {
    const model = models[name];
    if (!model) throw new Error(`there is no model "${name}"; expected ${Object.keys(models).join(", ")}`);
    if (await prepareModel(name, model, { out, runs, steps, config: here(`models/${name}.yaml`) })) made.push(name);
  }
  return made;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      runs: { type: "string" },
      only: { type: "string" },
      steps: { type: "string" },
    },
  });
  const { only, steps, ...folders } = values;
  const options = { ...folders, ...(only && { only: only.split(",") }), ...(steps && { steps: Number(steps) }) };
  try {
    await prepare(options);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
