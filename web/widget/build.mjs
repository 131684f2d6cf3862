// Builds the widget into dist/: what pages load, as it is embedded in the Go
// binary. The same source always gives the same bytes.
//
//   node build.mjs           writes dist/
//   node build.mjs --check   fails when dist/ is not what the source gives, or too heavy
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const loader = "innconnect-widget.js";

// What a page may be asked to fetch, in bytes after gzip.
const budgets = { [loader]: 5000, "panel.js": 30000 };

const target = ["chrome116", "firefox124", "safari17.4"];

/** Style sheets are imported as text, for adoptedStyleSheets. */
const styles = {
  name: "styles",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** What is loaded later takes Preact from the panel that loads it. */
const fromPanel = {
  name: "from-panel",
  setup(build) {
    build.onResolve({ filter: /^preact$/ }, () => ({ path: "./panel.js", external: true }));
  },
};

/** Bundles one entry. Modules that it imports by import() stay files of their own. */
async function bundle(entry, { format = "esm", define = {}, plugins = [] } = {}) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: here,
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    write: false,
    format,
    target,
    charset: "utf8",
    legalComments: "none",
    define: { VERSION: JSON.stringify(version), ...define },
    jsx: "transform",
    jsxFactory: "h",
    jsxFragment: "Fragment",
    plugins: [styles, ...plugins],
  });
  const { code } = await minify(outputFiles[0].text, {
    module: format === "esm", toplevel: true, ecma: 2022, compress: { passes: 3, inline: 1 }, format: { comments: false },
  });
  return Buffer.from(`${code}\n`);
}

const digest = (hash, content, encoding) => createHash(hash).update(content).digest(encoding);
const integrity = (hash, content) => `${hash}-${digest(hash, content, "base64")}`;

/** Returns the files of this version: name to content. All but the loader are in a folder that is named after their content. */
async function build() {
  const later = new Map();
  for (const [name, entry] of Object.entries({
    "parts.js": "panel/parts/index.ts", "nl.js": "panel/texts/nl.ts", "de.js": "panel/texts/de.ts", "fr.js": "panel/texts/fr.ts",
  })) later.set(name, await bundle(entry, { plugins: [fromPanel] }));
  const panel = await bundle("panel/main.tsx", {
    define: { LATER: JSON.stringify(Object.fromEntries([...later].map(([name, content]) => [name, integrity("sha256", content)]))) },
  });
  const folder = digest("sha256", panel, "hex").slice(0, 10);
  const start = await bundle("loader/main.ts", {
    format: "iife",
    define: { PANEL: JSON.stringify(`${folder}/panel.js`), PANEL_INTEGRITY: JSON.stringify(integrity("sha256", panel)) },
  });
  return new Map([[loader, start], ...[["panel.js", panel], ...later].map(([name, content]) => [`${folder}/${name}`, content])]);
}

const gzip = (content) => gzipSync(content, { level: 9 });
const brotli = (content) => brotliCompressSync(content, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
});

/** versions.json lists every version that is served, with the hash of its loader for an integrity attribute. */
function versionsWith(start) {
  const path = join(dist, "versions.json");
  const known = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).versions : {};
  const versions = { ...known, [version]: { file: `v${version}/${loader}`, integrity: integrity("sha384", start) } };
  return `${JSON.stringify({ latest: version, versions }, null, 2)}\n`;
}

/** The licences of what is bundled, which go wherever the files go. */
const licenses = () => ["preact", "dompurify"].map((name) => {
  const { version: bundled } = JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8"));
  return `${name} ${bundled}\n\n${readFileSync(join(here, "node_modules", name, "LICENSE"), "utf8").trim()}\n`;
}).join("\n\n");

function write(files) {
  const folder = join(dist, `v${version}`);
  rmSync(folder, { recursive: true, force: true });
  for (const [name, content] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    writeFileSync(`${path}.gz`, gzip(content));
    writeFileSync(`${path}.br`, brotli(content));
  }
  writeFileSync(join(dist, "versions.json"), versionsWith(files.get(loader)));
  writeFileSync(join(dist, "licenses.txt"), licenses());
}

/** Returns what is wrong with dist/. Compressed files are read, not compared: their bytes depend on Node's zlib. */
function differences(files) {
  const folder = join(dist, `v${version}`);
  const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : Buffer.alloc(0));
  const wrong = [];
  for (const [name, content] of files) {
    if (!read(name).equals(content)) wrong.push(name);
    else if (!gunzipSync(read(`${name}.gz`)).equals(content)) wrong.push(`${name}.gz`);
    else if (!brotliDecompressSync(read(`${name}.br`)).equals(content)) wrong.push(`${name}.br`);
  }
  const found = existsSync(folder) ? readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile()) : [];
  if (found.length !== files.size * 3) wrong.push("a file that is not built any more");
  if (readFileSync(join(dist, "versions.json"), "utf8") !== versionsWith(files.get(loader))) wrong.push("versions.json");
  if (readFileSync(join(dist, "licenses.txt"), "utf8") !== licenses()) wrong.push("licenses.txt");
  return wrong;
}

const files = await build();
let failed = false;
for (const [name, content] of files) {
  const size = gzip(content).length;
  const budget = budgets[name.split("/").at(-1)] ?? Infinity;
  console.log(`${name}: ${content.length} bytes, ${size} after gzip, ${brotli(content).length} after brotli`);
  if (size <= budget) continue;
  console.error(`${name} is over its budget of ${budget} bytes`);
  failed = true;
}
if (!process.argv.includes("--check")) write(files);
else {
  const wrong = differences(files);
  if (wrong.length > 0) {
    console.error(`dist/ is not what the source gives (run \`make widget\`): ${wrong.join(", ")}`);
    failed = true;
  }
}
if (failed) process.exit(1);
