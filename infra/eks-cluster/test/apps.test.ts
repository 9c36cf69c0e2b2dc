import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findApps } from "../apps";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "apps-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
const tags = (): string[] => findApps(folder).map(({ tag }) => tag);

test("every folder with a Dockerfile is an app, in its version", () => {
  write({
    "web/Dockerfile": "FROM node",
    "web/package.json": '{ "version": "1.2.3" }',
    "api/Dockerfile": "FROM go",
    "docs/README.md": "",
    Dockerfile: "",
  });
  expect(findApps(folder).map(({ name, version, context }) => [name, version, context])).toEqual([
    ["api", "0.0.0", join(folder, "api")],
    ["web", "1.2.3", join(folder, "web")],
  ]);
});

test("the tag is another one when a file is another, is added, renamed or removed; and the same when nothing is", () => {
  write({ "web/Dockerfile": "FROM node", "web/src/main.js": "1" });
  const seen = [tags(), tags()];
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.[0]).toMatch(/^0\.0\.0-[0-9a-f]{12}$/);
  const steps: Readonly<Record<string, string>>[] = [{ "web/src/main.js": "2" }, { "web/src/more.js": "" }, { "web/.dockerignore": "*" }];
  for (const step of steps) {
    write(step);
    seen.push(tags());
  }
  rmSync(join(folder, "web/src/more.js"));
  write({ "web/src/most.js": "" });
  seen.push(tags());
  expect(new Set(seen.flat()).size).toBe(1 + steps.length + 1);
});

test("what is installed is no part of an app", () => {
  write({ "web/Dockerfile": "FROM node", "web/node_modules/left-pad/index.js": "1" });
  const before = tags();
  write({ "web/node_modules/left-pad/index.js": "2" });
  expect(tags()).toEqual(before);
});
