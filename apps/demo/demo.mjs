// Behind `npm run demo`: installs, builds, makes the models where they are missing, builds the page, serves it.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { must } from "../../tooling/run.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pnpm = fileURLToPath(new URL("../../tooling/pnpm.mjs", import.meta.url));
const config = fileURLToPath(new URL("vite.config.ts", import.meta.url));

const { values } = parseArgs({
  options: { port: { type: "string", default: "4173" }, "no-serve": { type: "boolean" } },
});

async function step(line, args) {
  console.log(`${line} ...`);
  await must(process.execPath, [pnpm, ...args], { cwd: root });
}

try {
  await step("Installing (the first time about 300 MB from the npm registry)", [
    "install",
    "--frozen-lockfile",
    "--config.confirm-modules-purge=false",
  ]);
  await step("Building", ["run", "build", "--filter=@elbo/cli..."]);
  // What is installed and built only now can be imported only now.
  const { prepare } = await import("./prepare.mjs");
  await prepare();
  const { build, preview } = await import("vite");
  await build({ configFile: config, logLevel: "warn" });
  console.log(`The page is in ${fileURLToPath(new URL("dist", import.meta.url))}: static files for any server.`);
  if (!values["no-serve"]) {
    const server = await preview({ configFile: config, preview: { port: Number(values.port), strictPort: false } });
    console.log(`Open ${server.resolvedUrls.local[0]} (Ctrl-C ends it).`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
