import { type Column, lawlessNote, shownCell, usedColumns } from "../results/format-figures.ts";
import type { Results, RunResult } from "../results/run-result.ts";
import { type Row, type Spread, summarise } from "../results/summarise.ts";
import { escapeHtml, page } from "./html.ts";
import { learningCurves, ratePlane } from "./plots.ts";

const range = ({ low, high }: Spread, digits: number) =>
  low === high ? "" : `<br><small>${low.toFixed(digits)} to ${high.toFixed(digits)}</small>`;

const htmlCell = (column: Column, row: Row, rows: readonly Row[]): string => {
  const cell = column.cell(row);
  const shown = escapeHtml(shownCell(column, row, rows, false)).replace(
    /collapsed$/,
    '<span class="collapsed">collapsed</span>',
  );
  return `<td>${shown}${typeof cell === "string" ? "" : range(cell.spread, cell.digits)}</td>`;
};

/** The table of one data set. */
const table = (rows: readonly Row[]): string => {
  const used = usedColumns(rows).slice(1);
  const head = used.map(
    ({ heading, meaning }) => `<th title="${escapeHtml(meaning)}">${escapeHtml(heading(rows))}</th>`,
  );
  const body = rows.map((row) => `<tr>${used.map((column) => htmlCell(column, row, rows)).join("")}</tr>`);
  const note = lawlessNote(rows);
  return `<div class="wide"><table><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>${note ? `<p class="note">${escapeHtml(note)}</p>` : ""}`;
};

const legend = (rows: readonly Row[]): string => {
  const meanings = usedColumns(rows).map(
    ({ heading, meaning }) => `<b>${escapeHtml(heading([]))}</b> ${escapeHtml(meaning)}`,
  );
  return `<p class="note">${meanings.join("; ")}. Several seeds: the mean, and below it lowest to highest.</p>`;
};

const figure = (picture: string, caption: string) =>
  `<figure>${picture}<figcaption>${escapeHtml(caption)}</figcaption></figure>`;

const image = (base64: string, alt: string) => `<img alt="${escapeHtml(alt)}" src="data:image/png;base64,${base64}">`;

const shownRun = (run: RunResult): string => {
  const pictures = run.pictures
    ? figure(image(run.pictures.reconstructions, "reconstructions"), "Test images, and below each its reconstruction") +
      figure(image(run.pictures.samples, "samples"), "Generated: means of p(x|z), z drawn from the prior")
    : "";
  const pairs = run.text?.reconstructions.map(
    ({ from, to }) => `<tr><td>${escapeHtml(from)}</td><td>${escapeHtml(to)}</td></tr>`,
  );
  const text = run.text
    ? `<figure><pre class="samples">${run.text.samples.map(escapeHtml).join("\n")}</pre><figcaption>Generated, as it came</figcaption></figure>
<figure><table><tr><th>test example</th><th>greedy reconstruction</th></tr>${pairs?.join("")}</table></figure>`
    : "";
  const verdict = run.evaluation.collapsed
    ? '<p class="collapsed">Collapsed: the posterior ignores its input; the model generates, but encodes nothing.</p>'
    : "";
  return `<h3>${escapeHtml(run.variant)} on ${escapeHtml(run.data)}, seed ${run.seed}</h3>${verdict}${pictures}${text}`;
};

const dataSection = async (data: string, runs: readonly RunResult[]): Promise<string> => {
  const curves = figure(
    await learningCurves(runs),
    "Learning curves on held-out data: the split that training validated on",
  );
  const lawful = runs.filter(({ evaluation }) => !evaluation.lawless);
  const plane = lawful.length
    ? figure(
        await ratePlane(lawful),
        "Rate-distortion plane: a model further to the lower left is better; along a falling diagonal -ELBO is equal",
      )
    : "";
  const firstSeed = runs.filter((run) => run.seed === runs[0]?.seed);
  return `<h2>${escapeHtml(data)}</h2>${table(summarise(runs))}<p></p>${curves}${plane}${firstSeed.map(shownRun).join("\n")}`;
};

/** Which moment of the trainings is shown, and what chose it. */
const chosen = (runs: readonly RunResult[]): string => {
  const splits = [...new Set(runs.flatMap(({ chosenOn }) => chosenOn ?? []))];
  return splits.length
    ? `Of each training the values at the best validation are taken; validation looked at the ${splits.join(" or ")} split.`
    : "The last values of each training are taken.";
};

const distinct = (values: readonly (string | number | undefined)[]) =>
  [...new Set(values)].filter((value) => value !== undefined).join(", ");

/** Engine, threads of each training, and how many trained at once. */
const circumstances = (runs: readonly RunResult[]): string => {
  const threads = distinct(runs.map((run) => run.threads));
  const jobs = Math.max(...runs.map((run) => run.jobs));
  const each = threads && `, threads of each training: ${threads}`;
  return `engine ${distinct(runs.map((run) => run.engine))}${each}${jobs > 1 ? `, trainings at once: ${jobs}` : ""}`;
};

/** One self-contained HTML page: table, curves, plane, pictures and text. */
export async function htmlReport(results: Results): Promise<string> {
  const names = [...new Set(results.runs.map((run) => run.data))];
  const sections: string[] = [];
  for (const name of names)
    sections.push(
      await dataSection(
        name,
        results.runs.filter((run) => run.data === name),
      ),
    );
  const { cpu, cores, node } = results.machine;
  return page(
    results.title,
    `<h1>${escapeHtml(results.title)}</h1>
<p class="note">Made by <code>${escapeHtml(results.command)}</code> on ${escapeHtml(cpu)} (${cores} cores), Node ${escapeHtml(node)}, ${escapeHtml(circumstances(results.runs))}.
Every figure is measured on test data, which no gradient ever saw. ${chosen(results.runs)}</p>
${sections.join("\n")}
<h2>What the columns mean</h2>
${legend(summarise(results.runs))}`,
  );
}
