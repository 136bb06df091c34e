import { families } from "@elbo/vae";
import { Argument, Command } from "commander";
import { openRegistry, withParts } from "../config/model-options.ts";
import { table } from "../terminal/table.ts";

/** `elbo list`: all parts, by family. */
export const listCommand = (): Command =>
  withParts(
    new Command("list")
      .description("List all parts that a config can name")
      .addArgument(new Argument("[family]", "only this family").choices(families)),
  )
    .option("--json", "print [{ family, kind, summary }]")
    .addHelpText("after", "\nExamples\n  elbo list\n  elbo list prior\n  elbo list --parts ./my-prior.ts")
    .action(async (family: string | undefined, options: { json?: boolean; parts?: readonly string[] }) => {
      const { registry } = await openRegistry(options.parts);
      const rows = families
        .filter((name) => family === undefined || name === family)
        .flatMap((name) => registry.definitions.filter((definition) => definition.family === name))
        .map(({ family: name, kind, summary }) => ({ family: name, kind, summary }));
      const text = options.json
        ? JSON.stringify(rows, null, 2)
        : table([["family", "kind", "what"], ...rows.map((row) => [row.family, row.kind, row.summary])]);
      process.stdout.write(`${text}\n`);
    });
