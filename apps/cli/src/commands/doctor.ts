import { cpus } from "node:os";
import { engines } from "@elbo/engine";
import { Command } from "commander";
import { table } from "../terminal/table.ts";

/** What a library says when it does not load may fill paragraphs, with advice of its own; --json keeps all of it. */
const firstLine = (text: string): string => text.split("\n", 1)[0]?.trim() ?? "";

/** `elbo doctor`: which engines load here, why the others do not, and how to get them. */
export const doctorCommand = (): Command =>
  new Command("doctor")
    .description("Show which engines run here, and how to get the others")
    .option("--json", "print [{ engine, available, reason?, remedy? }]")
    .addHelpText("after", "\nExample\n  elbo doctor")
    .action(async ({ json }: { json?: boolean }) => {
      const rows = await Promise.all(
        engines.map(async (engine) => {
          const state = await engine.available();
          return { engine: engine.name, available: state === true, ...(state === true ? {} : state) };
        }),
      );
      if (json) return void process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
      process.stdout.write(
        `Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"})\n\n`,
      );
      const lines = rows.map((row) => [
        row.engine,
        row.available ? "runs" : "does not run",
        row.available ? "" : `${"reason" in row ? firstLine(row.reason) : ""} ${"remedy" in row ? row.remedy : ""}`,
      ]);
      process.stdout.write(`${table([["engine", "state", "what to do"], ...lines])}\n`);
    });
