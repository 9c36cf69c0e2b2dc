import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment as both GitHub and GitLab answer with it, as far as recipes read it. */
export interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
  readonly author: { readonly id: number };
}

const TOKEN = "glpat-t0ken";
/** Whom the token belongs to. */
const US = { user: { login: "github-actions[bot]" }, author: { id: 7 } };
const SOMEBODY = { user: { login: "mallory" }, author: { id: 8 } };

/** The part of the interfaces of GitHub and GitLab that comments on a request are written by. */
export class FakeForge {
  readonly comments: Comment[] = [];
  /** What was asked for, without what was only read. */
  readonly writes: string[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void bodyOf(request).then((text) => {
        const { status, content } = this.#answer(request, text);
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
      });
    });
  }

  /** Begins to listen, and says where. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends it. */
  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Adds comments of somebody else. */
  chatter(...bodies: readonly string[]): void {
    for (const body of bodies) this.comments.push({ id: this.comments.length + 1, body, ...SOMEBODY });
  }

  #answer({ method, url = "", headers }: IncomingMessage, text: string): { readonly status: number; readonly content: unknown } {
    if (headers.authorization !== `Bearer ${TOKEN}` && headers["private-token"] !== TOKEN)
      return { status: 401, content: { message: "Bad credentials" } };
    const { pathname, searchParams } = new URL(url, "http://forge");
    if (method === "GET" && pathname === "/user") return { status: 200, content: US.author };
    const all = /^\/(repos\/shop\/web\/issues\/12\/comments|projects\/3\/merge_requests\/12\/notes)$/.test(pathname);
    const [, id] = /^\/(?:repos\/shop\/web\/issues\/comments|projects\/3\/merge_requests\/12\/notes)\/(\d+)$/.exec(pathname) ?? [];
    if (method === "GET" && all) {
      const [page, size] = [Number(searchParams.get("page")), Number(searchParams.get("per_page"))];
      return { status: 200, content: this.comments.slice((page - 1) * size, page * size) };
    }
    const isJson = headers["content-type"] === "application/json";
    const { body } = isJson ? (JSON.parse(text) as { readonly body: string }) : { body: undefined };
    if (body === undefined) return { status: 400, content: { message: "Problems parsing JSON" } };
    this.writes.push(`${method} ${pathname}`);
    const comment = this.comments.find((one) => String(one.id) === id);
    if (method === "POST" && all) {
      this.comments.push({ id: this.comments.length + 1, body, ...US });
      return { status: 201, content: {} };
    }
    if ((method === "PATCH" || method === "PUT") && comment) {
      comment.body = body;
      return { status: 200, content: {} };
    }
    return { status: 404, content: { message: "Not Found" } };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
