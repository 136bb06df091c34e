/**
 * How csv-parse cuts text into rows: lines may end in any of three ways, also within one file, and a quote that does not begin a
 * cell is one of its letters.
 */
export const cutting = {
  bom: true,
  skip_empty_lines: true,
  relax_quotes: true,
  record_delimiter: ["\r\n", "\n", "\r"],
};
