// Behind `npm start`: installs, builds, then runs the command line. `npm start -- train configs/x.yaml` runs another command.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { must } from "./run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const program = fileURLToPath(new URL("../apps/cli/dist/main.js", import.meta.url));
const pnpm = fileURLToPath(new URL("./pnpm.mjs", import.meta.url));

const first = !existsSync(fileURLToPath(new URL("../node_modules/.modules.yaml", import.meta.url)));

/** One step of the preparation, quiet unless it fails; a terminal sees the seconds pass. */
async function prepare(line, args) {
  const start = performance.now();
  const passed = () => `${line} ... ${Math.round((performance.now() - start) / 1000)} s`;
  const clock = process.stdout.isTTY && setInterval(() => process.stdout.write(`\r${passed()}`), 1000);
  try {
    await must(process.execPath, [pnpm, ...args], { cwd: root });
    console.log(`${clock ? "\r" : ""}${passed()}`);
  } finally {
    clearInterval(clock);
  }
}

async function install() {
  if (first) {
    console.log("First run: downloads the packages that elbo stands on, about 300 MB from the npm registry");
    console.log("(onnxruntime-node alone is 113 MB); they take 1 GB in node_modules. Nothing outside this folder but");
    console.log("the package managers' own caches is touched.");
  }
  await prepare(first ? "Installing" : "Checking the installation", [
    "install",
    "--frozen-lockfile",
    "--config.confirm-modules-purge=false",
  ]);
}

/** Ctrl-C goes to the program, which saves and ends; this parent waits for it, so that the prompt comes back after. */
function start(args) {
  process.on("SIGINT", () => {});
  const child = spawn(process.execPath, [program, ...args], { stdio: "inherit" });
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => fail(error));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

function fail(error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

const args = process.argv.slice(2).filter((word, index) => !(index === 0 && word === "--"));
try {
  await install();
  await prepare("Building", ["run", "build", "--filter=@elbo/cli..."]);
  start(args.length > 0 ? args : ["bench", "quick"]);
} catch (error) {
  fail(error);
}
