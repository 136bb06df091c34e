import { InvalidArgumentError } from "commander";

/** Conditions by field, as text. */
export type ConditionTexts = Readonly<Record<string, readonly string[]>>;

/** Parses `field=value,value`; the option may come several times, once for each field. */
export const conditionOption = (text: string, before: ConditionTexts = {}): ConditionTexts => {
  const equals = text.indexOf("=");
  const [field, values] = [text.slice(0, equals), text.slice(equals + 1).split(",")];
  if (equals < 1 || values.some((value) => value.trim() === "")) {
    throw new InvalidArgumentError("It reads field=value, or field=value,value for several in turn: label=3.");
  }
  return { ...before, [field]: values.map((value) => value.trim()) };
};

/**
 * Numbers for a model: classes that the data calls by a text may be given by it.
 *
 * `classes` are the texts of the classes of `label`, in order.
 */
export const conditionNumbers = (
  texts: ConditionTexts,
  classes: readonly string[] = [],
): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    Object.entries(texts).map(([field, values]) => [
      field,
      values.map((value) => (field === "label" && classes.includes(value) ? classes.indexOf(value) : Number(value))),
    ]),
  );
