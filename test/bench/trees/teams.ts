import { App, Chart } from "cdk8s";

/** Puts one service, that is one Deployment and one Service, into a chart. */
export type AddService = (chart: Chart, name: string) => void;

/** An app of so many charts, each a namespace with so many objects: half of them Deployments, half Services. */
export function teams(addService: AddService, charts: number, objectsPerChart: number): App {
  const app = new App();
  for (let team = 0; team < charts; team++) {
    const chart = new Chart(app, `team-${team}`, { namespace: `team-${team}` });
    for (let service = 0; service < objectsPerChart / 2; service++) addService(chart, `web-${service}`);
  }
  return app;
}
