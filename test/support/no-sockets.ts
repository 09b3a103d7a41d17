import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

/** Keeps the fast tests (`npm run test:fast`) from starting processes or opening sockets. */
function refuse(): never {
  throw new Error("A fast test starts no process and opens no socket: see OUTSIDE in vitest.config.ts.");
}

Object.assign(childProcess, { spawn: refuse, spawnSync: refuse, fork: refuse, exec: refuse, execFile: refuse });
Object.assign(net.Server.prototype, { listen: refuse });
Object.assign(net.Socket.prototype, { connect: refuse });
syncBuiltinESMExports();
