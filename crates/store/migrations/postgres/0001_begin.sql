-- Secrets and facts of this installation, such as the key that signs tokens.
CREATE TABLE installation (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE account (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);

-- id is the key's public prefix; only a hash of the key is kept.
CREATE TABLE api_key (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  environment TEXT NOT NULL,
  key_hash TEXT NOT NULL UNIQUE,
  created_ms BIGINT NOT NULL,
  revoked_ms BIGINT
);

CREATE TABLE chatbot (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  public_id TEXT NOT NULL UNIQUE,
  sdk_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  knowledge_version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE INDEX chatbot_by_account ON chatbot (account_id, id);

-- id is made anew when a deleted visitor comes back; visitor_key is what the caller calls the visitor.
-- Whatever belongs to a visitor names them and goes with them.
CREATE TABLE visitor (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL REFERENCES chatbot (id) ON DELETE CASCADE,
  environment TEXT NOT NULL,
  visitor_key TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  UNIQUE (chatbot_id, environment, visitor_key)
);

CREATE TABLE conversation (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL,
  visitor_id TEXT NOT NULL REFERENCES visitor (id) ON DELETE CASCADE,
  created_ms BIGINT NOT NULL,
  rating BIGINT,
  feedback TEXT,
  rated_ms BIGINT
);
CREATE INDEX conversation_by_visitor ON conversation (visitor_id, created_ms, id);

CREATE TABLE message (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL,
  visitor_id TEXT NOT NULL REFERENCES visitor (id) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL,
  role TEXT NOT NULL,
  parts TEXT NOT NULL,
  page TEXT,
  client_message_id TEXT,
  created_ms BIGINT NOT NULL
);
CREATE INDEX message_by_visitor ON message (visitor_id, created_ms, id);
CREATE UNIQUE INDEX message_by_client_name ON message (visitor_id, client_message_id)
  WHERE client_message_id IS NOT NULL;

-- id is the id that the answer has or will have.
CREATE TABLE turn (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL,
  visitor_id TEXT NOT NULL REFERENCES visitor (id) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL,
  user_message_id TEXT NOT NULL,
  state TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  owner TEXT NOT NULL,
  lease_until_ms BIGINT NOT NULL,
  frames TEXT,
  created_ms BIGINT NOT NULL,
  finished_ms BIGINT
);
CREATE INDEX turn_by_visitor ON turn (visitor_id, user_message_id);
CREATE UNIQUE INDEX turn_running_by_visitor ON turn (visitor_id) WHERE state = 'running';
CREATE INDEX turn_running_by_lease ON turn (lease_until_ms) WHERE state = 'running';

CREATE TABLE form (
  id TEXT NOT NULL,
  chatbot_id TEXT NOT NULL REFERENCES chatbot (id) ON DELETE CASCADE,
  definition TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (chatbot_id, id)
);

CREATE TABLE submission (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL,
  visitor_id TEXT NOT NULL REFERENCES visitor (id) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL,
  part_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  form_id TEXT,
  content TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  UNIQUE (visitor_id, part_id)
);

CREATE TABLE session_value (
  visitor_id TEXT NOT NULL REFERENCES visitor (id) ON DELETE CASCADE,
  value_key TEXT NOT NULL,
  label TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  position BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  PRIMARY KEY (visitor_id, value_key)
);

-- The bytes lie in the object store under the id.
CREATE TABLE attachment (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL,
  visitor_id TEXT NOT NULL REFERENCES visitor (id) ON DELETE CASCADE,
  filename TEXT,
  mime_type TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX attachment_by_visitor ON attachment (visitor_id, created_ms, id);

-- Files in the object store that no attachment has claimed: a file is doomed before it is written, and again when
-- its visitor is forgotten.
CREATE TABLE doomed_file (
  id TEXT NOT NULL PRIMARY KEY,
  due_ms BIGINT NOT NULL
);

-- The journal: written in the transaction of the change it tells of.
CREATE TABLE event (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL REFERENCES chatbot (id) ON DELETE CASCADE,
  environment TEXT NOT NULL,
  visitor_key TEXT NOT NULL,
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL
);
CREATE INDEX event_by_visitor ON event (chatbot_id, environment, visitor_key, created_ms);

CREATE TABLE page (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL REFERENCES chatbot (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  language TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  import_id TEXT NOT NULL,
  updated_ms BIGINT NOT NULL,
  UNIQUE (chatbot_id, url)
);
CREATE INDEX page_by_source ON page (chatbot_id, source);

CREATE TABLE passage (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL,
  page_id TEXT NOT NULL REFERENCES page (id) ON DELETE CASCADE,
  position BIGINT NOT NULL,
  heading TEXT NOT NULL,
  anchor TEXT,
  content TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX passage_by_chatbot ON passage (chatbot_id, id);
CREATE INDEX passage_by_page ON passage (page_id, position);

CREATE TABLE product (
  id TEXT NOT NULL,
  chatbot_id TEXT NOT NULL REFERENCES chatbot (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  import_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  price_e4 BIGINT NOT NULL,
  currency TEXT NOT NULL,
  original_price_e4 BIGINT,
  image_url TEXT,
  url TEXT NOT NULL,
  stock BIGINT,
  tags TEXT NOT NULL,
  variants TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  updated_ms BIGINT NOT NULL,
  PRIMARY KEY (chatbot_id, id)
);
CREATE INDEX product_by_source ON product (chatbot_id, source);
