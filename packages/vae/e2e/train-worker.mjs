// Trains in `root`, or goes on with the run folder that is there already. Says when steps begin, so that a kill can hit them.
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
  onProgress: ({ event }) => void (event === "stage" && console.log("stage")),
});
await vae.close();
console.log("finished");
