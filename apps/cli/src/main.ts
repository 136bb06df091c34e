#!/usr/bin/env node
import { CommanderError } from "commander";
import { reportError } from "./errors/report-error.ts";
import { createProgram } from "./program.ts";

const program = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  const shown = error instanceof CommanderError && error.exitCode === 0;
  if (!shown) {
    process.exitCode = reportError(error, {
      debug: process.argv.includes("--debug"),
      write: (text) => void process.stderr.write(text),
    });
  }
}
