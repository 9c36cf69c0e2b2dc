import * as fc from "fast-check";
import { parse } from "yaml";
import { type Change, nameOfChange, type PlanDiff } from "../../../../constructs/plan/diff/change";
import { exitCodeOf } from "../../../../constructs/plan/diff/exit-code";
import { renderMarkdown } from "../../../../constructs/plan/diff/render/render-markdown";
import { renderNotes } from "../../../../constructs/plan/diff/render/render-notes";
import { renderSarif } from "../../../../constructs/plan/diff/render/render-sarif";
import { type Colour, renderText } from "../../../../constructs/plan/diff/render/render-text";
import { toJson } from "../../../../constructs/plan/diff/render/to-json";
import { awkwardText } from "../awkward-texts";
import { many, NOTHING, only, SAMPLE, SECRET_VALUES } from "./sample-diff";

const today = "2026-12-31";
const outputs: Readonly<Record<string, (diff: PlanDiff) => string>> = {
  text: (diff) => renderText(diff, { today }),
  Markdown: (diff) => renderMarkdown(diff, { today, command: "npx tagenal diff eks" }),
  SARIF: (diff) => renderSarif(diff, { uri: "main.ts", version: "0.1.0" }),
  notes: (diff) => renderNotes(diff),
  JSON: (diff) => JSON.stringify(toJson(diff)),
};

/** The sample with a text wherever one can stand. */
function saying(text: string): PlanDiff {
  const texts = { subject: text, event: text, what: text, why: text, remedy: text };
  const changes = SAMPLE.changes.map((change) => ({
    ...change,
    ...texts,
    fields: [{ path: text, before: { [text]: [text] }, after: text }],
    ...(change.allowed ? { allowed: { why: text, until: "2027-01-31" } } : {}),
  }));
  return { ...SAMPLE, system: text, before: text, after: text, changes, rollout: [text], notes: [text] };
}

