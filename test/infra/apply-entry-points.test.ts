import { openEntryPoints } from "../../infra/apply/entry-points";
import { FakeCluster } from "./fake-cluster";
import { namespace, object, planWith } from "./small-plan";

const server = { kind: "pods" as const, name: "web", namespace: "shop", labels: { app: "web" }, foreign: false };
const service = (port: number, targetPort: number | string = 8080, type = "LoadBalancer"): ReturnType<typeof object> =>
  object({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "shop" },
    spec: {
      type,
      selector: { app: "web" },
      ports: [
        { port: 9090, targetPort: 9090 },
        { port, targetPort },
      ],
    },
  });

test.each<[string, string, ReturnType<typeof object>, object | undefined, string | undefined]>([
  ["the address of its load balancer, without the usual port", "http://shop.test/", service(80), { ip: "10.0.0.7" }, "http://10.0.0.7/"],
  ["any other port, and the path", "http://shop.test/cart", service(7777), { ip: "10.0.0.7" }, "http://10.0.0.7:7777/cart"],
  ["a name", "mysql://shop.test:3306", service(3306), { hostname: "lb.example" }, "mysql://lb.example:3306/"],
  ["an address of the newer kind", "https://shop.test/", service(443), { ip: "fd00::7" }, "https://[fd00::7]/"],
  ["none, where there is none yet", "http://shop.test/", service(80), undefined, undefined],
  ["none, where no load balancer leads to it", "http://shop.test/", service(80, 8080, "ClusterIP"), { ip: "10.0.0.7" }, undefined],
])("an entry point has %s", async (_what, url, balancer, ingress, address) => {
  const cluster = new FakeCluster();
  cluster.put(balancer.manifest);
  cluster.status = () => ({ loadBalancer: ingress ? { ingress: [ingress] } : {} });
  const plan = planWith([namespace("shop"), balancer], { entryPoints: [{ name: "shop", url, server, port: 8080 }] });
  expect(await openEntryPoints(cluster, plan)).toEqual([address === undefined ? { name: "shop", url } : { name: "shop", url, address }]);
});
