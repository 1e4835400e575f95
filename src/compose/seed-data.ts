import path from 'node:path';
import type { Environment } from '../config/environment.js';
import { systemClock } from '../kernel/clock.js';
import { seed } from '../seed/seed.js';
import { csvRows } from '../adapters/files/csv-rows.js';
import { jsonRows } from '../adapters/files/json-rows.js';
import { createMovieImportStore } from '../stores/postgres/bookings/movie-import-store.js';
import type { PostgresStores } from './stores.js';
import type { Services } from './services.js';

/** Adds missing demonstration data. */
export async function seedData(
  environment: Environment,
  stores: PostgresStores,
  services: Services,
  onProgress: (step: string) => void,
): Promise<void> {
  await seed({
    dataDir: path.join(environment.root, 'data'),
    unitOfWork: stores.unitOfWork,
    movies: createMovieImportStore(stores.database),
    catalogue: services.catalogue,
    programme: services.programme,
    insights: services.insights,
    clock: systemClock,
    csvRows,
    jsonRows,
    onProgress,
  });
}
