import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const DOCUMENT = "docs/pull-request.md";
const BLOCK = /^```(\w*)\n(.*?)^```$/gms;

const text = readFileSync(DOCUMENT, "utf8");
const blocks = [...text.matchAll(BLOCK)].map(([, language = "", code = ""]) => ({ language, code }));

/** A change as a reader does it: each run of removed lines becomes the added lines that follow it. */
function patched(source: string, diff: string): string {
  const runs = [...diff.matchAll(/((?:^-.*\n)+)((?:^\+.*\n)*)/gm)];
  expect(runs.length).toBeGreaterThan(0);
  return runs.reduce((code, [, old = "", fresh = ""]) => {
    const [before, after] = [old, fresh].map((lines) => lines.replaceAll(/^[-+]/gm, "")) as [string, string];
    expect(code.split(before)).toHaveLength(2);
    return code.replace(before, after);
  }, source);
}

/** What the document would say if it were written now: the same, with each output as the command says it. */
function walkedThrough(folder: string): { document: string; codes: (number | null)[] } {
  const write = (name: string, code: string): void => writeFileSync(join(folder, name), code);
  const git = (...words: string[]): void =>
    void execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main", ...words], { cwd: folder });
  let source = "";
  const codes: (number | null)[] = [];
  const document = text.replaceAll(BLOCK, (block, language: string, code: string) => {
    if (language === "ts") {
      source = code;
      write("main.ts", source);
      git("init", "-q");
      git("add", "main.ts", "package.json", "package-lock.json");
      git("commit", "-qm", "the shop");
    } else if (language === "diff") {
      source = patched(source, code);
      write("main.ts", source);
    } else if (language === "yaml") write(/^# (\S+)/.exec(code)?.[1] ?? "", code);
    else if (language === "console") {
      const [command = ""] = code.split("\n");
      const { status, stdout, stderr } = spawnSync(process.execPath, [resolve("lib/infra/cli/main.js"), ...command.split(" ").slice(3)], {
        cwd: folder,
        encoding: "utf8",
      });
      codes.push(status);
      // The commit and the day are others each time.
      const said = (stdout + stderr)
        .replaceAll(/\([0-9a-f]{9}\)/g, "(4f2c1d9ab)")
        .replaceAll(/until: "\d{4}-\d\d-\d\d", why: "…"/g, 'until: "2027-01-31", why: "…"');
      return `\`\`\`console\n${command}\n${said}\`\`\``;
    }
    return block;
  });
  return { document, codes };
}

test("what docs/pull-request.md shows is what happens", () => {
  const folder = mkdtempSync(join(tmpdir(), "tagenal-walk-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(resolve("."), join(folder, "node_modules/tagenal"));
    for (const name of ["cdk8s", "cdk8s-plus-27", "constructs", "@swc"])
      symlinkSync(resolve("node_modules", name), join(folder, "node_modules", name));
    writeFileSync(join(folder, "package.json"), '{ "name": "shop" }');
    writeFileSync(join(folder, "package-lock.json"), "{}");
    const { document, codes } = walkedThrough(folder);
    if (process.env["UPDATE_DOCUMENTS"]) writeFileSync(DOCUMENT, document);
    expect(codes).toEqual([5, 4]);
    expect(document).toBe(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the README shows a part of it", () => {
  const sample = /^```\n(data at risk .*?)^```$/ms.exec(readFileSync("README.md", "utf8"))?.[1] ?? "";
  const lines = sample.split("\n").filter((line) => line !== "");
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.filter((line) => !text.split("\n").includes(line))).toEqual([]);
});

test("its other commands are of the command line", () => {
  const commands = blocks.filter(({ language }) => language === "").flatMap(({ code }) => code.trim().split("\n"));
  const ours = commands
    .filter((command) => command.startsWith("npx tagenal "))
    .map((command) =>
      command
        .replace(/\s+#.*/, "")
        .split(" ")
        .slice(2),
    );
  expect(ours).toHaveLength(5);
  for (const words of ours) {
    const { stderr } = spawnSync(process.execPath, [resolve("lib/infra/cli/main.js"), ...words], {
      encoding: "utf8",
      env: { ...process.env, KUBECONFIG: "/none" },
    });
    expect(stderr).not.toMatch(/there is no option|there is no command|must be followed/);
  }
});
