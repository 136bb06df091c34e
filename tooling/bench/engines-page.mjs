// The results of `bench-engines` as Markdown. A result: { model, threads, contenders: [{ name, alone, rounds, .. }] }, elbo first.
import { models } from "./models.mjs";
import { objections, ratio, spread } from "./ratios.mjs";

/** "1.23 (1.10-1.40)" of a spread. */
export const shown = ({ median, least, greatest }, digits) =>
  `${median.toFixed(digits)} (${least.toFixed(digits)}-${greatest.toFixed(digits)})`;

/** Rows of cells as a Markdown table. */
export const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Why figures of a result do not count, by contender; elbo's own objections are all the others' too. */
export function voids({ model, contenders }) {
  const { redundant = 0 } = models[model];
  const [own, ...others] = contenders;
  const ours = objections(own, own);
  const entries = others.map((peer) => [peer.name, [...ours, ...objections(peer, own, { redundant })]]);
  return Object.fromEntries([[own.name, ours], ...entries]);
}

/** The ratio of elbo to each peer, and whether it is what is wanted: { name, spread, wanted, void }. */
export function standings(result) {
  const [own, ...others] = result.contenders;
  const reasons = voids(result);
  return others.map((peer) => ({
    name: peer.name,
    spread: ratio(own.rounds, peer.rounds),
    wanted: models[result.model].wanted[peer.name]?.[result.threads - 1],
    void: reasons[peer.name],
  }));
}

const namesIn = (results) => [...new Set(results.flatMap(({ contenders }) => contenders.map(({ name }) => name)))];

function ratioCell(standing) {
  if (standing === undefined) return "-";
  const { spread: found, wanted, void: reasons } = standing;
  if (reasons.length > 0) return "void";
  const text = shown(found, 2);
  if (wanted === undefined) return text;
  return found.median <= wanted ? `${text} ≤ ${wanted}` : `**${text} > ${wanted}**`;
}

/** Ratios: one row per model and number of threads, one column per peer. */
export function ratioTable(results) {
  const [, ...peers] = namesIn(results);
  const rows = results.map((result) => {
    const found = new Map(standings(result).map((standing) => [standing.name, standing]));
    return [models[result.model].title, result.threads, ...peers.map((name) => ratioCell(found.get(name)))];
  });
  return table(["model", "threads", ...peers], rows);
}

/** Milliseconds per step in turns, with the best alone. */
export function timeTable(results) {
  const names = namesIn(results);
  const rows = results.map(({ model, threads, contenders }) => {
    const cells = names.map((name) => {
      const one = contenders.find((each) => each.name === name);
      return one ? `${shown(spread(one.rounds), 1)}, ${one.alone.toFixed(1)}` : "-";
    });
    return [models[model].title, threads, ...cells];
  });
  return table(["model", "threads", ...names], rows);
}

function voidList(results) {
  const lines = results.flatMap((result) =>
    Object.entries(voids(result)).flatMap(([name, reasons]) =>
      reasons.map((why) => `- ${models[result.model].title}, ${result.threads} threads, ${name}: ${why}`),
    ),
  );
  return lines.length === 0 ? "" : `\nVoid:\n\n${[...new Set(lines)].join("\n")}\n`;
}

/** The whole page. */
export function enginesPage({ machine, versions, missing, rounds, milliseconds, results }) {
  const known = Object.entries(versions).filter(([, version]) => /\d/.test(version));
  return `# Training steps, engine by engine

One step: a fresh batch (binarised anew, or new tokens), fresh noise, the bound, its gradient, Adam at 1e-3. Batch 128; IWAE 20.
All contenders have the same parameters (elbo's GRU leaves out 1,024 biases that only add to others) and start from the same
loss. The sources are in \`tooling/peers\`.

\`elbo\` is what a user runs: a config of shipped parts under the shipped trainer, with its data set, log and reports. \`elbo,
programs\` is the same model written as one function of tfjs operations. TensorFlow's step is one \`tf.function\` of Keras layers,
JAX's one jitted function with donated buffers; PyTorch's Adam is the fused one, its images are channels_last; tfjs-node is eager.

${machine}; ${known.map(([name, version]) => `${name} ${version}`).join(", ")}.${missing.length > 0 ? ` Missing: ${missing.join("; ")}.` : ""}

## elbo's time as a part of each peer's

Below 1, elbo is faster. Medians over ${rounds} rounds, ratios taken round by round, least and greatest in brackets; behind it what the
ratio is to be at most, bold where it is missed.

${ratioTable(results)}
${voidList(results)}
![time of each step beside elbo's](engines.svg)

## Milliseconds per step

In turns, with the least and the greatest round; then the best turn alone.

${timeTable(results)}

## How it is measured

Each contender is a process of its own on as many cores as threads. It is started and timed alone, before the next one is started;
then all take turns of ${milliseconds} ms, in another order each round, the others stopped by the system meanwhile. A turn starts with
steps that are not counted. A figure is void when a contender is more than 10 % slower in turns than its best alone: then the
machine was not quiet, or the peer did not reach its own figure.

Made by \`npm run bench-engines -- --rounds ${rounds} --milliseconds ${milliseconds}\`, after \`npm run build\`, \`npm run provision\` and \`node tooling/peers/install.mjs\`.
`;
}
