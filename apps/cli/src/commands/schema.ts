import { configSchema } from "@elbo/vae";
import { Command } from "commander";
import { openRegistry, withParts } from "../config/model-options.ts";

/** `elbo schema`: the JSON Schema of a config, for editors. */
export const schemaCommand = (): Command =>
  withParts(new Command("schema").description("Print the JSON Schema of a config (for editors)"))
    .addHelpText("after", "\nExample\n  elbo schema > elbo.schema.json")
    .action(async ({ parts }: { parts?: readonly string[] }) => {
      const { registry } = await openRegistry(parts);
      process.stdout.write(`${JSON.stringify(configSchema(registry), null, 2)}\n`);
    });
