// Where the time of training the dense VAE on MNIST goes outside the matrix products: whole epochs over their bare gradient
// steps, the parts of a step, start-up, options of the session. Needs a build.
// Usage: node tooling/step-path.mjs [--threads 1] [--epochs 3] [--only epochs,parts,start,options] [--clock wall|cpu]
// `--clock cpu` counts the time of this process's cores: what a machine that others use still tells, with one thread.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { must } from "./run.mjs";
import { epochs } from "./step-path/epoch.mjs";
import { clocks, observe } from "./step-path/observe.mjs";
import { options as sessionOptions } from "./step-path/options.mjs";
import { parts } from "./step-path/parts.mjs";

const text = (value) => ({ type: "string", default: value });
const { values } = parseArgs({
  options: { threads: text("1"), epochs: text("3"), only: text("epochs,parts,start,options"), clock: text("wall") },
});
const now = clocks[values.clock];
const wanted = new Set(values.only.split(","));
process.env.ELBO_THREADS = values.threads;
const line = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const head = (...cells) => {
  console.log("");
  line(...cells);
  line(...cells.map(() => "---"));
};

const watched = observe(now);
console.log(
  `threads ${values.threads}, milliseconds of ${values.clock === "cpu" ? "the process's cores" : "the wall"}`,
);
if (wanted.has("parts")) {
  head("part of a step", "ms");
  for (const [name, milliseconds] of await parts(now)) line(name, milliseconds.toFixed(3));
}
if (wanted.has("epochs")) {
  head("epoch", "whole", "gradients", "steps", "validation", "whole / gradients", "ms a step around the runtime");
  for (const [i, { whole, gradients, steps, validation }] of (
    await epochs(Number(values.epochs), watched, now)
  ).entries()) {
    const around = (whole - gradients - validation) / steps;
    line(
      i + 2,
      whole.toFixed(0),
      gradients.toFixed(0),
      steps,
      validation.toFixed(0),
      (whole / gradients).toFixed(3),
      around.toFixed(2),
    );
  }
}
if (wanted.has("options")) {
  head("option", "ms a run", "over the first");
  for (const [name, milliseconds, ratio] of await sessionOptions(Number(values.threads), watched, now)) {
    line(name, milliseconds.toFixed(2), ratio.toFixed(3));
  }
}
if (wanted.has("start")) {
  const script = fileURLToPath(new URL("step-path/start-up.mjs", import.meta.url));
  head("start", "milliseconds");
  for (const which of ["first process", "second process"]) {
    const { milliseconds, bytes } = JSON.parse((await must(process.execPath, [script, values.clock])).trim());
    for (const [name, figure] of Object.entries(milliseconds)) line(`${which}: ${name}`, figure.toFixed(0));
    line(`${which}: bytes of the graph`, bytes);
  }
}
