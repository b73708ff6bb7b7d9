/**
 * Builds the bundle that the web connector serves: `assistant.js` (the launcher, loaded with the
 * page), `panel-<hash>.js` (the chat, loaded on first open) and `assistant.css` (the same rules
 * for browsers without constructed style sheets); and `bubble.js`, for the page of the app.
 *
 * With `--check`, writes nothing and fails if what is committed is not what the source gives.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { minify } from "terser";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

const STATIC = path("../connectors/pages/static/");
const WIDGET = "widget/";
const BUBBLE = "app/bubble.js";
const TARGET = ["chrome94", "firefox93", "safari15.4"];
const BUDGET = { load: 4_000, total: 20_000 };

const minifiedCss = {
  name: "minified-css",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async (file) => ({
      contents: await minifyCss(await readFile(file.path, "utf8")),
      loader: "text",
    }));
  },
};

async function minifyCss(source) {
  const { code } = await transform(source, { loader: "css", minify: true, target: TARGET });
  // esbuild keeps the spaces in the values of custom properties.
  return code.trim().replace(/([:,]) /g, "$1");
}

async function bundle(entry, { define = {}, jsxUsed = false } = {}) {
  const { outputFiles } = await build({
    entryPoints: [path(entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: TARGET,
    // The classic transform, which needs no run-time module of its own.
    jsx: "transform",
    jsxFactory: "h",
    jsxFragment: "Fragment",
    inject: jsxUsed ? [path("src/panel/jsx.ts")] : [],
    charset: "utf8",
    legalComments: "none",
    // The type checker reads JSX in its own way.
    tsconfigRaw: {},
    define,
    plugins: [minifiedCss],
  });
  // esbuild's own output, 4 % smaller.
  const { code } = await minify(outputFiles[0].text, { module: true, compress: { passes: 3, keep_fargs: false } });
  return `${code}\n`;
}

async function styleSheet() {
  const sources = ["src/launcher.css", "src/panel/panel.css"].map((name) =>
    readFile(path(name), "utf8"),
  );
  return minifyCss((await Promise.all(sources)).join("\n"));
}

/** File name → content. */
async function artefacts() {
  const panel = await bundle("src/panel/index.tsx", { jsxUsed: true });
  const panelFile = `panel-${createHash("sha256").update(panel).digest("hex").slice(0, 10)}.js`;
  const loader = await bundle("src/assistant.ts", {
    define: { PANEL_FILE: JSON.stringify(`./${panelFile}`) },
  });
  return new Map([
    [`${WIDGET}assistant.js`, loader],
    [WIDGET + panelFile, panel],
    [`${WIDGET}assistant.css`, `${await styleSheet()}\n`],
    [BUBBLE, await bundle("src/bubble/bubble.ts")],
  ]);
}

function weigh(files) {
  const weights = [...files].map(([name, content]) => [name, gzipSync(content, { level: 9 }).length]);
  const load = weights.find(([name]) => name.endsWith("/assistant.js"))[1];
  const scripts = weights.filter(([name]) => name.startsWith(WIDGET) && name.endsWith(".js"));
  const total = scripts.reduce((sum, [, size]) => sum + size, 0);
  for (const [name, size] of weights) console.log(`${name.padEnd(22)} ${size} bytes gzip`);
  console.log(`page load ${load} of ${BUDGET.load}, total ${total} of ${BUDGET.total}`);
  return load <= BUDGET.load && total <= BUDGET.total;
}

async function committed() {
  const inWidget = await readdir(STATIC + WIDGET).catch(() => []);
  const names = [...inWidget.map((name) => WIDGET + name), BUBBLE];
  const read = (name) => readFile(STATIC + name, "utf8").catch(() => "");
  return new Map(await Promise.all(names.map(async (name) => [name, await read(name)])));
}

async function write(files) {
  await rm(STATIC + WIDGET, { recursive: true, force: true });
  await mkdir(STATIC + WIDGET, { recursive: true });
  for (const [name, content] of files) await writeFile(STATIC + name, content);
}

function differences(files, others) {
  const names = new Set([...files.keys(), ...others.keys()]);
  return [...names].filter((name) => files.get(name) !== others.get(name));
}

const files = await artefacts();
if (!weigh(files)) {
  console.error("The bundle is over its budget.");
  process.exitCode = 1;
}
if (process.argv.includes("--check")) {
  const stale = differences(files, await committed());
  if (stale.length > 0) {
    console.error(`Not what the source gives: ${stale.join(", ")}. Run « npm run build ».`);
    process.exitCode = 1;
  }
} else {
  await write(files);
}
