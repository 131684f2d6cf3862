// Builds the admin panel into dist/, as it is embedded in the Go binary. The same
// source always gives the same bytes.
//
//   node build.mjs           writes dist/
//   node build.mjs --check   fails when dist/ is not what the source gives, or too heavy
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

// What is loaded before one can work: the shell and the screens that one begins with.
const firstScreens = ["index.html", "src/features/auth/SignInPage.tsx", "src/features/inbox/InboxPage.tsx"];
const firstLoadBudget = 250_000; // bytes after gzip

const gzip = (content) => gzipSync(content, { level: 9 });
const brotli = (content) => brotliCompressSync(content, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
});

/** Returns the files of a folder: name to content. */
function read(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile());
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/** Returns what the source gives, and what Vite says about it. */
async function bundle() {
  const folder = mkdtempSync(join(tmpdir(), "innconnect-panel-"));
  try {
    await build({ root: here, logLevel: "warn", build: { outDir: folder, emptyOutDir: true } });
    const files = read(folder);
    const manifest = JSON.parse(files.get(".vite/manifest.json"));
    files.delete(".vite/manifest.json");
    return { files, manifest };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the names of the files that an entry loads at once. */
function closure(manifest, entry, into = new Set()) {
  const chunk = manifest[entry];
  if (!chunk) throw new Error(`${entry} is not a part of its own`);
  if (into.has(chunk.file)) return into;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) into.add(file);
  for (const imported of chunk.imports ?? []) closure(manifest, imported, into);
  return into;
}

const compressed = (name) => /\.(js|css)$/.test(name);

/** Returns everything that belongs into dist/. */
function withCompressed(files) {
  const out = new Map(files);
  for (const [name, content] of files) {
    if (!compressed(name)) continue;
    out.set(`${name}.gz`, gzip(content));
    out.set(`${name}.br`, brotli(content));
  }
  return out;
}

function write(files) {
  rmSync(dist, { recursive: true, force: true });
  for (const [name, content] of withCompressed(files)) {
    const path = join(dist, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** Returns what is wrong with dist/. Compressed files are read, not compared: their bytes depend on Node's zlib. */
function differences(files) {
  const found = read(dist);
  const wrong = [];
  for (const [name, content] of files) {
    if (!found.get(name)?.equals(content)) wrong.push(name);
    else if (compressed(name) && !gunzipSync(found.get(`${name}.gz`)).equals(content)) wrong.push(`${name}.gz`);
    else if (compressed(name) && !brotliDecompressSync(found.get(`${name}.br`)).equals(content)) wrong.push(`${name}.br`);
  }
  if (found.size !== withCompressed(files).size) wrong.push("a file that is not built any more");
  return wrong;
}

const { files, manifest } = await bundle();
let failed = false;
const firstLoad = new Set(firstScreens.flatMap((entry) => [...closure(manifest, entry)]));
const size = [...firstLoad].reduce((sum, name) => sum + gzip(files.get(name)).length, 0);
console.log(`${files.size} files; the first load is ${size} bytes after gzip`);
if (size > firstLoadBudget) {
  console.error(`the first load is over its budget of ${firstLoadBudget} bytes`);
  failed = true;
}
if (!process.argv.includes("--check")) write(files);
else {
  const wrong = differences(files);
  if (wrong.length > 0) {
    console.error(`dist/ is not what the source gives (run \`make panel\`): ${wrong.join(", ")}`);
    failed = true;
  }
}
if (failed) process.exit(1);
