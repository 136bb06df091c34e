import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRegistry, loadVae } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";

/** Another number when what prepares changes: everything is then made anew. */
const FORMAT = 2;

const require = createRequire(import.meta.url);
const command = fileURLToPath(new URL("../../cli/dist/main.js", import.meta.url));

/** Runs `elbo`; progress is shown, what it prints comes back. Ctrl-C reaches the command too. */
const elbo = (args) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString("utf8"));
      else reject(new Error(`elbo ${args[0]} ended with ${code}`));
    });
  });

const readJson = async (file) => JSON.parse(await readFile(file, "utf8").catch(() => "{}"));

/** What a model is made of: another key, another model. */
async function keyOf(config, model, steps) {
  const { version } = require("@elbo/vae/package.json");
  const parts = [FORMAT, version, steps ?? "full", model.programs.join(), await readFile(config, "utf8")];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
}

/**
 * Trains, exports and describes a model in `out`/`name`, whole or not at all. False when it was there.
 * A training that was broken off is continued from its checkpoint.
 */
export async function prepareModel(name, model, { out, runs, steps, config }) {
  const key = await keyOf(config, model, steps);
  const folder = join(out, name);
  if ((await readJson(join(folder, "about.json"))).key === key) return false;
  const run = join(runs, `${name}-${key}`);
  const begun = Object.keys(await readJson(join(run, "checkpoints/last.json"))).length > 0;
  console.error(`The model "${name}": ${model.about}.`);
  if (begun) await elbo(["train", "--resume", run, "--json"]);
  else {
    const short = steps === undefined ? [] : ["--set", `training=${JSON.stringify({ ...model.short, steps })}`];
    await rm(run, { recursive: true, force: true });
    await mkdir(runs, { recursive: true });
    const made = JSON.parse(await elbo(["train", config, "--runs", runs, "--name", name, "--json", ...short]));
    await rename(made.run, run);
  }
  const partial = join(out, `.${name}.partial`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await elbo(["export", run, "--out", join(partial, "onnx"), "--json"]);
  for (const program of model.programs) {
    await copyFile(join(partial, "onnx", `${program}.onnx`), join(partial, `${program}.onnx`));
  }
  await rm(join(partial, "onnx"), { recursive: true });
  const vae = await loadVae(run, { registry: createRegistry(builtInParts) });
  try {
    const { files, facts } = await model.describe(vae);
    for (const [file, bytes] of Object.entries(files)) await writeFile(join(partial, file), bytes);
    const about = { key, config: basename(config), ...facts };
    await writeFile(join(partial, "about.json"), `${JSON.stringify(about)}\n`);
  } finally {
    await vae.close();
  }
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return true;
}
