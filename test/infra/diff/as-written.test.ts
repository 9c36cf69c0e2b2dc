import { asWritten } from "../../../infra/diff/as-written";

const service = (spec: object) => ({ apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec });

test("what was filled in counts as far as the code or the object before says it", () => {
  const code = service({ ports: [{ port: 80 }], selector: { a: "b" } });
  const filled = service({
    type: "ClusterIP",
    sessionAffinity: "None",
    ports: [{ port: 80, protocol: "TCP", targetPort: 80 }],
    selector: { a: "b" },
  });
  expect(asWritten(filled, code, service({}))).toEqual(code);
  const known = service({ sessionAffinity: "None", ports: [{ port: 80, protocol: "TCP" }] });
  expect(asWritten(filled, code, known)).toEqual(
    service({ sessionAffinity: "None", ports: [{ port: 80, protocol: "TCP" }], selector: { a: "b" } }),
  );
});

test("what a cluster chooses is as it was, unless the code says it", () => {
  const filled = service({ clusterIP: "10.0.0.9", ports: [{ port: 80, nodePort: 30009 }] });
  const known = service({ clusterIP: "10.0.0.1", ports: [{ port: 80, nodePort: 30001 }] });
  expect(asWritten(filled, service({ ports: [{ port: 80 }] }), known)).toEqual(known);
  const code = service({ clusterIP: "10.0.0.9", ports: [{ port: 80, nodePort: 30009 }] });
  expect(asWritten(filled, code, known)).toEqual(filled);
});

test("a field that left the code is gone, and a new entry is as the code has it", () => {
  const code = service({ ports: [{ name: "b", port: 81 }] });
  const filled = service({ ports: [{ name: "b", port: 81, protocol: "TCP" }] });
  const known = service({ externalName: "x", ports: [{ name: "a", port: 80, protocol: "TCP" }] });
  expect(asWritten(filled, code, known)).toEqual(code);
});
