-- What is due at an address is found without looking at what is not, however much of it there is. An event waits for the
-- pending ones before it in its livechat session, of which only the pending are kept here. Typing is given up early.
DROP INDEX event_pending;
CREATE INDEX event_due ON event (chatbot_id, environment, next_attempt_ms, position) WHERE status = 'pending';
CREATE INDEX event_waiting ON event (livechat_session_id, position)
  WHERE status = 'pending' AND livechat_session_id IS NOT NULL;
CREATE INDEX event_fleeting ON event (chatbot_id, environment, created_ms)
  WHERE status = 'pending' AND type IN ('livechat.customer.typing.started', 'livechat.customer.typing.stopped');
