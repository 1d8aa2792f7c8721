-- A made-up next version, which the version before works with.
ALTER TABLE webhook ADD COLUMN made_up TEXT NOT NULL DEFAULT 'nothing';
UPDATE schema_version SET version = 2, oldest = 1;
