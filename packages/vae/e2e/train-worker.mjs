// Trains in `root`, or goes on with the run folder that is there already. Says the step of each last checkpoint.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRegistry, createVae } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";

const [root, configFile] = process.argv.slice(2);
const whole = (existsSync(root) ? readdirSync(root) : []).filter((name) => existsSync(join(root, name, "config.json")));
const vae = await createVae(JSON.parse(readFileSync(configFile, "utf8")), { registry: createRegistry(builtInParts) });
await vae.train({
  root,
  name: "killed",
  ...(whole.length > 0 ? { resume: join(root, whole[0]) } : {}),
  onProgress: ({ event, file, step }) => {
    if (event === "checkpoint" && file.endsWith("last.json")) console.log(step);
  },
});
await vae.close();
console.log("finished");
