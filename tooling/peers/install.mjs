// Makes the Python environments of the peers, pinned, in node_modules/.cache/peers, and imports each once.
// Usage: node tooling/peers/install.mjs [torch] [jax] [tf] [sklearn]     (all without a name)
// The interpreter is ELBO_PYTHON, else python3; tensorflow-cpu 2.15.1 needs Python 3.9 to 3.11. torch.compile needs g++.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { must, run } from "../run.mjs";
import { environments } from "./environments.mjs";

const python = process.env.ELBO_PYTHON ?? "python3";

async function install(name) {
  const { folder, module, packages } = environments[name];
  const own = join(folder, "bin", "python");
  if (!existsSync(own)) await must(python, ["-m", "venv", folder]);
  console.log(`${name}: installing ${packages.join(", ")}`);
  await must(own, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]);
  const version = await must(own, ["-c", `import ${module}; print(${module}.__version__)`], {
    env: { TF_CPP_MIN_LOG_LEVEL: "3" },
  });
  console.log(`${name}: ${module} ${version.trim().split("\n").at(-1)} works, ${own}`);
}

const names = process.argv.slice(2);
const unknown = names.find((name) => !(name in environments));
if (unknown !== undefined)
  throw new Error(`no environment "${unknown}": one of ${Object.keys(environments).join(", ")}`);
for (const name of names.length > 0 ? names : Object.keys(environments)) await install(name);
if ((await run("g++", ["--version"])).code !== 0)
  console.log("g++ is not here: torch.compile has nothing to compile with");
