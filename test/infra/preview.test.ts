import fc from "fast-check";
import { planOf } from "../../constructs/plan";
import { diffOfPreview, exitCodeOfPreview, type Preview, readPreview } from "../../infra/diff/preview";
import { exampleTree } from "../constructs/plan/example-tree";
import { type Case } from "./preview/case";
import { FIELDS, HIDDEN } from "./preview/field-cases";
import { api, claim, object, secret, settings, store } from "./preview/objects";
import { digest, events, type RawStep, step } from "./preview/previews";
import { SAMPLES } from "./preview/samples";
import { ANEW, AROUND, OTHERS } from "./preview/step-cases";

const TODAY = "2026-11-21";
const ALL = [...FIELDS, ...HIDDEN, ...ANEW, ...AROUND, ...OTHERS];
const diffOf = (text: string, options: Case["options"] = {}): ReturnType<typeof diffOfPreview> =>
  diffOfPreview(readPreview(text), { today: TODAY, ...options });

function judged(text: string, options: Case["options"] = {}): { class: string; words: string; errors: readonly string[] } {
  const { worst = "nothing", changes } = diffOf(text, options);
  const words = changes
    .filter((change) => change.class === worst)
    .map(({ event, what, why, remedy }) => [event, what, why, remedy].join(" "));
  return { class: worst, words: words.join("\n"), errors: readPreview(text).errors };
}

describe("steps that a real engine printed", () => {
  test.each(SAMPLES)("%s: %s", (_name, risk, says, raw) => {
    const { errors, ...found } = judged(JSON.stringify({ steps: [raw], changeSummary: { same: 186, [(raw as { op: string }).op]: 1 } }));
    expect(found).toEqual({ class: risk, words: expect.stringMatching(says) });
    expect(errors).toEqual([]);
  });
});

test("objects that no step shows are called by their names in Pulumi", () => {
  const [, , , raw] = SAMPLES[0] as (typeof SAMPLES)[number];
  const { changes } = diffOf(JSON.stringify({ steps: [raw], changeSummary: { update: 1 } }));
  expect(changes).toMatchObject([{ subject: "Deployment ta/api1", object: "Deployment.apps/ta/api1" }]);
});

describe.each([
  ["fields", FIELDS],
  ["fields whose values are not shown", HIDDEN],
  ["objects made anew", ANEW],
  ["what Pulumi does around them", AROUND],
  ["resources of others", OTHERS],
] as const)("%s", (_what, cases) => {
  test.each(cases.map((one) => [`${one.name}: ${one.class}`, one] as const))(
    "%s",
    (_name, { class: risk, steps, says = /(?:)/, options }) => {
      for (const form of [digest, events]) {
        expect(judged(form(steps), options)).toEqual({ class: risk, words: expect.stringMatching(says), errors: [] });
      }
    },
  );
});

describe("the cases", () => {
  test("are many, of all classes, and none stands twice", () => {
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
    expect(ALL.length).toBeGreaterThanOrEqual(40);
    for (const one of ["safe", "restart", "replace", "data at risk"])
      expect(ALL.filter((some) => some.class === one).length).toBeGreaterThanOrEqual(8);
  });

  test("never show what is secret, nor a sign for what is not known", () => {
    const shown = ALL.map(({ steps }) => JSON.stringify(diffOf(digest(steps))));
    expect(shown.filter((text) => /04da6b54|"was"|"will be"|assumed/.test(text))).toEqual([]);
  });
});

const image = step("update", api(), api("api:2"), { diff: ["spec.template.spec.containers[0].image"] });

