-- Who a visitor is, as JSON objects: by their page, and by what they left as a lead.
-- verified_by is the fingerprint of the secret that vouched for their user_id.
ALTER TABLE visitor ADD COLUMN profile TEXT NOT NULL DEFAULT '{}';
ALTER TABLE visitor ADD COLUMN lead TEXT;
ALTER TABLE visitor ADD COLUMN verified_by TEXT;

-- By what a chatbot's pages prove who a visitor is. While it is required, nobody else is answered.
CREATE TABLE chatbot_identity (
  chatbot_id TEXT NOT NULL PRIMARY KEY REFERENCES chatbot (id) ON DELETE CASCADE,
  secret TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  required BOOLEAN NOT NULL,
  updated_ms BIGINT NOT NULL
);
