-- What happened on an owner's pages, where the owner has it counted. visitor_key is what the visitor of a page is called,
-- who need not have come in yet: rows go with the visitor by that name, or when they are old.
CREATE TABLE page_event (
  id TEXT NOT NULL PRIMARY KEY,
  chatbot_id TEXT NOT NULL REFERENCES chatbot (id) ON DELETE CASCADE,
  environment TEXT NOT NULL,
  visitor_key TEXT NOT NULL,
  name TEXT NOT NULL,
  props TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX page_event_by_visitor ON page_event (chatbot_id, environment, visitor_key, created_ms, id);
CREATE INDEX page_event_by_age ON page_event (chatbot_id, environment, created_ms);
