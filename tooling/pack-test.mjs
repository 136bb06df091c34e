// Packs every package as it would be published, installs the tarballs with plain npm in an empty project, type-checks an
// import of each, and trains a step. Run it through tooling/pnpm.mjs after a build: node tooling/pnpm.mjs run pack-test
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "./run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const parse = (path) => JSON.parse(readFileSync(path, "utf8"));

/** The packages that are published: those under packages/. */
function publishedPackages() {
  return readdirSync(join(root, "packages"))
    .map((name) => ({
      folder: join(root, "packages", name),
      manifest: parse(join(root, "packages", name, "package.json")),
    }))
    .filter(({ manifest }) => manifest.private !== true);
}

async function step(line, work) {
  const start = performance.now();
  const result = await work();
  console.log(`pack test: ${line}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

async function pack(packages, destination) {
  mkdirSync(destination, { recursive: true });
  for (const { folder } of packages) await must("pnpm", ["pack", "--pack-destination", destination], { cwd: folder });
  const tarballs = readdirSync(destination).filter((name) => name.endsWith(".tgz"));
  if (tarballs.length !== packages.length) throw new Error(`${packages.length} packages, ${tarballs.length} tarballs`);
  return tarballs.map((name) => join(destination, name));
}

/** A tarball names nothing that only this workspace knows, and holds no tests. */
async function inspect(tarball) {
  const manifest = JSON.parse(await must("tar", ["-xOzf", tarball, "package/package.json"]));
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies });
  const local = ranges.filter(([, range]) => /^(workspace|catalog|file|link):/.test(range));
  if (local.length > 0) throw new Error(`${manifest.name} depends on ${local.flat().join(" ")}`);
  const files = (await must("tar", ["-tzf", tarball])).trim().split("\n");
  const wrong = files.filter((path) => /\.test\.|node_modules/.test(path));
  if (wrong.length > 0) throw new Error(`${manifest.name} packs ${wrong.join(" ")}`);
  if (!files.includes("package/dist/index.d.ts")) throw new Error(`${manifest.name} packs no types: build it first`);
}

/** What a user of plain npm installs besides: the peers, at the versions of this workspace's catalog. */
function peers() {
  const catalog = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  const version = (name) => new RegExp(`^ +"?${name}"?: (\\S+)$`, "m").exec(catalog)?.[1];
  const names = ["tfjs-core", "tfjs-layers", "tfjs-backend-cpu"].map((name) => `@tensorflow/${name}`);
  const { devDependencies } = parse(join(root, "package.json"));
  const tools = ["typescript", "@types/node"].map((name) => `${name}@${devDependencies[name]}`);
  return [...[...names, "zod", "vitest"].map((name) => `${name}@${version(name)}`), ...tools];
}

async function install(project, tarballs) {
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "pack-test", private: true, type: "module" }));
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"];
  await must("npm", ["install", ...quiet, ...tarballs, ...peers()], { cwd: project });
}

/** Every entry of every export map, imported as a value and as a namespace of types. */
function entries(packages) {
  return packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter((key) => key !== "./package.json")
      .map((key) => manifest.name + key.slice(1)),
  );
}

async function typeCheck(project, specifiers) {
  const lines = specifiers.map(
    (name, index) => `import * as p${index} from "${name}";\nexport const n${index}: object = p${index};`,
  );
  writeFileSync(join(project, "imports.ts"), `${lines.join("\n")}\n`);
  const common = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--types", "node"];
  for (const resolution of [
    ["--module", "nodenext"],
    ["--module", "esnext", "--moduleResolution", "bundler"],
  ]) {
    await must("npx", ["tsc", ...common, ...resolution, "imports.ts"], { cwd: project });
  }
}

async function load(project, specifiers) {
  const loadable = specifiers.filter((name) => name !== "@elbo/testing"); // made of vitest's suites: loads only inside vitest
  const code = `for (const name of ${JSON.stringify(loadable)}) await import(name);`;
  await must(process.execPath, ["--input-type=module", "-e", code], { cwd: project });
}

async function train(project) {
  const script = readFileSync(new URL("./pack-test/train-a-step.mjs", import.meta.url), "utf8");
  writeFileSync(join(project, "train-a-step.mjs"), script);
  return (await must(process.execPath, ["train-a-step.mjs"], { cwd: project })).trim();
}

async function main() {
  const scratch = mkdtempSync(join(tmpdir(), "elbo-pack-"));
  try {
    const packages = publishedPackages();
    const project = join(scratch, "project");
    mkdirSync(project);
    const tarballs = await step(`packed ${packages.length} packages`, () => pack(packages, join(scratch, "tarballs")));
    for (const tarball of tarballs) await inspect(tarball);
    await step("installed the tarballs with npm in an empty project", () => install(project, tarballs));
    const specifiers = entries(packages);
    await step(`type-checked imports of ${specifiers.length} entries`, () => typeCheck(project, specifiers));
    await step("loaded every entry in Node", () => load(project, specifiers));
    console.log(`pack test: ${await train(project)}`);
    console.log("pack test: passed");
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(`pack test: FAILED. ${error.message}`);
  process.exitCode = 1;
}
