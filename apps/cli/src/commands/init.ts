import { writeFile } from "node:fs/promises";
import { ConfigError } from "@elbo/spec";
import { Command, Option } from "commander";
import { diskError } from "../errors/disk-error.ts";
import { templates } from "../templates/templates.ts";

/** `elbo init`: a commented config to start from. */
export const initCommand = (): Command =>
  new Command("init")
    .description("Write a commented config to start from")
    .argument("[file]", "where to write it", "config.yaml")
    .addOption(new Option("--template <name>", "what to start from").choices(Object.keys(templates)).default("dense"))
    .option("--force", "overwrite the file")
    .addHelpText("after", "\nExamples\n  elbo init\n  elbo init names.yaml --template names")
    .action(async (file: string, options: { template: string; force?: boolean }) => {
      const text = templates[options.template] as string;
      try {
        await writeFile(file, text, { flag: options.force ? "w" : "wx" });
      } catch (cause) {
        if ((cause as { code?: string }).code !== "EEXIST") throw diskError("could not write the file", file, cause);
        throw new ConfigError("the file exists", { where: file, remedy: "Choose another name, or pass --force." });
      }
      process.stdout.write(`Wrote ${file}. Next: elbo train ${file}\n`);
    });
