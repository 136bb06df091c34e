/** The parts of a JSON Schema that say what may stand where. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
}

/** What a config may hold at a path. */
export interface Lookup {
  /** Names of fields, of the kind that the value itself names where there is a choice. */
  keys(path: readonly PropertyKey[]): readonly string[];
  /** Kinds that a part at this path can have. */
  kinds(path: readonly PropertyKey[]): readonly string[];
}

const kindOf = ({ properties }: JsonSchema): unknown => properties?.kind?.const;

const child = (value: unknown, key: PropertyKey): unknown =>
  typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;

/** Looks up what is allowed in the config `value`, by the JSON Schema of configs. */
export function lookUp(root: JsonSchema, value: unknown): Lookup {
  const resolve = (schema: JsonSchema): JsonSchema => {
    if (schema.$ref === undefined) return schema;
    return schema.$ref === "#" ? root : resolve(root.$defs?.[schema.$ref.replace("#/$defs/", "")] ?? {});
  };
  /** The choices behind a schema, unions within unions included. */
  const options = (schema: JsonSchema): readonly JsonSchema[] => {
    const found = resolve(schema);
    const among = found.oneOf ?? found.anyOf;
    return among ? among.flatMap(options) : [found];
  };
  const chosen = (schemas: readonly JsonSchema[], at: unknown) => {
    const kind = child(at, "kind");
    const named = schemas.filter((schema) => kind !== undefined && kindOf(schema) === kind);
    return named.length ? named : schemas;
  };
  const walk = (path: readonly PropertyKey[]) => {
    let [here, at] = [options(root), value];
    for (const key of path) {
      const below = chosen(here, at).flatMap(({ items, properties, additionalProperties }) => {
        const schema = typeof key === "number" ? items : (properties?.[String(key)] ?? additionalProperties);
        return typeof schema === "object" ? [schema] : [];
      });
      [here, at] = [below.flatMap(options), child(at, key)];
    }
    return { here, at };
  };
  const distinct = (names: readonly string[]) => [...new Set(names)];
  return {
    keys: (path) => {
      const { here, at } = walk(path);
      return distinct(chosen(here, at).flatMap(({ properties = {} }) => Object.keys(properties)));
    },
    kinds: (path) => {
      const kinds = walk(path).here.map(kindOf);
      return distinct(kinds.filter((kind) => typeof kind === "string"));
    },
  };
}
