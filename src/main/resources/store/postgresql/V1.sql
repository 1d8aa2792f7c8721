-- One row a webhook. Times are in ms since 1970. What a row waits for is its state:
-- waiting (to be synced or delivered), synced, covered (by the call for another one), delivered, dead-lettered,
-- discarded. A dead letter is superseded once a newer webhook of its connection has been synced.
CREATE TABLE webhook (
  seq BIGINT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  queue TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  -- Ordered by bytes in every database, as in Java.
  connection_key TEXT COLLATE "C",
  type TEXT, connection TEXT, source TEXT, environment TEXT,
  signature TEXT NOT NULL,
  size INTEGER NOT NULL,
  state TEXT NOT NULL,
  first_received_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  wait_ms BIGINT NOT NULL DEFAULT 0,
  waited_ms BIGINT NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  retries INTEGER NOT NULL DEFAULT 0,
  give_backs INTEGER NOT NULL DEFAULT 0,
  unfinished INTEGER NOT NULL DEFAULT 0,
  replays INTEGER NOT NULL DEFAULT 0,
  finished_at BIGINT,
  failure_class TEXT, status INTEGER, code TEXT, request_id TEXT, reason TEXT,
  -- Of a dead letter: the hash of its class, code and source.
  cause_key TEXT COLLATE "C",
  decided_by TEXT, decision_reason TEXT,
  superseded_at BIGINT,
  -- 1 while the body of a webhook that was synced or delivered is kept, to send it again.
  body_kept INTEGER
);
-- Vacuum after 1 % of the rows have changed, not 20 %: each webhook is updated once, and dead rows slow down claims.
ALTER TABLE webhook SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
-- Each instance reserves 256 row numbers at once.
CREATE SEQUENCE webhook_seq INCREMENT BY 256 CACHE 1;
CREATE INDEX webhook_due ON webhook (queue, bucket, due_at, seq) WHERE state = 'waiting';
CREATE INDEX webhook_connection ON webhook (connection_key, queue, due_at, seq) WHERE state = 'waiting';
-- All webhooks of a connection.
CREATE INDEX webhook_history ON webhook (connection_key, seq) WHERE connection_key IS NOT NULL;
-- With what a list in this order may be filtered by besides, so that no row is read that is not shown.
CREATE INDEX webhook_dead ON webhook (finished_at, seq, first_received_at, attempts) WHERE state = 'dead-lettered';
CREATE INDEX webhook_dead_class ON webhook (failure_class, finished_at, seq, superseded_at) WHERE state = 'dead-lettered';
CREATE INDEX webhook_dead_cause ON webhook (cause_key, finished_at, seq, superseded_at) WHERE state = 'dead-lettered';
CREATE INDEX webhook_dead_code ON webhook (code, finished_at, seq) WHERE state = 'dead-lettered';
CREATE INDEX webhook_dead_source ON webhook (source, finished_at, seq) WHERE state = 'dead-lettered';
CREATE INDEX webhook_dead_type ON webhook (type, finished_at, seq) WHERE state = 'dead-lettered';
CREATE INDEX webhook_dead_connection ON webhook (connection_key, finished_at, seq) WHERE state = 'dead-lettered';
CREATE INDEX webhook_dead_received ON webhook (first_received_at) WHERE state = 'dead-lettered';
CREATE INDEX webhook_dead_attempts ON webhook (attempts, finished_at, seq) WHERE state = 'dead-lettered';
CREATE INDEX webhook_dead_superseded ON webhook ((CASE WHEN superseded_at IS NULL THEN 0 ELSE 1 END), finished_at, seq)
  WHERE state = 'dead-lettered';
-- Not written while fuse.store.keep-bodies is 0.
CREATE INDEX webhook_kept ON webhook (finished_at, seq, state, type, source, first_received_at) WHERE body_kept = 1;

-- The received bytes, apart, since an update would write them again. Gone when the webhook is finished, unless kept.
CREATE TABLE body (seq BIGINT PRIMARY KEY, bytes BYTEA NOT NULL);
ALTER TABLE body SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

