// Who takes part: the command of each, where its interpreter is looked for, and how to get what is missing.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { environments } from "../peers/environments.mjs";
import { run } from "../run.mjs";
import { locateAddon, tryAddon } from "../tfjs-node/addon.mjs";

export const peersFolder = fileURLToPath(new URL("../peers/", import.meta.url));

/** The option, else the environment's variable, else what `install.mjs` made, else python3. */
export function pythonOf(name, options = {}) {
  const { folder } = environments[name];
  const own = join(folder, "bin", "python");
  return (
    options[`python-${name}`] ?? process.env[`ELBO_PYTHON_${name.toUpperCase()}`] ?? (existsSync(own) ? own : "python3")
  );
}

const inPython = (environment, script, args = []) => ({
  command: (options) => [pythonOf(environment, options), [script, ...args]],
  version: async (options) => {
    const { module } = environments[environment];
    const print = `import ${module}; print(${module}.__version__)`;
    const { code, output } = await run(pythonOf(environment, options), ["-c", print], {
      env: { TF_CPP_MIN_LOG_LEVEL: "3" },
    });
    return code === 0 ? output.trim().split("\n").at(-1) : undefined;
  },
  remedy: `node tooling/peers/install.mjs ${environment}`,
});
const inNode = (script, version, remedy = "npm run build") => ({
  command: () => [process.execPath, [script]],
  version,
  remedy,
});

const elboVersion = async () =>
  existsSync(new URL("../../packages/vae/dist/index.js", import.meta.url)) ? "this clone" : undefined;
async function tfjsVersion() {
  const addon = locateAddon();
  return (await tryAddon(addon)).works ? addon.version : undefined;
}

/** The first is measured against all others. */
export const contenders = {
  elbo: inNode("elbo-config-steps.mjs", elboVersion),
  "elbo, programs": inNode("elbo-raw-steps.mjs", elboVersion),
  PyTorch: inPython("torch", "torch_steps.py"),
  "PyTorch compiled": inPython("torch", "torch_steps.py", ["--compile"]),
  JAX: inPython("jax", "jax_steps.py"),
  TensorFlow: inPython("tf", "tf_steps.py"),
  // XLA compiles an unrolled recurrence for minutes.
  "TensorFlow XLA": { ...inPython("tf", "tf_steps.py", ["--jit"]), without: ["gru"] },
  "tfjs-node": inNode("tfjs-steps.mjs", tfjsVersion, "npm run provision"),
};

/** { present: { name: version }, missing: [line] } of the contenders asked for. */
export async function findContenders(names, options) {
  const present = {};
  const missing = [];
  for (const name of names) {
    const { version, remedy } = contenders[name];
    const found = await version(options);
    if (found === undefined) missing.push(`${name} is not here: ${remedy}`);
    else present[name] = found;
  }
  return { present, missing };
}
