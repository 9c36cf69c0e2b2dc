import { Credential, Namespace } from "../../constructs/core";
import { planOf } from "../../constructs/plan";
import { type CredentialState, type FilledCredential } from "../../infra/apply/credentials";
import { readArguments } from "../../infra/cli/arguments";
import { renderSecrets } from "../../infra/cli/secrets-table";
import { Terminal } from "../../infra/cli/terminal";
import { appIn, lab } from "../../stacks";
import { tagenal } from "./tagenal";

const APP = `
  const { appIn, Credential, Namespace } = require(${JSON.stringify(require.resolve("../../lib/stacks"))});
  exports.system = "shop";
  exports.default = (environment) => {
    const app = appIn(environment);
    const shop = new Namespace(app, "Shop");
    new Credential(shop, "Mail", { description: "password of the mail server", source: { kind: "given", key: "mailPassword" } });
    new Credential(shop, "Pay", { description: "key of the bank", source: { kind: "given", key: "bankKey" } });
    return app;
  };`;

/** `tagenal secrets` of that app, with something on standard input, where there is no cluster. */
function secrets(words: readonly string[], input = ""): { code: number | null; out: string; err: string } {
  return tagenal(
    ["secrets", "lab", "--app", "app.cjs", ...words],
    { KUBECONFIG: "/nowhere" },
    { "app.cjs": APP, "values.yaml": input },
    input,
  );
}

describe("tagenal secrets refuses values", () => {
  test("with all that is wrong, and shows none of them", () => {
    const { code, out, err } = secrets(["--fill", "--from", "-"], 'mailPasword: hunter2\nbankKey: ""\nmailPassword: 4711\nother: {}\n');
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe(
      [
        "4 problems in standard input:",
        '  "mailPassword" must be a text, got number; put it into quotes',
        "  'bankKey' must be a text that is not empty, got \"\"",
        '  no credential is given as "mailPasword", did you mean mailPassword?; there are mailPassword, bankKey',
        '  no credential is given as "other"; there are mailPassword, bankKey',
        "",
      ].join("\n"),
    );
  });

  test.each([
    [
      "that are no YAML",
      "mailPassword: hunter2: hunter3\n",
      "values.yaml:\n  it is neither YAML nor JSON: block as implicit key at character 14",
    ],
    ["that are a list", "- hunter2\n", "values.yaml:\n  it must hold lines of 'key: value'"],
    ["that are none", "", "values.yaml:\n  it must hold lines of 'key: value'"],
  ])("%s", (_what, input, message) => {
    const { code, err } = secrets(["--fill", "--from", "values.yaml"], input);
    expect({ code, err }).toEqual({ code: 1, err: `1 problem in ${message}\n` });
  });

  test("from a file that is not there, or for nothing to be filled", () => {
    expect(secrets(["--fill", "--from", "no.yaml"]).err).toBe("1 problem in no.yaml:\n  it cannot be read: ENOENT\n");
    expect(secrets(["--from", "values.yaml"]).err).toContain("--from says what --fill writes; say --fill too");
  });

  test("that are right only for want of a cluster", () => {
    expect(secrets(["--fill", "--from", "-"], '{ "mailPassword": "hunter2" }').err).toContain("there is no kubeconfig");
  });
});

describe("the table of secrets", () => {
  const app = appIn(lab);
  const shop = new Namespace(app, "Shop");
  new Credential(shop, "Cache", { description: "password of the cache" }).wantIn("other");
  new Credential(shop, "Mail", { description: "password of the mail server", source: { kind: "given", key: "mailPassword" } });
  const plan = planOf(app, { system: "shop", environment: "lab" });
  const given = readArguments("secrets", ["lab", "--system", "shop"], { system: { type: "string" }, app: { type: "string" } });
  const render = (states: Partial<CredentialState>[], absent: string[] = [], filled: FilledCredential[] = []): string => {
    const whole = plan.credentials.map((credential, index) => ({
      credential,
      filled: [],
      missing: credential.namespaces,
      differs: false,
      ...states[index],
    }));
    return renderSecrets({ given, plan, states: whole, filled, absent }, new Terminal({ json: false }));
  };

  test("says what is wanted, whether it is there, and how it is filled", () => {
    expect(render([{ filled: ["shop"], missing: ["other"] }], ["other", "shop"])).toBe(
      [
        "SECRET  KEY       NAMESPACES   SOURCE                 STATE             FOR",
        "cache   password  shop, other  generated              missing in other  password of the cache",
        "mail    password  shop         given as mailPassword  missing           password of the mail server",
        "! namespace other does not exist yet: whoever owns it must make it first",
        "! namespace shop does not exist yet: tagenal apply makes it, and so does --fill",
        "",
        'Fill what is missing: npx tagenal secrets lab --system shop --fill --from FILE, a file with "mailPassword: …"',
      ].join("\n"),
    );
  });

  test("says where values differ, and what was filled", () => {
    const [cache, mail] = plan.credentials;
    if (!cache || !mail) throw new Error("the plan has two credentials");
    const states = [
      { filled: ["shop", "other"], missing: [], differs: true },
      { filled: ["shop"], missing: [] },
    ];
    const text = render(states, [], [{ credential: mail, namespace: "shop", from: "given" }]);
    expect(text).toContain("differs between namespaces");
    expect(text).toContain("cache, password: shop and other hold different values; delete the wrong one");
    expect(text).toContain("shop/mail: password given");
    expect(text).not.toContain("Fill what is missing");
  });
});
