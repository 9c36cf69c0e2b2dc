import type { Manifest } from "../../../constructs/plan";
import { INVARIANTS, invariants } from "../../../constructs/testing/invariants";
import { subjectOf } from "../../../constructs/testing/subject";
import { made, planned, tree, wrongWith } from "./good-tree";

describe("invariants", () => {
  test("find nothing wrong with a good tree", () => {
    expect(wrongWith({})).toEqual([]);
  });

  test("find nothing wrong with nothing", () => {
    expect(invariants(planned([]))).toEqual([]);
  });

  test("find nothing wrong with a good tree that leaves its namespace to whoever applies it", () => {
    const { objects } = tree({});
    const homeless = objects.map(
      ({
        manifest: {
          metadata: { namespace: _namespace, ...metadata },
          ...manifest
        },
      }): Manifest => ({ ...manifest, metadata }),
    );
    expect(invariants(planned(homeless))).toEqual([]);
    expect(invariants(planned(homeless.filter(({ kind }) => kind !== "Deployment"))).map(({ message }) => message)).toEqual([
      'spec.selector {"app.kubernetes.io/name":"web","app.kubernetes.io/instance":"web"} matches no pod of its namespace; write labels that a pod template there has',
      'spec.selector {"app.kubernetes.io/name":"web","app.kubernetes.io/instance":"web"} matches no pod of its namespace; write labels that a pod template there has',
    ]);
  });

  test("are sorted by object and rule", () => {
    const found = invariants(
      tree({ container: { image: "web", readinessProbe: undefined }, budget: null, service: { selector: { app: "other" } } }),
    );
    expect(found.map(({ object, rule }) => `${object} ${rule}`)).toEqual([
      "Deployment.apps/shop/web container-has-probes",
      "Deployment.apps/shop/web image-is-pinned",
      "Deployment.apps/shop/web replicas-have-budget",
      "Service/shop/web selector-matches-pods",
    ]);
  });

  test("give their findings their own names", () => {
    const bad = tree({
      container: {
        image: "web",
        env: [{ name: "TOKEN", value: "abc" }],
        volumeMounts: [],
        ports: [],
        resources: {},
        livenessProbe: undefined,
      },
      budget: { maxUnavailable: 0 },
      pod: { hostPID: true, automountServiceAccountToken: undefined, serviceAccountName: "clerk" },
      extra: [made("v1", "Secret", "Keys", { data: { a: "Yg==" } }), made("v1", "Endpoints", "web"), made("v1", "Endpoints", "web")],
    });
    const subject = subjectOf(bad);
    const names = Object.entries(INVARIANTS).map(
      ([name, rule]) => [name, [...new Set(rule(subject).map((finding) => finding.rule))]] as const,
    );
    expect(names.filter(([, given]) => given.length > 0).length).toBeGreaterThan(12);
    for (const [name, given] of names) expect(given).toEqual(given.length === 0 ? [] : [name]);
  });

  test("leave out what is excepted", () => {
    expect(wrongWith({ container: { image: "web" } }, { "image-is-pinned": ["Deployment.apps/shop/web"] })).toEqual([]);
  });

  test("except an object from one rule only", () => {
    expect(
      wrongWith({ container: { image: "web", livenessProbe: undefined } }, { "image-is-pinned": ["Deployment.apps/shop/web"] }),
    ).toEqual(["Deployment.apps/shop/web: container 'web' must have a livenessProbe (container-has-probes)"]);
  });

  test("refuse an exception that excuses nothing", () => {
    expect(wrongWith({}, { "image-is-pinned": ["Deployment.apps/shop/web"] })).toEqual([
      "Deployment.apps/shop/web: the object does not break 'image-is-pinned'; remove the exception (exception-unused)",
    ]);
  });

  test("refuse an exception of a rule that does not exist", () => {
    const [line, ...others] = wrongWith({}, { "image-is-nice": ["Deployment.apps/shop/web"] });
    expect(line).toMatch(
      /^Deployment\.apps\/shop\/web: there is no rule 'image-is-nice'; the rules are api-version-is-current, .* \(exception-unused\)$/,
    );
    expect(others).toEqual([]);
    expect(wrongWith({}, { toString: [] })).toHaveLength(1);
  });
});
