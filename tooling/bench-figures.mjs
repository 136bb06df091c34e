// More figures of speed, each written into docs/benchmarks/: an epoch over its bare steps, start-up, memory, growth of cost.
// Needs a quiet machine and about 10 minutes for all.
// Usage, after `npm run build` and `node tooling/peers/install.mjs`:
//   npm run bench-figures -- [epoch] [startup] [memory] [growth] [--dry] [--quick] [--python-torch PATH] ..
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { contenders, findContenders } from "./bench/contenders.mjs";
import { epoch } from "./bench/epoch.mjs";
import { growth } from "./bench/growth.mjs";
import { memory } from "./bench/memory.mjs";
import { startup } from "./bench/startup.mjs";

const figures = { epoch, startup, memory, growth };
const path = { type: "string" };
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dry: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    "python-torch": path,
    "python-jax": path,
    "python-tf": path,
  },
});
const odd = positionals.find((name) => !(name in figures));
if (odd !== undefined) throw new Error(`no figure "${odd}": any of ${Object.keys(figures).join(", ")}`);
const names = positionals.length > 0 ? positionals : Object.keys(figures);

const { present, missing } = await findContenders(Object.keys(contenders), options);
for (const line of missing) console.log(line);
const contender = (name) =>
  name in present ? { name, version: present[name], command: contenders[name].command(options) } : undefined;
function needed(name) {
  if (!(name in present)) throw new Error(`this figure needs ${name}: ${contenders[name].remedy}`);
  return contender(name);
}

const folder = new URL("../docs/benchmarks/", import.meta.url);
mkdirSync(folder, { recursive: true });
const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
const versions = Object.entries(present).filter(([, version]) => /\d/.test(version));
for (const name of names) {
  const report = (what) => console.log(what);
  const { markdown, picture } = await figures[name]({ contender, needed, quick: options.quick, report });
  const page = `${markdown.replace(/^##/, "#")}
${machine}; ${versions.map(([peer, version]) => `${peer} ${version}`).join(", ")}. Made by \`npm run bench-figures -- ${name}\`.
`;
  console.log(`\n${page}`);
  if (options.dry || options.quick) continue;
  writeFileSync(new URL(`${name}.md`, folder), page);
  if (picture !== undefined) writeFileSync(new URL(`${name}.svg`, folder), picture);
}
