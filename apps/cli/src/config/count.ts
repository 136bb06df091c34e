import { InvalidArgumentError } from "commander";

/** Parses a whole number of at least `least` that is held exactly. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}, below 2^53.`);
  };

/** Parses a number from `least` to below `most`. */
export const numberBetween =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value < most) return value;
    throw new InvalidArgumentError(`It must be a number from ${least} to below ${most}.`);
  };
