-- What a turn was about, said after its answer. No name with a time: no topic fits. No time: nothing was said yet.
ALTER TABLE turn ADD COLUMN classification TEXT;
ALTER TABLE turn ADD COLUMN classified_ms BIGINT;
