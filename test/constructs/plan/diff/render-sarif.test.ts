import type { Change, PlanDiff } from "../../../../constructs/plan/diff/change";
import { renderSarif, type SarifOptions } from "../../../../constructs/plan/diff/render/render-sarif";
import { NOTHING, SAMPLE } from "./sample-diff";

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: { readonly startLine: number } };
    readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions: readonly object[];
}

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { readonly text: string } }[] } };
      readonly invocations: readonly [{ readonly exitCode: number; readonly toolExecutionNotifications: readonly object[] }];
      readonly results: readonly Result[];
    },
  ];
}

const options: SarifOptions = { uri: "./apps/my shop/main.ts", version: "0.1.0" };
const log = (diff: PlanDiff): Log => JSON.parse(renderSarif(diff, options)) as Log;
const results = (...changes: readonly Partial<Change>[]): readonly Result[] =>
  log({ ...SAMPLE, changes: changes.map((change) => ({ ...(SAMPLE.changes[2] as Change), ...change })) }).runs[0].results;

/**
 * What SARIF 2.1.0 asks of the objects that occur here, of its schema: the required properties, then all others that we may use.
 * Where a property holds an object or a list of them, its kind stands behind a colon.
 */
const KINDS: Readonly<Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>> = {
  log: { required: ["version", "runs:run"], optional: ["$schema"] },
  run: { required: ["tool:tool"], optional: ["results:result", "invocations:invocation", "automationDetails:automationDetails"] },
  tool: { required: ["driver:driver"], optional: [] },
  driver: { required: ["name"], optional: ["semanticVersion", "informationUri", "rules:rule"] },
  // The last four are asked for by GitHub.
  rule: { required: ["id", "shortDescription:message", "fullDescription:message", "help:message"], optional: ["properties"] },
  automationDetails: { required: [], optional: ["id"] },
  invocation: { required: ["executionSuccessful"], optional: ["exitCode", "toolExecutionNotifications:notification"] },
  notification: { required: ["message:message"], optional: ["level"] },
  message: { required: ["text"], optional: ["markdown"] },
  result: {
    required: ["message:message", "ruleId", "level", "locations:location", "partialFingerprints"],
    optional: ["ruleIndex", "suppressions:suppression", "properties"],
  },
  location: { required: ["physicalLocation:physicalLocation"], optional: ["logicalLocations:logicalLocation"] },
  physicalLocation: { required: ["artifactLocation:artifactLocation", "region:region"], optional: [] },
  artifactLocation: { required: ["uri"], optional: [] },
  region: { required: ["startLine", "startColumn", "endLine", "endColumn"], optional: [] },
  logicalLocation: { required: ["fullyQualifiedName"], optional: ["name", "kind"] },
  suppression: { required: ["kind"], optional: ["status", "justification"] },
};

/** Where an object of SARIF is not as it must be. */
function faults(value: unknown, kind: string, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => faults(entry, kind, `${path}[${index}]`));
  const object = value as Readonly<Record<string, unknown>>;
  const { required = [], optional = [] } = KINDS[kind] ?? {};
  const named = (one: string): [string, string | undefined] => [one.replace(/:.*/, ""), one.split(":")[1]];
  const known = new Map([...required, ...optional].map(named));
  return [
    ...required
      .map((one) => one.split(":")[0] ?? "")
      .filter((name) => object[name] === undefined || object[name] === "")
      .map((name) => `${path}.${name} is missing`),
    ...Object.keys(object)
      .filter((name) => !known.has(name))
      .map((name) => `${path}.${name} is unknown`),
    ...Object.entries(object).flatMap(([name, inner]) => {
      const of = known.get(name);
      return of === undefined ? [] : faults(inner, of, `${path}.${name}`);
    }),
  ];
}

test("is SARIF 2.1.0 with all that GitHub asks for", () => {
  const text = renderSarif(SAMPLE, options);
  expect(text.endsWith("}\n")).toBe(true);
  expect(faults(JSON.parse(text), "log", "log")).toEqual([]);
  expect(JSON.parse(text)).toMatchObject({ $schema: expect.stringMatching(/sarif-2\.1\.0\.json$/), version: "2.1.0" });
  expect(faults({ version: "2.1.0", runs: [{ toool: {} }] }, "log", "log")).toEqual([
    "log.runs[0].tool is missing",
    "log.runs[0].toool is unknown",
  ]);
  expect(text).toMatchSnapshot();
});

test("has one rule for each kind of finding, to which its results point", () => {
  const [run] = log(SAMPLE).runs;
  const ids = run.tool.driver.rules.map(({ id }) => id);
  expect(ids).toEqual(["asset-removed", "configuration", "pods-renewed", "renamed", "selector"]);
  expect(run.results.map(({ ruleIndex }) => ids[ruleIndex])).toEqual(SAMPLE.changes.map(({ rule }) => rule));
  expect(run.results.map(({ ruleId }) => ruleId)).toEqual(SAMPLE.changes.map(({ rule }) => rule));
});

test("says how bad each change is, and what is allowed ends no build", () => {
  const levels = log(SAMPLE).runs[0].results.map(({ level }) => level);
  expect(levels).toEqual(["error", "note", "warning", "warning", "warning", "note", "note", "note"]);
});

test("suppresses what is allowed, with the reason, and says of all others that they are not", () => {
  const suppressions = log(SAMPLE).runs[0].results.map(({ suppressions }) => suppressions);
  const justification = "the data are copied by the job move-mysql (until 2027-01-31)";
  expect(suppressions).toEqual([[], [{ kind: "external", status: "accepted", justification }], [], [], [], [], [], []]);
});

test("points at the app's file and at the object", () => {
  const [first, second] = log(SAMPLE).runs[0].results;
  expect(first?.locations[0]?.physicalLocation).toMatchObject({
    artifactLocation: { uri: "apps/my%20shop/main.ts" },
    region: { startLine: 1 },
  });
  expect(first?.locations[0]?.logicalLocations[0]?.fullyQualifiedName).toBe("keyspace vitess/tagenal articles");
  expect(second?.locations[0]?.logicalLocations[0]?.fullyQualifiedName).toBe("StatefulSet.apps/shop/database");
  const uri = "file:///work/main.ts";
  expect(renderSarif(SAMPLE, { uri, version: "0.1.0" })).toContain(`"uri": "${uri}"`);
});

test("a change stays the same finding whatever its values are, and is another one by its name", () => {
  const [one, other, same] = results({ what: "image a → b", why: "x", fields: [] }, { event: "removed" }, {}).map(
    (result) => result.partialFingerprints,
  );
  const prints = results({}, { subject: "Deployment edge/web" }).map((result) => result.partialFingerprints["primaryLocationLineHash"]);
  expect(one?.["primaryLocationLineHash"]).toBe(prints[0]);
  expect(new Set([prints[0], prints[1], other?.["primaryLocationLineHash"]]).size).toBe(3);
  // Two findings of one name are two.
  expect(same?.["primaryLocationLineHash"]).toBe(prints[0]?.replace(/:1$/, ":2"));
});

test("a message holds no places for arguments and no links", () => {
  const [result] = results({ why: "see [here](https://evil.example) {0}" });
  expect(result?.message.text).toContain("see [here] (https://evil.example) {{0}}.");
});

test("remarks are told, and where nothing changes there are no results", () => {
  expect(log(SAMPLE).runs[0].invocations[0]).toMatchObject({ exitCode: 5, toolExecutionNotifications: [{ level: "note" }] });
  expect(log(NOTHING).runs[0]).toMatchObject({ results: [], invocations: [{ exitCode: 0, toolExecutionNotifications: [] }] });
});
