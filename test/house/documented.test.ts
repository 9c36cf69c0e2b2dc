import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const files = ["constructs", "stacks", "infra"].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith("index.ts") && !file.includes("node_modules"))
    .map((file) => join(room, file)),
);

/** What is public in a file and says nothing of itself; and optional props that do not say what holds without them. */
function silent(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const require = (node: ts.Node, what: string, tag?: string): void => {
    const docs = ts.getJSDocCommentsAndTags(node);
    const tags = ts.getJSDocTags(node).map(({ tagName }) => tagName.text);
    if (docs.length === 0 || (tag && !tags.includes(tag))) found.push(`${file}: ${what} has no ${tag ? `@${tag}` : "doc comment"}`);
  };
  const exported = (node: ts.Node): boolean =>
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

  for (const statement of source.statements) {
    if (!exported(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) continue;
    const name = (statement as ts.DeclarationStatement).name?.getText() ?? statement.getText().split(/[\s:=]+/)[2] ?? "";
    require(statement, name);
    if (ts.isClassDeclaration(statement)) {
      for (const member of statement.members) {
        const hidden = (ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : []).some(
          ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword,
        );
        const method = ts.isMethodDeclaration(member) || ts.isGetAccessor(member);
        if (method && !hidden && !ts.isPrivateIdentifier(member.name)) require(member, `${name}.${member.name.getText()}`);
      }
    }
    if (ts.isInterfaceDeclaration(statement) && /(Props|Options)$/.test(name)) {
      for (const member of statement.members) if (member.questionToken) require(member, `${name}.${member.name?.getText()}`, "default");
    }
  }
  return found;
}

test("everything public says what it is, and every optional prop what holds without it", () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(silent)).toEqual([]);
});
