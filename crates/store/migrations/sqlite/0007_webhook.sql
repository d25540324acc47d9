-- Where a chatbot's events are told, one address an environment. failures counts those in a row that say that the
-- address is unwell; until open_until_ms nothing is sent there.
CREATE TABLE webhook (
  chatbot_id TEXT NOT NULL REFERENCES chatbot (id) ON DELETE CASCADE,
  environment TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  url TEXT,
  secret TEXT,
  events TEXT NOT NULL,
  failures BIGINT NOT NULL,
  open_until_ms BIGINT,
  updated_ms BIGINT NOT NULL,
  PRIMARY KEY (chatbot_id, environment)
);

-- status is null for an event that nobody is told. position is its place among the events of its livechat session;
-- round_attempts counts the attempts since it was recorded or last replayed, attempt_count all of them.
ALTER TABLE event ADD COLUMN livechat_session_id TEXT;
ALTER TABLE event ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN status TEXT;
ALTER TABLE event ADD COLUMN replayed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE event ADD COLUMN attempt_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN round_attempts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN next_attempt_ms BIGINT;
ALTER TABLE event ADD COLUMN last_attempt_ms BIGINT;
ALTER TABLE event ADD COLUMN delivered_ms BIGINT;
ALTER TABLE event ADD COLUMN last_status_code BIGINT;
ALTER TABLE event ADD COLUMN claimed_by TEXT;
ALTER TABLE event ADD COLUMN claimed_until_ms BIGINT;
CREATE INDEX event_pending ON event (chatbot_id, environment, next_attempt_ms) WHERE status = 'pending';
CREATE INDEX event_by_session ON event (livechat_session_id, position) WHERE livechat_session_id IS NOT NULL;
CREATE INDEX event_by_chatbot ON event (chatbot_id, environment, created_ms, id);
CREATE INDEX event_by_expiry ON event (expires_ms);

-- One HTTP request that told an event, or tried to.
CREATE TABLE delivery_attempt (
  id TEXT NOT NULL PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  attempt BIGINT NOT NULL,
  cause TEXT NOT NULL,
  started_ms BIGINT NOT NULL,
  duration_ms BIGINT NOT NULL,
  status_code BIGINT,
  outcome TEXT NOT NULL,
  error TEXT,
  response_excerpt TEXT
);
CREATE INDEX delivery_attempt_by_event ON delivery_attempt (event_id, attempt);
