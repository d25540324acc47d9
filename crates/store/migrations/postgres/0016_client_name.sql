-- What callers call their messages: a visitor's clients share their names, and an agents' app has its own in each session.
DROP INDEX message_by_client_name;
CREATE UNIQUE INDEX message_by_client_name ON message (visitor_id, client_message_id)
  WHERE client_message_id IS NOT NULL AND role = 'user';
CREATE UNIQUE INDEX message_by_agents_name ON message (visitor_id, livechat_session_id, client_message_id)
  WHERE client_message_id IS NOT NULL AND role = 'agent';
