-- An event that somebody asked for goes before what else is due: found by this index, however much that is. Until
-- asked_until_ms an address asked to be left alone, which an answer to an earlier request does not end.
CREATE INDEX event_replayed ON event (chatbot_id, environment, round_attempts, next_attempt_ms, position)
  WHERE status = 'pending' AND replayed;
ALTER TABLE webhook ADD COLUMN asked_until_ms BIGINT;
