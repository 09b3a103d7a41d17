import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

/** The fast tests (`npm run test:fast`) start no process and open no socket: they cannot. */
function refuse(): never {
  throw new Error("A fast test starts no process and opens no socket: see OUTSIDE in vitest.config.ts.");
}

Object.assign(childProcess, { spawn: refuse, spawnSync: refuse, fork: refuse, exec: refuse, execFile: refuse });
Object.assign(net.Server.prototype, { listen: refuse });
Object.assign(net.Socket.prototype, { connect: refuse });
syncBuiltinESMExports();
