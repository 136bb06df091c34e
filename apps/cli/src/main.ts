#!/usr/bin/env node
import { CommanderError } from "commander";
import { reportError } from "./errors/report-error.ts";
import { createProgram } from "./program.ts";

const report = (error: unknown): number =>
  reportError(error, {
    debug: process.argv.includes("--debug"),
    write: (text) => void process.stderr.write(text),
  });

// `elbo list | head -1`: the reader has what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : report(error)));
process.on("uncaughtException", (error) => process.exit(report(error)));
try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError && error.exitCode === 0)) process.exitCode = report(error);
}
