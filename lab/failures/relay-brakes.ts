import pg from 'pg';

/**
 * The name of the relay's locks and their number; see stores/postgres/outbox/shard-leadership.ts and
 * domain/outbox/outbox.ts.
 */
const LEADERSHIP = 0x6f75_7462;
const SHARDS = 4;
const MARKING = 7_777_777;

/** Holds the relay of other processes back, by means of the database alone. */
export interface RelayBrakes {
  /** A connection to the gateway's database. */
  readonly client: pg.Client;
  /** From now on no gateway that does not lead already publishes anything. */
  holdLeadership(): Promise<void>;
  releaseLeadership(): Promise<void>;
  /** From now on marking a row as sent takes until `allowMarking`. */
  blockMarking(): Promise<void>;
  /** Whether a gateway waits to mark rows. */
  marksWait(): Promise<boolean>;
  /** Ends the sessions that wait to mark, which would go on after their gateway's death, and lets others mark. */
  allowMarking(): Promise<void>;
  stop(): Promise<void>;
}

/** Connects to the database of a test's gateway. */
export async function createRelayBrakes(connectionString: string): Promise<RelayBrakes> {
  const client = new pg.Client({ connectionString, application_name: 'relay brakes' });
  client.on('error', () => undefined);
  await client.connect();
  const forEachShard = (call: string) =>
    client.query(`SELECT ${call}(${LEADERSHIP}, shard) FROM generate_series(0, ${SHARDS - 1}) AS shard`);
  const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'`;
  return {
    client,
    holdLeadership: async () => void (await forEachShard('pg_advisory_lock')),
    releaseLeadership: async () => void (await forEachShard('pg_advisory_unlock')),
    async blockMarking() {
      await client.query(`SELECT pg_advisory_lock(${MARKING})`);
      await client.query(`
        CREATE FUNCTION wait_to_mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(${MARKING}); RETURN NEW; END $$;
        CREATE TRIGGER wait_to_mark BEFORE UPDATE OF sent_at ON outbox FOR EACH ROW EXECUTE FUNCTION wait_to_mark()`);
    },
    marksWait: async () => ((await client.query(waiting)).rowCount ?? 0) > 0,
    async allowMarking() {
      await client.query(`SELECT pg_terminate_backend(pid, 5000) FROM (${waiting}) AS waiting`);
      await client.query('DROP TRIGGER wait_to_mark ON outbox; DROP FUNCTION wait_to_mark()');
      await client.query(`SELECT pg_advisory_unlock(${MARKING})`);
    },
    stop: () => client.end(),
  };
}
