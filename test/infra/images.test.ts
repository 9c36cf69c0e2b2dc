import { ApiObject, App, Chart } from "cdk8s";
import { planOf } from "../../constructs/plan";
import { imagesOfPlan } from "../../infra/operate/images-of-plan";
import { mirroredImages, openImages } from "../../infra/operate/mirrored-images";
import { defineEnvironment, lab, minikube } from "../../stacks";
import { greeter } from "../../stacks/greeter";
import { podSpec, quietContainer } from "../e2e/doctor-fault";
import { tagenal } from "./tagenal";

const mirrored = defineEnvironment({ ...lab, registry: { mirrors: { "docker.io": "mirror.example/hub" } } });

/** The images that one object names. */
function imagesOf(apiVersion: string, kind: string, spec: object): string[] {
  const app = new App();
  new ApiObject(new Chart(app, "Shop", { namespace: "shop" }), "It", { apiVersion, kind, metadata: { name: "it" }, spec });
  return imagesOfPlan(planOf(app, { system: "shop" }))
    .map(({ image }) => image)
    .sort();
}

describe("images are found", () => {
  test.each<[string, string, string, object, string[]]>([
    [
      "in pods, those of init containers and volumes too",
      "v1",
      "Pod",
      podSpec({
        pod: {
          initContainers: [quietContainer({ name: "init", image: "a/init:1" })],
          volumes: [{ name: "v", image: { reference: "a/volume:1" } }],
        },
      }),
      ["docker.io/a/init:1", "docker.io/library/busybox:1.37", "docker.io/a/volume:1"],
    ],
    [
      "in what is scheduled",
      "batch/v1",
      "CronJob",
      { schedule: "* * * * *", jobTemplate: { spec: { template: { spec: podSpec() } } } },
      ["docker.io/library/busybox:1.37"],
    ],
    [
      "in custom resources, by the names of their fields",
      "example.com/v1",
      "Db",
      { image: "quay.io/db:1", images: { agent: "quay.io/agent:2" }, backup: { toolImage: "tool:3" } },
      ["quay.io/db:1", "quay.io/agent:2", "docker.io/library/tool:3"],
    ],
    ["in parts", "example.com/v1", "Db", { image: { repository: "quay.io/db", tag: "1" } }, ["quay.io/db:1"]],
    ["and nothing else is taken for one", "example.com/v1", "Db", { imagePullPolicy: "Always", name: "db", image: "Not An Image" }, []],
    ["but not in objects of Kubernetes that have none", "networking.k8s.io/v1", "IngressClass", { image: "a:1" }, []],
  ])("%s", (_what, apiVersion, kind, spec, images) => {
    expect(imagesOf(apiVersion, kind, spec)).toEqual(images.toSorted());
  });
});

test("each image is listed once, with where it is pulled from, and who uses it", () => {
  const plans = [mirrored, lab].map((environment) => planOf(greeter(environment), { system: "greeter" }));
  expect(mirroredImages(...(plans as [(typeof plans)[0], (typeof plans)[0]]))).toEqual([
    {
      image: "docker.io/curlimages/curl:8.23.0",
      pulledFrom: "mirror.example/hub/curlimages/curl:8.23.0",
      usedBy: ["Deployment.apps/visitors/visitor"],
    },
    {
      image: "docker.io/library/node:24-bookworm-slim",
      pulledFrom: "mirror.example/hub/library/node:24-bookworm-slim",
      usedBy: ["Deployment.apps/greeter/server"],
    },
  ]);
});

test("an image that only the deployment knows is named, not listed", () => {
  const app = new App();
  const spec = podSpec({ container: { image: "${slot:web-image}" } });
  new ApiObject(new Chart(app, "Shop", { namespace: "shop" }), "Web", { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec });
  const plan = { ...planOf(new App(), { system: "shop" }), objects: imagelessObjects(app) };
  expect(openImages(plan)).toEqual(["Pod/shop/web"]);
  expect(mirroredImages(plan, plan)).toEqual([]);
});

/** The objects of an app whose slots nobody declares. */
function imagelessObjects(app: App): ReturnType<typeof planOf>["objects"] {
  const manifest = app.node.findAll().flatMap((construct) => (construct instanceof ApiObject ? [construct.toJson()] : []))[0];
  return [{ id: "Pod/shop/web", logicalId: "Pod/shop/web", manifest, phase: 0, wait: { until: "exists" }, keep: false }];
}

describe("tagenal images", () => {
  test("prints one image a line, of a cluster that need not be there", () => {
    const { code, out, err } = tagenal(["images", minikube.name, "--system", "greeter"], { KUBECONFIG: "/nowhere" });
    expect({ code, out, err }).toEqual({
      code: 0,
      out: "docker.io/curlimages/curl:8.23.0\ndocker.io/library/node:24-bookworm-slim\n",
      err: "",
    });
  });

  test("prints two columns where there are mirrors, and names what no mirror holds", () => {
    const app = `
      const { eks } = require(${JSON.stringify(require.resolve("../../lib/stacks"))});
      const { greeter } = require(${JSON.stringify(require.resolve("../../lib/stacks/greeter.js"))});
      exports.environments = { far: { ...eks, name: "far", registry: { mirrors: { "docker.io/library": "mirror.example/hub" } } } };
      exports.default = greeter;`;
    const { code, out, err } = tagenal(["images", "far", "--app", "app.cjs"], {}, { "app.cjs": app });
    expect({ code, out }).toEqual({ code: 0, out: "docker.io/library/node:24-bookworm-slim mirror.example/hub/node:24-bookworm-slim\n" });
    expect(err).toBe("! no mirror holds docker.io/curlimages/curl:8.23.0: it is pulled from there\n");
  });
});
