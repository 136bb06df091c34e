// Lets files in a folder import the packages of this clone, until they are on npm:
//   node examples/link.mjs my-folder
// makes my-folder/node_modules with links to every @elbo package, to zod, tfjs and vitest. Nothing is downloaded.
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const clone = fileURLToPath(new URL("..", import.meta.url));
const installed = (name) => join(clone, "packages/vae/node_modules", name);

/** What a file beside a model may import: name -> folder of this clone. */
const targets = {
  ...Object.fromEntries(
    ["packages", "apps"].flatMap((parent) =>
      readdirSync(join(clone, parent)).map((name) => [`@elbo/${name}`, join(clone, parent, name)]),
    ),
  ),
  "@tensorflow/tfjs-core": installed("@tensorflow/tfjs-core"),
  "@tensorflow/tfjs-backend-cpu": installed("@tensorflow/tfjs-backend-cpu"),
  zod: installed("zod"),
  vitest: join(clone, "node_modules/vitest"),
};

const [given] = process.argv.slice(2);
if (given === undefined) {
  console.error("Name a folder: node examples/link.mjs my-folder");
  process.exit(2);
}
if (!existsSync(installed("zod"))) {
  console.error("This clone is not installed yet. Run npm start once.");
  process.exit(1);
}
let made = 0;
for (const [name, target] of Object.entries(targets)) {
  const at = join(resolve(given), "node_modules", name);
  if (existsSync(at)) continue;
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(target, at, "junction");
  made++;
}
console.log(`${given}/node_modules: ${made} links made, ${Object.keys(targets).length} in all`);
