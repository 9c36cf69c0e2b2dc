import type { LiveObject } from "../../../infra/cluster/live-object";
import { byHandChanges } from "../../../infra/diff/by-hand";
import { asPulumiMadeIt, isPulumis } from "../../../infra/diff/made-by-pulumi";
import { ownedFields } from "../../../infra/diff/owned-fields";
import { object, planWith } from "../small-plan";

const live: LiveObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: {
    name: "web",
    namespace: "shop",
    labels: { a: "b", hand: "made" },
    annotations: { "pulumi.com/skipAwait": "true", own: "yes" },
    finalizers: ["one", "two"],
    managedFields: [
      {
        manager: "pulumi-kubernetes-1234",
        operation: "Apply",
        fieldsV1: {
          "f:metadata": {
            "f:labels": { "f:a": {} },
            "f:annotations": { "f:pulumi.com/skipAwait": {}, "f:own": {} },
            "f:finalizers": { 'v:"one"': {} },
          },
          "f:spec": {
            "f:template": {
              "f:spec": {
                "f:containers": {
                  'k:{"name":"web"}': {
                    ".": {},
                    "f:name": {},
                    "f:image": {},
                    "f:env": { 'k:{"name":"A"}': { ".": {}, "f:name": {}, "f:value": {} } },
                  },
                },
              },
            },
          },
        },
      },
      {
        manager: "kubectl-edit",
        operation: "Update",
        fieldsV1: {
          "f:metadata": { "f:labels": { "f:hand": {} } },
          "f:spec": {
            "f:replicas": {},
            "f:template": {
              "f:spec": {
                "f:containers": { 'k:{"name":"web"}': { "f:env": { 'k:{"name":"B"}': { ".": {}, "f:name": {}, "f:value": {} } } } },
              },
            },
          },
        },
      },
      { manager: "kube-controller-manager", operation: "Update", subresource: "status", fieldsV1: { "f:status": {} } },
    ],
  },
  spec: {
    replicas: 3,
    template: {
      spec: {
        restartPolicy: "Always",
        containers: [
          {
            name: "web",
            image: "web:1",
            env: [
              { name: "A", value: "1" },
              { name: "B", value: "2" },
            ],
          },
          { name: "sidecar", image: "mesh:1" },
        ],
      },
    },
  },
};

test("what a manager has set is taken out of an object: fields, entries by their keys, entries by their values", () => {
  expect(ownedFields(live, ({ manager }) => manager === "pulumi-kubernetes-1234")).toEqual({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "web",
      namespace: "shop",
      labels: { a: "b" },
      annotations: { "pulumi.com/skipAwait": "true", own: "yes" },
      finalizers: ["one"],
    },
    spec: { template: { spec: { containers: [{ name: "web", image: "web:1", env: [{ name: "A", value: "1" }] }] } } },
  });
});

test("what two managers have set of one entry belongs together", () => {
  const { spec } = ownedFields(live, () => true) as unknown as { spec: { template: { spec: { containers: unknown[] } } } };
  expect(spec.template.spec.containers).toEqual([
    {
      name: "web",
      image: "web:1",
      env: [
        { name: "A", value: "1" },
        { name: "B", value: "2" },
      ],
    },
  ]);
});

test("an object of Pulumi's is what Pulumi and hands have written, without Pulumi's own notes", () => {
  expect(isPulumis(live, { system: "shop", environment: "lab" })).toBe(true);
  const { metadata, spec } = asPulumiMadeIt(live) as LiveObject & { spec: { replicas: number } };
  expect(metadata.annotations).toEqual({ own: "yes" });
  expect(spec.replicas).toBe(3);
  expect(JSON.stringify(spec)).not.toContain("mesh");
});

describe("what was set by hand and the code does not know", () => {
  const code = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop", labels: { a: "b" } },
    spec: { template: { spec: { containers: [{ name: "web", image: "web:1", env: [{ name: "A", value: "1" }] }] } } },
  };
  const web = object(code);

  test("is told, and stays", () => {
    const [change, ...more] = byHandChanges([web], new Map([[web.id, live]]), planWith([web]));
    expect(more).toEqual([]);
    expect(change).toMatchObject({ class: "safe", rule: "set-by-hand", event: "edited by hand", object: "Deployment.apps/shop/web" });
    expect(change?.fields.map(({ path }) => path)).toEqual([
      "metadata.labels.hand",
      "spec.replicas",
      "spec.template.spec.containers[web].env[B]",
    ]);
  });

  test("is not the number of pods where an autoscaler decides", () => {
    const scaler = object({
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "web", namespace: "shop" },
      spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, maxReplicas: 5 },
    });
    const [change] = byHandChanges([web], new Map([[web.id, live]]), planWith([web, scaler]));
    expect(change?.fields.map(({ path }) => path)).not.toContain("spec.replicas");
  });

  test("never shows a value of a Secret", () => {
    const secret: LiveObject = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: "s",
        namespace: "shop",
        managedFields: [{ manager: "kubectl-edit", fieldsV1: { "f:data": { "f:password": {} } } }],
      },
      data: { password: "c2VjcmV0" },
    };
    const given = object({ apiVersion: "v1", kind: "Secret", metadata: { name: "s", namespace: "shop" } });
    const changes = byHandChanges([given], new Map([[given.id, secret]]), planWith([given]));
    expect(changes).toHaveLength(1);
    expect(JSON.stringify(changes)).not.toContain("c2VjcmV0");
  });
});
