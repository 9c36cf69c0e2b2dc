import { CONTAINER, type Edit, made, POD, space, template, WEB, wrongWith } from "./good-tree";

import { allowed, refused } from "./invariant-case";

const WEB_ID = "Deployment.apps/shop/web";
const INIT = { ...CONTAINER, name: "init" };
const ACCOUNT = made("v1", "ServiceAccount", "clerk");
const SUBJECTS = [{ kind: "ServiceAccount", name: "clerk", namespace: "shop" }];
const CLERK = { automountServiceAccountToken: undefined, serviceAccountName: "clerk" };

describe("secrets", () => {
  test.each([
    refused(
      "a Secret with values, without repeating them",
      { extra: [made("v1", "Secret", "keys", { data: { a: "Yg==" }, stringData: { password: "hunter2" } })] },
      "Secret/shop/keys: holds values of 'a', 'password'; use a Credential, which whoever deploys fills in (secret-has-no-value)",
    ),
    allowed("an empty Secret", { extra: [made("v1", "Secret", "keys", { data: {} })] }),
    refused(
      "a password in clear",
      { container: { env: [{ name: "MYSQL_PASSWORD", value: "hunter2" }] } },
      `${WEB_ID}: variable 'MYSQL_PASSWORD' of container 'web' holds its value in clear; take it from a Secret with valueFrom.secretKeyRef (variable-has-no-secret)`,
    ),
    refused(
      "a key in clear, in an init container",
      { pod: { initContainers: [{ ...INIT, env: [{ name: "aws_secret_access_key", value: "abc" }] }] } },
      `${WEB_ID}: variable 'aws_secret_access_key' of container 'init' holds its value in clear; take it from a Secret with valueFrom.secretKeyRef (variable-has-no-secret)`,
    ),
    refused(
      "a password in an address",
      { container: { env: [{ name: "DATABASE_URL", value: "postgres://web:hunter2@db/shop" }] } },
      `${WEB_ID}: variable 'DATABASE_URL' of container 'web' holds its value in clear; take it from a Secret with valueFrom.secretKeyRef (variable-has-no-secret)`,
    ),
    allowed("what only sounds like a secret", {
      container: {
        env: [
          { name: "PASSWORD_FILE", value: "/etc/keys/password" },
          { name: "SECRET_NAME", value: "keys" },
          { name: "TOKENIZER", value: "words" },
          { name: "ALLOW_EMPTY_PASSWORD", value: "yes" },
          { name: "API_KEY", value: "$(OTHER)" },
          { name: "TOKEN", value: "" },
          { name: "TOKEN_TTL", value: "3600" },
          { name: "DATABASE_URL", value: "postgres://web:$(DB_PASSWORD)@db/shop" },
        ],
      },
    }),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});

describe("tokens", () => {
  const binding = made("rbac.authorization.k8s.io/v1", "RoleBinding", "clerk", { subjects: SUBJECTS });
  test.each([
    refused(
      "the token of the default account",
      { pod: { automountServiceAccountToken: undefined } },
      `${WEB_ID}: mounts the token of ServiceAccount 'default'; set automountServiceAccountToken to false, or name a ServiceAccount that a binding gives rights to (token-is-needed)`,
    ),
    allowed("a token that the pod asks for", { pod: { automountServiceAccountToken: true } }),
    refused(
      "the token of an account without rights",
      { pod: CLERK, extra: [ACCOUNT] },
      `${WEB_ID}: mounts the token of ServiceAccount 'clerk', which no binding of the Plan gives rights to; set automountServiceAccountToken to false (token-is-needed)`,
    ),
    allowed("the token of an account with rights", { pod: CLERK, extra: [ACCOUNT, binding] }),
    allowed("the token of an account that others make", {
      pod: CLERK,
      facts: { externals: [{ kind: "ServiceAccount", namespace: "shop", name: "clerk", madeBy: "hand" }] },
    }),
    allowed("an account that mounts none", { pod: CLERK, extra: [{ ...ACCOUNT, automountServiceAccountToken: false }] }),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});

describe("Pod Security", () => {
  const enforce = (level: string): Edit["extra"] => [space("shop", { "pod-security.kubernetes.io/enforce": level })];
  const loose = { ...POD.securityContext, runAsNonRoot: undefined };
  test.each([
    refused(
      "what is not restricted, where the namespace says nothing",
      { pod: { securityContext: loose } },
      `${WEB_ID}: securityContext.runAsNonRoot of container 'web' or of the pod must be true (Pod Security "restricted", running-as-non-root) (pod-is-secure)`,
    ),
    allowed("what is not restricted in a namespace that does not ask for it", {
      pod: { securityContext: loose },
      extra: enforce("baseline"),
    }),
    refused(
      "what the baseline forbids",
      { pod: { hostPID: true }, extra: enforce("baseline") },
      `${WEB_ID}: hostPID of the pod must not be true (Pod Security "baseline", host-namespaces) (pod-is-secure)`,
    ),
    allowed("everything in a privileged namespace", { pod: { hostPID: true }, extra: enforce("privileged") }),
    refused(
      "an annotation that switches AppArmor off",
      { podAnnotations: { "container.apparmor.security.beta.kubernetes.io/web": "unconfined" } },
      `${WEB_ID}: annotation container.apparmor.security.beta.kubernetes.io/web must be runtime/default or localhost/<profile>, got 'unconfined' (Pod Security "restricted", apparmor) (pod-is-secure)`,
    ),
    refused(
      "the pods of a CronJob too",
      {
        extra: [
          made("batch/v1", "CronJob", "load", { spec: { jobTemplate: { spec: { template: template("load", { hostIPC: true }) } } } }),
        ],
      },
      `CronJob.batch/shop/load: hostIPC of the pod must not be true (Pod Security "restricted", host-namespaces) (pod-is-secure)`,
    ),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));

  test("a pod of the tree is one that all rules let pass", () => {
    expect(
      wrongWith({
        extra: [
          made("v1", "Pod", "alone", {
            metadata: { name: "alone", namespace: "shop", labels: { ...made("v1", "Pod", "x").metadata.labels, ...WEB } },
            spec: POD,
          }),
        ],
      }),
    ).toEqual([]);
  });
});
