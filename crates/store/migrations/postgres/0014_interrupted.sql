-- When the attempt began whose claim ended without a word of its process: set, like an empty one, whenever a claim begins
-- or is taken away, so that the same statement can say which attempts are to be listed as interrupted.
ALTER TABLE event ADD COLUMN interrupted_ms BIGINT;
