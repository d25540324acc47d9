-- A language model of the chatbot's own, in place of the installation's.
CREATE TABLE chatbot_model (
  chatbot_id TEXT NOT NULL PRIMARY KEY REFERENCES chatbot (id) ON DELETE CASCADE,
  base_url TEXT NOT NULL,
  api_key TEXT,
  model TEXT NOT NULL,
  updated_ms BIGINT NOT NULL
);

-- Tokens that models have read and written; day counts from 1970-01-01 in UTC.
CREATE TABLE chatbot_usage (
  chatbot_id TEXT NOT NULL REFERENCES chatbot (id) ON DELETE CASCADE,
  day BIGINT NOT NULL,
  tokens BIGINT NOT NULL,
  PRIMARY KEY (chatbot_id, day)
);

CREATE TABLE visitor_usage (
  visitor_id TEXT NOT NULL REFERENCES visitor (id) ON DELETE CASCADE,
  day BIGINT NOT NULL,
  tokens BIGINT NOT NULL,
  PRIMARY KEY (visitor_id, day)
);

-- Why the answer is as it is, as JSON.
ALTER TABLE turn ADD COLUMN trace TEXT;
-- When the visitor asked to stop it.
ALTER TABLE turn ADD COLUMN stop_ms BIGINT;
