-- A visitor's wish for a person, and what became of it. At most one of a visitor's sessions is open.
CREATE TABLE livechat_session (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL,
  visitor_id TEXT NOT NULL REFERENCES visitor (id) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL,
  environment TEXT NOT NULL,
  status TEXT NOT NULL,
  platform TEXT NOT NULL,
  source TEXT NOT NULL,
  part_id TEXT,
  language TEXT,
  client_context TEXT,
  agent_id TEXT,
  requested_ms BIGINT NOT NULL,
  agent_joined_ms BIGINT,
  closed_ms BIGINT,
  closed_by TEXT,
  closed_by_agent_id TEXT,
  close_reason TEXT,
  rating BIGINT,
  feedback TEXT,
  rated_ms BIGINT,
  customer_typing_until_ms BIGINT NOT NULL,
  agent_typing_until_ms BIGINT NOT NULL,
  last_sequence BIGINT NOT NULL,
  last_role TEXT,
  unread_for_agent BIGINT NOT NULL,
  state_version BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX livechat_session_open ON livechat_session (visitor_id) WHERE status <> 'closed';
CREATE INDEX livechat_session_by_visitor ON livechat_session (visitor_id, requested_ms, id);
CREATE INDEX livechat_session_by_chatbot ON livechat_session (chatbot_id, environment, updated_ms, id);
CREATE INDEX livechat_session_idle ON livechat_session (chatbot_id, updated_ms) WHERE status <> 'closed';
CREATE INDEX livechat_session_typing ON livechat_session (id)
  WHERE customer_typing_until_ms > 0 OR agent_typing_until_ms > 0;

-- agent is the profile of the person who spoke, as it was then.
ALTER TABLE message ADD COLUMN livechat_session_id TEXT;
ALTER TABLE message ADD COLUMN sequence_number BIGINT;
ALTER TABLE message ADD COLUMN agent TEXT;
CREATE UNIQUE INDEX message_by_livechat ON message (livechat_session_id, sequence_number)
  WHERE livechat_session_id IS NOT NULL;

-- The people who answer. A picture that is not at an address of its own lies in the object store; avatar_mime tells its kind.
CREATE TABLE agent (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  display_name TEXT NOT NULL,
  avatar_url TEXT,
  avatar_mime TEXT,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE INDEX agent_by_account ON agent (account_id, id);
