import { parse } from "yaml";

/**
 * `--set` values as a config file would have them: `a.b={kind: vq, codes: 8}` reads like YAML, so that neither quotes nor
 * JSON are needed on the command line. What is no YAML stays text.
 */
export const readSettings = (settings: readonly string[]): string[] =>
  settings.map((setting) => {
    const equals = setting.indexOf("=");
    if (equals < 1) return setting;
    try {
      return `${setting.slice(0, equals + 1)}${JSON.stringify(parse(setting.slice(equals + 1)))}`;
    } catch {
      return setting;
    }
  });
