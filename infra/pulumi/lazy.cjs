// Makes programs of Pulumi start sooner and take less memory. In Pulumi.yaml:
//
//   runtime: { name: nodejs, options: { typescript: false, nodeargs: "--require tagenal/pulumi/lazy --max-semi-space-size=8" } }
//
// (The second word is Node's own: new objects get 8 MiB and not up to 64, which takes no longer and keeps the process small.)
// `@pulumi/pulumi` loads TypeScript, npm's dependency solver, exporters of traces and what starts the CLI whenever it is loaded:
// for functions that are serialized, traces that are sent, the Automation API; and it runs every program under V8's debugger, for
// the same functions. Most programs have none of these. Here such modules get stand-ins, which load the real thing as soon as
// something of it is used. Only what `@pulumi/pulumi` itself asks for is touched; what the program asks for is not.
const Module = require("node:module");

const WITHIN_PULUMI = /[\\/]@pulumi[\\/]pulumi[\\/](?!.*[\\/]node_modules[\\/])/;

/**
 * What is loaded late, by who asks for what. A module is found at once all the same: what is missing is missing as before.
 * `parts`: it is taken apart as soon as it is asked for, so that its functions and classes get stand-ins, too.
 * `replace`: what is put in the place of something in it.
 */
const LATE = [
  // Not `typescript` itself: the shim looks for the one that comes with Pulumi where the project's is missing, or is no use.
  { asks: /[\\/]typescript-shim$/ },
  { asks: /^(@npmcli\/arborist|@logdna\/tail-file|execa|fdir|js-yaml|normalize-package-data|tmp)$/ },
  { by: /[\\/]cmd[\\/]run[\\/]tracing\.js$/, asks: /^@opentelemetry\/(?!api$)/, parts: true },
  { asks: /[\\/]v8Hooks$/, replace: lateDebugger() },
  // Every promise notes the stack that made it, mapped to the sources: a quarter of the time. PULUMI_DEBUG_PROMISE_LEAKS prints it.
  ...(process.env.PULUMI_DEBUG_PROMISE_LEAKS ? [] : [{ asks: /[\\/]debuggable$/, replace: { debuggablePromise: withoutStack } }]),
];

const resolve = Module._resolveFilename;
// A stand-in is a module that is loaded already, under a name that only this function gives. It works where names become files,
// so that nothing of it is in the stacks of a program.
Module._resolveFilename = function (request, parent, ...rest) {
  const file = resolve.call(this, request, parent, ...rest);
  const by = parent?.filename ?? "";
  const late = WITHIN_PULUMI.test(by) && LATE.find((one) => one.asks.test(request) && (one.by?.test(by) ?? true));
  return late ? standInFor(file, parent, late) : file;
};

function standInFor(file, parent, late) {
  const name = `${file}/late`;
  if (!Module._cache[name]) {
    const module = new Module(name, parent);
    module.filename = name;
    module.exports = moduleLike(() => parent.require(file), late);
    module.loaded = true;
    Module._cache[name] = module;
  }
  return name;
}

function moduleLike(load, { parts = false, replace = {} }) {
  let loaded;
  const real = () => (loaded ??= { value: load() }).value;
  const made = new Map();
  const once = (key, make) => made.get(key) ?? made.set(key, make()).get(key);
  return standIn(real, (key) => {
    // All imports ask: yes, so that they keep the stand-in. Then a module that is none of this kind is its own default.
    if (key === "__esModule") return true;
    if (key === "default" && !real().__esModule) return real();
    // Constants are written in capitals.
    if (parts && !loaded && typeof key === "string" && /[a-z]/.test(key)) return once(key, () => standIn(() => real()[key]));
    const value = real()[key];
    return Object.hasOwn(replace, key) && value !== undefined ? once(key, () => replace[key](value)) : value;
  });
}

/** Behaves as whatever `real` gives, which is asked for with its first use. */
function standIn(real, get = (key) => real()[key]) {
  // A function that can be called and constructed, and has no properties that a proxy may not hide.
  const target = function () {}.bind();
  for (const key of Object.getOwnPropertyNames(target)) delete target[key];
  return new Proxy(target, {
    get: (_, key) => get(key),
    set: (_, key, value) => Reflect.set(real(), key, value),
    has: (_, key) => key in real(),
    ownKeys: () => Reflect.ownKeys(real()),
    // What the function above does not have itself must be configurable.
    getOwnPropertyDescriptor: (_, key) => {
      const own = Reflect.getOwnPropertyDescriptor(real(), key);
      return own && { value: get(key), writable: true, enumerable: own.enumerable, configurable: true };
    },
    getPrototypeOf: () => Reflect.getPrototypeOf(real()),
    apply: (_, self, values) => Reflect.apply(real(), self, values),
    construct: (_, values) => Reflect.construct(real(), values),
  });
}

/**
 * The debugger starts when the first function is looked at, and not with the program. It then tells of every script there is, but
 * Pulumi would not hear it yet; it needs their names for its messages.
 */
function lateDebugger() {
  let started;
  const names = new Map();
  const start = () =>
    new Promise((done, fail) => {
      const session = new (require("node:inspector").Session)();
      session.connect();
      session.on("Debugger.scriptParsed", ({ params }) => names.set(params.scriptId, params.url));
      session.post("Debugger.enable", (error) => (error ? fail(error) : done()));
    });
  return {
    isInitializedAsync: () => async () => {},
    getSessionAsync: (getSessionAsync) => async () => {
      await (started ??= start());
      return getSessionAsync();
    },
    getScriptUrl: (getScriptUrl) => (id) => names.get(id) ?? getScriptUrl(id),
  };
}

function withoutStack(debuggablePromise) {
  return (...values) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...values);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}
