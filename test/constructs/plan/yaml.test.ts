import * as fc from "fast-check";
import { parse, parseAllDocuments } from "yaml";
import { toYaml, toYamlStream } from "../../../constructs/plan/yaml";
import { AWKWARD_TEXTS, awkwardText as text } from "./awkward-texts";

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(1e21, -1e21, 5e-324, 2 ** 53, 2 ** 63, 2 ** 64, -0),
);
const data = fc.anything({ key: text, values: [text, number, fc.boolean(), fc.constant(null)], maxDepth: 4, maxKeys: 5 });

/** What readers of both versions of YAML find, as JSON, which shows the order. */
function readBack(value: unknown): string[] {
  const yaml = toYaml(value);
  return (["1.1", "1.2"] as const).map((version) => JSON.stringify(parse(yaml, { version })));
}

function twice(value: unknown): string[] {
  return [JSON.stringify(value), JSON.stringify(value)];
}

describe("YAML that is read back as it was written", () => {
  const named = AWKWARD_TEXTS.map((awkward) => [JSON.stringify(awkward).slice(0, 40), awkward] as const);
  test.each(named)("%s, as a key and as a value", (_, awkward) => {
    const map = { [awkward]: awkward, a: awkward };
    const value = { ...map, list: [awkward, [awkward, awkward], map], nested: { [awkward]: { [awkward]: [awkward] } } };
    expect(readBack(value)).toEqual(twice(value));
    expect(readBack(awkward)).toEqual(twice(awkward));
  });

  test("any data", () => {
    fc.assert(
      fc.property(data, (value) => expect(readBack(value)).toEqual(twice(value))),
      { numRuns: 1000 },
    );
  });

  test("any number of documents, as many as were given", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(text, data, { minKeys: 1 }), { maxLength: 4 }), (documents) => {
        const read = parseAllDocuments(toYamlStream(documents), { version: "1.1" });
        expect(JSON.stringify(Array.from(read, (document) => document.toJS()))).toBe(JSON.stringify(documents));
      }),
    );
  });

  test("no line but a separator looks like one to kubectl, which splits before it parses", () => {
    fc.assert(fc.property(data, (value) => expect(toYaml(value)).not.toMatch(/^---/m)));
  });
});

describe("YAML that people read", () => {
  const config = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "cache", labels: {}, annotations: { "tagenal.dev/on": "yes", time: "12:30" }, finalizers: [] },
    data: {
      "init.sql": "CREATE TABLE users (\n\tid BIGINT\n);\n\n-- grants\nGRANT ALL;\n",
      motd: "  hello\nworld",
      tail: "a\n\n",
      port: "8080",
      image: "redis:8.2",
      crlf: "a\r\nb",
    },
    rules: [{ verbs: ["get", "list"], weight: 0.5 }, [1, [true, null]], "last"],
    left: undefined,
  };

  test("manifest", () => {
    const yaml = toYaml(config);
    expect(yaml).toContain("  init.sql: |\n    CREATE TABLE users (\n    \tid BIGINT\n    );\n\n    -- grants\n");
    expect(yaml).toContain("  motd: |2-\n      hello\n    world\n");
    expect(yaml).not.toContain("left");
    expect(yaml).toMatchSnapshot();
  });

  test("leaves out what is undefined, also when nothing is left", () => {
    expect(toYaml({ a: undefined, b: { c: undefined } })).toBe("b: {}\n");
  });

  test("numbers stand as in JSON", () => {
    expect(toYaml([1e21, -0, 1.5e-7, 3])).toBe("- 1e+21\n- 0\n- 1.5e-7\n- 3\n");
  });

  test("no documents are no text", () => {
    expect(toYamlStream([])).toBe("");
  });
});

describe("YAML refuses", () => {
  const must = "must be text, a finite number, true, false, null, a list or a map";
  test.each<[string, unknown, string]>([
    ["a function", { spec: { items: [{ run: () => 1 }] } }, `spec.items[0].run: ${must}, got function`],
    ["NaN", { a: [[Number.NaN]] }, `a[0][0]: ${must}, got NaN`],
    ["Infinity", [-Infinity], "[0]: must be text"],
    ["an object of a class", { at: new Date(0) }, "got Date"],
    ["a bigint", { size: 1n }, "size: must be"],
    ["a hole in a list", { args: ["a", undefined] }, "args[1]: must be"],
    ["a document that is nothing", undefined, "the document: must be"],
    ["half a character, which kubectl cannot read", { motd: "a\ud83d" }, "motd: must be text"],
    ["half a character in a key", { "\udc00": 1 }, "got half a character"],
    ["half a character among lines", { motd: "a\n\ud83d\nb" }, "motd: must be text"],
  ])("%s", (_, value, message) => {
    expect(() => toYaml(value)).toThrow(message);
  });
});
