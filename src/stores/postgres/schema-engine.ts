import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { schemaEngineAdapter } from './schema-engine-adapter.js';

/** The generated types lack the two functions that tie the bindings to a compiled module. */
interface WasmBindings {
  readonly SchemaEngine: typeof SchemaEngine;
  __wbg_set_wasm(exports: WasmExports): void;
}
interface WasmExports {
  __wbindgen_start(): void;
}
/** The part of WebAssembly used here; its types belong to the browser library, which a server does not load. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: Record<string, object>): Promise<{ readonly exports: WasmExports }>;
};

let compiled: Promise<typeof SchemaEngine> | undefined;

/**
 * Runs `use` with Prisma's schema engine connected to one database, and releases every connection afterwards.
 * The engine is WebAssembly from the package registry: unlike the `prisma migrate` command it needs no download.
 * Throws what `use` throws, and the engine's own message when the database cannot be reached.
 */
export async function withSchemaEngine<T>(
  connectionString: string,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const Engine = await (compiled ??= compile());
  const pool = new pg.Pool({ connectionString, max: 4 });
  // Without a listener an idle connection's loss would end the process; the running statement reports it anyway.
  pool.on('error', () => undefined);
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(schemaEngineAdapter(pool));
    const engine = await Engine.new({ datamodels: undefined }, () => undefined, adapter);
    try {
      return await use(engine);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

/** A panic inside the engine looks for this; without it the message is lost behind a TypeError. */
function installPanicRegistry(): void {
  const holder = globalThis as { PRISMA_WASM_PANIC_REGISTRY?: { set_message(message: string): void } };
  holder.PRISMA_WASM_PANIC_REGISTRY ??= {
    set_message: (message) => {
      throw new Error(`The schema engine panicked: ${message}`);
    },
  };
}

async function compile(): Promise<typeof SchemaEngine> {
  installPanicRegistry();
  const engine = bindings as unknown as WasmBindings;
  const file = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const module = await WebAssembly.compile(await readFile(file.replace(/\.js$/, '.wasm')));
  const { exports } = await WebAssembly.instantiate(module, { './schema_engine_bg.js': withoutLingeringTimers() });
  engine.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return engine.SchemaEngine;
}

/** The engine never clears the timer by which it bounds a lock; it would keep a finished command alive for its time. */
function withoutLingeringTimers(): object {
  const timers = Object.keys(bindings).filter((name) => name.startsWith('__wbg_setTimeout_'));
  const unref = (callback: () => void, ms: number): NodeJS.Timeout => setTimeout(callback, ms >>> 0).unref();
  return { ...bindings, ...Object.fromEntries(timers.map((name) => [name, unref])) };
}
