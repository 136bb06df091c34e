export { exitCodes } from "./errors/exit-codes.ts";
export { createProgram } from "./program.ts";
