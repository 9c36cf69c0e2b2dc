import * as fc from "fast-check";
import type { PlanDiff } from "../../../../constructs/plan/diff/change";
import { codeSpan, escapeHtml, escapeMarkdown, fenced } from "../../../../constructs/plan/diff/render/escape-markdown";
import { renderMarkdown } from "../../../../constructs/plan/diff/render/render-markdown";
import { visible } from "../../../../constructs/plan/diff/render/visible";
import { awkwardText } from "../awkward-texts";
import { AWKWARD, many, NOTHING, only, SAMPLE } from "./sample-diff";

const today = "2026-12-31";
const command = "npx tagenal diff eks";
const texts = fc.oneof(
  awkwardText,
  fc.string({
    unit: fc.constantFrom("@", "#1", "!7", "GH-1", "www.", "http://", ":x:", "a/b", "__", "**", "- ", "1. ", "> ", "|", "\n", " "),
  }),
);

/** What is left outside of blocks and spans of code, where GitHub and GitLab look for people and issues. Summaries are HTML: there is no code in them. */
function outsideCode(markdown: string): string {
  const text = markdown.replaceAll("&#8203;", "\u200b").replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, "");
  const lines = text
    .split("\n")
    .map((line) => (line.startsWith("<details>") ? line : line.replace(/(?<![\\`])(`+)(?!`).*?[^`]\1(?!`)/g, "")));
  return lines.join("\n");
}

/** Whom or what a text would call, if it stood in a comment. */
function calls(markdown: string): readonly string[] {
  return outsideCode(markdown).match(/@[a-z0-9]|[#!]\d|GH-\d|:\/\/|www\.|:[\w+-]+:/gi) ?? [];
}

/** The cells of the table's rows. */
function table(markdown: string): string[][] {
  const rows = outsideCode(markdown).match(/^\|.*$/gm) ?? [];
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

/** A sample with fields that fill pages. */
function large(changes: PlanDiff["changes"], fields = 30): PlanDiff {
  const filled = Array.from({ length: fields }, (_, index) => ({
    path: `data.key-${index}`,
    before: "old\n".repeat(30),
    after: "new\n".repeat(30),
  }));
  return { ...SAMPLE, changes: changes.map((change) => ({ ...change, fields: filled })) };
}

describe("a comment on a pull request", () => {
  test("says the verdict, then each change, what to do, the fields, and the order", () => {
    const markdown = renderMarkdown(SAMPLE, { today, command });
    expect(markdown).toMatch(/^## Rollout of lecture · data can be lost\n/);
    expect(table(markdown).map(([risk, subject]) => `${risk} ${subject}`)).toEqual([
      "Class Object",
      "--- ---",
      "**data at risk** keyspace vitess/tagenal articles",
      "data at risk, allowed StatefulSet shop/mysql",
      "**replace** Deployment edge/traefik",
      "**restart** StatefulSet cache/redis",
      "**restart** Deployment shop/web",
      "safe ConfigMap monitoring/rules",
      "safe ConfigMap shop/awkward",
      "safe Secret shop/mysql",
    ]);
    expect(markdown.match(/^allow: .*/gm)).toEqual([
      'allow: [{ change: "keyspace vitess/tagenal articles removed", until: "2027-01-30", why: "…" }]',
      'allow: [{ change: "Deployment edge/traefik selector changed", until: "2027-01-30", why: "…" }]',
    ]);
    expect(markdown).toContain("What to do: keep the keyspace; or, if it is meant, allow it:\n\n```yaml\n");
    expect(markdown).toContain("\n4. removed: keyspace vitess/tagenal articles\n");
    expect(markdown).toContain("40 objects stay as they are. From git:main to the code.\n");
    expect(markdown).not.toContain("**Cut");
    expect(markdown.match(/<details>/g)).toHaveLength(markdown.match(/^<\/details>$/gm)?.length ?? 0);
    expect(markdown).toMatchSnapshot();
  });

  test.each<[string, PlanDiff]>([
    ["nothing changes", NOTHING],
    ["safe", only("safe")],
    ["pods restart, nothing is lost", only("restart", "safe")],
    ["something that runs is interrupted", only("replace", "restart")],
    ["data can be lost", SAMPLE],
    ["the risks in it are allowed", { ...SAMPLE, changes: SAMPLE.changes.filter(({ allowed }) => allowed), worst: "safe" }],
  ])("its heading says: %s", (verdict, diff) => {
    expect(renderMarkdown(diff, { today, title: "shop in eks" }).split("\n")[0]).toBe(`## shop in eks · ${verdict}`);
  });

  test("long values show where they differ, texts of many lines only what is near", () => {
    const markdown = renderMarkdown(SAMPLE, { today });
    expect(markdown).toMatch(/^- ….*checkout=old"$/m);
    expect(markdown).toMatch(/^\+ ….*checkout=new"$/m);
    expect(markdown).toContain("  …\n  - alert: Rule10\n  - alert: Rule11\n+ - alert: LastOfAll\n```");
    expect(markdown).toContain('- "10"\n+ 10\n');
    expect(Math.max(...markdown.split("\n").map((line) => line.length))).toBeLessThan(1500);
  });

  test("many fields are cut, and it says so", () => {
    const [change] = SAMPLE.changes.slice(5);
    const markdown = renderMarkdown(large([change as PlanDiff["changes"][number]], 61), { today });
    expect(markdown.match(/^@@ /gm)).toHaveLength(50);
    expect(markdown).toContain("… 11 more fields");
  });
});

describe("what comes from manifests", () => {
  test("calls nobody, links no issue, opens no tag", () => {
    expect(calls(AWKWARD).length).toBeGreaterThan(5);
    const markdown = renderMarkdown(SAMPLE, { today });
    expect(calls(markdown)).toEqual([]);
    expect(outsideCode(markdown)).not.toMatch(/<(?!\/?(details|summary)>)/);
    expect(markdown).not.toMatch(/^\/close/m);
  });

  test("leaves every row of the table with its four cells, and every block of code closed", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const said = {
          subject: text,
          event: text,
          what: text,
          why: text,
          remedy: text,
          fields: [{ path: text, before: text, after: [text] }],
        };
        const changes = SAMPLE.changes.map((change) => ({ ...change, ...said }));
        const markdown = renderMarkdown(
          { ...SAMPLE, system: text, changes, rollout: [text], notes: [text] },
          { today, title: text, command: text, limit: 1_000_000 },
        );
        expect(table(markdown).map((cells) => cells.length)).toEqual(Array.from({ length: changes.length + 2 }, () => 4));
        expect(calls(markdown)).toEqual([]);
        expect(outsideCode(markdown).match(/^<\/details>$/gm)).toHaveLength(changes.length);
      }),
      { numRuns: 300 },
    );
  });

  test("is read as what it is", () => {
    const marks = /[`*~[\]|#$<>]|(?<![a-z0-9])_|_(?![a-z0-9])/i;
    fc.assert(
      fc.property(texts, (text) => {
        const escaped = escapeMarkdown(text);
        // What a reader of Markdown takes away, and what it would find without that.
        const bare = escaped.replace(/\\[!-/:-@[-`{-~]|&(amp|lt|gt|#8203);/g, "");
        const read = escaped
          .replace(/\\([!-/:-@[-`{-~])/g, "$1")
          .replaceAll("&#8203;", "")
          .replaceAll("&lt;", "<")
          .replaceAll("&gt;", ">");
        expect(read.replaceAll("&amp;", "&")).toBe(visible(text).trim());
        expect(bare).not.toMatch(marks);
        expect(escaped).not.toMatch(/^([-+=](?=[-=\s]|$)|[>#]|\d+[.)](?=\s|$)|\s)/);
        expect(escapeHtml(text)).not.toMatch(/[<>]|&(?!(amp|lt|gt|#8203);)/);
      }),
      { numRuns: 2000 },
    );
  });

  test("ends no code", () => {
    expect(codeSpan("a ``b`` `")).toBe("``` a ``b`` ` ```");
    expect(fenced("yaml", ["a", "````", "b\n```"])).toBe("`````yaml\na\n````\nb\n```\n`````");
  });
});

describe("where it is too long", () => {
  const length = (diff: PlanDiff, limit?: number): number => renderMarkdown(diff, { today, command, limit: limit ?? 60_000 }).length;
  const rowsOf = (markdown: string, risk: string): number =>
    table(markdown).filter(([first]) => first === risk || first === `**${risk}**`).length;

  test("safe changes are counted first, and all else stays", () => {
    const diff = { ...SAMPLE, changes: [...only("data at risk", "replace", "restart").changes, ...many(2000, "safe")] };
    const markdown = renderMarkdown(diff, { today });
    expect(markdown.length).toBeLessThanOrEqual(60_000);
    expect(markdown).toContain("| safe | 2000 more | 2000 data changed |");
    expect(markdown).toContain("**Cut, since it is long:** 2000 of 2005 changes are only counted.");
    expect([rowsOf(markdown, "restart"), rowsOf(markdown, "replace"), rowsOf(markdown, "data at risk")]).toEqual([2, 1, 1]);
    expect(markdown.match(/^@@ /gm)).toHaveLength(6);
    expect(length(diff, 2_000_000)).toBeGreaterThan(60_000);
  });

  test("then fields are cut, then left out, and no row", () => {
    const cut = renderMarkdown(large(many(20, "restart")), { today });
    expect(cut).toContain("**Cut, since it is long:** fields are cut.");
    const out = renderMarkdown(large(many(200, "restart")), { today });
    expect(out).toContain("**Cut, since it is long:** fields are left out.");
    for (const [markdown, rows] of [
      [cut, 20],
      [out, 200],
    ] as const) {
      expect(markdown.length).toBeLessThanOrEqual(60_000);
      expect(rowsOf(markdown, "restart")).toBe(rows);
    }
  });

  test("what is worst goes last, and the limit holds", () => {
    const diff = {
      ...SAMPLE,
      changes: [...many(3000, "data at risk"), ...many(3000, "replace"), ...many(3000, "restart"), ...many(3000, "safe")],
    };
    const markdown = renderMarkdown(diff, { today });
    expect(markdown.length).toBeLessThanOrEqual(60_000);
    expect(markdown.length).toBeGreaterThan(10_000);
    expect(rowsOf(markdown, "data at risk")).toBeGreaterThan(50);
    expect([rowsOf(markdown, "replace"), rowsOf(markdown, "restart"), rowsOf(markdown, "safe")]).toEqual([1, 1, 1]);
    expect(markdown).toMatch(/\| replace \| 3000 more \|/);
    expect(markdown).toMatch(/\d+ of 12000 changes are only counted/);
    expect(markdown).toMatch(/\d+ remedies and allowances are left out/);
  });

  test.each([2_500, 5_000, 20_000, 60_000, 1_000_000])("at most %i characters, whatever it is", (limit) => {
    const awkward = many(500, "replace").map((change) => ({ ...change, what: AWKWARD.repeat(20), why: AWKWARD.repeat(20) }));
    expect(length({ ...SAMPLE, changes: awkward }, limit)).toBeLessThanOrEqual(limit);
    expect(length(large(many(60, "data at risk")), limit)).toBeLessThanOrEqual(limit);
    expect(length(SAMPLE, limit)).toBeLessThanOrEqual(limit);
  });
});
