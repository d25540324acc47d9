-- Whose file it is that no attachment has claimed yet: it goes with them.
ALTER TABLE doomed_file ADD COLUMN visitor_id TEXT;
