import { createRegistry, families, parseConfig, publishedLine } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import { Argument, Command } from "commander";
import { openRegistry, withParts } from "../config/model-options.ts";
import { type ShippedConfig, shippedConfigs } from "../configs/shipped-configs.ts";
import { table } from "../terminal/table.ts";

const CONFIGS = "configs";

/** `elbo list`: all parts, by family, and the configs that come along. */
export const listCommand = (): Command =>
  withParts(
    new Command("list")
      .description("List all parts that a config can name, or the configs that come along")
      .addArgument(new Argument("[family]", "only this family, or configs").choices([...families, CONFIGS])),
  )
    .option("--json", "print [{ family, kind, summary }]; of configs [{ name, sort, paper, published }]")
    .addHelpText(
      "after",
      "\nExamples\n  elbo list\n  elbo list prior\n  elbo list configs\n  elbo list --parts ./my-prior.ts",
    )
    .action(async (family: string | undefined, options: { json?: boolean; parts?: readonly string[] }) => {
      const parts = family === CONFIGS ? [] : await partRows(family, options.parts);
      const configs = family === undefined || family === CONFIGS ? shippedConfigs().map(configRow) : [];
      if (options.json) {
        process.stdout.write(`${JSON.stringify(family === CONFIGS ? configs : parts, null, 2)}\n`);
        return;
      }
      const kinds = table([["family", "kind", "what"], ...parts.map((row) => [row.family, row.kind, row.summary])]);
      const named = table([
        ["config", "paper", "published number"],
        ...configs.map(({ name, sort, paper, published }) =>
          sort === "model" ? [name, paper, published] : [`bench ${name}`, paper, ""],
        ),
      ]);
      const shown = [parts.length > 0 ? kinds : "", configs.length > 0 ? named : ""].filter(Boolean);
      process.stdout.write(`${shown.join("\n\n")}\n`);
    });

const partRows = async (family: string | undefined, files: readonly string[] = []) => {
  const { registry } = await openRegistry(files);
  return families
    .filter((name) => family === undefined || name === family)
    .flatMap((name) => registry.definitions.filter((definition) => definition.family === name))
    .map(({ family: name, kind, summary }) => ({ family: name, kind, summary }));
};

const builtIn = createRegistry(builtInParts);

/** A benchmark has a title in a paper's place. */
const configRow = ({ name, sort, value }: ShippedConfig) => {
  if (sort === "benchmark") return { name, sort, paper: String(value.title ?? ""), published: "" };
  const { about } = parseConfig(value, builtIn);
  return { name, sort, paper: about?.paper ?? "", published: about ? publishedLine(about) : "" };
};
