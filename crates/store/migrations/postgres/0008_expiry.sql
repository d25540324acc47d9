-- The message that shows a file: such a file is removed when its time has passed, those of tickets and forms are not.
ALTER TABLE attachment ADD COLUMN message_id TEXT;
UPDATE attachment SET message_id = (SELECT MIN(message.id) FROM message
  WHERE message.visitor_id = attachment.visitor_id AND message.parts LIKE '%"' || attachment.id || '"%');
CREATE INDEX attachment_by_age ON attachment (chatbot_id, created_ms) WHERE message_id IS NOT NULL;
