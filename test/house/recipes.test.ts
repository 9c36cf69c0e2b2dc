import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments } from "../../infra/cli/arguments";
import { COMMANDS } from "../../infra/cli/commands";
import { FakeForge } from "./recipes/fake-forge";
import { commandsIn, GITHUB, GITLAB, SCRIPTS, scriptOf } from "./recipes/recipe";
import { Workplace } from "./recipes/run-script";

let work: Workplace;
beforeEach(() => {
  work = new Workplace(mkdtempSync(join(tmpdir(), "tagenal-recipes-")));
});
afterEach(() => rmSync(work.folder, { recursive: true }));

/** Reads the words after `npx tagenal` as the command line does. */
function accept([name = "", ...words]: readonly string[]): void {
  const command = COMMANDS[name];
  if (!command) throw new Error(`there is no command ${name}`);
  readArguments(name, words, command.options);
}

describe("what the recipes say", () => {
  test.each(SCRIPTS)("is shell that bash can read: $where", ({ text }) => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: text, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("is nothing that the command line refuses", () => {
    const prose = { text: readFileSync("docs/ci/README.md", "utf8"), variables: GITHUB.env };
    const commands = [...SCRIPTS, prose].flatMap(commandsIn);
    expect(commands.length).toBeGreaterThanOrEqual(8);
    expect(commands).toContainEqual(["diff", "eks", "--plan", "golden/eks/plan.json", "--up-to", "safe"]);
    for (const words of commands) expect(() => accept(words)).not.toThrow();
    const [mistyped = []] = commandsIn({ text: 'npx tagenal diff "$ENVIRONMENT" --formt sarif > diff.sarif', variables: GITHUB.env });
    expect(() => accept(mistyped)).toThrow("there is no option --formt, did you mean --format?");
  });

  test("is only GitHub's own actions, and images, by their full version", () => {
    const actions = Object.values(GITHUB.jobs).flatMap(({ steps }) => steps.flatMap(({ uses = [] }) => uses));
    expect(actions.length).toBeGreaterThan(8);
    expect(actions.filter((action) => !/^(actions|github)\/[\w/-]+@v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
    const images = Object.values(GITLAB).flatMap(({ image = [] }) => image);
    expect(images.filter((image) => !/^node:\d+\.\d+\.\d+-\w+$/.test(image))).toEqual([]);
  });

  test("gives the right to write only to what runs nothing of the pull request", () => {
    expect(GITHUB.on).toBe("pull_request");
    expect(GITHUB.permissions).toEqual({});
    const rights = Object.entries(GITHUB.jobs).map(([job, { permissions = {}, steps }]) => {
      const runs = steps.some(({ uses = "", run = "" }) => uses.startsWith("actions/checkout@") || /\bnp[mx] /.test(run));
      const writes = Object.entries(permissions).flatMap(([right, level]) => (level === "write" ? right : []));
      return [job, runs ? "runs its code" : "takes files", ...writes];
    });
    expect(rights).toEqual([
      ["snapshots", "runs its code"],
      ["diff", "runs its code"],
      ["comment", "takes files", "pull-requests"],
      ["code-scanning", "takes files", "security-events"],
      ["golden", "runs its code"],
    ]);
    const checkouts = Object.values(GITHUB.jobs).flatMap(({ steps }) =>
      steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@")),
    );
    expect(new Set(checkouts.map((step) => step.with?.["persist-credentials"]))).toEqual(new Set([false]));
    expect(GITLAB["comment"]).toMatchObject({ environment: { name: "tagenal/comment" }, variables: { GIT_STRATEGY: "none" } });
  });

  test("puts nothing that others wrote into the text of a script", () => {
    expect(SCRIPTS.filter(({ text }) => text.includes("${{"))).toEqual([]);
  });
});

describe.each(["GitHub", "GitLab"] as const)("the diff at %s", (forge) => {
  const files = { GITHUB_OUTPUT: "output", GITHUB_STEP_SUMMARY: "summary", CI_MERGE_REQUEST_DIFF_BASE_SHA: "abc" };

  test.each([
    [0, "passes"],
    [1, "fails"],
    [2, "passes"],
    [3, "passes"],
    [4, "fails"],
    [5, "fails"],
    [137, "fails"],
  ])("that ends with %i %s", async (code, verdict) => {
    work.program("npm", "true");
    work.program("git", '[ "$*" = "rev-parse HEAD^1" ] && echo abc');
    work.program("npx", 'echo "$*" >> calls', 'echo "what changes: $*"', `exit ${code}`);
    const { code: ended, said } = await work.run(scriptOf(forge, "diff"), files);
    expect(ended === 0 ? "passes" : "fails").toBe(verdict);
    expect(said.includes(`tagenal diff ended with ${code}; what is accepted ends at 3`)).toBe(verdict === "fails");
    expect(work.read(forge === "GitHub" ? "output" : "diff.env")).toBe(`${forge === "GitHub" ? "code" : "CODE"}=${code}\n`);
    const made = code !== 1 && code <= 5;
    const markdown = "tagenal diff eks --git abc --format markdown";
    expect(work.read("diff.md")).toBe(
      made ? `what changes: ${markdown}\n` : "The rollout could not be compared: the log of the job says why.\n",
    );
    expect(work.read("summary") ?? said).toContain(work.read("diff.md"));
    const sarif = forge === "GitHub" && made ? "tagenal diff eks --git abc --format sarif" : undefined;
    expect(work.read("calls")?.trim().split("\n")).toEqual([markdown, ...(sarif === undefined ? [] : [sarif])]);
    expect(work.read("diff.sarif")).toBe(sarif === undefined ? undefined : `what changes: ${sarif}\n`);
  });
});

describe.each(["GitHub", "GitLab"] as const)("the comment at %s", (forge) => {
  const MARKER = "<!-- tagenal diff eks -->";
  const ALL = forge === "GitHub" ? "/repos/shop/web/issues/12/comments" : "/projects/3/merge_requests/12/notes";
  const ONE = forge === "GitHub" ? "PATCH /repos/shop/web/issues/comments" : "PUT /projects/3/merge_requests/12/notes";
  let server: FakeForge;
  let address = "";
  beforeEach(async () => {
    server = new FakeForge();
    address = await server.start();
    const { stdout } = spawnSync("bash", ["-c", "type -P curl"], { encoding: "utf8" });
    work.program("curl", `printf '%s\\n' "$@" >> words`, `exec ${stdout.trim()} "$@"`);
  });
  afterEach(() => server.stop());

  const post = (diff: string, code: string, token = "glpat-t0ken"): ReturnType<Workplace["run"]> => {
    work.write("diff.md", diff);
    return work.run(scriptOf(forge, "comment"), {
      CODE: code,
      ...(forge === "GitHub"
        ? { TOKEN: token, GITHUB_API_URL: address, GITHUB_REPOSITORY: "shop/web", PULL_REQUEST: "12" }
        : { TAGENAL_COMMENT_TOKEN: token, CI_API_V4_URL: address, CI_PROJECT_ID: "3", CI_MERGE_REQUEST_IID: "12" }),
    });
  };

  test("is made once, and updated in place from then on, whatever else was said and in how many pages", async () => {
    server.chatter(`${MARKER}\nI am no diff`, ...Array.from({ length: 199 }, (_, index) => `remark ${index}`));
    const first = 'restart: `web` "quoted" $(id) \\ & <b>\n';
    expect(await post(first, "3")).toEqual({ code: 0, said: "" });
    expect(server.writes).toEqual([`POST ${ALL}`]);
    expect(server.comments[200]?.body).toBe(`${MARKER}\n${first}`);
    server.chatter("one more remark");

    expect(await post("data at risk\n", "5")).toEqual({ code: 0, said: "" });
    expect(await post("nothing changes\n", "0")).toEqual({ code: 0, said: "" });
    expect(server.writes.slice(1)).toEqual([`${ONE}/201`, `${ONE}/201`]);
    expect(server.comments).toHaveLength(202);
    expect(server.comments[200]?.body).toBe(`${MARKER}\nnothing changes\n`);
    expect(server.comments[0]?.body).toBe(`${MARKER}\nI am no diff`);
  });

  test("is not made where nothing changes", async () => {
    expect(await post("nothing changes\n", "0")).toEqual({ code: 0, said: "" });
    expect(server.writes).toEqual([]);
  });

  test("fails with what the server says, and never shows the token", async () => {
    const { code, said } = await post("restart\n", "3", "glpat-wr0ng");
    expect(code).not.toBe(0);
    expect(said).toContain('{"message":"Bad credentials"}');
    await post("restart\n", "3");
    expect(said + work.read("words")).not.toMatch(/glpat/);
    expect(work.read("words")).toContain(address);
  });
});

describe.each(["GitHub", "GitLab"] as const)("the golden Plan at %s", (forge) => {
  const git = (...words: readonly string[]): void => {
    const author = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"];
    const { status, stderr } = spawnSync("git", [...author, ...words], { cwd: work.folder, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  };
  const commit = (file: string, content: string): void => {
    work.write(file, content);
    git("add", file);
    git("commit", "--quiet", "--message", file);
  };
  const check = async (code: number): Promise<number> => {
    work.program("npm", "true");
    work.program("npx", `[ "$*" = "tagenal diff eks --plan golden/eks/plan.json --up-to safe" ] || exit 99`, `exit ${code}`);
    return (await work.run(scriptOf(forge, "golden"))).code;
  };

  test("asks for an entry in the change log for what is worse than safe, made since it was saved", async () => {
    git("init", "--quiet");
    commit("CHANGELOG.md", "1.0\n");
    commit("golden/eks/plan.json", "{}\n");
    commit("main.ts", "1\n");
    expect(await check(0)).toBe(0);
    expect(await check(1)).toBe(1);
    expect(await check(3)).toBe(1);
    commit("CHANGELOG.md", "next: pods restart\n1.0\n");
    commit("main.ts", "2\n");
    expect(await check(3)).toBe(0);
    expect(await check(1)).toBe(1);
    expect(await check(137)).toBe(1);
    commit("golden/eks/plan.json", "{ }\n");
    expect(await check(5)).toBe(1);
  });
});