-- The instances that are running. A lease that is not renewed ends, and with it the instance's share of the buckets.
-- The number of an instance is higher than that of every one before it.
CREATE TABLE instance (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lease_until BIGINT NOT NULL,
  demand TEXT NOT NULL,
  -- Known to the instance only.
  token TEXT NOT NULL
);
-- The instance that owns the connections of a bucket; NULL for none. The highest row number when its owner died.
CREATE TABLE bucket (
  bucket INTEGER PRIMARY KEY,
  owner BIGINT,
  suspects_up_to BIGINT NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
INSERT INTO bucket (bucket) SELECT generate_series(0, 255);

-- Counts of all instances, refreshed each minute by one of them.
CREATE TABLE counted (name TEXT PRIMARY KEY, number BIGINT NOT NULL);

-- What became of a webhook between its receipt and its end, which its row tells: attempts that failed, and decisions.
CREATE TABLE event (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The number of the webhook's row.
  webhook BIGINT NOT NULL,
  at BIGINT NOT NULL,
  -- retried, dead-lettered, replayed, retry-now.
  event TEXT NOT NULL,
  -- The attempts so far.
  attempts INTEGER NOT NULL,
  -- When the next attempt was due.
  due_at BIGINT,
  failure_class TEXT, status INTEGER, code TEXT, request_id TEXT, reason TEXT,
  decided_by TEXT
);
CREATE INDEX event_webhook ON event (webhook, seq);

-- One row a connection that was synced, or that Fuse says has ended (is disconnected or finished). Each sync writes it, so
-- that no index has a column that each sync changes.
CREATE TABLE connection (
  connection_key TEXT COLLATE "C" PRIMARY KEY,
  connection TEXT NOT NULL, source TEXT, environment TEXT,
  synced_at BIGINT,
  -- When the newest of its synced webhooks was first received.
  synced_received_at BIGINT,
  -- The highest row number of them; tells what is newer also after the clock was set.
  synced_seq BIGINT,
  -- When Fuse said so; NULL again after the sync of a newer webhook.
  ended_at BIGINT
);
-- With room for the next version of a row on its page.
ALTER TABLE connection SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
CREATE INDEX connection_source ON connection (source, connection_key);
CREATE INDEX connection_ended ON connection (ended_at, connection_key) WHERE ended_at IS NOT NULL;

-- Decisions about many webhooks, carried out in batches. A batch and the cursor move in one transaction.
-- What is meant is what the filter finds up to begun_at and upper_seq. State: running, done, stopped.
CREATE TABLE decision (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- replay, discard, retry, give-up.
  action TEXT NOT NULL,
  -- What it is about: dead-letters, waiting.
  target TEXT NOT NULL,
  filter TEXT NOT NULL,
  reason TEXT,
  decided_by TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  upper_seq BIGINT NOT NULL,
  -- The last event before it: what was decided about after that is not meant, also if the clock was set back.
  upper_event BIGINT NOT NULL DEFAULT 0,
  cursor_at BIGINT NOT NULL DEFAULT 0,
  cursor_seq BIGINT NOT NULL DEFAULT 0,
  -- Counted up to 10,000; 10,001 stands for more.
  found INTEGER NOT NULL,
  done BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  ended_at BIGINT
);
-- One at a time.
CREATE UNIQUE INDEX decision_running ON decision (state) WHERE state = 'running';

-- The account of Fuse that the webhooks are of: one row. The client id is a hash with the salt.
CREATE TABLE account (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  base_path TEXT NOT NULL,
  client TEXT NOT NULL,
  salt TEXT NOT NULL
);

-- How many webhooks an instance received (answered with 200), synced, refused (with 403), finished as one of another
-- type (delivered) and could not store (unavailable, answered with 503) in a minute, of the last hour.
-- The minute is that of its beginning. The instance is 0 where there is only one.
CREATE TABLE activity (
  minute BIGINT NOT NULL,
  instance BIGINT NOT NULL,
  received BIGINT NOT NULL, synced BIGINT NOT NULL, refused BIGINT NOT NULL,
  delivered BIGINT NOT NULL, unavailable BIGINT NOT NULL,
  PRIMARY KEY (minute, instance)
);

-- What each instance says of itself, as JSON. Apart from its lease, since a transaction of webhooks must never hold that up.
CREATE TABLE instance_about (instance BIGINT PRIMARY KEY, about TEXT NOT NULL);

-- The version of these tables, and the oldest version whose program works with them.
CREATE TABLE schema_version (version INTEGER NOT NULL, oldest INTEGER NOT NULL);
INSERT INTO schema_version (version, oldest) VALUES (1, 1);
