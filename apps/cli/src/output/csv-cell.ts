import { cellOf } from "@elbo/tables";

/** A text as a cell of a CSV file, in quotes where it must be. */
export const csvCell = (text: string): string => cellOf(text, { delimiter: ",", quoted: false });
