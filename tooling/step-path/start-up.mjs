// From nothing to the first gradient step, in this process: import, data, trace and file, session, step.
import { clocks, observe } from "./observe.mjs";

const now = clocks[process.argv[2] === "cpu" ? "cpu" : "wall"];
const start = now();
const { create } = await import("./model.mjs");
const { sessions } = observe(now);
const loaded = now();
const vae = await create({ steps: 10 });
const created = now();
await vae.rehearse();
const training = sessions.at(-1);
await vae.close();
const milliseconds = {
  "Node until the script": start,
  "import of the runtime": loaded - start,
  "import of elbo, config, data, first values": created - loaded,
  "trace and write the file": training.began - created,
  "open the session": training.opening,
  "first step": training.runs[0],
  "second step": training.runs[1],
};
console.log(JSON.stringify({ milliseconds, bytes: training.file.length }));
