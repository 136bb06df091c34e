// Whole training steps (fresh data, fresh noise, gradient, Adam) of elbo, PyTorch, JAX, TensorFlow and tfjs-node, in turns.
// Writes docs/benchmarks/engines.json, .md and .svg after each model; needs a quiet machine and about 20 minutes.
// Usage, after `npm run build`, `npm run provision` and `node tooling/peers/install.mjs`:
//   npm run bench-engines -- [--rounds 7] [--milliseconds 800] [--models dense,conv,gru,iwae] [--threads 1,2]
//     [--resume]      keep what engines.json has, add what it lacks
//     [--peers JAX,PyTorch] [--dry]      only these beside elbo, or nothing written: prints the table
//     [--python-torch PATH] [--python-jax PATH] [--python-tf PATH]      or ELBO_PYTHON_TORCH, ..
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { contenders, findContenders } from "./bench/contenders.mjs";
import { enginesPage, ratioTable, standings, timeTable } from "./bench/engines-page.mjs";
import { enginesPlot } from "./bench/engines-plot.mjs";
import { interleave } from "./bench/interleave.mjs";
import { models } from "./bench/models.mjs";

const file = (extension) => new URL(`../docs/benchmarks/engines.${extension}`, import.meta.url);
const text = (value) => ({ type: "string", default: value });
const path = { type: "string" };
const { values: options } = parseArgs({
  options: {
    rounds: text("7"),
    milliseconds: text("800"),
    models: text(Object.keys(models).join(",")),
    threads: text("1,2"),
    peers: { type: "string" },
    resume: { type: "boolean", default: false },
    dry: { type: "boolean", default: false },
    "python-torch": path,
    "python-jax": path,
    "python-tf": path,
  },
});
const [rounds, milliseconds] = [Number(options.rounds), Number(options.milliseconds)];
const writes = !options.dry && options.peers === undefined;

function chosen(list, known, flag) {
  const names = list.split(",").map((name) => name.trim());
  const odd = names.find((name) => !known.includes(name));
  if (odd !== undefined) throw new Error(`--${flag} ${odd}: one of ${known.join(", ")}`);
  return names;
}

/** Contender names may hold a comma themselves, so they are looked for in the whole text, the longest first. */
function chosenPeers(list) {
  const [own, ...others] = Object.keys(contenders);
  let rest = list;
  const found = others
    .sort((a, b) => b.length - a.length)
    .filter((name) => {
      const there = rest.includes(name);
      rest = rest.replace(name, "");
      return there;
    });
  const odd = rest.split(",").find((part) => part.trim() !== "");
  if (odd !== undefined) throw new Error(`--peers ${odd}: any of ${others.join("; ")}`);
  return [own, ...Object.keys(contenders).filter((name) => found.includes(name))];
}

const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
const stored = existsSync(file("json")) ? JSON.parse(readFileSync(file("json"), "utf8")) : { results: [] };

function write(all) {
  mkdirSync(new URL(".", file("json")), { recursive: true });
  writeFileSync(file("json"), `${JSON.stringify(all, null, 1)}\n`);
  writeFileSync(file("md"), enginesPage(all));
}

/** Results of one page come from one machine, the same versions and as many rounds. */
function checkKept(kept, all) {
  const odd = ["machine", "versions", "rounds", "milliseconds"].filter(
    (key) => JSON.stringify(stored[key]) !== JSON.stringify(all[key]),
  );
  if (kept.length === 0 || odd.length === 0) return;
  throw new Error(
    `docs/benchmarks/engines.json has results of other ${odd.join(", ")}: measure all models (without --resume, --models, --threads), or delete it`,
  );
}

const order = Object.keys(models);
const inPlace = (results) =>
  results.sort((a, b) => order.indexOf(a.model) - order.indexOf(b.model) || a.threads - b.threads);

async function main() {
  const names = options.peers === undefined ? Object.keys(contenders) : chosenPeers(options.peers);
  const { present, missing } = await findContenders(names, options);
  for (const line of missing) console.log(line);
  if (!("elbo" in present)) throw new Error("elbo is not built: npm run build");
  const entries = Object.entries(present).map(([name, version]) => ({
    name,
    version,
    command: contenders[name].command(options),
    without: contenders[name].without ?? [],
  }));
  const cells = chosen(options.models, order, "models").flatMap((model) =>
    options.threads.split(",").map((threads) => ({ model, threads: Number(threads) })),
  );
  const done = options.resume ? stored.results : [];
  const has = ({ model, threads }) => done.some((result) => result.model === model && result.threads === threads);
  const todo = cells.filter((cell) => !has(cell));
  // Without --resume, a part of the models replaces that part only.
  const kept = stored.results.filter(
    ({ model, threads }) => !todo.some((cell) => cell.model === model && cell.threads === threads),
  );
  const all = { machine, versions: present, missing, rounds, milliseconds, results: kept };
  if (writes) checkKept(kept, all);
  const fresh = [];
  const began = Date.now();
  for (const [index, { model, threads }] of todo.entries()) {
    const minutes =
      index === 0
        ? (todo.length * entries.length * 19) / 60
        : ((Date.now() - began) / 60_000 / index) * (todo.length - index);
    const head = `${model}, ${threads} threads (${index + 1} of ${todo.length}, about ${minutes.toFixed(0)} min left)`;
    const able = entries.filter(({ without }) => !without.includes(model));
    const found = await interleave(able, {
      ...{ args: ["--model", model], threads, rounds, milliseconds },
      report: (what) => console.log(`${head}: ${what}`),
    });
    const result = { model, threads, contenders: found };
    fresh.push(result);
    all.results = inPlace([...kept, ...fresh]);
    console.log(`\n${ratioTable([result])}\n${timeTable([result])}\n`);
    if (writes) write(all);
  }
  if (writes) writeFileSync(file("svg"), await enginesPlot(all.results));
  console.log(`\n${ratioTable(inPlace(fresh))}`);
  const missed = fresh.flatMap((result) =>
    standings(result)
      .filter(({ spread, wanted, void: reasons }) => reasons.length > 0 || spread.median > wanted)
      .map(({ name, spread, wanted, void: reasons }) => {
        const why = reasons.length > 0 ? `void: ${reasons.join("; ")}` : `${spread.median.toFixed(2)} > ${wanted}`;
        return `${result.model}, ${result.threads} threads, ${name}: ${why}`;
      }),
  );
  for (const line of missed) console.log(line);
}

await main();
