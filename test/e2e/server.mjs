// Starts the real binary on a free port with an empty data folder. The binary is the one `make build`
// writes, or the one THANHDONG_BINARY names.

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const BINARY = process.env.THANHDONG_BINARY || fileURLToPath(new URL("../../thanhdong", import.meta.url));

// What these stories store is thrown away: in memory where Linux offers that, so that many of them spare the disk.
const scratch = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

const READY_MS = 90_000;

/** serve resolves when the server says that it is ready; `stop` ends it and removes its folder. */
export async function serve(sample) {
  if (!existsSync(BINARY)) throw new Error(`no binary at ${BINARY}: run make build, or set THANHDONG_BINARY`);
  const data = await mkdtemp(join(scratch, "thanhdong-e2e-"));
  return start(BINARY, ["serve", "--data", data, "--drop", join(data, "drop"), "--sample", sample], data);
}

/**
 * The data of a server that has been halted, served by a clock that is `by` ahead ("48h"): a story goes on on another day. The
 * product has no such clock, so a program of ours (./later) is built for it from the same source, with the same pages inside.
 */
export async function later(server, by) {
  await server.halt();
  const program = join(server.data, "later");
  await promisify(execFile)("go", ["build", "-trimpath", "-tags", "console", "-ldflags", "-s -w", "-o", program, "./test/e2e/later"], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { ...process.env, CGO_ENABLED: "0" }, // as `make build`, which has compiled all of it already
  });
  return start(program, ["--data", server.data, "--ahead", by], server.data);
}

async function start(program, args, data) {
  const port = await freePort();
  const child = spawn(program, [...args, "--http", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (said.out += chunk));
  child.stderr.on("data", (chunk) => (said.err += chunk));
  let code = null;
  child.on("exit", (status) => (code = status ?? -1));
  const origin = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (code !== null) throw new Error(`the server ended with ${code}: ${said.err.slice(-2000)}`);
    try {
      return (await fetch(`${origin}/readyz`)).ok;
    } catch {
      return false;
    }
  }, READY_MS, "the server to be ready");
  const halt = async () => {
    if (code !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
  };
  return {
    origin,
    data,
    child,
    halt,
    printed: () => said.out + said.err,
    async stop() {
      await halt();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** The account printed for a role: "duty          trucban      <password>  Trực ban mẫu". */
export async function account(server, role) {
  const line = new RegExp(`^${role}\\s+(\\S+)\\s+(\\S+)`, "m");
  await until(() => line.test(server.printed()), READY_MS, `the account of ${role} to be printed`);
  const [, name, password] = line.exec(server.printed());
  return { name, password };
}

export async function until(holds, limit, what) {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${limit / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export const readText = (path) => readFile(fileURLToPath(new URL(path, import.meta.url)), "utf8");