describe.each(Object.entries(outputs))("as %s", (name, render) => {
  test("it shows no value of a Secret, wherever in its fields it stands", () => {
    const text = render(SAMPLE);
    expect(JSON.stringify(SAMPLE)).toContain(SECRET_VALUES[0]);
    for (const value of SECRET_VALUES) expect(text).not.toContain(value);
    expect(text).toContain("Secret shop/mysql");
  });

  test("it is the same each time, and leaves the comparison alone", () => {
    const copy = structuredClone(SAMPLE);
    expect(render(SAMPLE)).toBe(render(structuredClone(SAMPLE)));
    expect(SAMPLE).toEqual(copy);
  });

  test("any text can stand anywhere, and no terminal is steered by it", () => {
    fc.assert(
      fc.property(awkwardText, (text) => {
        const steering = /[\p{Control}\p{Bidi_Control}]/u;
        const lines = render(saying(text)).split("\n");
        // Data for machines are exact: whoever prints them escapes them.
        expect(name === "JSON" ? [] : lines.filter((line) => steering.test(line))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("for a terminal", () => {
  test("each change stands with its reason and remedy, in columns, then the order, counts and remarks", () => {
    const text = renderText(SAMPLE, { today });
    const lines = text.split("\n");
    expect(lines[0]).toBe(
      "data at risk   keyspace vitess/tagenal articles   removed: its shards -80, 80- and their volumes would be deleted",
    );
    expect(lines[1]).toBe("               → keep the keyspace, or allow it:");
    expect(lines[2]).toBe(
      '                 allow: [{ change: "keyspace vitess/tagenal articles removed", until: "2027-01-30", why: "…" }]',
    );
    expect(text).toContain("image valkey:9.0.4 → valkey:9.1.2, one pod at a time");
    expect(text.replace(/\s+/g, " ")).toContain("(allowed until 2027-01-31: the data are copied by the job move-mysql)");
    expect(text).toContain("\n2 data at risk (1 allowed), 1 replace, 2 restarts, 3 safe; 40 objects stay as they are\n! the allowance");
    const columns = lines.filter((line) => /^(data|replace|restart|safe)/.test(line)).map((line) => line.search(/(?<= {3})\S+ \S+\/\S+/));
    expect(new Set(columns)).toEqual(new Set([15]));
    expect(text).toMatchSnapshot();
  });

  test("what happened and its reason can be told apart", () => {
    const said = (what: string): string | undefined =>
      renderText({ ...SAMPLE, changes: [{ ...SAMPLE.changes[3], what, why: "new ones come" } as Change] }, { today }).split("\n")[0];
    expect(said("pods renewed")).toMatch(/pods renewed: new ones come$/);
    expect(said("image a → b")).toMatch(/image a → b, new ones come$/);
    expect(said("label tier added: new")).toMatch(/label tier added: new; new ones come$/);
    const remedy = { ...SAMPLE.changes[2], remedy: "keep it, or copy the data first." } as Change;
    expect(renderText({ ...SAMPLE, changes: [remedy] }, { today })).toContain("→ keep it, or copy the data first; or allow it:\n");
  });

  test("only what wants a decision says how to allow it, and what it says is read as that change", () => {
    const allowances = renderText(SAMPLE, { today }).match(/allow: \[.*\]/g) ?? [];
    expect(allowances.map((line) => (parse(line) as { allow: [{ change: string }] }).allow[0].change)).toEqual([
      "keyspace vitess/tagenal articles removed",
      "Deployment edge/traefik selector changed",
    ]);
    fc.assert(
      fc.property(awkwardText, (subject) => {
        const change = { ...SAMPLE.changes[0], subject } as Change;
        const line = renderText({ ...SAMPLE, changes: [change] }, { today }).match(/allow: \[.*\]/)?.[0] ?? "";
        expect(parse(line)).toEqual({ allow: [{ change: nameOfChange(change), until: "2027-01-30", why: "…" }] });
      }),
      { numRuns: 300 },
    );
  });

  test("an allowance stands in the line of the remedy where there is room, and is never broken", () => {
    const wide = renderText(SAMPLE, { today, width: 200 });
    expect(wide).toContain('→ keep the keyspace, or allow it:  allow: [{ change: "keyspace');
    const narrow = renderText(SAMPLE, { today, width: 50 });
    expect(narrow.match(/allow: \[\{ .* \}\]$/gm)).toHaveLength(2);
  });

  test.each([40, 60, 80, 120])("at %i characters no line is longer, allowances and long words aside", (width) => {
    const subjects = SAMPLE.changes.map(({ subject }) => `   ${subject}`);
    const lines = renderText(SAMPLE, { today, width }).split("\n");
    const longer = lines.filter(
      (line) =>
        line.length > width && !line.includes("allow: [") && !subjects.some((one) => line.endsWith(one)) && /\S\s+\S/.test(line.slice(15)),
    );
    expect(longer).toEqual([]);
  });

  test("further lines hang below the first one's words", () => {
    const lines = renderText(SAMPLE, { today, width: 100 }).split("\n");
    const at = lines.findIndex((line) => line.startsWith("restart        StatefulSet cache/redis"));
    expect(lines[at + 1]?.search(/\S/)).toBe(lines[at]?.indexOf("image"));
    expect(lines.find((line) => line.startsWith("     ") && line.includes("the other"))).toMatch(/^ {5}\S/);
  });

  test("colours change no letter, and what is allowed is grey", () => {
    const seen: [Colour, string][] = [];
    const plain = renderText(SAMPLE, { today, paint: (colour, text) => (seen.push([colour, text]), text) });
    expect(plain).toBe(renderText(SAMPLE, { today }));
    const classes = seen.filter(([, text]) => /^(data at risk|replace|restart|safe)$/.test(text)).map(([colour]) => colour);
    expect(classes).toEqual(["red", "bold", "grey", "red", "yellow", "yellow", "green", "green", "green"]);
    const marked = renderText(SAMPLE, { today, paint: (colour, text) => `<${colour}>${text}</${colour}>` });
    expect(marked.replace(/<\/?\w+>/g, (tag) => (/red|yellow|green|grey|bold/.test(tag) ? "" : tag))).toBe(plain);
  });

  test("where nothing changes it is one line", () => {
    expect(renderText(NOTHING, { today })).toBe("nothing changes: 43 objects of lecture are the same in git:main and the code\n");
    expect(renderText({ ...NOTHING, unchanged: 1, notes: ["an allowance has ended"] }, { today })).toBe(
      "nothing changes: 1 object of lecture is the same in git:main and the code\n! an allowance has ended\n",
    );
  });
});

describe("for machines", () => {
  test("each change has its name, and the whole its exit code", () => {
    const json = toJson(SAMPLE);
    expect(json.changes.map(({ name }) => name)).toEqual(SAMPLE.changes.map(nameOfChange));
    expect(json).toMatchObject({ exitCode: 5, system: "lecture", worst: "data at risk", unchanged: 40, rollout: SAMPLE.rollout });
    expect(json.changes[7]?.fields).toEqual([
      { path: "data.password", before: "[secret]", after: "[secret]" },
      { path: "metadata.annotations[acme.example/copy]", after: "[secret]" },
      { path: "metadata.labels.tier", before: "one", after: "two" },
    ]);
    expect(json.changes[2]?.fields).toEqual(SAMPLE.changes[2]?.fields);
  });

  test("the exit code is the worst of what is not allowed", () => {
    const allowed = SAMPLE.changes.filter((change) => change.allowed);
    expect([
      exitCodeOf(NOTHING),
      exitCodeOf(only("safe")),
      exitCodeOf({ ...SAMPLE, changes: allowed, worst: "safe" }),
      exitCodeOf({ ...SAMPLE, changes: allowed, worst: undefined }),
      exitCodeOf(only("safe", "restart")),
      exitCodeOf(only("restart", "replace")),
      exitCodeOf(SAMPLE),
    ]).toEqual([0, 2, 2, 2, 3, 4, 5]);
  });
});

describe("upgrade notes", () => {
  test("tell whoever upgrades what to do, what hurts first", () => {
    const notes = renderNotes(SAMPLE, { version: "1.4.0", date: "2026-12-31" });
    expect(notes.match(/^##.*/gm)).toEqual([
      "## Upgrading lecture to 1.4.0 (2026-12-31)",
      "### Before you upgrade",
      "### What will be interrupted",
      "### What restarts",
      "### What else changes",
    ]);
    expect(notes).toContain("would be deleted. What to do: keep the keyspace.\n");
    expect(notes).toContain("selector changed. There is no way around it: all its pods stop before new ones start.\n");
    expect(notes).toContain("This is intended: the data are copied by the job move-mysql.");
    expect(notes).not.toMatch(/TODO|…|allowance/);
    expect(notes).toMatchSnapshot();
  });

  test("say once what is the same of many objects", () => {
    const notes = renderNotes({ ...SAMPLE, changes: many(43, "safe") });
    expect(notes.match(/^- .*/gm)).toHaveLength(1);
    expect(notes).toContain("**ConfigMap monitoring/rules-4** and 38 more: data");
  });

  test("leave out what does not occur", () => {
    expect(renderNotes(only("safe")).match(/^##.*/gm)).toEqual(["## Upgrading lecture", "### What else changes"]);
    expect(renderNotes(NOTHING)).toBe("## Upgrading lecture\n\nNothing changes: there is nothing to do.\n");
  });
});
