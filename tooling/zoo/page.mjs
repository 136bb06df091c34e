// The page of the zoo: one row for each variant, mean and spread over seeds.

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** "99.7 (99.4 to 99.9)"; "-" where a seed lacks the figure. */
export function spread(values, digits) {
  if (values.length === 0 || values.some((value) => value === undefined || !Number.isFinite(value))) return "-";
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const middle = mean(values).toFixed(digits);
  return values.length === 1 ? middle : `${middle} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

/** Kinds that a config names, as "family kind", by the parts of a registry. */
export function kindsNamed(value, kinds) {
  const text = JSON.stringify(value);
  return kinds.filter(({ kind }) => text.includes(`"kind":"${kind}"`)).map(({ family, kind }) => `${family} ${kind}`);
}

/** Priors that a posterior has where the config names none. */
const defaults = ["standard-normal", "codes-uniform", "categorical", "bernoulli", "sphere-uniform"].map(
  (kind) => `prior ${kind}`,
);

const families = ["likelihood", "latents", "posterior", "transport", "prior", "decoder", "encoder", "loss"];

/** Parts that no run of the results names, by family. */
export function missingParts(matrix, parts) {
  const named = new Set([...kindsNamed(matrix, parts), ...defaults]);
  return families
    .map((family) => [family, parts.filter((part) => part.family === family && !named.has(`${family} ${part.kind}`))])
    .filter(([, list]) => list.length > 0)
    .map(([family, list]) => `${family}: ${list.map(({ kind }) => kind).join(", ")}`);
}

/** A figure that a posterior without a density has not. */
const lawful = (name) => (run) => (run.evaluation.lawless ? undefined : run.evaluation[name]);

const columns = [
  ["-ELBO", 1, lawful("negativeElbo")],
  ["NLL", 1, (run) => run.evaluation.nll?.value],
  ["KL", 1, lawful("kl")],
  ["active units", 0, (run) => run.evaluation.activeUnits],
];

/** Figures of measures that some run has: "measure.figure". */
const measured = (runs) => [
  ...new Set(
    runs.flatMap(({ evaluation: { metrics = {} } }) =>
      Object.entries(metrics).flatMap(([name, figures]) =>
        Object.keys(figures)
          .filter((figure) => figure !== "examples")
          .map((figure) => `${name}.${figure}`),
      ),
    ),
  ),
];

function table(runs) {
  const more = measured(runs).map((name) => {
    const [measure, figure] = name.split(".");
    return [figure, 2, (run) => run.evaluation.metrics?.[measure]?.[figure]];
  });
  const all = [...columns, ...more];
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  const rows = variants.map((variant) => {
    const own = runs.filter((run) => run.variant === variant);
    const active = own.every(({ evaluation }) => evaluation.collapsed) ? " collapsed" : "";
    return [variant + active, ...all.map(([, digits, pick]) => spread(own.map(pick), digits))];
  });
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const head = ["variant", ...all.map(([title]) => title)];
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** The whole page. */
export function zooPage({ matrix, results, parts, command, minutes }) {
  const { steps, batch } = matrix.base.training;
  const { examples, importance, importanceExamples, metricExamples } = matrix.evaluate;
  const { cpu, cores, node } = results.machine;
  const sections = Object.keys(matrix.data).map((data) => {
    const runs = results.runs.filter((run) => run.data === data);
    return `## ${data}: ${JSON.stringify(matrix.data[data]).replaceAll('"', "")}\n\n${table(runs)}`;
  });
  const missing = missingParts(matrix, parts).map((line) => `- ${line}`);
  const why = "These need other data than digits: text, tables, counts, several modalities.";
  const left = missing.length > 0 ? `${why}\n\n${missing.join("\n")}` : "Nothing: every part stands in some row.";
  return `# The zoo on MNIST

Written by \`${command}\` from [its matrix](../configs/bench-zoo.yaml): ${cpu} (${cores} cores), Node ${node}, ${minutes.toFixed(0)} minutes in all.

Every variant gets ${steps.toLocaleString("en")} updates of ${batch} digits with the same nets, optimiser and learning rate, seeds ${matrix.seeds.join(", ")}. **This is a smoke
test, not a ranking**: ${steps.toLocaleString("en")} updates are a hundredth of what papers train for, and no variant was tuned. A bound with a weight
or with several draws is trained on another objective than the column -ELBO, which is the plain bound for all.

Nats per example, mean over seeds and in brackets lowest to highest. -ELBO, KL and active units on the first ${examples.toLocaleString("en")} test digits; NLL
by ${importance} importance samples on the first ${importanceExamples}; the other figures on the first ${(metricExamples ?? examples).toLocaleString("en")} (\`elbo evaluate --help\` explains them). A
\`-\` means that the figure is not defined for the variant.

${sections.join("\n\n")}

## Not in these tables

${left}
`;
}