describe("a preview that failed", () => {
  const failed = {
    severity: "error",
    urn: image.urn,
    message: "\u001b[31munable to replace resource:\u001b[0m\n  it is marked for protection\n",
  };
  const text = "ta/api: unable to replace resource: it is marked for protection";

  test("says why, and is not taken for safe", () => {
    for (const preview of [digest([image], { diagnostics: [failed] }), events([image], { more: [{ diagnosticEvent: failed }] })]) {
      const read = readPreview(preview);
      const found = diffOfPreview(read, { today: TODAY });
      expect(read.errors).toEqual([text]);
      expect(found.notes).toContain(`the preview failed, so there may be more than it shows: ${text}`);
      expect(found.worst).toBe("restart");
      expect(exitCodeOfPreview(read, found)).toBe(1);
    }
  });

  test.each([
    ["its last event is missing: it did not come to its end", events([image], { end: false })],
    ['it ended as "failed"', events([image], { result: "failed" })],
    ["Pulumi says that its state may be corrupt", events([image]).replace('"maybeCorrupt":false', '"maybeCorrupt":true')],
    ["a step has failed: ta/api", events([image], { more: [{ resOpFailedEvent: { metadata: { urn: image.urn } } }] })],
    [
      "ta/api: no tag",
      events([image], { more: [{ policyEvent: { resourceUrn: image.urn, message: "no tag", enforcementLevel: "mandatory" } }] }),
    ],
    ["the engine broke", events([image], { more: [{ errorEvent: { error: "the engine broke" } }] })],
    ['its summary counts 2 of "update", 1 of them is listed', digest([image]).replace('"update": 1', '"update": 2')],
    ['its summary counts 1 of "delete", none of them are listed', digest([image]).replace('"update": 1', '"delete": 1')],
    ["it has no summary of its changes: it did not come to its end", JSON.stringify({ steps: [image] })],
    ['it ended as "failed"', JSON.stringify({ steps: [], changeSummary: { same: 1 }, result: "failed" })],
    ["an error without a message", digest([], { diagnostics: [{ severity: "error" }] })],
  ])("is one where %s", (error, preview) => {
    const read = readPreview(preview);
    expect(read.errors).toContain(error);
    expect(exitCodeOfPreview(read, diffOfPreview(read))).toBe(1);
  });

  test("is none for warnings and advice", () => {
    const warning = { severity: "warning", message: "old" };
    const advice = { policyEvent: { message: "a", enforcementLevel: "advisory" } };
    expect(readPreview(events([image], { more: [{ diagnosticEvent: warning }, advice] })).errors).toEqual([]);
    expect(readPreview(digest([image], { diagnostics: [warning, { severity: "info#err", message: "a" }] })).errors).toEqual([]);
  });

  test("never ends as if nothing, or nothing bad, would happen, whatever its steps are", () => {
    const steps = fc.subarray(ALL.flatMap((one) => one.steps)).map((some) => [...new Map(some.map((one) => [one.urn, one])).values()]);
    fc.assert(
      fc.property(steps, fc.string(), fc.boolean(), (some, message, isDigest) => {
        const error = { severity: "error", message };
        const written = isDigest ? digest(some, { diagnostics: [error] }) : events(some, { more: [{ diagnosticEvent: error }] });
        const read = readPreview(written);
        expect(exitCodeOfPreview(read, diffOfPreview(read, { today: TODAY }))).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  test("is none where nothing of it failed: then its class decides", () => {
    const codes = [[], FIELDS[2]?.steps ?? [], [image], [step("delete", api(), undefined)], [step("delete", claim(), undefined)]].map(
      (steps) => {
        const read = readPreview(digest(steps));
        return exitCodeOfPreview(read, diffOfPreview(read));
      },
    );
    expect(codes).toEqual([0, 2, 3, 4, 5]);
  });
});

describe("what is read", () => {
  const form = "; write it with: pulumi preview --json > FILE";
  test.each([
    ["nothing", " \n", `it is empty${form}`],
    ["text for people", "Previewing update (dev)\n", `it is no JSON${form}`],
    ["a list", "[]", `it is no preview: it must be an object of JSON${form}`],
    ["something else", '{"a":1}', `it is no preview of Pulumi: it has neither steps nor events${form}`],
    [
      "the short form",
      '{"result":"succeeded","summary":{},"resources":[{"urn":"u","op":"update"}]}',
      `it is of "pulumi preview --output=json", which says nothing of what changes in a resource${form}`,
    ],
    ["a saved plan", '{"resourcePlans":{}}', `it is a plan of "pulumi preview --save-plan", which names no single field${form}`],
    [
      "half a digest",
      digest([image]).slice(0, 400),
      "it is cut off or damaged: it is no whole JSON; write it again with: pulumi preview --json > FILE",
    ],
    [
      "half an event",
      events([image]).slice(0, -20),
      "it is cut off or damaged: line 4 of 4 is no whole JSON; write it again with: pulumi preview --json > FILE",
    ],
  ])("refuses %s", (_what, text, message) => {
    expect(() => readPreview(text)).toThrow(new Error(`1 problem in the preview:\n  ${message}`));
  });

  test("refuses steps that are none, all together", () => {
    const steps = [{ urn: "a" }, 5, { op: "update", urn: image.urn, detailedDiff: [] }];
    expect(() => readPreview(JSON.stringify({ steps, changeSummary: {} }))).toThrow(
      [
        "4 problems in the preview:",
        "  steps[0]: 'op' must be what Pulumi does, like \"update\", got nothing",
        '  steps[0]: \'urn\' must be a name like "urn:pulumi:stack::project::type::name", got "a"',
        "  steps[1]: must be a step, got 5",
        "  steps[2]: 'detailedDiff' must be a map of paths, got []",
      ].join("\n"),
    );
  });

  test("takes a mark at its beginning, and a digest in one line", () => {
    expect(judged(`\uFEFF${JSON.stringify(JSON.parse(digest([image])))}`)).toMatchObject({ class: "restart", errors: [] });
  });

  test("says the same of both forms of one preview, but for what each of them counts", () => {
    for (const { steps } of ALL) {
      const [one, other] = [digest, events].map((write) => diffOf(write(steps)));
      expect({ ...one, unchanged: 0 }).toEqual({ ...other, unchanged: 0 });
    }
  });
});

describe("what is around the steps", () => {
  const reader = api("api:1", {
    template: { spec: { containers: [{ name: "web", image: "a", envFrom: [{ configMapRef: { name: "settings" } }] }] } },
  });
  const gone = step("delete", settings(), undefined);

  test("decides who uses what, where the preview lists it", () => {
    const same: RawStep = step("same", reader, reader);
    const system = step("same", object("v1", "ServiceAccount", "a"), object("v1", "ServiceAccount", "a"));
    expect(judged(events([gone, same], { same: 1 }))).toMatchObject({ class: "replace", words: expect.stringMatching(/pods that use it/) });
    expect(judged(events([gone, system], { same: 1 }))).toMatchObject({
      class: "safe",
      words: expect.stringMatching(/no pod of the system uses it/),
    });
    expect(judged(events([gone, system], { same: 2 }))).toMatchObject({
      class: "replace",
      words: expect.stringMatching(/not in the preview/),
    });
  });

  test("is the Plan that is deployed, where it is given", () => {
    const plan = planOf(exampleTree(), { system: "example" });
    const config = plan.objects.find(({ manifest }) => manifest.kind === "ConfigMap");
    const other = { ...settings(), metadata: { name: "unused", namespace: "shop" } };
    expect(config).toBeDefined();
    const found = diffOf(digest([step("delete", other, undefined)]), { plan });
    expect(found).toMatchObject({ worst: "safe", system: "example", unchanged: plan.objects.length });
    const kept = plan.objects.find(({ manifest, keep }) => keep && manifest.kind === "Cache");
    const cache = kept?.manifest as NonNullable<typeof kept>["manifest"];
    expect(diffOf(digest([step("replace", cache, cache, { reasons: ["spec.size"] })]), { plan }).worst).toBe("data at risk");
    expect(diffOf(digest([step("replace", cache, cache, { reasons: ["spec.size"] })])).worst).toBe("replace");
  });
});

describe("the diff of a preview", () => {
  test("tells the order, and names what it compares", () => {
    const old = { ...api(), metadata: { name: "old", namespace: "ta" } };
    const grown = step("replace", store(), store("2Gi"), { diff: ["!spec.volumeClaimTemplates[0].spec.resources.requests.storage"] });
    const found = diffOf(digest([image, grown, step("create", undefined, secret()), step("delete", old, undefined)]));
    expect(found.rollout).toEqual([
      "deleted, then made anew: StatefulSet ta/store; made: Secret ta/db; changed: Deployment ta/api",
      "at the end removed: Deployment ta/old",
    ]);
    expect(found).toMatchObject({ system: "shop", before: "Pulumi's state of t", after: "the preview", unchanged: 19 });
    expect(found.notes).toEqual(["whether the new object is in the cluster already no preview says"]);
  });

  test("takes allowances by the names that it shows, until they end", () => {
    const allow = (until: string): Case["options"] => ({
      allow: [{ change: "PersistentVolumeClaim ta/files removed", until, why: "moved" }],
    });
    const text = digest([step("delete", claim(), undefined)]);
    expect(diffOf(text, allow("2026-11-21")).worst).toBe("safe");
    expect(diffOf(text, allow("2026-11-20")).worst).toBe("data at risk");
  });

  test("looks at each of 10,000 steps once", () => {
    const {
      errors,
      same,
      steps: [one],
    } = readPreview(digest([image])) as Preview & { steps: [Preview["steps"][number]] };
    let looks = 0;
    const many = Array.from({ length: 10_000 }, (_, index) => {
      const urn = `${image.urn}${index}`;
      return Object.defineProperty({ ...one, urn }, "op", { get: () => ((looks += 1), "update"), enumerable: true });
    });
    const visited = { count: 0 };
    const counted = new Proxy(many, {
      get: (list, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) visited.count += 1;
        return Reflect.get(list, key) as unknown;
      },
    });
    diffOfPreview({ errors, same, steps: counted });
    expect(visited.count).toBe(10_000);
    expect(looks).toBeLessThanOrEqual(20_000);
  });
});
