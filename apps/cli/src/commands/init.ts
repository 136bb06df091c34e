import { writeFile } from "node:fs/promises";
import { ConfigError } from "@elbo/spec";
import { Command } from "commander";
import { templates } from "../templates/templates.ts";

/** `elbo init`: a commented config to start from. */
export const initCommand = (): Command =>
  new Command("init")
    .description("Write a commented config to start from")
    .argument("[file]", "where to write it", "config.yaml")
    .option("--template <name>", `one of ${Object.keys(templates).join(", ")}`, "dense")
    .option("--force", "overwrite the file")
    .addHelpText("after", "\nExamples\n  elbo init\n  elbo init names.yaml --template names")
    .action(async (file: string, options: { template: string; force?: boolean }) => {
      const text = templates[options.template];
      if (text === undefined) {
        throw new ConfigError(`there is no template "${options.template}"`, {
          where: "--template",
          expected: `one of ${Object.keys(templates).join(", ")}`,
        });
      }
      try {
        await writeFile(file, text, { flag: options.force ? "w" : "wx" });
      } catch (cause) {
        if ((cause as { code?: string }).code !== "EEXIST") throw cause;
        throw new ConfigError("the file exists", {
          where: file,
          remedy: "Choose another name, or pass --force.",
          cause: undefined,
        });
      }
      process.stdout.write(`Wrote ${file}. Next: elbo train ${file}\n`);
    });
